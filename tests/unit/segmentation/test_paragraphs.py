"""Documents to paragraphs: offsets, numbers, headings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.records import Document
from stance.segmentation import LanguageIdentifier, segment

IDENTIFIER = LanguageIdentifier()
LONG = "The two sides welcomed the growth of relations and agreed to widen cooperation in trade and security fast. "
TEXT = (
    f"I. Politics\n1. {LONG * 2}\r\n\r\n\u3000{LONG}\nParliaments\n{LONG * 2}\u2028"
    f"II. Trade\x85 ২। {LONG * 2}\n\u200b\nComments (0)\n"
)


def test_numbers_headings_and_kinds() -> None:
    found = segment(Document("d", TEXT), IDENTIFIER)
    assert [(p.kind[0], p.number, p.heading) for p in found] == [
        ("h", "1", None),
        ("p", "1", "I. Politics"),
        ("p", None, "I. Politics"),
        ("h", None, "I. Politics"),
        ("p", None, "Parliaments"),
        ("h", "2", None),
        ("p", "2", "II. Trade"),
        ("b", None, None),
    ]
    assert {p.language for p in found} == {"en"}


@pytest.mark.parametrize("text", ["", " \n\u3000\n\u200b\ufeff\n\xa0", "\r\n\x0b\x0c"])
def test_text_without_lines_has_no_paragraphs(text: str) -> None:
    assert segment(Document("d", text), IDENTIFIER) == []


def test_very_long_line_is_one_paragraph() -> None:
    found = segment(Document("d", "word " * 100_000), IDENTIFIER)
    assert [(p.kind, p.end) for p in found] == [("paragraph", 499_999)]


@given(st.text(st.characters() | st.sampled_from(" \n\r\u3000\xa0\u2028\x85\u200b1.)(:IVа"), max_size=200))
def test_any_text_is_cut_with_exact_offsets(text: str) -> None:
    found = segment(Document("d", text), IDENTIFIER)
    assert [p.text for p in found] == [text[p.start : p.end] for p in found]
    assert [p.index for p in found] == list(range(len(found)))
    assert all(a.end < b.start for a, b in pairwise(found))
    assert all(p.text == p.text.strip() and len(p.text.splitlines()) == 1 for p in found)
    visible = [
        line for line in text.splitlines() if line.strip("\u200b\u200c\u200d\u200e\u200f\u00ad\u2060\ufeff \t").strip()
    ]
    assert len(found) <= len(visible)
