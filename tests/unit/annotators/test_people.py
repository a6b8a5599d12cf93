"""Coding sheets: out, through a spreadsheet program, and back in."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.annotators.people import PeopleAnnotator, read_sheet, write_sheet
from stance.codebook import Codebook
from stance.errors import CodebookError, ConfigError, DataError
from stance.protocols import Annotator
from stance.records import Annotation, Paragraph

TEXTS = ("The weather turned.", "- আবহাওয়া ভালো", "=1+1", "Source: agency", "A long day")
PARAGRAPHS = tuple(
    Paragraph("log", i, 0, len(text), text, "boilerplate" if i == 3 else "paragraph") for i, text in enumerate(TEXTS)
)
Cells = dict[int, dict[str, str]]
Fill = Callable[..., Path]


def rewrite(file: Path, change: Callable[[list[dict[str, str]]], object], delimiter: str = ",") -> Path:
    """Open, change and save a sheet as a spreadsheet program does."""
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    columns = list(rows[0])
    change(rows)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    file.write_bytes(stream.getvalue().encode("utf-8-sig"))
    return file


@pytest.fixture
def fill(tmp_path: Path, tiny_codebook: Codebook) -> Fill:
    """Write a sheet and fill cells, given by index and column."""

    def filled(cells: Cells, *, coder: str = "mai", paragraphs: Sequence[Paragraph] = PARAGRAPHS, **how: str) -> Path:
        (file,) = write_sheet(paragraphs, tiny_codebook, tmp_path / "sheet.csv", annotators=[coder])
        return rewrite(file, lambda rows: [row.update(cells.get(int(row["index"]), {})) for row in rows], **how)

    return filled


def coded(rows: Sequence[Annotation]) -> list[tuple[int, str, str, str]]:
    return [(row.index, row.task, row.target, row.label) for row in rows]


def test_one_file_per_annotator(tmp_path: Path, tiny_codebook: Codebook) -> None:
    files = write_sheet(PARAGRAPHS, tiny_codebook, tmp_path / "sheet.csv", annotators=["mai", "jo"])
    assert [file.name for file in files] == ["sheet-mai.csv", "sheet-jo.csv"]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_sheet_has_byte_order_mark_fixed_columns_and_no_boilerplate(tmp_path: Path, tiny_codebook: Codebook) -> None:
    (file,) = write_sheet(PARAGRAPHS, tiny_codebook, tmp_path / "sheet.csv", annotators=["mai"])
    lines = file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode().splitlines()
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines[0] == "document,index,kind,number,heading,text,alarm,subject,tone,note"
    assert lines[2:4] == ["log,1,paragraph,,,'- আবহাওয়া ভালো,,,,", "log,2,paragraph,,,'=1+1,,,,"]
    assert len(lines) == len(PARAGRAPHS)


def test_coded_work_is_not_overwritten(fill: Fill, tmp_path: Path, tiny_codebook: Codebook) -> None:
    fill({0: {"subject": "weather"}})
    with pytest.raises(DataError, match=r"sheet-mai\.csv is there already"):
        write_sheet(PARAGRAPHS, tiny_codebook, tmp_path / "sheet.csv", annotators=["jo", "mai"])
    assert not (tmp_path / "sheet-jo.csv").exists()


@pytest.mark.parametrize(
    ("names", "message"), [(["a-b"], "'a-b' is not allowed"), (["a", "a"], "'a' is named 2 times")]
)
def test_annotator_names_are_checked(tmp_path: Path, tiny_codebook: Codebook, names: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        write_sheet(PARAGRAPHS, tiny_codebook, tmp_path / "sheet.csv", annotators=names)


def test_a_task_named_like_a_column_is_an_error(tmp_path: Path, tiny_codebook: Codebook) -> None:
    plain = tiny_codebook.model_dump()
    plain["tasks"][2]["name"] = "note"
    with pytest.raises(CodebookError, match="task 'note' has the name of a column"):
        write_sheet(PARAGRAPHS, Codebook.model_validate(plain), tmp_path / "sheet.csv", annotators=["mai"])


def test_an_untouched_sheet_codes_nothing(fill: Fill, tiny_codebook: Codebook) -> None:
    assert read_sheet(fill({}), tiny_codebook, annotator="mai", paragraphs=PARAGRAPHS) == ([], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_filled_cells_come_back(fill: Fill, tiny_codebook: Codebook, delimiter: str) -> None:
    cells = {0: {"subject": "weather", "alarm": "storm", "tone": "KZ=+2 VN=even<RU!"}, 1: {"subject": "-"}}
    file = fill(cells, delimiter=delimiter)
    annotations, rejections = read_sheet(file, tiny_codebook, annotator="mai", paragraphs=PARAGRAPHS)
    assert rejections == []
    assert coded(annotations) == [
        (0, "alarm", "", "storm"),
        (0, "subject", "", "weather"),
        (0, "tone", "KZ", "warm"),
        (0, "tone", "VN", "even"),
        (1, "subject", "", ""),
    ]
    assert annotations[3] == Annotation("log", 0, "tone", "VN", "even", "mai", source="RU", implied=True)


def test_a_bad_cell_is_rejected_alone(fill: Fill, tiny_codebook: Codebook) -> None:
    file = fill({0: {"subject": "wether", "tone": "KZ=warm"}, 1: {"subject": "harvest"}})
    annotations, rejections = read_sheet(file, tiny_codebook, annotator="mai")
    assert coded(annotations) == [(0, "tone", "KZ", "warm"), (1, "subject", "", "harvest")]
    assert [(r.file, r.line) for r in rejections] == [(str(file), 2)]
    assert rejections[0].reason.startswith("column 'subject': unknown label 'wether'; did you mean 'weather'?")


@pytest.mark.parametrize(
    ("subject", "alarm", "reason"),
    [
        ("harvest", "storm", "column 'alarm': 'storm' needs 'weather' in column 'subject'; add that or write 'absent'"),
        ("weather", "absent", "column 'alarm': 'absent' is given beside 'weather' in column 'subject'"),
        ("harvest", "absent", ""),
        ("", "storm", ""),
    ],
)
def test_conditional_codes_must_fit_their_condition(
    fill: Fill, tiny_codebook: Codebook, subject: str, alarm: str, reason: str
) -> None:
    _, rejections = read_sheet(fill({0: {"subject": subject, "alarm": alarm}}), tiny_codebook, annotator="mai")
    assert len(rejections) == bool(reason)
    assert all(rejection.reason.startswith(reason) for rejection in rejections)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"document": "logg"}, "unknown document 'logg'; the nearest of the 1 there are: log"),
        ({"document": ""}, "column 'document' is empty"),
        ({"index": "3"}, "document 'log' has no paragraph 3 to be coded; its indices run from 0 to 4"),
        ({"index": "1.5"}, "index '1.5' is not a whole number"),
        (
            {"text": "The weather turned; bad"},
            "the text was edited .* from character 18 on '; bad' is given",
        ),
        ({"text": ""}, "the text was edited .* from character 0 on '' is given"),
        ({"index": "1", "text": "- আবহাওয়া ভালো"}, ""),
    ],
)
def test_rows_of_other_paragraphs_are_rejected(
    fill: Fill, tiny_codebook: Codebook, change: dict[str, str], reason: str
) -> None:
    file = fill({0: change | {"subject": "weather"}, 2: {"subject": "harvest"}})
    annotations, rejections = read_sheet(file, tiny_codebook, annotator="mai", paragraphs=PARAGRAPHS)
    assert coded(annotations)[-1] == (2, "subject", "", "harvest")
    with pytest.raises(AssertionError, match=reason or "already, on line 2"):
        raise AssertionError(rejections)


def test_white_space_and_composition_of_the_text_do_not_matter(fill: Fill, tiny_codebook: Codebook) -> None:
    file = fill({0: {"text": " The  weather turned.\n"}})
    assert read_sheet(file, tiny_codebook, annotator="mai", paragraphs=PARAGRAPHS) == ([], [])


def test_an_overlong_paragraph_fits_a_cell(fill: Fill, tiny_codebook: Codebook) -> None:
    long = [Paragraph("log", 0, 0, 200_000, "a" * 200_000, "paragraph")]
    file = fill({0: {"subject": "-"}}, paragraphs=long)
    annotations, rejections = read_sheet(file, tiny_codebook, annotator="mai", paragraphs=long)
    assert (len(annotations), rejections) == (1, [])
    assert file.stat().st_size < 32_767


def test_missing_columns_are_an_error(fill: Fill, tiny_codebook: Codebook) -> None:
    file = fill({})
    file.write_text(file.read_text("utf-8-sig").replace("subject", "subjects"), "utf-8")
    with pytest.raises(DataError, match=r"sheet-mai\.csv:1: column 'subject' is missing; given: .*subjects"):
        read_sheet(file, tiny_codebook, annotator="mai")


def test_a_column_twice_is_an_error(fill: Fill, tiny_codebook: Codebook) -> None:
    file = fill({})
    file.write_text(file.read_text("utf-8-sig").replace("note", "tone"), "utf-8")
    with pytest.raises(DataError, match="column 'tone' stands there 2 times"):
        read_sheet(file, tiny_codebook, annotator="mai")


def test_a_row_with_too_many_cells_is_rejected(fill: Fill, tiny_codebook: Codebook) -> None:
    file = fill({})
    with file.open("a", encoding="utf-8") as stream:
        stream.write("log,0,,,,x,,,,,,\r\nlog,9,,,,x,,,,,,stray\r\n")
    _, rejections = read_sheet(file, tiny_codebook, annotator="mai")
    assert [(r.line, r.reason[:28]) for r in rejections] == [
        (6, "document 'log', index 0 is t"),
        (7, "12 cells given, the header n"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=4))
def test_any_text_survives_the_round_trip(tmp_path: Path, tiny_codebook: Codebook, texts: list[str]) -> None:
    paragraphs = [Paragraph(f"d{text}", i, 0, len(text), text, "paragraph") for i, text in enumerate(texts)]
    (tmp_path / "sheet-mai.csv").unlink(missing_ok=True)
    (file,) = write_sheet(paragraphs, tiny_codebook, tmp_path / "sheet.csv", annotators=["mai"])
    rewrite(file, lambda rows: [row.update(subject="weather") for row in rows])
    annotations, rejections = read_sheet(file, tiny_codebook, annotator="mai", paragraphs=paragraphs)
    assert rejections == []
    assert [(row.document, row.index) for row in annotations] == [(p.document, p.index) for p in paragraphs]


def test_people_are_an_annotator_named_by_their_files(fill: Fill, tiny_codebook: Codebook, tmp_path: Path) -> None:
    fill({0: {"subject": "weather"}})
    fill({0: {"subject": "harvest"}, 1: {"subject": "x"}}, coder="jo")
    people = PeopleAnnotator(str(tmp_path / "sheet-*.csv"))
    assert isinstance(people, Annotator)
    found = {(row.annotator, row.label) for row in people.annotate(PARAGRAPHS, tiny_codebook)}
    assert found == {("mai", "weather"), ("jo", "harvest")}
    assert [rejection.line for rejection in people.rejections] == [3]


def test_two_sheets_of_a_coder_may_not_code_the_same_item(fill: Fill, tiny_codebook: Codebook, tmp_path: Path) -> None:
    file = fill({0: {"subject": "weather"}})
    file.with_name("second-mai.csv").write_bytes(file.read_bytes())
    people = PeopleAnnotator([str(file), str(tmp_path / "*.csv")])
    assert len(list(people.annotate(PARAGRAPHS, tiny_codebook))) == 1
    assert "is coded by 'mai' in an earlier sheet" in people.rejections[0].reason


def test_a_pattern_without_files_is_an_error(tiny_codebook: Codebook, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no coding sheet matches '.*none-\*\.csv'"):
        PeopleAnnotator(str(tmp_path / "none-*.csv")).annotate(PARAGRAPHS, tiny_codebook)
