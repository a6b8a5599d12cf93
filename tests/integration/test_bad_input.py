"""What people really give to a program: one line and exit code 2, or a row in quarantine and nothing else lost."""

import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.integration.conftest import call

from stance.cli import main

Done = subprocess.CompletedProcess[str]
Stance = Callable[..., Done]
GOOD = "Both sides agreed to expand trade.\n"
GEORGIAN = "საქართველოს პრემიერ-მინისტრმა მადლობა გადაუხადა ყაზახეთს მხარდაჭერისთვის.\n"
BROKEN_LINE = 7341
LINES = 7400

# What each file holds, and the line and words with which it goes into quarantine.
FILES: dict[str, tuple[bytes, int | None, str]] = {
    "empty.txt": (b"", None, "the file is empty"),
    "blank.txt": (b" \n\t\n\xe2\x80\x8b\n", None, "no text but white space"),
    "latin1.txt": ("One.\nTwo.\nVisite à Hanoï\n".encode("latin-1"), 3, "invalid UTF-8"),
    "utf16.txt": (GOOD.encode("utf-16"), None, "looks like UTF-16"),
    "utf16-no-mark.txt": (GOOD.encode("utf-16-le"), None, "looks like UTF-16"),
    "nul.txt": (b"One.\nTwo \x00.\n", 2, "NUL bytes"),
    "surrogate.txt": (b"One.\nTwo \xed\xa0\x80.\n", 2, "invalid UTF-8"),
    "huge.txt": (b"word " * 1_000_000, 1, "5,000,000 characters; at most 200,000"),
    "program.txt": (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4, None, "the file is a program"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(100), None, "the file is a PNG image"),
    "notext.html": (b"<html><head><script>var a = 1;</script></head><body></body></html>", None, "no text"),
    "notes.docx": (b"PK\x03\x04", None, "suffix '.docx'"),
    "quote.csv": (b'id,text\na,First.\nb,"Second.\nc,Third.\n', 3, "a quote opens in line 3 and is never closed"),
    "columns.csv": (b"id,body\na,First.\n", None, "no column 'text'"),
    "array.jsonl": (b'{"text": "Kept."}\n[1]\n', 2, "holds a JSON list"),
    "number.jsonl": (b'{"text": "Kept too."}\n{"text": 7}\n', 2, "is int (7), not a string"),
    "escape.jsonl": (b'{"text": "Kept as well."}\n{"text": "a\\ud800b"}\n', 2, "lone surrogate"),
    "fake.parquet": (b"not parquet at all", None, "no Parquet file"),
}
KEPT = {"good.txt": GOOD, "georgian.txt": GEORGIAN}


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def predicted(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Predict a folder that holds every bad file and two good ones."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "in").mkdir()
    for name, (content, _, _) in FILES.items():
        (folder / "in" / name).write_bytes(content)
    for name, text in KEPT.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    return folder, call("predict", "input=in", "output=out", f"model={run_folder}", cwd=folder)


@pytest.fixture(scope="module")
def quarantine(predicted: tuple[Path, Done]) -> dict[str, dict[str, Any]]:
    return {Path(row["file"]).name: row for row in rows(predicted[0] / "out" / "quarantine.jsonl")}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_in_quarantine_with_its_line_and_reason(name: str, quarantine: dict[str, dict[str, Any]]) -> None:
    _, line, reason = FILES[name]
    assert reason in quarantine[name]["reason"]
    assert quarantine[name]["line"] == line
    assert "\n" not in quarantine[name]["reason"]


def test_nothing_but_bad_files_is_in_quarantine(
    predicted: tuple[Path, Done], quarantine: dict[str, dict[str, Any]]
) -> None:
    assert set(quarantine) == set(FILES)
    assert len(rows(predicted[0] / "out" / "quarantine.jsonl")) == len(FILES)


def test_everything_else_is_predicted(predicted: tuple[Path, Done]) -> None:
    texts = {row["text"] for row in rows(predicted[0] / "out" / "predictions.jsonl")}
    assert texts == {GOOD.strip(), GEORGIAN.strip(), "First.", "Kept.", "Kept too.", "Kept as well."}


def test_both_are_counted_at_the_end(predicted: tuple[Path, Done]) -> None:
    done = predicted[1]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "6 lines of 6 documents: out/predictions.jsonl",
        f"{len(FILES)} rejected, see out/quarantine.jsonl",
    ]


def test_a_language_that_was_not_trained_on_is_said(predicted: tuple[Path, Done]) -> None:
    seen = {row["text"]: row["language_seen"] for row in rows(predicted[0] / "out" / "predictions.jsonl")}
    assert seen[GEORGIAN.strip()] is False
    assert seen[GOOD.strip()] is True


def test_a_broken_line_of_many_costs_no_other(stance: Stance, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"d{number}", "text": f"They met on day {number}."}) for number in range(1, LINES + 1)]
    lines[BROKEN_LINE - 1] = lines[BROKEN_LINE - 1][:-5]
    (tmp_path / "many.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = stance("ingest", "input=many.jsonl", "output=out")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "1 rejected, see out/quarantine.jsonl"
    (rejected,) = rows(tmp_path / "out" / "quarantine.jsonl")
    assert (rejected["file"], rejected["line"]) == ("many.jsonl", BROKEN_LINE)
    kept = pd.read_parquet(tmp_path / "out" / "paragraphs.parquet")["document"]
    assert list(kept) == [f"d{number}" for number in range(1, LINES + 1) if number != BROKEN_LINE]


def refused(done: Done, message: str) -> None:
    """Check that a command ended as one clear line and exit code 2."""
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("stance: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr + done.stdout
    assert message in done.stderr


BAD_BOOK = "name: mine\nversion: 1.0.0\ntasks:\n- name: a\n  kind: multilabel\n  question: q\n  labels:\n"
BAD_BOOK += "  - {name: x, definition: X.}\n  - {name: y, definition: Y.}\n"
BAD_BOOK += (
    "- name: b\n  kind: conditional\n  question: q\n  default: none\n  condition: {task: a, label: z}\n  labels:\n"
)
BAD_BOOK += "  - {name: u, definition: U.}\n  - {name: v, definition: V.}\n"
CODES = "document,index,task,target,label,annotator\ngood,0,topics,,{},mai\n"

COMMANDS = {
    "input": ("ingest input=gone.txt output=out", "input 'gone.txt': no such file or folder"),
    "no-input": ("ingest", "setting 'input' has no value; write: stance ingest input=... output=..."),
    "empty-input": ("ingest input= output=out", "setting input"),
    "output": ("ingest input=good.txt output=good.txt/out", "good.txt"),
    "suffix": ("ingest input=notes.docx output=out", "suffix '.docx'; allowed are .txt .md"),
    "override": (
        "ingest inptu=good.txt output=out",
        "unknown setting 'inptu' for stance ingest; did you mean 'input'",
    ),
    "nested": ("ingest input=good.txt output=out source.max_lines=3", "did you mean 'source.max_line'?"),
    "type": ("ingest input=good.txt output=out source.max_line=long", "FileSource cannot take max_line='long'"),
    "flag": ("ingest --mutlirun input=good.txt output=out", "unknown flag '--mutlirun'; did you mean '--multirun'?"),
    "option": ("annotate input=good.txt output=out annotator=ruels", "did you mean 'rules'? Allowed: people, rules"),
    "sheets": ("annotate input=good.txt output=out annotator=people annotator.sheets=x*.csv", "matches 'x*.csv'"),
    "codebook": ("annotate input=good.txt output=out codebook=bad.yaml", "unknown condition 'a.z'"),
    "label": ("agree annotations=codes.csv", "task 'topics' has no label 'tarde'; did you mean 'trade'?"),
    "card": ("card run=.", "'.' is no run folder"),
    "config-dir": ("ingest --config-dir gone input=good.txt output=out", "gone' not found"),
    "command": ("perdict input=good.txt", "unknown command 'perdict'; did you mean 'predict'?"),
    "ui-port": ("ui port=99999", "setting port=99999"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "bad.yaml").write_text(BAD_BOOK, encoding="utf-8")
    (tmp_path / "codes.csv").write_text(CODES.format("tarde"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Stance:
    """Run the command line in this process, which spares the time that its imports take."""
    monkeypatch.chdir(folder)

    def run(*arguments: str) -> Done:
        code = main(arguments)
        return Done(arguments, code, *capfd.readouterr())

    return run


@pytest.mark.parametrize("case", COMMANDS)
def test_a_mistake_is_one_line_and_exit_code_2(case: str, here: Stance, folder: Path) -> None:
    command, message = COMMANDS[case]
    before = sorted(path.name for path in folder.iterdir())
    refused(here(*command.split()), message)
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("case", ["override", "output", "flag", "option", "label"])
def test_a_mistake_is_told_the_same_by_a_process_of_its_own(case: str, stance: Stance, folder: Path) -> None:
    assert folder.is_dir()
    command, message = COMMANDS[case]
    refused(stance(*command.split()), message)


WITH_MODEL = {
    "model": ("predict input=good.txt output=out model=.", "'.' holds no bundle; give a run folder"),
    "damaged": ("predict input=good.txt output=out model=damaged", "does not match its manifest"),
    "input": ("predict input=gone.txt output=out model=damaged", "input 'gone.txt': no such file or folder"),
    "classifier": ("train classifier=lineer", "classifier=lineer is not there; did you mean 'linear'?"),
    "seeds": ("train seeds=abc", "setting seeds='abc'"),
    "one-fold": ("train folds=1", "setting folds=1"),
    "serve-port": ("serve port=99999", "setting port=99999"),
    "serve-model": ("serve model=damaged", "does not match its manifest"),
}


@pytest.fixture
def damaged(folder: Path, run_folder: Path) -> Path:
    """A copy of the small model with two bytes changed."""
    shutil.copytree(run_folder / "model", folder / "damaged")
    with (folder / "damaged" / "heads.safetensors").open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"\x00\xff")
    return folder / "damaged"


@pytest.mark.parametrize("case", WITH_MODEL)
def test_a_mistake_is_found_before_any_work(case: str, here: Stance, damaged: Path) -> None:
    command, message = WITH_MODEL[case]
    done = here(*command.split())
    refused(done, message)
    assert done.stdout == ""
    assert not (damaged.parent / "out").exists()


@pytest.mark.slow
def test_more_folds_than_documents_are_refused(stance: Stance, small_corpus_folder: Path) -> None:
    done = stance("train", "folds=1000", f"corpus={small_corpus_folder}", "tracking=none")
    refused(done, "folds=1000 is out of range: 2 to ")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def test_a_port_that_is_taken_is_named(here: Stance, taken_port: int, run_folder: Path) -> None:
    refused(here("serve", f"model={run_folder}", f"port={taken_port}"), f"cannot listen on 127.0.0.1:{taken_port}")
