"""Words of page furniture in many languages: where a line names a source, a photographer, a comment counter."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from stance.matching import Matcher

__all__ = ["Word", "furniture_words"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of furniture at ``text[start:end]``."""

    start: int
    end: int
    category: str


def furniture_words(text: str) -> list[Word]:
    """Return the furniture words of a line in order, longest first where they overlap.

    A word that two languages use for different things is listed once, under the first of them.
    """
    found: dict[tuple[int, int], Word] = {}
    for match in _matcher().find(text):
        found.setdefault((match.start, match.end), Word(match.start, match.end, match.value))
    return list(found.values())


@cache
def _matcher() -> Matcher:
    table = yaml.safe_load(resources.files(__package__).joinpath("furniture.yaml").read_text("utf-8"))
    pairs = {(word, category) for words in table.values() for category, forms in words.items() for word in forms}
    return Matcher(sorted(pairs))
