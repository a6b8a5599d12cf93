"""Coding by people: a sheet out for every coder, to be filled in a spreadsheet program, and back in."""

import csv
import io
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from glob import glob
from pathlib import Path

from stance.annotations import csv_rows, protect, unprotect
from stance.annotators.rows import Places, code_row, shown
from stance.codebook import Codebook
from stance.errors import CodebookError, ConfigError, DataError
from stance.provenance import write_atomic
from stance.records import Annotation, Paragraph, Rejection

__all__ = ["PeopleAnnotator", "read_sheet", "write_sheet"]

_FIXED = ("document", "index", "kind", "number", "heading", "text")
_NEEDED = ("document", "index", "text")
_NOTE = "note"

_log = logging.getLogger(__name__)


def write_sheet(
    paragraphs: Iterable[Paragraph], codebook: Codebook, path: str | Path, *, annotators: Sequence[str]
) -> list[Path]:
    """Write one coding sheet per annotator, ``<stem>-<annotator>.csv``.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        Boilerplate is left out.
    codebook : Codebook
        Every task becomes an empty column.
    path : str or Path
        Folder and stem of the sheets.
    annotators : sequence of str
        Names of letters, digits and underscores.

    Returns
    -------
    list of Path

    Raises
    ------
    ConfigError
        If a name cannot be part of a file name or is there twice.
    DataError
        If there is another sheet of that name: coded work is never overwritten.
    CodebookError
        If a task has the name of one of the sheet's own columns.
    """
    content = _sheet(paragraphs, codebook)
    base = Path(path)
    files = [base.with_name(f"{base.stem}-{name}.csv") for name in _checked_names(annotators)]
    for file in files:
        if file.exists() and file.read_bytes() != content:
            raise DataError(f"{file} is there already and may hold coded work: move it away or write to another path")
    return [write_atomic(file, content) for file in files]


def _checked_names(names: Sequence[str]) -> Sequence[str]:
    for name in names:
        if not re.fullmatch(r"\w+", name):
            raise ConfigError(f"annotator {name!r} is not allowed; use letters, digits and underscores")
        if names.count(name) > 1:
            raise ConfigError(f"annotator {name!r} is named {names.count(name)} times, once is allowed")
    return names


def _sheet(paragraphs: Iterable[Paragraph], codebook: Codebook) -> bytes:
    tasks = [task.name for task in codebook.tasks]
    for name in tasks:
        if name in (*_FIXED, _NOTE):
            raise CodebookError(f"task {name!r} has the name of a column of the coding sheet; rename the task")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow((*_FIXED, *tasks, _NOTE))
    blanks = [""] * (len(tasks) + 1)
    writer.writerows([*_fixed_cells(p), *blanks] for p in paragraphs if p.kind != "boilerplate")
    # The byte order mark makes spreadsheet programs read the file as UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _fixed_cells(paragraph: Paragraph) -> list[str]:
    values = (
        paragraph.document,
        str(paragraph.index),
        paragraph.kind,
        paragraph.number or "",
        paragraph.heading or "",
        paragraph.text,
    )
    return [protect(shown(value)) for value in values]


def read_sheet(
    path: str | Path, codebook: Codebook, *, annotator: str, paragraphs: Iterable[Paragraph] | None = None
) -> tuple[list[Annotation], list[Rejection]]:
    """Read a filled coding sheet; what cannot be used is rejected cell by cell, the rest comes through.

    Parameters
    ----------
    path : str or Path
        Cells may be separated by commas, semicolons or tabs.
    codebook : Codebook
    annotator : str
        Who filled it.
    paragraphs : iterable of Paragraph, optional
        The paragraphs the sheet was written from; with them, rows of unknown documents and rows
        whose text was edited or moved are rejected.

    Returns
    -------
    annotations : list of Annotation
        An empty cell is not coded and gives none.
    rejections : list of Rejection

    Raises
    ------
    DataError
        If the file cannot be read at all or columns are missing.
    """
    rows = csv_rows(Path(path), delimiters=",;\t")
    line, header = next(rows)
    _check_header(header, codebook, f"{path}:{line}")
    places = Places(paragraphs)
    annotations: list[Annotation] = []
    rejections: list[Rejection] = []
    for line, cells in rows:
        row = {column: unprotect(cell) for column, cell in zip(header, cells, strict=False)}
        problem = _overlong(cells, header) or places.problem(row, line)
        coded, problems = ([], [problem]) if problem else code_row(row, codebook, annotator)
        annotations += coded
        rejections += [Rejection(str(path), line, reason) for reason in problems]
    return annotations, rejections


def _overlong(cells: Sequence[str], header: Sequence[str]) -> str | None:
    if not any(cell.strip() for cell in cells[len(header) :]):
        return None
    return f"{len(cells)} cells given, the header names {len(header)} columns"


def _check_header(header: Sequence[str], codebook: Codebook, where: str) -> None:
    tasks = [task.name for task in codebook.tasks]
    for column in (*_NEEDED, *tasks):
        if column not in header:
            raise DataError(f"{where}: column {column!r} is missing; given: {', '.join(header)}")
        if header.count(column) > 1:
            raise DataError(f"{where}: column {column!r} stands there {header.count(column)} times, once is allowed")


class PeopleAnnotator:
    """What people wrote into coding sheets.

    The coder's name is what follows the last hyphen of the file's stem: ``sheet-mai.csv`` is Mai's.

    Parameters
    ----------
    sheets : str or sequence of str
        Paths or glob patterns of filled sheets.
    name : str
        Name of the annotator as a whole; annotations carry the coders' names.

    Attributes
    ----------
    rejections : tuple of Rejection
        What the last call of `annotate` could not use.
    """

    def __init__(self, sheets: str | Sequence[str], *, name: str = "people") -> None:
        self.name = name
        self.sheets = (sheets,) if isinstance(sheets, str) else tuple(sheets)
        self.rejections: tuple[Rejection, ...] = ()

    def annotate(self, paragraphs: Sequence[Paragraph], codebook: Codebook) -> Iterator[Annotation]:
        """Return the annotations of all sheets; every sheet is read before the first is returned.

        Raises
        ------
        DataError
            If a pattern matches no file or a sheet cannot be read.
        """
        found: dict[tuple[object, ...], Annotation] = {}
        rejections: list[Rejection] = []
        for sheet in self._files():
            annotations, rejected = read_sheet(sheet, codebook, annotator=_coder(sheet), paragraphs=paragraphs)
            rejections += rejected
            for annotation in annotations:
                if found.setdefault((*annotation.item, annotation.annotator), annotation) is not annotation:
                    rejections.append(Rejection(str(sheet), None, _twice(annotation)))
        self.rejections = tuple(rejections)
        if rejections:
            _log.warning("%d rows or cells of coding sheets could not be used", len(rejections))
        return iter(found.values())

    def _files(self) -> list[Path]:
        files: set[str] = set()
        for pattern in self.sheets:
            matched = [pattern] if Path(pattern).is_file() else glob(pattern, recursive=True)
            if not matched:
                raise DataError(f"no coding sheet matches {pattern!r}; give the path or pattern of filled sheets")
            files.update(matched)
        return [Path(file) for file in sorted(files)]


def _coder(sheet: Path) -> str:
    return sheet.stem.rpartition("-")[2]


def _twice(annotation: Annotation) -> str:
    place = f"document {annotation.document!r}, index {annotation.index}, task {annotation.task!r}"
    return f"{place} {annotation.target} is coded by {annotation.annotator!r} in an earlier sheet already"
