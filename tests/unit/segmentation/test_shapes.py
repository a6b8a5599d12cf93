"""Measures of lines."""

import pytest

from stance.segmentation.shapes import Shape, display_width


def test_wide_scripts_count_more_and_marks_nothing() -> None:
    assert display_width("abcd") == 4
    assert display_width("中国") == pytest.approx(4.4)
    assert display_width("কি") == 1


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("It ended.”", "sentence_end", True),
        ("শেষ।", "sentence_end", True),
        ("结束。", "sentence_end", True),
        ("Trade", "sentence_end", False),
        ("as follows:", "open_end", True),
        ("(End of text)", "bracketed", True),
        ("(a) and (b)", "bracketed", False),
        ("see https://a.example.org/x", "link", True),
        ("write to a@b.example", "link", True),
        ("12 May 2024, 14:05", "time", True),
        ("a ratio of 3.5", "time", False),
        ("Home > News", "strong_separators", 1),
        ("«España»", "strong_separators", 0),
        ("수자원·국경", "strong_separators", 0),
        ("Comments (12)", "counter", True),
        ("Anna Bell", "capitals", 1.0),
        ("One. Two.", "several_sentences", True),
    ],
)
def test_measure(text: str, measure: str, value: object) -> None:
    assert getattr(Shape(text), measure) == value


@pytest.mark.parametrize(
    "text",
    ["2024-05-06", "06/05/2024", "6 May 2024", "2024年5月6日", "ngày 21 tháng 5 năm 2024", "2024 жылғы 17 мамыр"],
)
def test_dates_of_many_languages_are_seen(text: str) -> None:
    assert Shape(text).date_share > 0.4
