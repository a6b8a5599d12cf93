"""Bytes that are text, bytes that are none, and front matter."""

import pytest

from stance.sources.text import BadTextError, Limits, check_text, decode, front_matter


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"ok\nab\xffcd", r"byte 5 \(0xff\), line 2"),
        ("Việt Nam\n".encode("utf-16"), "looks like UTF-16; save it as UTF-8"),
        ("Viet Nam and its partners".encode("utf-16-be"), "looks like UTF-16"),
        ("বাংলাদেশ ও ভিয়েতনাম আর আমরা\n".encode("utf-16-le"), "looks like UTF-16"),
        ("Viet Nam".encode("utf-32"), "looks like UTF-32"),
        (b"text\nmore\x00\x00\x01\x00text", "NUL bytes .* line 2"),
        (b"PK\x03\x04rest", "ZIP archive"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_bytes_that_are_no_text_are_named(data: bytes, message: str) -> None:
    with pytest.raises(BadTextError, match=message):
        decode(data)


def test_byte_order_mark_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbfH\xc3\xa0 N\xe1\xbb\x99i") == "Hà Nội"


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (" \u3000\n\n\u200b\ufeff", "nothing|white space", None),
        ("one\ntwo\x00", "NUL character in line 2", 2),
        ("one\ntwo \ud800", r"lone surrogate \(U\+D800\)", 2),
        ("short\n" + "x" * 51, "51 characters; at most 50", 2),
        ("x\n" * 60, "120 characters; at most 100", None),
    ],
)
def test_texts_that_are_no_documents_are_refused(text: str, message: str, line: int | None) -> None:
    with pytest.raises(BadTextError, match=message) as caught:
        check_text(text, Limits(characters=100, line=50))
    assert caught.value.line == line


def test_front_matter_is_parted_from_the_text() -> None:
    fields, body, line = front_matter("---\ntitle: Statement\nauthor: NO\ndate: 2024-01-02\n---\nText.\n")
    assert fields == {"title": "Statement", "author": "NO", "date": "2024-01-02"}
    assert (body, line) == ("Text.\n", 6)


def test_colon_in_an_unquoted_title_is_read_all_the_same() -> None:
    fields, body, _ = front_matter("---\ntitle: Joint: statement\nlanguage: vi\n---\nText.")
    assert (fields["title"], fields["language"], body) == ("Joint: statement", "vi", "Text.")


@pytest.mark.parametrize(
    "text", ["Text.\n---\na: b\n---\n", "---\nno fields here\n---\nText.", "---\nnever closed: x\n", ""]
)
def test_text_without_front_matter_is_left_whole(text: str) -> None:
    assert front_matter(text) == ({}, text, 1)


def test_a_speech_between_rules_is_text_and_not_front_matter() -> None:
    text = "---\nPresident: Thank you all.\n---\nWe go on.\n"
    assert front_matter(text) == ({}, text, 1)
