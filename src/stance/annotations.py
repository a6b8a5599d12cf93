"""Annotations as a file: ``annotations.csv``, long form, one row per item, task and annotator."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import get_args

from stance.codebook import Codebook
from stance.errors import CodebookError, DataError, choose
from stance.provenance import write_atomic
from stance.records import Annotation, Kind

__all__ = ["COLUMNS", "check_labels", "csv_rows", "protect", "read_annotations", "unprotect", "write_annotations"]

COLUMNS = (
    "document",
    "index",
    "task",
    "target",
    "label",
    "intensity",
    "source",
    "implied",
    "annotator",
    "confidence",
)
_OPTIONAL = frozenset({"intensity", "source", "implied", "confidence"})
_FREE = ("document", "annotator")  # what no codebook limits
_IMPLIED = {"": False, "0": False, "false": False, "1": True, "true": True}
_KIND_TASK = "kind"
_RUN = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")
# With the same characters let pass before the sign, every protected cell reads back as it was.
_PROTECTED = re.compile(rf"'{_RUN.pattern}")


def write_annotations(path: str | Path, annotations: Iterable[Annotation]) -> Path:
    """Write annotations as CSV, whole or not at all; equal sets of annotations give equal bytes.

    Parameters
    ----------
    path : str or Path
    annotations : iterable of Annotation
        In any order; rows are sorted by document, index, task, target and annotator.

    Returns
    -------
    Path
        The file written.
    """
    rows = [_cells(annotation) for annotation in sorted(annotations, key=_order)]
    # csv on Python 3.11 leaves a lone carriage return unquoted and would read it as a new row.
    bare_return = any("\r" in cell for row in rows for cell in row)
    stream = io.StringIO(newline="")
    plain = csv.writer(stream, lineterminator="\n")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL) if bare_return else plain
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return write_atomic(Path(path), stream.getvalue())


def _order(annotation: Annotation) -> tuple[object, ...]:
    rest = (f"{value}" for value in astuple(annotation))
    return (*annotation.item, annotation.annotator, *rest)


def _cells(annotation: Annotation) -> list[str]:
    values = {field.name: getattr(annotation, field.name) for field in fields(annotation)}
    values["implied"] = "1" if annotation.implied else None
    values |= {column: protect(values[column]) for column in _FREE}
    return ["" if values[column] is None else str(values[column]) for column in COLUMNS]


def read_annotations(path: str | Path) -> list[Annotation]:
    """Read ``annotations.csv``.

    Parameters
    ----------
    path : str or Path
        A file with the columns of `COLUMNS` in any order; ``intensity``, ``source``, ``implied`` and
        ``confidence`` may be missing.

    Returns
    -------
    list of Annotation
        In the order of the file.

    Raises
    ------
    DataError
        With the file and line of the first thing that is wrong.
    """
    rows = csv_rows(Path(path))
    line, header = next(rows)
    _check_header(header, f"{path}:{line}")
    return [_annotation(header, cells, f"{path}:{line}") for line, cells in rows]


def protect(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet program would run as a formula."""
    return f"'{cell}" if _RUN.match(cell) else cell


def unprotect(cell: str) -> str:
    """Undo `protect`; a cell that was never protected, or lost its apostrophe, is returned as it is."""
    return cell[1:] if _PROTECTED.match(cell) else cell


def csv_rows(path: Path, *, delimiters: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file that are not blank, each with the line it starts on.

    Parameters
    ----------
    path : Path
        A UTF-8 file, with or without a byte order mark.
    delimiters : str
        Characters that may separate cells; the one most frequent on the first line does.

    Raises
    ------
    DataError
        If the file cannot be read, is not UTF-8, is empty or is not valid CSV.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(delimiters, key=first.count), strict=True)
    line, empty = 1, True
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                empty = False
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{path}:{line}: not valid CSV from this row on: {error}") from error
    if empty:
        raise DataError(f"{path}:1: the file is empty; its first line must name the columns")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 at byte {error.start}: save it as 'CSV UTF-8'") from error


def _check_header(header: list[str], where: str) -> None:
    for column in header:
        if column not in COLUMNS:
            raise DataError(f"{where}: unknown column {column!r}; {choose(column, COLUMNS)}")
        if header.count(column) > 1:
            raise DataError(f"{where}: column {column!r} stands there {header.count(column)} times, once is allowed")
    missing = [column for column in COLUMNS if column not in header and column not in _OPTIONAL]
    if missing:
        raise DataError(f"{where}: columns missing: {', '.join(missing)}; given: {', '.join(header)}")


def _annotation(header: list[str], cells: list[str], where: str) -> Annotation:
    if len(cells) != len(header):
        raise DataError(f"{where}: {len(cells)} cells given, the header names {len(header)} columns")
    row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=True))
    for column in ("document", "index", "task", "annotator"):
        if not row[column]:
            raise DataError(f"{where}: column {column!r} is empty")
    return Annotation(
        document=unprotect(row["document"]),
        index=_index(row["index"], where),
        task=row["task"],
        target=row["target"],
        label=row["label"],
        annotator=unprotect(row["annotator"]),
        intensity=_integer(row["intensity"], "intensity", where) if row["intensity"] else None,
        source=row["source"] or None,
        implied=_implied(row["implied"], where),
        confidence=_confidence(row["confidence"], where) if row["confidence"] else None,
    )


def _integer(value: str, column: str, where: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise DataError(f"{where}: {column} {value!r} is not a whole number") from None


def _index(value: str, where: str) -> int:
    index = _integer(value, "index", where)
    if index < 0:
        raise DataError(f"{where}: index {value!r} is below 0; the first paragraph has index 0")
    return index


def _implied(value: str, where: str) -> bool:
    if value.lower() not in _IMPLIED:
        raise DataError(f"{where}: implied {value!r} is not allowed; write 1 for yes, nothing for no")
    return _IMPLIED[value.lower()]


def _confidence(value: str, where: str) -> float:
    try:
        confidence = float(value)
    except ValueError:
        confidence = math.nan
    if not 0 <= confidence <= 1:
        raise DataError(f"{where}: confidence {value!r} is not a number from 0 to 1")
    return confidence


def check_labels(annotations: Iterable[Annotation], codebook: Codebook) -> None:
    """Check that the codebook knows every task and label.

    Kinds of line, coded under the task name ``kind``, pass whether or not the codebook has such a task.

    Parameters
    ----------
    annotations : iterable of Annotation
    codebook : Codebook

    Raises
    ------
    CodebookError
        Naming the first task or label that the codebook does not have, and those it has.
    """
    allowed: dict[str, set[str]] = {_KIND_TASK: set(get_args(Kind))}
    allowed |= {task.name: {*task.label_names, *filter(None, [task.default])} for task in codebook.tasks}
    multilabel = {task.name for task in codebook.of_kind("multilabel")}
    for row in annotations:
        if row.task not in allowed:
            codebook.task(row.task)
        labels = [row.label] if row.task not in multilabel else row.label.split("|") if row.label else []
        for label in labels:
            if label not in allowed[row.task]:
                where = f"line {row.index} of document {row.document!r}, by {row.annotator!r}"
                choice = choose(label, allowed[row.task])
                raise CodebookError(f"{where}: task {row.task!r} has no label {label!r}; {choice}")
