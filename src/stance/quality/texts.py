"""Checks of the texts: in the language they declare, written once, and never in two splits."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus
from stance.quality.report import Problem
from stance.segmentation.language import LanguageIdentifier
from stance.splits import near_duplicates

__all__ = ["characters", "languages", "leakage", "near_copies", "offsets", "openings"]

_UNSPACED = frozenset({"ja", "th", "zh"})
_OPENING = 4  # words
_UNSPACED_OPENING = 8  # characters
_OPENING_SHARE = 0.01
_COPY = 0.5
_SHINGLE = 5
_ACROSS = 0.6
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffd]")


def offsets(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """A line's text is the slice of its document that its offsets name, and is not blank."""
    for line in corpus.paragraphs:
        paragraph = line.paragraph
        if line.document.text[paragraph.start : paragraph.end] != paragraph.text or not paragraph.text.strip():
            yield Problem("offsets", line.place, f"{paragraph.start}:{paragraph.end} is not its text")


def characters(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """Text is in Unicode's composed form (NFC) and free of control and replacement characters."""
    for line in corpus.paragraphs:
        text = line.paragraph.text
        if not unicodedata.is_normalized("NFC", text) or _CONTROL.search(text):
            yield Problem("characters", line.place, "not in NFC, or with a control or replacement character")


def languages(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """Documents are in the language that they declare."""
    identify = LanguageIdentifier()
    for document in corpus.documents.values():
        found = identify.document(document.text)
        if found != document.language:
            declared = f"declared {document.language}" if document.language else "declares no language"
            yield Problem("languages", document.name, f"{declared}, identified as {found}")


def near_copies(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """No two paragraphs of a language share half of their five-grams of words (in Chinese and Japanese, characters)."""
    for language, lines in _by_language(corpus).items():
        texts = [_spaced(line.paragraph.text, language) for line in lines]
        for a, b in near_duplicates(texts, threshold=_COPY, words=_SHINGLE):
            yield Problem("near_copies", lines[b].place, f"shares half of its five-grams with {lines[a].place}")


def openings(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """No opening of four words (eight characters in Chinese and Japanese) begins more than 1 % of a language's text."""
    for language, lines in _by_language(corpus).items():
        counts = Counter(_opening(line.paragraph.text, language) for line in lines)
        for opening, count in counts.items():
            if count > 1 and count > _OPENING_SHARE * len(lines):
                yield Problem("openings", language, f"{count} of {len(lines)} paragraphs begin with {opening!r}")


def leakage(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """No paragraph has a near-copy in another split."""
    place = {name: split for split, names in corpus.splits.items() for name in names}
    lines = [line for line in corpus.paragraphs if line.paragraph.kind == "paragraph"]
    for a, b in near_duplicates([line.paragraph.text for line in lines], threshold=_ACROSS):
        if place[lines[a].document.name] != place[lines[b].document.name]:
            yield Problem("leakage", lines[b].place, f"nearly the same as {lines[a].place} in another split")


def _by_language(corpus: Corpus) -> dict[str, list[CodedParagraph]]:
    return {
        language: [line for line in corpus.in_language(language) if line.paragraph.kind == "paragraph"]
        for language in corpus.languages
    }


def _opening(text: str, language: str) -> str:
    units = _words(text)
    if language in _UNSPACED:
        return "".join(units)[:_UNSPACED_OPENING]
    return " ".join(units[:_OPENING])


def _spaced(text: str, language: str) -> str:
    units: Iterable[str] = "".join(_words(text)) if language in _UNSPACED else _words(text)
    return " ".join(units)


def _words(text: str) -> Sequence[str]:
    """Return the words without the clause number before them; marks above and below letters stay with them."""
    letters = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "'’-" else " " for c in text.casefold())
    words = letters.split()
    first = next((place for place, word in enumerate(words) if any(c.isalpha() for c in word)), len(words))
    return words[first:]
