"""Evidence adds up, and prose pays for its length."""

import pytest

from stance.segmentation.evidence import Line, is_furniture
from stance.segmentation.numbering import parse_number
from stance.segmentation.shapes import Shape


def line(text: str, before: int = 4, after: int = 4) -> Line:
    return Line(Shape(text), parse_number(text), before, after, None, after_prose=False)


@pytest.mark.parametrize(
    "text", ["https://a.example.org/x", "Share | Print", "All rights reserved", "Advertisement", "[ad_2]"]
)
def test_strong_evidence_needs_no_place(text: str) -> None:
    assert is_furniture(line(text))


@pytest.mark.parametrize(
    "text", ["Photo: " + "word " * 90, "1. Source of strength", "Sources of growth", "By sea and by land"]
)
def test_length_numbers_and_missing_marks_speak_against(text: str) -> None:
    assert not is_furniture(line(text))


def test_place_on_the_page_tips_the_scales() -> None:
    assert is_furniture(line("Anna Bell (Hanoi)", before=8, after=0))
    assert not is_furniture(line("Anna Bell (Hanoi)"))
