"""Who "the two sides" are: the pair of a document, and the phrases that mean it."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from stance.matching import Matcher
from stance.partners.finder import PartnerFinder
from stance.partners.gazetteer import LANGUAGES, load_table
from stance.records import Mention, Paragraph

__all__ = ["document_pair", "implied_mentions"]

_OPENING = 6
_TITLE_WEIGHT = 3
_PAIR = 2
_CLEAR = 1.5


def document_pair(
    paragraphs: Sequence[Paragraph], finder: PartnerFinder, *, title: str | None = None
) -> tuple[str, str] | None:
    """Return the two countries that a document is about, or None where that is not clear.

    Counted are the paragraphs and headings of the opening that name a country, the title three
    times. The pair is clear where both are named at least twice and a third country clearly less.
    """
    opening = [p for p in paragraphs if p.kind != "boilerplate"][:_OPENING]
    counts: Counter[str] = Counter()
    for paragraph in opening:
        counts.update(_countries(finder.find(paragraph.text, paragraph.language)))
    if title and opening:
        for code in _countries(finder.find(title, opening[0].language)):
            counts[code] += _TITLE_WEIGHT
    ranked = [*counts.most_common(_PAIR + 1), ("", 0)]
    if len(counts) < _PAIR or ranked[1][1] < _PAIR or ranked[1][1] < _CLEAR * ranked[2][1]:
        return None
    first, second = sorted((ranked[0][0], ranked[1][0]))
    return first, second


def implied_mentions(text: str, language: str, pair: tuple[str, str] | None) -> list[Mention]:
    """Return a mention of both countries of ``pair`` for every phrase like "the two sides"."""
    if pair is None:
        return []
    matches = _phrases(language if language in LANGUAGES else "").find(text)
    return [
        Mention(code, match.start, match.end, text[match.start : match.end], implied=True)
        for match in matches
        for code in pair
    ]


@cache
def _phrases(language: str) -> Matcher:
    table = load_table("implied.yaml")
    languages = (language,) if language else LANGUAGES
    return Matcher([(phrase, "pair") for each in languages for phrase in table[each]])


def _countries(mentions: Sequence[Mention]) -> set[str]:
    organisations = load_table("names.yaml")["organisations"]
    return {mention.partner for mention in mentions if mention.partner not in organisations}
