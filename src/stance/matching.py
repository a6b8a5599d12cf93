"""Find many phrases in a text at once, with the word boundaries that each script has.

Partners, codebook cues and the furniture of news sites are all looked up by this one matcher. An
entry is a phrase with, optionally, one sign at its end:

``stem*``
    Latin, Cyrillic and other alphabets that separate words: the word may go on. Without it the
    entry is a whole word.
``word$``
    Bengali, Hangul and Arabic: the word must end here. Without it endings and particles may follow.

Chinese and Japanese entries match anywhere. Arabic proclitics before an entry are skipped. Case is
ignored, except for entries of at most six capitals (``US`` is not ``us``) and for entries of at most
four letters that begin with a capital (Vietnamese ``Anh`` is the United Kingdom, ``anh`` a pronoun).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import ahocorasick

__all__ = ["Match", "Matcher", "fold", "script"]

_CLITICS = ("وبال", "وكال", "فبال", "ولل", "فال", "وال", "بال", "كال", "لل", "ال", "وب", "ول", "و", "ف", "ب", "ل", "ك")
_ARTICLE = "ال"
_HANGUL_PREFIXES = frozenset("주대친반재방한북남각")
_DROPPED = frozenset("\u0640\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff") | {chr(c) for c in range(0x64B, 0x653)}
_HANGUL_PARTS = range(0x1160, 0x1200)
_COMPOSING = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35"
)
_FULLWIDTH = range(0xFF01, 0xFF5F)
_UNIFIED = {ord(c): "ا" for c in "أإآٱ"} | {c: chr(c - 0xFEE0) for c in _FULLWIDTH}
_BLOCKS = (
    (0x3040, 0x30FF, "han"),
    (0x3400, 0x9FFF, "han"),
    (0xF900, 0xFAFF, "han"),
    (0x20000, 0x3FFFF, "han"),
    (0xAC00, 0xD7A3, "hangul"),
    (0x1100, 0x11FF, "hangul"),
    (0x0980, 0x09FF, "bengali"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
)
_SHORT_ACRONYM = 6
_SHORT_NAME = 4
_LONG_HANGUL = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found at ``text[start:end]``; ``value`` is what the entry stands for."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class _Entry:
    phrase: str
    original: str
    script: str
    open_end: bool
    case_sensitive: bool
    value: Any


def script(character: str) -> str:
    """Return the boundary class of a character: han, hangul, bengali, arabic, other, or "" if no letter."""
    point = ord(character)
    for low, high, name in _BLOCKS:
        if low <= point <= high:
            return name if name != "arabic" or character.isalpha() else ""
    return "other" if character.isalnum() or unicodedata.category(character)[0] == "M" else ""


def fold(text: str) -> tuple[str, list[int]]:
    """Return ``text`` as it is compared, and for each of its characters the place in ``text``.

    NFC, lower case, full-width letters and Arabic alef forms made one; vowel signs, tatweel and
    invisible characters dropped.

    Returns
    -------
    folded : str
    places : list of int
        ``len(folded) + 1`` offsets into ``text``; the last is ``len(text)``.
    """
    characters: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(text):
        for character in unicodedata.normalize("NFC", cluster):
            if character not in _DROPPED:
                plain = _UNIFIED.get(ord(character), character)
                lowered = plain.lower()
                characters.append(lowered if len(lowered) == 1 else plain)
                places.append(start)
    places.append(len(text))
    return "".join(characters), places


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece): single characters, or whole combining sequences where the text is not NFC."""
    if unicodedata.is_normalized("NFC", text):
        yield from enumerate(text)
        return
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _joins(text[index]):
            yield start, text[start:index]
            start = index


def _joins(character: str) -> bool:
    """Whether NFC may make a character one with what stands before it."""
    return unicodedata.combining(character) > 0 or character in _COMPOSING or ord(character) in _HANGUL_PARTS


def _plain(text: str) -> str:
    """Return ``text`` folded in everything but case."""
    return "".join(c for c in unicodedata.normalize("NFC", text).translate(_UNIFIED) if c not in _DROPPED)


class Matcher:
    """Leftmost-longest search for a set of phrases (Aho and Corasick 1975).

    Parameters
    ----------
    entries : iterable of (str, object)
        Phrases in the notation of this module, each with the value it stands for. A phrase that
        stands for several values is listed once for each.
    """

    def __init__(self, entries: Iterable[tuple[str, Any]]) -> None:
        self._automaton = ahocorasick.Automaton()
        grouped: dict[str, list[_Entry]] = {}
        for phrase, value in entries:
            for form in _written(phrase):
                entry = _entry(form, value)
                if entry.phrase:
                    grouped.setdefault(entry.phrase, []).append(entry)
        for phrase, group in grouped.items():
            self._automaton.add_word(phrase, group)
        self._empty = not grouped
        if grouped:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Match]:
        """Return non-overlapping matches in order; the longer of two that overlap wins."""
        if self._empty or not text:
            return []
        folded, places = fold(text)
        found = []
        for last, group in self._automaton.iter(folded):
            end = last + 1
            for entry in group:
                start = end - len(entry.phrase)
                if _bounded(folded, start, end, entry):
                    match = Match(places[start], _original_end(text, places, end), entry.value)
                    if not entry.case_sensitive or _plain(text[match.start : match.end]) == entry.original:
                        found.append(match)
        return _longest(found)


def _written(phrase: str) -> Iterator[str]:
    """Yield an entry and, where it begins with the Arabic article, the form it has after the preposition ``li-``."""
    yield phrase
    if phrase.startswith(_ARTICLE):
        yield f"لل{phrase.removeprefix(_ARTICLE).removeprefix('ل')}"


def _entry(phrase: str, value: Any) -> _Entry:
    open_mark, closed_mark = phrase.endswith("*"), phrase.endswith("$")
    original = phrase[:-1] if open_mark or closed_mark else phrase
    folded, _ = fold(original.strip())
    first = next((script(c) for c in folded if script(c)), "")
    cased = first == "other" and original.isalpha() and original[0].isupper()
    cased = cased and (len(original) <= _SHORT_NAME or (len(original) <= _SHORT_ACRONYM and original.isupper()))
    suffixing = first in {"bengali", "hangul", "arabic"}
    open_end = first == "han" or open_mark or (suffixing and not closed_mark)
    return _Entry(folded, _plain(original.strip()), first, open_end, cased, value)


def _bounded(text: str, start: int, end: int, entry: _Entry) -> bool:
    if entry.script == "han":
        return True
    if not entry.open_end and end < len(text) and _continues(text[end], entry.script):
        return False
    before = text[start - 1] if start else ""
    if not before or not _continues(before, entry.script):
        return True
    if entry.script == "arabic":
        return _only_clitics(text, start)
    if entry.script == "hangul" and len(entry.phrase) >= _LONG_HANGUL:
        return before in _HANGUL_PREFIXES and (start == 1 or not _continues(text[start - 2], "hangul"))
    return False


def _continues(character: str, kind: str) -> bool:
    """Whether a neighbouring character belongs to the same word."""
    other = script(character)
    if kind == "other":
        return other == "other"
    return other == kind


def _only_clitics(text: str, start: int) -> bool:
    return any(
        text.startswith(clitic, start - len(clitic))
        and (start == len(clitic) or script(text[start - len(clitic) - 1]) != "arabic")
        for clitic in _CLITICS
        if start >= len(clitic)
    )


def _original_end(text: str, places: list[int], end: int) -> int:
    """End in the original text, taking along the combining marks of the last character."""
    stop = places[end - 1] + 1
    limit = places[end] if end < len(places) else len(text)
    while stop < limit and (unicodedata.category(text[stop])[0] == "M" or ord(text[stop]) in _HANGUL_PARTS):
        stop += 1
    return stop


def _longest(found: list[Match]) -> list[Match]:
    chosen: list[Match] = []
    for match in sorted(found, key=lambda m: (m.start, -m.end)):
        rivals = list(takewhile(lambda other: other.end > match.start, reversed(chosen)))  # noqa: B023 - used at once
        if all((match.start, match.end) == (other.start, other.end) for other in rivals):
            chosen += [] if match in rivals else [match]
        elif match.end - match.start > rivals[0].end - rivals[0].start:
            chosen[-len(rivals) :] = [match]
    return chosen
