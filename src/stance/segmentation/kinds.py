"""Kinds of line: paragraphs, headings and the furniture of pages.

No rule knows a site. A line is furniture where enough of the evidence below adds up: what it looks
like (addresses, separators, counters, brackets, dates), which words of furniture it has and where in
it they stand, and its place on the page. Prose pays for its length, so that a paragraph with a photo
or a link in it stays one. Headings are short against what follows and do not end as sentences do.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from stance.records import Kind
from stance.segmentation.evidence import Line, is_furniture
from stance.segmentation.numbering import Number, numbers
from stance.segmentation.shapes import Shape

__all__ = ["line_kinds"]

_LONGEST_HEADING = 150.0
_LONG_LINE = 150.0
_LONGEST_SECTION = 250.0
_SECTION_STYLES = frozenset({"roman", "chinese"})
_SERIES = 2
_PROSE_WIDTH = 100.0
_SHORTEST_SENTENCE = 35.0
_SHORTEST_QUESTION = 10.0
_SHORT_SENTENCE = 80.0
_TIMES_SHORTER = 3.0
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+\S")
_NOT_A_TITLE = re.compile(r"^[^\s:：]{1,20}(?:\s[^\s:：]{1,15}){0,2}\s?[:：]\s*\S|[\"“”„「」]")
_LIST_ITEM = re.compile(r"^[-–—•*·●]\s")


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines that are no furniture, their median width and whether long ones end as sentences do.

    Thai and many transcripts have no full stops: there a missing one is no sign of a heading.
    """

    lines: Sequence[Line]
    typical: float
    punctuated: bool


def line_kinds(lines: Sequence[str]) -> list[Kind]:
    """Return the kind of every non-empty line of one document, in order.

    Parameters
    ----------
    lines : sequence of str
        Lines without white space around them.

    Returns
    -------
    list of str
        ``"paragraph"``, ``"heading"`` or ``"boilerplate"`` for each line.
    """
    shapes = [Shape(line) for line in lines]
    found = numbers(lines)
    last = _last_prose(shapes, found)
    following = [*found[1:], None]
    placed = [
        Line(shape, found[i], i, len(lines) - i - 1, following[i], after_prose=last is not None and i > last)
        for i, shape in enumerate(shapes)
    ]
    furniture = [_is_wordless(line) or (not _markdown(line) and is_furniture(line)) for line in placed]
    page = _page([line for line, skip in zip(placed, furniture, strict=True) if not skip])
    headings = {line.before for i, line in enumerate(page.lines) if _is_heading(i, page)}
    headings |= _of_a_series(page.lines, headings)
    return ["boilerplate" if furniture[i] else "heading" if i in headings else "paragraph" for i in range(len(lines))]


def _is_wordless(line: Line) -> bool:
    """A rule, a row of stars: nothing that could be coded."""
    return not any(character.isalnum() for character in line.shape.text)


def _markdown(line: Line) -> bool:
    return bool(_MARKDOWN_HEADING.match(line.shape.text))


def _page(lines: Sequence[Line]) -> _Page:
    long = [line.shape.sentence_end for line in lines if line.shape.width > _PROSE_WIDTH]
    return _Page(
        lines=lines,
        typical=median(line.shape.width for line in lines) if lines else 0.0,
        punctuated=sum(long) * 2 >= len(long) > 0,
    )


def _last_prose(shapes: Sequence[Shape], found: Sequence[Number | None]) -> int | None:
    """Return the index of the last line that reads as prose: long, or numbered and ending as a sentence."""
    prose = (
        i
        for i in range(len(shapes) - 1, -1, -1)
        if shapes[i].width > _LONG_LINE or (shapes[i].sentence_end and (found[i] or shapes[i].width > _SHORT_SENTENCE))
    )
    return next(prose, None)


def _is_heading(index: int, page: _Page) -> bool:
    shape = page.lines[index].shape
    if _markdown(page.lines[index]):
        return True
    if (
        index + 1 == len(page.lines)
        or shape.open_end
        or shape.width > _LONGEST_HEADING
        or _continues(page.lines[index])
    ):
        return False
    return _short_sentence(index, page) if shape.sentence_end else _title(index, page)


def _of_a_series(lines: Sequence[Line], headings: set[int]) -> set[int]:
    """Return lines that go on a series of section numbers: two or more lines of their style are headings."""
    styles = Counter(line.number.style for line in lines if line.number and line.before in headings)
    return {
        line.before
        for line in lines
        if line.number
        and line.number.style in _SECTION_STYLES
        and styles[line.number.style] >= _SERIES
        and line.shape.width <= _LONGEST_SECTION
        and not line.shape.several_sentences
    }


def _continues(line: Line) -> bool:
    """A list item, or a line that goes on with a small letter."""
    text = line.shape.text
    start = line.number.start if line.number else 0
    return bool(_LIST_ITEM.match(text)) or text[start : start + 1].islower()


def _title(index: int, page: _Page) -> bool:
    """A line that does not end as a sentence, short against the line that it stands over."""
    line, following = page.lines[index], page.lines[index + 1]
    if line.number and following.number and line.number.style == following.number.style:
        return line.number.style in {"roman", "chinese"} or following.shape.sentence_end
    if not page.punctuated:
        return line.shape.width <= min(_SHORT_SENTENCE, following.shape.width / 2)
    return line.shape.width < following.shape.width or not following.shape.sentence_end


def _short_sentence(index: int, page: _Page) -> bool:
    """A single full sentence, alone and far shorter than the prose around it."""
    line = page.lines[index]
    shape = line.shape
    shortest = _SHORTEST_QUESTION if shape.core[-1] in "?？؟" else _SHORTEST_SENTENCE
    if not shortest <= shape.width <= _SHORT_SENTENCE or shape.several_sentences:
        return False
    if line.number or index == 0 or _NOT_A_TITLE.search(shape.text):
        return False
    around = (page.typical, page.lines[index - 1].shape.width, page.lines[index + 1].shape.width)
    return min(around) >= _TIMES_SHORTER * shape.width
