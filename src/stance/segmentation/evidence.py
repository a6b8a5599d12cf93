"""Evidence that a line is page furniture: a table of weighed observations, none of which knows a site."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from stance.segmentation.numbering import Number
from stance.segmentation.shapes import Shape

__all__ = ["Line", "is_furniture"]

_FURNITURE = 3.0
_LONGEST_FURNITURE = 330.0
_PROSE_WIDTH = 90.0
_PROSE_COST = 40.0
_SHORT_SENTENCE = 80.0
_PLACE_WIDTH = 24.0
_NAMES = 0.75
_MOSTLY = 0.5
_REST = 2
_UNLINKED_WIDTH = 40
_QUESTION_MARKS = frozenset("?？؟")
_QUESTION_WIDTH = 40.0
_HEAD_LINES = 3
_TAIL_LINES = 3
_LABEL_END = re.compile(r"\s*(?:[:：|｜>›»/—–\-\])）】〕▼▶►(（\[]|\d|[.．](?=\s)|$)")
_OPENING = re.compile(r"[\W_\d]*")
_COPYRIGHT = re.compile(r"[©℗]|\([cCсС]\)\s|^\s*copyright\b", re.IGNORECASE)
_MARK = re.compile(r"^(?:[※☞▼▶►▲◆◇]|>>|>|\*\s|▷|☎|↓|→)")
_CREDITED = r"[^.。।!?()（）]|\.(?=\w)"  # a credited name may be a domain
_CREDIT = re.compile(
    rf"(?:[(（\[.。।۔؟!?/—–\-]\s*(?:{_CREDITED}){{0,40}}|\w{{2,15}}\s?[:：/]\s?(?:(?![:：])(?:{_CREDITED})){{1,40}})$"
)
_AD_CODE = re.compile(r"^\W*\w{1,16}[_-]\d{1,4}\W*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its place: numbers of lines before and after, and what follows."""

    shape: Shape
    number: Number | None
    before: int
    after: int
    next_number: Number | None
    after_prose: bool

    @property
    def head(self) -> bool:
        """Whether the line is one of the first of a longer page."""
        return self.before < _HEAD_LINES and self.after >= _HEAD_LINES

    @property
    def tail(self) -> bool:
        """Whether the line is one of the last of a longer page."""
        return self.after < _TAIL_LINES and self.before >= _TAIL_LINES


def is_furniture(line: Line) -> bool:
    """Return whether the evidence that a line is page furniture outweighs what its prose costs."""
    if line.shape.width > _LONGEST_FURNITURE:
        return False
    score = sum(weight for weight, holds in _EVIDENCE if holds(line))
    return score - _prose_cost(line) >= _FURNITURE


def _prose_cost(line: Line) -> float:
    """What speaks against furniture: length, a number, sentences."""
    shape = line.shape
    cost = max(0.0, shape.width - _PROSE_WIDTH) / _PROSE_COST
    if shape.sentence_end and shape.several_sentences and not shape.bracketed:
        cost += 0.5
    if _question(shape):
        cost += 2.0
    return cost + (2.0 if line.number else 0.0)


def _question(shape: Shape) -> bool:
    """A question of some length: an agency asks at a press conference, it is not credited."""
    return shape.core[-1:] in _QUESTION_MARKS and shape.width > _QUESTION_WIDTH


def _starts_with_label(line: Line) -> bool:
    """A word of furniture opens the line and a colon, bracket, figure or the end follows it."""
    shape = line.shape
    opening = _OPENING.match(shape.text)
    first = next((word for word in shape.words if opening and word.start <= opening.end()), None)
    if first is None or not _LABEL_END.match(shape.text, first.end) or _question(shape):
        return False
    prose = shape.sentence_end and shape.width > _PROSE_WIDTH
    return not (prose and first.category in {"byline", "comments", "notice"})


def _labels(line: Line) -> int:
    """Words of furniture that a colon, bracket, figure or separator follows."""
    text = line.shape.text
    return sum(word.end < len(text) and bool(_LABEL_END.match(text, word.end)) for word in line.shape.words)


def _signed(line: Line) -> bool:
    """A short line at an edge that a word such as "by" or "correspondent" opens."""
    shape = line.shape
    first = shape.words[0] if shape.words else None
    if first is None or first.category != "byline" or first.start > 1:
        return False
    if shape.sentence_end or shape.width > _SHORT_SENTENCE:
        return False
    return (line.head or line.tail) and (shape.capitals >= _MOSTLY or shape.text.lower() == shape.text.upper())


def _notices(line: Line) -> bool:
    """Several notices at an edge: a transcript that was edited, a text that is to be checked."""
    return (line.head or line.tail) and sum(word.category == "notice" for word in line.shape.words) > 1


def _credited(line: Line) -> bool:
    """A photo credit ends the line, after a sentence or in brackets."""
    shape = line.shape
    sources = [word for word in shape.words if word.category in {"photo", "copyright"} and word.start]
    end = _CREDIT.search(shape.core)
    return bool(end and any(word.end > end.start() for word in sources))


def _introduces(line: Line) -> bool:
    """The line announces the full text that follows."""
    words = line.shape.words
    return line.shape.open_end and line.before <= _HEAD_LINES and any(word.category == "full_text" for word in words)


def _announces_clause(line: Line) -> bool:
    """A short line with a final colon right before clause or section 1."""
    if line.number or line.next_number is None or line.before > _HEAD_LINES:
        return False
    return line.shape.open_end and line.next_number.value == "1"


def _names_only(line: Line) -> bool:
    """A short line at an edge that is made of names: capitals, separators, no sentence."""
    shape = line.shape
    cased = shape.text.lower() != shape.text.upper()
    separated = shape.weak_separators or "." in shape.core[:-1] or "(" in shape.text
    named = shape.capitals >= _NAMES if cased else shape.width <= _SHORT_SENTENCE
    return bool((line.head or line.tail) and separated and named)


def _dateline(line: Line) -> bool:
    """A place and a date, or a date and a time, and little else."""
    shape = line.shape
    if shape.width > _SHORT_SENTENCE or not shape.day:
        return False
    bare = shape.undated <= _PLACE_WIDTH and (shape.set_off or shape.undated <= _REST)
    parted = bool(shape.weak_separators or "(" in shape.text or "." in shape.core)
    yearless = line.head and not shape.date_share and shape.width <= 2 * _PLACE_WIDTH
    return bare or (not shape.sentence_end and shape.time) or (yearless and parted)


def _trailing(line: Line) -> bool:
    """After the last prose of the page nothing but furniture is left; nothing stands under a heading there."""
    return line.after_prose and not line.shape.sentence_end


_EVIDENCE: tuple[tuple[float, Callable[[Line], bool]], ...] = (
    (3.0, _starts_with_label),
    (3.0, _credited),
    (3.5, _introduces),
    (3.0, _announces_clause),
    (2.5, _trailing),
    (3.0, _dateline),
    (2.0, _names_only),
    (1.5, _signed),
    (1.5, _notices),
    (3.0, lambda line: bool(_COPYRIGHT.search(line.shape.text))),
    (3.0, lambda line: bool(_AD_CODE.match(line.shape.text))),
    (2.0, lambda line: bool(_MARK.match(line.shape.text))),
    (2.0, lambda line: line.shape.link),
    (1.5, lambda line: line.shape.link and line.shape.unlinked <= _UNLINKED_WIDTH),
    (2.0, lambda line: line.shape.strong_separators > 0),
    (1.0, lambda line: line.shape.strong_separators > 1),
    (0.5, lambda line: line.shape.weak_separators > 0 and not line.shape.sentence_end),
    (2.5, lambda line: line.shape.bracketed),
    (1.0, lambda line: line.shape.time),
    (1.0, lambda line: line.shape.date_share > 0 and not line.shape.sentence_end),
    (1.0, lambda line: line.shape.counter),
    (1.0, lambda line: bool(line.shape.words)),
    (1.0, lambda line: len({word.category for word in line.shape.words}) > 1),
    (1.0, lambda line: _labels(line) > 0),
    (1.0, lambda line: _labels(line) > 1),
    (2.0, lambda line: line.shape.covered >= _MOSTLY),
    (1.0, lambda line: line.head or line.tail),
)
