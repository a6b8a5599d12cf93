"""Numbers at the start of lines in many notations, and what is no number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.segmentation.numbering import numbers, parse_number


@pytest.mark.parametrize(
    ("line", "value", "style"),
    [
        ("1. Text", "1", "decimal"),
        ("12) text", "12", "decimal"),
        ("(3) Text", "3", "decimal"),
        ("2.1. Text", "2.1", "decimal"),
        ("2.1 Text", "2.1", "decimal"),
        ("1.- Texto", "1", "decimal"),
        ("৩৪। পাঠ", "34", "decimal"),
        ("২. রাজনৈতিক", "2", "decimal"),
        ("٣. النص", "3", "decimal"),
        ("١- النص", "1", "decimal"),
        ("１２．本文", "12", "decimal"),
        ("１　総論", "1", "decimal"),
        ("제3조 목적", "3", "decimal"),
        ("Điều 5. Hợp tác", "5", "decimal"),
        ("Статья 7. Торговля", "7", "decimal"),
        ("IV. Security", "4", "roman"),
        ("Ⅳ．安全", "4", "roman"),
        ("ІІІ. Қауіпсіздік", "3", "roman"),
        ("ii) text", "2", "roman"),
        ("一、巩固互信", "1", "chinese"),
        ("十二、其他", "12", "chinese"),
        ("（二）贸易", "2", "chinese"),
        ("第三条 贸易", "3", "chinese"),
        ("第二十一条　貿易", "21", "chinese"),
        ("① text", "1", "circled"),
        ("⑫ 본문", "12", "circled"),
        ("b) text", "2", "letter"),
        ("나. 통상", "2", "letter"),
        ("ষষ্ঠ. আঞ্চলিক সমস্যা", "6", "ordinal"),
        ("أولاً: الحوار", "1", "ordinal"),
        ("ثانيا. التعاون", "2", "ordinal"),
        ("Первое. Торговля", "1", "ordinal"),
    ],
)
def test_number_is_read(line: str, value: str, style: str) -> None:
    number = parse_number(line)
    assert number is not None
    assert (number.value, number.style) == (value, style)
    assert line[number.start :][:1].isalpha()


@pytest.mark.parametrize(
    "line",
    [
        "2024 was a good year.",
        "12.05.2024",
        "3.5 million tonnes",
        "12. Mai 2024 in Berlin",
        "14:30 begann das Gespräch",
        "1.200 tấn gạo",
        "Civil society",
        "IMF officials",
        "二〇二四年六月",
        "十分感谢",
        "First, we thank you",
        "Mix of words",
        "5-7 ngày",
        "",
        "第",
    ],
)
def test_what_is_no_number_is_left_alone(line: str) -> None:
    assert parse_number(line) is None


def test_initials_of_names_are_no_numbers() -> None:
    assert numbers(["V. Putin spoke.", "A. Lukashenko too.", "M. Macron a dit"]) == [None] * 3


def test_doubtful_numbers_count_in_a_sequence() -> None:
    found = numbers(["IV. Trade", "V. Security", "A. Aims", "B. Means"])
    assert [number.value if number else None for number in found] == ["4", "5", "1", "2"]


@given(st.text(max_size=60))
def test_any_text_can_be_asked(line: str) -> None:
    number = parse_number(line)
    assert number is None or (number.value.replace(".", "").isascii() and 0 < number.start <= len(line))
