"""The names of partners in every language: CLDR's territories and the reviewed files beside this module."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, Literal, NamedTuple

import yaml
from babel import Locale

from stance.matching import Matcher

__all__ = ["Gazetteer", "Name", "load_table"]

LANGUAGES = ("en", "vi", "bn", "ar", "ko", "ru", "zh", "kk", "id", "ja", "fr", "es")
_INFLECTED = frozenset({"ru", "kk"})
_RUSSIAN_ENDINGS = "аяоеыийь"
_SHORTEST_STEM = 4
_CODE_LENGTH = 2
_UNOFFICIAL = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_Kind = Literal["name", "organisation", "leader", "blocker"]
_KINDS: dict[str, _Kind] = {"countries": "name", "organisations": "organisation"}


class Name(NamedTuple):
    """What a phrase of the gazetteer stands for; a blocker has no partner."""

    partner: str | None
    kind: _Kind
    since: str = ""
    until: str = "9999"


@dataclass(frozen=True)
class Gazetteer:
    """Matchers for the names of partners, one for each language.

    A language's matcher knows its own names and the English ones; text of a language without a
    table of its own is searched with the names of all.
    """

    languages: Sequence[str] = LANGUAGES

    def matcher(self, language: str) -> Matcher:
        """Return the matcher for text in ``language``, built on first use."""
        return _matcher(language if language in self.languages else "", tuple(self.languages))

    @property
    def codes(self) -> frozenset[str]:
        """All partner codes: ISO 3166-1 alpha-2 and the organisations of the table."""
        return _codes()


@cache
def load_table(name: str) -> Any:
    """Return one of the reviewed YAML files beside this module."""
    text = (resources.files("stance.partners") / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


@cache
def _codes() -> frozenset[str]:
    territories = Locale("en").territories
    countries = {code for code in territories if len(code) == _CODE_LENGTH and code.isalpha()}
    return frozenset((countries - _UNOFFICIAL) | set(load_table("names.yaml")["organisations"]))


@cache
def _matcher(language: str, languages: tuple[str, ...]) -> Matcher:
    wanted = ("en", language) if language else languages
    return Matcher([entry for each in dict.fromkeys(wanted) for entry in _entries(each)])


def _entries(language: str) -> Iterator[tuple[str, Name]]:
    names = load_table("names.yaml")
    yield from _territories(language)
    for table, kind in _KINDS.items():
        for code, forms in names[table].items():
            yield from ((form, Name(code, kind)) for form in _spelt_out(forms.get(language, ())))
    for phrase, codes in load_table("compounds.yaml").get(language, {}).items():
        yield from ((phrase, Name(code, "name")) for code in codes)
    yield from ((form, Name(None, "blocker")) for form in _spelt_out(names["blockers"].get(language, ())))
    yield from _leaders(language)


def _spelt_out(forms: Iterable[str]) -> Iterator[str]:
    """Expand ``{a,b}`` to every ending it stands for."""
    for form in forms:
        parts = re.split(r"[{}]", form)
        pieces = [part.split(",") if place % 2 else [part] for place, part in enumerate(parts)]
        yield from ("".join(choice) for choice in product(*pieces))


def _territories(language: str) -> Iterator[tuple[str, Name]]:
    """Yield CLDR's names without what stands in brackets; inflected languages as stems."""
    names = {code: name.split(" (")[0] for code, name in Locale(language).territories.items() if code in _codes()}
    shared = {name for name, count in Counter(names.values()).items() if count > 1}
    for code, name in names.items():
        if name not in shared:
            yield _stem(name, language), Name(code, "name")


def _stem(form: str, language: str) -> str:
    if language not in _INFLECTED or len(form) <= _SHORTEST_STEM or form.isupper():
        return form
    if language == "ru" and form[-1] in _RUSSIAN_ENDINGS and len(form) > _SHORTEST_STEM + 1:
        form = form[:-1]
    return f"{form}*"


def _leaders(language: str) -> Iterator[tuple[str, Name]]:
    for row in load_table("leaders.yaml"):
        name = Name(row["country"], "leader", str(row["from"]), str(row["to"] or "9999"))
        yield from ((form, name) for form in row["names"].get(language, ()))
