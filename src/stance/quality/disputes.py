"""Where the coders of a corpus differed, and what became of it."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from stance.dataset import Corpus
from stance.records import Annotation

__all__ = ["Disputes", "disputes"]

_Line = tuple[str, int]
_Codes = dict[str, set[Hashable]]


@dataclass(frozen=True, slots=True)
class Disputes:
    """Counts of lines.

    Parameters
    ----------
    lines : int
        All lines of the corpus.
    differing : int
        The coders differ in anything; the adjudicator decided.
    carried : int
        The coders agree, and a verdict on a line's renderings in other languages was applied to it.
    overruled : int
        Of those carried, the verdict is not what the coders agreed on.
    aspects : mapping of str to int
        On how many lines the coders differ in what; a line may count under several.
    """

    lines: int
    differing: int
    carried: int
    overruled: int
    aspects: Mapping[str, int]


def disputes(corpus: Corpus) -> Disputes:
    """Compare the coders of each line with each other and with the adjudicator."""
    by_line: dict[_Line, dict[str, list[Annotation]]] = {}
    for row in (*corpus.annotations, *corpus.hard_cases):
        by_line.setdefault((row.document, row.index), {}).setdefault(row.annotator, []).append(row)
    differing = carried = overruled = 0
    aspects: Counter[str] = Counter()
    for coders in by_line.values():
        verdict = coders.pop(corpus.card.adjudicator, None)
        codes = [_aspects(rows) for rows in coders.values()]
        found = [name for name in codes[0] if any(code[name] != codes[0][name] for code in codes)] if codes else []
        aspects.update(found)
        differing += bool(found)
        if verdict and not found:
            carried += 1
            overruled += bool(codes) and _aspects(verdict) != codes[0]
    return Disputes(len(corpus.paragraphs), differing, carried, overruled, dict(aspects.most_common()))


def _aspects(rows: Sequence[Annotation]) -> _Codes:
    """Return what one coder said of a line, aspect by aspect."""
    named = [row for row in rows if row.target]
    single: _Codes = {}
    for row in rows:
        if not row.target:
            single.setdefault(row.task, set()).update(row.label.split("|"))
    said: _Codes = {task: single.get(task, set()) - {""} for task in ("kind", "topics", "scs_stance", "hard_case")}
    said["partners named"] = {row.target for row in named}
    said["sentiment"] = {(row.target, row.label) for row in named}
    said["intensity"] = {(row.target, row.intensity) for row in named}
    said["source"] = {(row.target, row.source) for row in named}
    said["implied"] = {(row.target, row.implied) for row in named}
    return said
