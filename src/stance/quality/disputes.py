"""Where the coders of a corpus differed, and what became of it."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from stance.dataset import Corpus
from stance.records import Annotation

__all__ = ["Disputes", "differences", "disputes"]

_Line = tuple[str, int]
_Codes = dict[str, frozenset[Hashable]]


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
    found, codes = differences(corpus), _by_line(corpus)
    carried = [line for line, said in codes.items() if corpus.card.adjudicator in said and not found[line]]
    return Disputes(
        lines=len(corpus.paragraphs),
        differing=sum(bool(names) for names in found.values()),
        carried=len(carried),
        overruled=sum(bool(_differing(list(codes[line].values()))) for line in carried),
        aspects=dict(Counter(name for names in found.values() for name in names).most_common()),
    )


def differences(corpus: Corpus) -> dict[_Line, list[str]]:
    """Return what the coders of each line differ in, the adjudicator not counted; nothing where they agree."""
    judge = corpus.card.adjudicator
    return {
        line: _differing([codes for coder, codes in said.items() if coder != judge])
        for line, said in _by_line(corpus).items()
    }


def _differing(codes: Sequence[_Codes]) -> list[str]:
    names = dict.fromkeys(name for code in codes for name in code)
    return [name for name in names if len({code.get(name, frozenset()) for code in codes}) > 1]


def _by_line(corpus: Corpus) -> dict[_Line, dict[str, _Codes]]:
    rows: dict[_Line, dict[str, list[Annotation]]] = {}
    for row in (*corpus.annotations, *corpus.hard_cases):
        rows.setdefault(row.line, {}).setdefault(row.annotator, []).append(row)
    return {line: {who: _aspects(given) for who, given in said.items()} for line, said in rows.items()}


def _aspects(rows: Sequence[Annotation]) -> _Codes:
    """Return what one annotator said of a line: the labels of each task, and what stands beside its targets."""
    said: _Codes = {row.task: frozenset(row.label.split("|")) - {""} for row in rows if not row.target}
    named = [row for row in rows if row.target]
    return said | {
        "partners named": frozenset(row.target for row in named),
        "sentiment": frozenset((row.target, row.label) for row in named),
        "intensity": frozenset((row.target, row.intensity) for row in named),
        "source": frozenset((row.target, row.source) for row in named),
        "implied": frozenset((row.target, row.implied) for row in named),
    }
