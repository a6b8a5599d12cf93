"""Cells of a coding sheet: what coders may write, and what spreadsheet programs must not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.annotations import protect, unprotect
from stance.annotators.cells import Code, parse_cell
from stance.codebook import Codebook
from stance.errors import DataError

TROUBLE = st.text(st.sampled_from("'=+-@\t\r\n ＝a|<"), max_size=8) | st.text(max_size=8)


def parse(cell: str, task: str, codebook: Codebook) -> list[Code] | None:
    return parse_cell(cell, codebook.task(task), codebook)


@given(TROUBLE)
def test_protection_reads_back_identically(cell: str) -> None:
    assert unprotect(protect(cell)) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", " =1", "'=1", "＝1"])
def test_what_may_be_run_is_protected(cell: str) -> None:
    assert protect(cell) == f"'{cell}"


def test_a_lost_apostrophe_does_no_harm() -> None:
    assert unprotect("- item") == "- item"


@pytest.mark.parametrize("task", ["subject", "alarm", "tone"])
def test_an_empty_cell_is_not_coded(tiny_codebook: Codebook, task: str) -> None:
    assert parse("  ", task, tiny_codebook) is None


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("-", ""),
        ("−", ""),
        ("weather", "weather"),
        ("Weather | harvest|", "harvest|weather"),
        ("harvest｜harvest", "harvest"),
    ],
)
def test_multilabel_cells(tiny_codebook: Codebook, cell: str, label: str) -> None:
    assert parse(cell, "subject", tiny_codebook) == [Code(label)]


@pytest.mark.parametrize("label", ["storm", "absent"])
def test_conditional_cells_take_the_default_too(tiny_codebook: Codebook, label: str) -> None:
    assert parse(label, "alarm", tiny_codebook) == [Code(label)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("KZ=+2", Code("warm", "KZ", 2)),
        ("kz = 1", Code("warm", "KZ", 1)),
        ("KZ=−1", Code("cold", "KZ", -1)),
        ("KZ＝0", Code("even", "KZ", 0)),
        ("LEAGUE=warm", Code("warm", "LEAGUE")),
        ("KZ=cold<VN!", Code("cold", "KZ", None, "VN", True)),
        ("KZ=cold! <VN", Code("cold", "KZ", None, "VN", True)),
    ],
)
def test_targeted_cells(tiny_codebook: Codebook, cell: str, code: Code) -> None:
    assert parse(cell, "tone", tiny_codebook) == [code]


def test_targeted_cells_hold_several_partners_or_none(tiny_codebook: Codebook) -> None:
    several = parse("KZ=+2 VN=even; RU=-1", "tone", tiny_codebook)
    assert several == [Code("warm", "KZ", 2), Code("even", "VN"), Code("cold", "RU", -1)]
    assert parse("-", "tone", tiny_codebook) == []


@pytest.mark.parametrize(
    ("task", "cell", "message"),
    [
        ("subject", "wether", "unknown label 'wether'; did you mean 'weather'.*Allowed: harvest, weather"),
        ("subject", "weather|absent", "unknown label 'absent'"),
        ("alarm", "storm|flood", "unknown label 'storm|flood'.*Allowed: absent, calm, flood, rain, storm"),
        ("alarm", "-", "unknown label '-'"),
        ("tone", "KZ", "'KZ' is not partner=label; write for example XX=cold"),
        ("tone", "KZ=5", r"unknown value '5'.*Allowed: \+1, \+2, -1, -2, 0, cold, even, warm"),
        ("tone", "KZ=hot", "unknown label 'hot'"),
        ("tone", "LEAGE=1", "unknown partner 'LEAGE'.*did you mean 'LEAGUE'"),
        ("tone", "KZ=1<Moscow", "unknown partner 'Moscow'"),
        ("tone", "KZ=1<RU<VN", "names 2 sources, at most one"),
        ("tone", "KZ=1 KZ=2", "'KZ' is coded 2 times"),
    ],
)
def test_bad_cells_say_what_is_allowed(tiny_codebook: Codebook, task: str, cell: str, message: str) -> None:
    with pytest.raises(DataError, match=message.replace("storm|flood'", r"storm\|flood'")):
        parse(cell, task, tiny_codebook)


@pytest.mark.parametrize(
    ("names", "steps", "expected"),
    [
        ("abc", (-3, -2, -1, 0, 1, 2, 3), "aaabccc"),
        ("abcde", (-2, -1, 0, 1, 2), "abcde"),
        ("ab", (-2, -1, 1, 2), "aabb"),
        ("abc", (1, 2, 3, 4, 5), "aabcc"),
        ("abc", (-1, 0, 1, 2), "abcc"),
    ],
)
def test_intensities_fall_under_labels_in_order(
    tiny_codebook: Codebook, names: str, steps: tuple[int, ...], expected: str
) -> None:
    plain = tiny_codebook.task("tone").model_dump()
    plain["labels"] = [{"name": name, "definition": "A label."} for name in names]
    plain["intensity"] = [{"value": value, "meaning": "A step."} for value in steps]
    task = type(tiny_codebook.task("tone")).model_validate(plain)
    read = [parse_cell(f"KZ={value}", task, tiny_codebook) for value in steps]
    assert "".join(codes[0].label for codes in read if codes) == expected


def test_the_middle_of_two_labels_is_no_label(tiny_codebook: Codebook) -> None:
    plain = tiny_codebook.task("tone").model_dump()
    plain["labels"] = plain["labels"][:2]
    task = type(tiny_codebook.task("tone")).model_validate(plain)
    with pytest.raises(DataError, match="unknown value '0'"):
        parse_cell("KZ=0", task, tiny_codebook)
