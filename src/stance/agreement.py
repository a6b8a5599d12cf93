"""How far annotators agree: Krippendorff's alpha with an interval over documents."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from stance.alpha import Level, alpha, masi
from stance.annotations import check_labels
from stance.codebook import Codebook, Task
from stance.records import Annotation, Kind
from stance.uncertainty import Estimate

__all__ = ["Agreement", "Aspect", "agreement", "set_agreement"]

Aspect = Literal["label", "set", "named", "intensity", "source", "implied"]
_Unit = tuple[str, int, str]
_Codes = Mapping[_Unit, Mapping[str, Hashable]]
_KIND, _BOILERPLATE = "kind", "boilerplate"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha of one thing that annotators code.

    An alpha of 1 is perfect agreement, 0 what chance would give, below 0 systematic disagreement;
    NaN where every code is the same, so that chance agreement is certain.

    Parameters
    ----------
    task : str
        A task of the codebook, or ``kind``.
    aspect : str
        ``label`` is the code itself; ``set`` all labels that a line was given in a multi-label task;
        ``named`` the set of targets that a line names; ``intensity``, ``source`` and ``implied`` what is
        said beside the code of a target.
    label : str
        Of a multi-label task, the label that was given or not; else empty.
    level : {"nominal", "ordinal", "masi"}
        How two codes differ; sets by `stance.alpha.masi`.
    alpha : Estimate
        ``n`` counts units with two annotators or more, ``clusters`` their documents.
    annotators : int
    """

    task: str
    aspect: Aspect
    label: str
    level: Level
    alpha: Estimate
    annotators: int


def agreement(
    annotations: Iterable[Annotation], codebook: Codebook, *, replicates: int = 1000, seed: int = 0
) -> list[Agreement]:
    """Compute alpha for every task and aspect (Krippendorff 2019, chapter 12).

    Parameters
    ----------
    annotations : iterable of Annotation
        Units coded by fewer than two annotators count for nothing; of two codes that one annotator
        gave an item the later counts.
    codebook : Codebook
    replicates : int
        Bootstrap replicates over documents.
    seed : int

    Returns
    -------
    list of Agreement
        The kind of line first, then the tasks in codebook order.

    Raises
    ------
    CodebookError
        If a label is not in the codebook.
    """
    rows = list({(*row.item, row.annotator): row for row in annotations}.values())
    check_labels(rows, codebook)
    kinds = _collect(rows, _KIND, lambda row: row.label)
    results = [_one((_KIND, "label", ""), kinds, get_args(Kind), replicates, seed)] if kinds else []
    for task in codebook.tasks:
        if any(row.task == task.name for row in rows):
            results += [_one(name, codes, order, replicates, seed) for name, codes, order in _variables(rows, task)]
    return results


def set_agreement(annotations: Iterable[Annotation], *, task: str, replicates: int = 1000, seed: int = 0) -> Agreement:
    """Compute alpha of sets of labels that no codebook describes.

    Parameters
    ----------
    annotations : iterable of Annotation
        Rows of one task; labels of a set are joined by ``|``, an empty label is the empty set.
    task : str
    replicates : int
    seed : int

    Returns
    -------
    Agreement
        On MASI distances, see `stance.alpha.masi`.
    """
    sets = _collect(list(annotations), task, lambda row: frozenset(row.label.split("|")) - {""})
    return _one((task, "set", ""), sets, None, replicates, seed)


_Name = tuple[str, Aspect, str]
_Order = Sequence[Hashable] | None


def _variables(rows: Sequence[Annotation], task: Task) -> list[tuple[_Name, _Codes, _Order]]:
    """Return what is coded in a task: its name, the codes, and the order of the codes where they have one."""
    names = (*filter(None, [task.default]), *task.label_names)
    order = names if task.ordinal else None
    if task.kind == "multilabel":
        sets = _collect(rows, task.name, lambda row: frozenset(row.label.split("|")) - {""})
        whole: list[tuple[_Name, _Codes, _Order]] = [((task.name, "set", ""), sets, None)]
        return [*whole, *(((task.name, "label", label), _holds(sets, label), None) for label in task.label_names)]
    plain: list[tuple[_Name, _Codes, _Order]] = [
        ((task.name, "label", ""), _collect(rows, task.name, lambda row: row.label), order)
    ]
    return plain if task.kind != "targeted" else [*plain, *_beside(rows, task)]


def _beside(rows: Sequence[Annotation], task: Task) -> list[tuple[_Name, _Codes, _Order]]:
    """Return what is coded beside the label of a target."""
    levels = sorted({row.intensity for row in rows if row.task == task.name and row.intensity is not None})
    parts: list[tuple[_Name, _Codes, _Order]] = [
        ((task.name, "named", ""), _named(rows, task.name), None),
        ((task.name, "source", ""), _collect(rows, task.name, lambda row: row.source or ""), None),
        ((task.name, "implied", ""), _collect(rows, task.name, lambda row: row.implied), None),
    ]
    graded = [row for row in rows if row.intensity is not None]
    if len(levels) > 1:
        parts.insert(1, ((task.name, "intensity", ""), _collect(graded, task.name, lambda row: row.intensity), levels))
    return parts


def _collect(rows: Sequence[Annotation], task: str, value: Callable[[Annotation], Hashable]) -> _Codes:
    codes: dict[_Unit, dict[str, Hashable]] = {}
    for row in rows:
        if row.task == task:
            codes.setdefault((*row.line, row.target), {})[row.annotator] = value(row)
    return codes


def _holds(sets: _Codes, label: str) -> _Codes:
    return {unit: {who: label in code for who, code in codes.items()} for unit, codes in sets.items()}  # type: ignore[operator]


def _named(rows: Sequence[Annotation], task: str) -> _Codes:
    """Return the set of targets that each annotator named on each line that they coded, boilerplate left out."""
    kinds = _collect(rows, _KIND, lambda row: row.label)
    furniture = {unit for unit, given in kinds.items() if set(given.values()) == {_BOILERPLATE}}
    codes: dict[_Unit, dict[str, frozenset[str]]] = {}
    for row in rows:
        if (*row.line, "") in furniture:
            continue
        line = codes.setdefault((*row.line, ""), {})
        line[row.annotator] = line.get(row.annotator, frozenset()) | ({row.target} if row.task == task else set())
    return codes


def _one(name: _Name, codes: _Codes, order: _Order, replicates: int, seed: int) -> Agreement:
    paired = {unit: given for unit, given in sorted(codes.items()) if len(given) > 1}
    task, aspect, label = name
    level: Level = "masi" if aspect in {"set", "named"} else "ordinal" if order and task != _KIND else "nominal"
    found = {code for given in paired.values() for code in given.values()}
    values = [code for code in order or sorted(found, key=repr) if code in found]
    place = {code: column for column, code in enumerate(values)}
    counts = np.zeros((len(paired), len(values)))
    for row, given in enumerate(paired.values()):
        for code in given.values():
            counts[row, place[code]] += 1
    apart = masi(values) if level == "masi" else None  # type: ignore[arg-type]
    documents = [unit[0] for unit in paired]
    found_alpha = alpha(counts, documents, level=level, distances=apart, replicates=replicates, seed=seed)
    return Agreement(task, aspect, label, level, found_alpha, len({who for given in codes.values() for who in given}))
