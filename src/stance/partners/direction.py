"""Who speaks: the source of the directed pair source → partner."""

from collections.abc import Sequence
from functools import cache

from stance.matching import Matcher
from stance.partners.gazetteer import LANGUAGES, load_table
from stance.records import Mention

__all__ = ["speaker"]

_REACH = 120
_VERB_FIRST = frozenset({"ar"})
_SENTENCE_ENDS = frozenset(".!?।؟。！？\n")


def speaker(text: str, mentions: Sequence[Mention], language: str, *, author: Sequence[str] = ()) -> str | None:
    """Return the country whose representative speaks in a paragraph.

    The speaker is the country named nearest to a verb of speech: before it, and in verb-first
    languages behind it, within the sentence. Without one the document's author speaks, where that
    is a single country.

    Parameters
    ----------
    text : str
    mentions : sequence of Mention
        In ``text``; organisations and implied partners do not speak.
    language : str
    author : sequence of str
        Codes of those whose position the document's unattributed text expresses.
    """
    organisations = load_table("names.yaml")["organisations"]
    named = [m for m in mentions if not m.implied and m.partner not in organisations]
    for verb in _verbs(language if language in LANGUAGES else "").find(text):
        ahead = [m for m in named if m.end <= verb.start and _together(text, m.end, verb.start)]
        behind = [m for m in named if m.start >= verb.end and _together(text, verb.end, m.start)]
        order = (behind[:1], ahead[:1]) if language in _VERB_FIRST else (ahead[:1], [])
        for candidates in order:
            if candidates:
                return candidates[0].partner
    return author[0] if len(author) == 1 else None


def _together(text: str, start: int, end: int) -> bool:
    return end - start <= _REACH and not any(c in _SENTENCE_ENDS for c in text[start:end])


@cache
def _verbs(language: str) -> Matcher:
    table = load_table("speech.yaml")
    languages = (language,) if language else LANGUAGES
    return Matcher([(verb, "speech") for each in languages for verb in table[each]])
