import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from stance.batch import Tally, predict_files
from stance.predictor import Predictor
from stance.records import Document, Rejection
from stance.sources import FileSource

KEYS = [
    "document", "index", "start", "end", "text", "kind", "number", "heading", "language", "language_seen", "topics",
    "topic_probabilities", "scs_stance", "scs_stance_probabilities", "partners", "abstained", "model",
]  # fmt: skip
NOTE = "I. Trade\n\n1. Both sides agreed to expand trade with Kazakhstan.\nSource: https://a.example/b\n"
TABLE = '{"id": "first", "text": "Japan and France met."}\n{broken\n{"id": "third", "text": "They parted."}\n'


@pytest.fixture(scope="module")
def output(predictor: Predictor, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tally]:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "in").mkdir()
    (folder / "in" / "note.txt").write_text(NOTE, encoding="utf-8")
    (folder / "in" / "empty.txt").write_bytes(b"")
    (folder / "in" / "table.jsonl").write_text(TABLE, encoding="utf-8")
    return folder / "out", predict_files(FileSource(str(folder / "in")), predictor, folder / "out")


def rows(output: tuple[Path, Tally], name: str = "predictions") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (output[0] / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_line_that_is_not_empty_is_a_row(output: tuple[Path, Tally]) -> None:
    places = [(row["document"], row["index"], row["kind"]) for row in rows(output)]
    assert places == [
        ("note", 0, "heading"), ("note", 1, "paragraph"), ("note", 2, "boilerplate"),
        ("first", 0, "paragraph"), ("third", 0, "paragraph"),
    ]  # fmt: skip


def test_rows_have_the_keys_of_the_contract_in_its_order(output: tuple[Path, Tally]) -> None:
    assert [list(row) for row in rows(output)] == [KEYS] * 5
    assert [NOTE[row["start"] : row["end"]] for row in rows(output)[:3]] == [row["text"] for row in rows(output)[:3]]


def test_boilerplate_carries_nothing(output: tuple[Path, Tally]) -> None:
    row = rows(output)[2]
    assert (row["topics"], row["scs_stance"], row["partners"], row["topic_probabilities"]) == ([], "none", [], {})


def test_the_parquet_file_holds_the_same(output: tuple[Path, Tally], predictor: Predictor) -> None:
    table = pq.read_table(output[0] / "predictions.parquet")
    assert table.column_names == KEYS
    absent = dict.fromkeys(predictor.codebook.task("topics").label_names)
    for line, row in zip(table.to_pylist(), rows(output), strict=True):
        assert line["topic_probabilities"] == (row["topic_probabilities"] or absent)
        keys = [key for key in KEYS if not key.endswith("probabilities")]
        assert {key: line[key] for key in keys} == {key: row[key] for key in keys}


def test_rejections_name_file_line_and_reason(output: tuple[Path, Tally]) -> None:
    first, second = rows(output, "quarantine")
    assert (Path(first["file"]).name, first["line"]) == ("empty.txt", None)
    assert (Path(second["file"]).name, second["line"]) == ("table.jsonl", 2)
    assert "is not valid JSON" in second["reason"]


def test_everything_is_counted(output: tuple[Path, Tally]) -> None:
    assert output[1] == Tally(documents=3, lines=5, rejected=2)


def test_no_part_of_a_file_is_left(output: tuple[Path, Tally]) -> None:
    assert sorted(path.name for path in output[0].iterdir()) == [
        "predictions.jsonl", "predictions.parquet", "quarantine.jsonl",
    ]  # fmt: skip


def test_predicting_twice_gives_equal_bytes(predictor: Predictor, output: tuple[Path, Tally], tmp_path: Path) -> None:
    predict_files(FileSource(str(output[0].parent / "in")), predictor, tmp_path)
    for name in ("predictions.jsonl", "predictions.parquet", "quarantine.jsonl"):
        assert (tmp_path / name).read_bytes() == (output[0] / name).read_bytes(), name


class Breaking:
    """A source that breaks off after one document."""

    def documents(self) -> Iterator[Document | Rejection]:
        yield Document(name="a", text="They met.\n")
        raise OSError("the disk went away")


def test_a_reader_never_sees_a_part(predictor: Predictor, tmp_path: Path) -> None:
    (tmp_path / "predictions.jsonl").write_text("earlier\n", encoding="utf-8")
    with pytest.raises(OSError, match=r"the disk went away"):
        predict_files(Breaking(), predictor, tmp_path)
    assert (tmp_path / "predictions.jsonl").read_text(encoding="utf-8") == "earlier\n"
    assert not (tmp_path / "predictions.parquet").exists()


class Nothing:
    """A source without documents."""

    def documents(self) -> Iterator[Document | Rejection]:
        return iter(())


def test_no_document_gives_empty_files_that_can_be_read(predictor: Predictor, tmp_path: Path) -> None:
    assert predict_files(Nothing(), predictor, tmp_path / "new" / "out") == Tally()
    table = pq.read_table(tmp_path / "new" / "out" / "predictions.parquet")
    assert (table.num_rows, table.column_names) == (0, KEYS)


def test_each_document_is_told_of(predictor: Predictor, output: tuple[Path, Tally], tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    source = FileSource(str(output[0].parent / "in" / "note.txt"))
    predict_files(source, predictor, tmp_path, each=lambda document, lines: told.append((document.name, len(lines))))
    assert told == [("note", 3)]


def test_a_codebook_without_a_conditional_task_gives_tables_too(
    trained: Path, predictor: Predictor, tmp_path: Path
) -> None:
    codebook = predictor.codebook
    tasks = tuple(task for task in codebook.tasks if task.kind != "conditional")
    bundle = replace(predictor.bundle, codebook=codebook.model_copy(update={"tasks": tasks}))
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    source = FileSource(str(tmp_path / "note.txt"))
    predict_files(source, Predictor(bundle, predictor.encoder), tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / "predictions.parquet").to_pylist()
    assert [row["scs_stance"] for row in table] == ["none"] * 3
    assert list(table[0]) == KEYS


def test_a_call_that_fails_leaves_nothing_behind(predictor: Predictor, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")

    def fail(*_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        predict_files(FileSource(str(tmp_path / "note.txt")), predictor, tmp_path / "out", each=fail)
    assert list((tmp_path / "out").iterdir()) == []
