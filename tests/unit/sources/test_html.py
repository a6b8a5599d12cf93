"""Web pages: text, headings, metadata, character sets."""

import pytest

from stance.sources.html import decode_page, read_page
from stance.sources.text import BadTextError

FIRST = "Hai bên nhất trí tăng cường hợp tác về mọi mặt. " * 8
SECOND = "Thương mại song phương tăng mạnh trong năm qua. " * 8
PAGE = f"""<html lang="vi"><head><title>Tuyên bố chung</title><meta property="og:site_name" content="Báo">
<meta name="date" content="2024-05-06"></head><body><nav>Trang chủ</nav><article><h1>Tuyên bố chung</h1>
<p>{FIRST}</p><h2>Kinh tế</h2><p>{SECOND}</p></article></body></html>"""


def test_page_gives_text_with_headings_on_their_own_lines() -> None:
    text, _ = read_page(PAGE)
    assert "Kinh tế" in text.splitlines()
    assert "Trang chủ" not in text


def test_page_gives_metadata() -> None:
    _, fields = read_page(PAGE)
    assert (fields["title"], fields["date"], fields["outlet"], fields["language"]) == (
        "Tuyên bố chung",
        "2024-05-06",
        "Báo",
        "vi",
    )


def test_very_short_page_is_read() -> None:
    assert read_page("<p>Short page.</p>")[0] == "Short page."


@pytest.mark.parametrize("source", ["<html><body><script>x()</script></body></html>", "<html></html>", "<!-- -->"])
def test_page_without_text_is_refused(source: str) -> None:
    with pytest.raises(BadTextError, match="no text"):
        read_page(source)


def test_declared_character_set_is_honoured() -> None:
    data = '<meta charset="windows-1251"><p>Заявление</p>'.encode("cp1251")
    assert "Заявление" in decode_page(data)


@pytest.mark.parametrize("head", [b"", b'<meta charset="no-such-set">', b'<meta charset="ascii">'])
def test_undeclared_character_set_is_refused(head: bytes) -> None:
    with pytest.raises(BadTextError, match="invalid UTF-8"):
        decode_page(head + b"<p>\xff\xfa</p>")
