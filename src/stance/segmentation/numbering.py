"""Clause and section numbers at the start of a line, in any digits, as decimal strings."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from stance.matching import fold

__all__ = ["Number", "Style", "numbers", "parse_number"]

Style = Literal["decimal", "roman", "chinese", "circled", "letter", "ordinal"]

_OPENING = r"[\s\u200b-\u200f\u2060\ufeff*#>]{0,12}"
_STOP = r"(?:[.．,，、)）।｡。:：]+[-–—]?|\s?[-–—](?=\s)|(?=\u3000))"
_DECIMAL = re.compile(
    rf"{_OPENING}[(（]?(\d{{1,3}}(?:[.．]\d{{1,3}}){{0,3}})(?:[.．、)）।｡。]+[-–—]?|[-–—](?=\s)|\s[-–—](?=\s\D)|(?=\u3000))\s*(?!\d)"
)
_SUBCLAUSE = re.compile(rf"{_OPENING}(\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\s+(?=[^\W\d_])")
_DATE = re.compile(r"\s*\d{1,2}\.\s*[^\W\d_]{3,}\.?\s+\d{4}\b")
_ROMAN = re.compile(rf"{_OPENING}[(（]?([IVXІХ]{{1,7}}|[ivx]{{1,7}}(?=\s?[)）])){_STOP}\s*")
_ROMAN_SHAPE = re.compile(r"(?=.)(X{0,3})(IX|IV|V?I{0,3})")
_CHINESE = re.compile(
    r"\s*(?:第([一二三四五六七八九十百〇\d]{1,5})[条條章节節部款项項編编][\s:：、]*|[(（]?([一二三四五六七八九十百]{1,5})[、)）.．:：\u3000]+\s*)"
)
_KOREAN = re.compile(r"\s*제\s?(\d{1,3})\s?[조장절항편]\s*[.):]?\s*")
_LETTER = re.compile(rf"{_OPENING}[(（]?(?:([a-zа-я])[)）]|([A-ZА-Я가나다라마바사아자차카타파하])[.．)）])\s*")
_KOREAN_LETTERS = "가나다라마바사아자차카타파하"
_ORDINAL = re.compile(
    r"\s*([^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u09bc-\u09cd\u093c-\u094d ]){1,14}?)\s?[.:：)।\-–—]\s*(?=\S)"
)
_LABELLED = re.compile(
    r"\s*([^\W\d_](?:[^\W\d_]|[\u064b-\u0652\u09bc-\u09cd\u093c-\u094d]){1,11})\s+(\d{1,3}|[IVX]{1,6})(?:[.:：)।]\s*|\s*$|\s+(?=[^\W\d_]))"
)
_CIRCLED = ((0x2460, 0x249B), (0x24EA, 0x24FF), (0x2776, 0x2793), (0x3220, 0x3229), (0x3251, 0x325F), (0x3280, 0x3289))
_UNICODE_ROMAN = range(0x2160, 0x217C)
_CYRILLIC_ROMAN = str.maketrans("ІХ", "IX")
_DIGITS = {"I": 1, "V": 5, "X": 10}
_LARGEST_CLAUSE = 399


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a line.

    Parameters
    ----------
    value : str
        As a decimal string: ``"4"`` for ``IV.``, ``৪।``, ``四、`` and ``④``; ``"2.1"`` for ``2.1.``;
        the place in the alphabet for letters.
    style : str
        How it is written.
    start : int
        Where the text after it starts, counted from the start of the line.
    """

    value: str
    style: Style
    start: int


def parse_number(line: str) -> Number | None:
    """Return the number that a line starts with, or None.

    Decimal digits of any script, roman numerals (Unicode and Cyrillic look-alikes as well), Chinese
    numerals, circled digits, letters, and ordinal words where they number sections. Years, dates,
    times and amounts at the start of a sentence are no numbers.

    Parameters
    ----------
    line : str
        One line of a document.

    Returns
    -------
    Number or None
    """
    for parse in _PARSERS:
        number = parse(line[:_HEAD])
        if number is not None:
            return number
    return None


def numbers(lines: Sequence[str]) -> list[Number | None]:
    """Return the number of every line, doubtful ones only where the document goes on counting.

    ``V.`` and ``A.`` may be the initial of a name: they count where the number before or after them
    is found in the same style on another line.
    """
    parsed = [parse_number(line) for line in lines]
    seen = {(number.style, number.value) for number in parsed if number}
    return [
        number if number and _confirmed(number, line, seen) else None
        for number, line in zip(parsed, lines, strict=True)
    ]


def _confirmed(number: Number, line: str, seen: set[tuple[Style, str]]) -> bool:
    mark = line[: number.start].strip()
    doubtful = mark in {"V.", "X."} or (number.style == "letter" and mark.endswith("."))
    if not doubtful:
        return True
    value = int(number.value)
    return bool({(number.style, str(value - 1)), (number.style, str(value + 1))} & seen)


def _decimal(line: str) -> Number | None:
    match = _DECIMAL.match(line) or _capital_after(_SUBCLAUSE.match(line))
    if match is None or _DATE.match(line):
        return None
    parts = [[unicodedata.decimal(digit) for digit in part] for part in re.split("[.．]", match[1])]
    if any(len(part) > 1 and part[0] == 0 for part in parts):
        return None
    value = ".".join("".join(map(str, part)) for part in parts)
    small = int(value.split(".", maxsplit=1)[0]) <= _LARGEST_CLAUSE
    return Number(value, "decimal", match.end()) if small else None


def _capital_after(match: re.Match[str] | None) -> re.Match[str] | None:
    """Keep ``2.1 Trade`` and drop ``2.1 million``."""
    return match if match and match.string[match.end()].isupper() else None


def _roman(line: str) -> Number | None:
    stripped = line.lstrip()
    if stripped and ord(stripped[0]) in _UNICODE_ROMAN:
        return _unicode_roman(line)
    match = _ROMAN.match(line)
    shape = match and _ROMAN_SHAPE.fullmatch(match[1].translate(_CYRILLIC_ROMAN).upper())
    return Number(str(_roman_value(shape[0])), "roman", match.end()) if match and shape else None


def _unicode_roman(line: str) -> Number | None:
    start = len(line) - len(line.lstrip())
    end = start
    while end < len(line) and ord(line[end]) in _UNICODE_ROMAN:
        end += 1
    letters = unicodedata.normalize("NFKC", line[start:end]).upper()
    stop = re.match(r"[\s.．、。:：)）\-–—]*", line[end:])
    return (
        Number(str(_roman_value(letters)), "roman", end + (stop.end() if stop else 0))
        if _ROMAN_SHAPE.fullmatch(letters)
        else None
    )


def _roman_value(letters: str) -> int:
    values = [_DIGITS[letter] for letter in letters]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


def _chinese(line: str) -> Number | None:
    korean = _KOREAN.match(line)
    if korean:
        return Number(str(int(korean[1])), "decimal", korean.end())
    match = _CHINESE.match(line)
    if match is None:
        return None
    numeral = match[1] or match[2]
    return Number(str(int(numeral) if numeral.isdecimal() else _chinese_value(numeral)), "chinese", match.end())


def _chinese_value(numeral: str) -> int:
    total = digit = 0
    for character in numeral:
        value = int(unicodedata.numeric(character))
        if value in {10, 100}:
            total, digit = total + (digit or 1) * value, 0
        else:
            digit = digit * 10 + value
    return total + digit


def _circled(line: str) -> Number | None:
    stripped = line.lstrip()
    if not stripped or not any(low <= ord(stripped[0]) <= high for low, high in _CIRCLED):
        return None
    value = unicodedata.numeric(stripped[0], -1)
    rest = stripped[1:].lstrip(" .．、\u3000\xa0")
    return Number(str(int(value)), "circled", len(line) - len(rest)) if value >= 0 else None


def _letter(line: str) -> Number | None:
    match = _LETTER.match(line)
    if match is None:
        return None
    letter = (match[1] or match[2]).lower()
    if letter in _KOREAN_LETTERS:
        return Number(str(_KOREAN_LETTERS.index(letter) + 1), "letter", match.end())
    return Number(str(ord(letter) - ord("a" if letter < "а" else "а") + 1), "letter", match.end())


def _ordinal(line: str) -> Number | None:
    match = _ORDINAL.match(line)
    value = _words().get(_plain(match[1])) if match else None
    return Number(value, "ordinal", match.end()) if match and value else None


def _labelled(line: str) -> Number | None:
    match = _LABELLED.match(line)
    if match is None or _plain(match[1]) not in _words() or _words()[_plain(match[1])]:
        return None
    value = str(int(match[2])) if match[2].isdecimal() else str(_roman_value(match[2]))
    return Number(value, "decimal" if match[2].isdecimal() else "roman", match.end())


@cache
def _words() -> Mapping[str, str]:
    """Ordinal words with their values; words that stand before a number with an empty value."""
    table = yaml.safe_load(resources.files(__package__).joinpath("ordinals.yaml").read_text("utf-8"))
    labels = {_plain(word): "" for words in table["labels"].values() for word in words}
    ordinals = {
        _plain(form): str(place)
        for ranks in table["ordinals"].values()
        for place, forms in enumerate(ranks, 1)
        for form in forms
    }
    return labels | ordinals


def _plain(word: str) -> str:
    return fold(word)[0].strip()


_PARSERS: tuple[Callable[[str], Number | None], ...] = (
    _circled,
    _roman,
    _chinese,
    _decimal,
    _letter,
    _labelled,
    _ordinal,
)
_HEAD = 80
