"""What can be measured of a line without knowing its language: width, endings, separators, dates."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from stance.matching import script
from stance.segmentation.furniture import Word, furniture_words

__all__ = ["Shape", "display_width"]

_WIDE = 2.2
_MEASURED = 1200
_CLOSERS = "\"'”“’‘»«)]}）］】」』›〉》*_ \u200b\u200f\u200e\xa0"
_SENTENCE_END = frozenset(".!?…。！？｡．।॥۔؟։።‥")
_OTHER_END = frozenset(":：;；,，،、؛")
_CLOSED = (
    ("(", ")"),
    ("（", "）"),
    ("[", "]"),
    ("［", "］"),
    ("【", "】"),
    ("<", ">"),
    ("〈", "〉"),
    ("—", "—"),
    ("*", "*"),
)
_INNER_END = re.compile(r"[.!?…؟][\"'”’»)]*\s+[^\W\d_]|[。！？।॥۔][^\s]|[।॥۔]\s")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>（）()|「」]+|\b[\w-]+(?:\.[\w-]+)+/[\w/.?=&%-]*", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.]+|(?<!\w)@\w{3,}|(?<!\w)#\w{3,}")
_TIME = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d.]\d|\d|%)")
_DATE = re.compile(
    r"(?<![\d:.])(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}|[\d一二三四五六七八九〇]{2,4}\s?[年년].{1,5}?[月월].{1,5}?[日일]"
    r"|\d{1,2}[.,]?\s(?:\w+\s){1,3}\d{4}|[^\W\d_]{3,}\s\d{1,2},\s\d{4}|\d{4}\s\w+\s\d{1,2}\b|\d{4}\s\w+\s\w+\s\d{1,2}(?!\d)|\d{1,2}\s[^\W\d_]{3,}\.?,?\s\d{4})"
)
_BEFORE_DATE = re.compile(r"(?:^|[,，、،.\-–—/(（|:：।])\s*\w{0,6}\s*$")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d|[.:%]\d)\s?(?:日|일|[^\W\d_]{3,}\b)|[^\W\d_]{3,}\s\d{1,2}(?!\d)")
_STRONG_SEPARATOR = re.compile(r"[|｜•▶►▼▲◀]|\s·\s|(?:^|\s)»|>>|\s[>›]\s|[ \t\xa0]{3,}")
_WEAK_SEPARATOR = re.compile(r"\s[-–—/]\s?|[–—]{1,2}(?=\s|$)|\s?/\s?(?=[^\W\d])|--")
_COUNTER = re.compile(r"[(（]\s?\d[\d.,\s]{0,9}[)）]|[:：]\s?\d[\d\s,.]*$")


def display_width(text: str) -> float:
    """Return the length of a text in Latin letters: Han, kana and Hangul say more with each character."""
    head = text[:_MEASURED]
    wide = sum(script(character) in {"han", "hangul"} for character in head)
    marks = sum(unicodedata.category(character) in {"Mn", "Mc"} for character in head)
    return len(text) + (_WIDE - 1) * wide - marks


@dataclass(frozen=True)
class Shape:
    """Measures of one line; each is taken when it is first asked for."""

    text: str

    @cached_property
    def width(self) -> float:
        """Length in Latin letters."""
        return display_width(self.text)

    @cached_property
    def core(self) -> str:
        """The line without closing quotes, brackets and the like."""
        return self.text.rstrip(_CLOSERS)

    @cached_property
    def sentence_end(self) -> bool:
        """Whether the line ends as a sentence does."""
        return self.core[-1:] in _SENTENCE_END

    @cached_property
    def open_end(self) -> bool:
        """Whether the line announces more: a colon, semicolon or comma at its end."""
        return self.core[-1:] in _OTHER_END

    @cached_property
    def bracketed(self) -> bool:
        """Whether the whole line stands in one pair of brackets or dashes."""
        inner = self.text.rstrip(".。 ")
        return any(
            inner.startswith(left) and inner.endswith(right) and len(inner) > 1 and right not in inner[1:-1]
            for left, right in _CLOSED
        )

    @cached_property
    def several_sentences(self) -> bool:
        """Whether a sentence ends inside the line."""
        return bool(_INNER_END.search(self.text))

    @cached_property
    def words(self) -> list[Word]:
        """Words of furniture."""
        return furniture_words(self.text)

    @cached_property
    def link(self) -> bool:
        """Whether the line holds an address: URL, e-mail, handle or hashtag."""
        return bool(_URL.search(self.text) or _MAIL.search(self.text))

    @cached_property
    def unlinked(self) -> float:
        """Width of what is left without addresses."""
        return display_width(_MAIL.sub("", _URL.sub("", self.text)).strip())

    @cached_property
    def time(self) -> bool:
        """Whether the line gives a time of day."""
        return bool(_TIME.search(self.text))

    @cached_property
    def date_share(self) -> float:
        """Share of the line that is a full date."""
        return sum(len(match[0]) for match in _DATE.finditer(self.text)) / max(len(self.text), 1)

    @cached_property
    def undated(self) -> float:
        """Width of what is left without dates."""
        return display_width(_DATE.sub("", self.text).strip())

    @cached_property
    def set_off(self) -> bool:
        """Whether a comma, dash, bracket or the start of the line stands before a date, as after a place."""
        return any(_BEFORE_DATE.search(self.text, 0, match.start()) for match in _DATE.finditer(self.text))

    @cached_property
    def day(self) -> bool:
        """Whether the line gives a day, with or without a year."""
        return bool(self.date_share or _DAY.search(self.text))

    @cached_property
    def strong_separators(self) -> int:
        """Pipes, dots, arrows and wide gaps that part the items of a menu."""
        return len(_STRONG_SEPARATOR.findall(self.text))

    @cached_property
    def weak_separators(self) -> int:
        """Dashes and slashes between words."""
        return len(_WEAK_SEPARATOR.findall(self.text))

    @cached_property
    def counter(self) -> bool:
        """Whether the line counts something: ``(12)``, or a figure after a final colon."""
        return bool(_COUNTER.search(self.text))

    @cached_property
    def capitals(self) -> float:
        """Share of words with a capital first; 0 in scripts without capitals."""
        words = [word for word in re.findall(r"[^\W\d_]+", self.text) if word.lower() != word.upper()]
        return sum(word[0].isupper() for word in words) / len(words) if words else 0.0

    @cached_property
    def covered(self) -> float:
        """Share of the letters that belong to words of furniture."""
        letters = sum(character.isalpha() for character in self.text)
        inside = sum(character.isalpha() for word in self.words for character in self.text[word.start : word.end])
        return inside / letters if letters else 1.0
