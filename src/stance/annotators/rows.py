"""One row of a coding sheet: which paragraph it is about and what it says of it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from stance.annotators.cells import Code, parse_cell
from stance.codebook import Codebook, Task
from stance.errors import DataError, choose
from stance.records import Annotation, Paragraph

__all__ = ["Places", "code_row", "shown"]

# Spreadsheet programs cut cells at 32,767 characters.
_LONGEST = 30_000
_EXCERPT = 30


def shown(text: str) -> str:
    """Return what a sheet shows of a text: all of it, or its beginning where no cell could hold it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class Places:
    """The places of one sheet: which rows are about a paragraph that was to be coded, each only once.

    Parameters
    ----------
    paragraphs : iterable of Paragraph, optional
        The paragraphs the sheet was written from; without them any document and text is taken.
    """

    def __init__(self, paragraphs: Iterable[Paragraph] | None) -> None:
        self._lines: dict[tuple[str, int], int] = {}
        self._texts: dict[str, dict[int, str]] | None = None if paragraphs is None else {}
        for paragraph in paragraphs or ():
            if self._texts is not None and paragraph.kind != "boilerplate":
                self._texts.setdefault(paragraph.document, {})[paragraph.index] = paragraph.text

    def problem(self, row: Mapping[str, str], line: int) -> str | None:
        """Say why the row on a line cannot be used, None where it can."""
        document, index = row.get("document", ""), row.get("index", "").strip()
        if not document:
            return "column 'document' is empty"
        if not re.fullmatch("[0-9]{1,9}", index):
            return f"index {index!r} is not a whole number from 0"
        return self._unknown(document, int(index), row.get("text", "")) or self._repeated(document, int(index), line)

    def _unknown(self, document: str, index: int, text: str) -> str | None:
        if self._texts is None:
            return None
        if document not in self._texts:
            near = ", ".join(get_close_matches(document, self._texts, n=3, cutoff=0)) or "none"
            return f"unknown document {document!r}; the nearest of the {len(self._texts)} there are: {near}"
        texts = self._texts[document]
        if index not in texts:
            allowed = f"{min(texts)} to {max(texts)}"
            return f"document {document!r} has no paragraph {index} to be coded; its indices run from {allowed}"
        return _edited(text, shown(texts[index]))

    def _repeated(self, document: str, index: int, line: int) -> str | None:
        first = self._lines.setdefault((document, index), line)
        return None if first == line else f"document {document!r}, index {index} is there already, on line {first}"


def code_row(row: Mapping[str, str], codebook: Codebook, annotator: str) -> tuple[list[Annotation], list[str]]:
    """Return the annotations of a row, and why each of its cells that cannot be used cannot."""
    coded, problems = _coded(row, codebook)
    for task in codebook.of_kind("conditional"):
        problem = _unmet(task, coded)
        if problem:
            del coded[task.name]
            problems.append(problem)
    return _annotations(row, coded, annotator), problems


def _edited(given: str, expected: str) -> str | None:
    given, expected = _plain(given), _plain(expected)
    if given == expected:
        return None
    pairs = enumerate(zip(given, expected, strict=False))
    at = next((place for place, (one, other) in pairs if one != other), min(len(given), len(expected)))
    was, now = expected[at : at + _EXCERPT], given[at : at + _EXCERPT]
    return f"the text was edited or belongs to another row: from character {at} on {now!r} is given instead of {was!r}"


def _plain(text: str) -> str:
    """Drop the differences that a spreadsheet program may make and no coder sees."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _coded(row: Mapping[str, str], codebook: Codebook) -> tuple[dict[str, list[Code]], list[str]]:
    coded: dict[str, list[Code]] = {}
    problems: list[str] = []
    for task in codebook.tasks:
        try:
            codes = parse_cell(row.get(task.name, ""), task, codebook)
        except DataError as error:
            problems.append(f"column {task.name!r}: {error}")
            continue
        if codes is not None:
            coded[task.name] = codes
    return coded, problems


def _unmet(task: Task, coded: Mapping[str, Sequence[Code]]) -> str | None:
    """Say how a conditional code contradicts its condition; None where either is not coded."""
    condition = task.condition
    if condition is None or task.name not in coded or condition.task not in coded:
        return None
    label = coded[task.name][0].label
    wanted = f"{condition.label!r} in column {condition.task!r}"
    if any(condition.label in code.label.split("|") for code in coded[condition.task]):
        if label in task.label_names:
            return None
        return f"column {task.name!r}: {label!r} is given beside {wanted}; {choose(label, task.label_names)}"
    if label == task.default:
        return None
    return f"column {task.name!r}: {label!r} needs {wanted}; add that or write {task.default!r}"


def _annotations(row: Mapping[str, str], coded: Mapping[str, Sequence[Code]], annotator: str) -> list[Annotation]:
    return [
        Annotation(
            document=row["document"],
            index=int(row["index"]),
            task=task,
            target=code.target,
            label=code.label,
            annotator=annotator,
            intensity=code.intensity,
            source=code.source,
            implied=code.implied,
        )
        for task, codes in coded.items()
        for code in codes
    ]
