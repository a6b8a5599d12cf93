"""annotations.csv: written and read back, and checked against the codebook."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.annotations import check_labels, csv_rows, read_annotations, write_annotations
from stance.codebook import Codebook
from stance.errors import CodebookError, DataError
from stance.records import Annotation

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(str.strip)
ANNOTATIONS = st.builds(
    Annotation,
    document=WORDS,
    index=st.integers(0, 99),
    task=WORDS,
    target=WORDS | st.just(""),
    label=WORDS | st.just(""),
    annotator=WORDS,
    intensity=st.none() | st.integers(-3, 3),
    source=st.none() | WORDS,
    implied=st.booleans(),
    confidence=st.none() | st.floats(0, 1),
)
HEADER = "document,index,task,target,label,annotator"


def row(task: str, label: str, target: str = "") -> Annotation:
    return Annotation("log", 0, task, target, label, "mai")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(annotations=st.lists(ANNOTATIONS, max_size=5))
def test_round_trip(tmp_path: Path, annotations: list[Annotation]) -> None:
    file = write_annotations(tmp_path / "a.csv", annotations)
    assert sorted(map(repr, read_annotations(file))) == sorted(map(repr, annotations))
    assert write_annotations(tmp_path / "b.csv", reversed(annotations)).read_bytes() == file.read_bytes()


def test_file_is_plain_and_sorted(tmp_path: Path) -> None:
    rows = [Annotation("b", 2, "t", "KZ", "x", "mai", -1, "VN", True, 0.5), Annotation("b", 10, "t", "", "x|y", "jo")]
    file = write_annotations(tmp_path / "new" / "a.csv", rows[::-1])
    assert file.read_text("utf-8").splitlines() == [
        "document,index,task,target,label,intensity,source,implied,annotator,confidence",
        "b,2,t,KZ,x,-1,VN,1,mai,0.5",
        "b,10,t,,x|y,,,,jo,",
    ]


def test_optional_columns_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"\ufeff{HEADER}\n\nlog,0,t,,x,mai\n", "utf-8")
    assert read_annotations(tmp_path / "a.csv") == [row("t", "x")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"a\.csv:1: the file is empty"),
        (",,\n\n", r"a\.csv:1: the file is empty"),
        ("document,index,task\n", r"a\.csv:1: columns missing: target, label, annotator; given: document, index, task"),
        (f"{HEADER},intensty\n", r"a\.csv:1: unknown column 'intensty'; did you mean 'intensity'"),
        (f"{HEADER},task\n", r"a\.csv:1: column 'task' stands there 2 times"),
        (f"{HEADER}\nlog,0,t,,x,mai\nlog,one,t,,x,mai\n", r"a\.csv:3: index 'one' is not a whole number"),
        (f"{HEADER}\nlog,-1,t,,x,mai\n", r"a\.csv:2: index '-1' is below 0"),
        (f"{HEADER}\nlog,0,t,,x\n", r"a\.csv:2: 5 cells given, the header names 6"),
        (f"{HEADER}\nlog,0,t,,x,\n", r"a\.csv:2: column 'annotator' is empty"),
        (f"{HEADER},intensity\nlog,0,t,,x,mai,high\n", r"a\.csv:2: intensity 'high' is not a whole number"),
        (f"{HEADER},implied\nlog,0,t,,x,mai,maybe\n", r"a\.csv:2: implied 'maybe' is not allowed"),
        (f"{HEADER},confidence\nlog,0,t,,x,mai,1.5\n", r"a\.csv:2: confidence '1.5' is not a number from 0 to 1"),
        (f"{HEADER},confidence\nlog,0,t,,x,mai,nan\n", r"a\.csv:2: confidence 'nan' is not a number"),
        (f'{HEADER}\nlog,0,t,,x,mai\nlog,0,t,,"x,mai\nlog,1,t,,x,mai\n', r"a\.csv:3: not valid CSV from this row on"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.csv").write_text(content, "utf-8")
    with pytest.raises(DataError, match=message):
        read_annotations(tmp_path / "a.csv")


def test_a_row_is_named_by_the_line_it_starts_on(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n"1\n2",x\n3,y\n', "utf-8")
    assert [line for line, _ in csv_rows(tmp_path / "a.csv")] == [1, 2, 4]


def test_other_encodings_and_missing_files_are_errors(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER, "utf-16")
    with pytest.raises(DataError, match=r"a\.csv is not UTF-8 at byte 0: save it as 'CSV UTF-8'"):
        read_annotations(tmp_path / "a.csv")
    with pytest.raises(DataError, match=r"none\.csv cannot be read: No such file"):
        read_annotations(tmp_path / "none.csv")


def test_known_labels_pass(tiny_codebook: Codebook) -> None:
    rows = [row("subject", "harvest|weather"), row("subject", ""), row("alarm", "absent"), row("tone", "warm", "KZ")]
    check_labels([*rows, row("kind", "heading")], tiny_codebook)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (row("subjet", "weather"), "codebook 'harbour' has no task 'subjet'; did you mean 'subject'"),
        (row("subject", "weather|wet"), "task 'subject' has no label 'wet'; .*Allowed: harvest, weather"),
        (row("alarm", ""), "task 'alarm' has no label ''; Allowed: absent, calm"),
        (row("kind", "title"), "task 'kind' has no label 'title'"),
    ],
)
def test_unknown_labels_are_named(tiny_codebook: Codebook, bad: Annotation, message: str) -> None:
    with pytest.raises(CodebookError, match=message.replace("|", r"\|")):
        check_labels([row("subject", "weather"), bad], tiny_codebook)


def test_names_that_a_spreadsheet_would_run_are_protected(tmp_path: Path) -> None:
    row = Annotation("=HYPERLINK(1)", 0, "topics", "", "trade", "@mai")
    path = write_annotations(tmp_path / "a.csv", [row])
    assert "\n'=HYPERLINK(1),0,topics,,trade,,,,'@mai," in path.read_text(encoding="utf-8")
    assert read_annotations(path) == [row]
