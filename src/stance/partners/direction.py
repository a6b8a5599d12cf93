"""Who speaks: the source of the directed pair source → partner."""

import re
from collections.abc import Sequence
from functools import cache

from stance.matching import Match, Matcher
from stance.partners.gazetteer import LANGUAGES, load_table
from stance.records import Mention

__all__ = ["speaker"]

_REACH = 120
_OBJECT = re.compile("을|를|에게|에 대|を|に対|へ")  # particles that a speaker does not bear
_VERB_FIRST = frozenset({"ar"})
_SENTENCE_END = re.compile(r"[!?।؟。！？\n]|(?<=\w\w)\.(?=\s|$)")


def speaker(
    text: str, mentions: Sequence[Mention], language: str, *, author: Sequence[str] = (), target: str | None = None
) -> str | None:
    """Return the country whose representative speaks in a paragraph, or speaks of one partner in it.

    The speaker of a verb of speech is the country named first before it within the sentence, in
    verb-first languages behind it. Of a target speaks who speaks in its sentence, or else who spoke
    last before it; a country does not speak of itself. Without a speaker it is the document's
    author, where that is a single country.

    Parameters
    ----------
    text : str
    mentions : sequence of Mention
        In ``text``; organisations and implied partners do not speak.
    language : str
    author : sequence of str
        Codes of those whose position the document's unattributed text expresses.
    target : str, optional
        The partner spoken of; by default the first speaker of the paragraph is returned.
    """
    spoken = _spoken(text, mentions, language)
    alone = author[0] if len(author) == 1 else None
    if target is None:
        return spoken[0][1] if spoken else alone
    place = next((m.start for m in mentions if m.partner == target), 0)
    here = [(at, who) for at, who in spoken if not _parted(text, min(at, place), max(at, place))]
    before = [who for at, who in spoken if at < place]
    if any(who == target for _, who in here):
        return None
    source = min(here, key=lambda pair: abs(pair[0] - place))[1] if here else (before[-1] if before else alone)
    return source if source != target else None


def _spoken(text: str, mentions: Sequence[Mention], language: str) -> list[tuple[int, str]]:
    """Return (place of a verb of speech, country that speaks) in order."""
    organisations = load_table("names.yaml")["organisations"]
    named = [m for m in mentions if not m.implied and m.partner not in organisations]
    spoken = []
    for verb in _first_of_sentences(text, _verbs(language if language in LANGUAGES else "").find(text)):
        ahead = [m for m in named if m.end <= verb.start and _together(text, m.end, verb.start)]
        ahead = [m for m in ahead if not _OBJECT.match(text, m.end)]
        behind = [m for m in named if m.start >= verb.end and _together(text, verb.end, m.start)]
        candidates = (behind[:1] or ahead[-1:]) if language in _VERB_FIRST else ahead[:1]
        spoken += [(verb.start, candidate.partner) for candidate in candidates]
    return spoken


def _first_of_sentences(text: str, verbs: Sequence[Match]) -> list[Match]:
    """Keep the first verb of speech of each sentence: what stands between two verbs is spoken of."""
    kept: list[Match] = []
    last = -1
    for verb in verbs:
        if last < 0 or _parted(text, last, verb.start):
            kept.append(verb)
        last = verb.end
    return kept


def _together(text: str, start: int, end: int) -> bool:
    return end - start <= _REACH and not _parted(text, start, end)


def _parted(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two places."""
    return _SENTENCE_END.search(text, start, end) is not None


@cache
def _verbs(language: str) -> Matcher:
    table = load_table("speech.yaml")
    languages = (language,) if language else LANGUAGES
    return Matcher([(verb, "speech") for each in languages for verb in table[each]])
