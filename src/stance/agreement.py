"""How far annotators agree: Krippendorff's alpha with an interval over documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import krippendorff
import numpy as np
from numpy.typing import NDArray

from stance.annotations import check_labels
from stance.codebook import Codebook, Task
from stance.records import Annotation
from stance.uncertainty import Estimate

__all__ = ["Agreement", "agreement"]

_Level = Literal["nominal", "ordinal"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha of one task, or of one label of a multi-label task.

    An alpha of 1 is perfect agreement, 0 what chance would give, below 0 systematic disagreement;
    NaN where every code is the same, so that chance agreement is certain.
    """

    task: str
    label: str
    level: _Level
    alpha: Estimate
    annotators: int


def agreement(
    annotations: Iterable[Annotation], codebook: Codebook, *, replicates: int = 1000, seed: int = 0
) -> list[Agreement]:
    """Compute alpha for every task, multi-label tasks label by label (Krippendorff 2019, chapter 12).

    Parameters
    ----------
    annotations : iterable of Annotation
        Items coded by fewer than two annotators count for nothing; of two codes that one annotator
        gave an item the later counts.
    codebook : Codebook
    replicates : int
        Bootstrap replicates over documents.
    seed : int

    Returns
    -------
    list of Agreement
        Nominal level, ordinal for ordinal tasks; ``alpha.n`` counts items with two annotators or more.

    Raises
    ------
    CodebookError
        If a label is not in the codebook.
    """
    rows = list({(*row.item, row.annotator): row for row in annotations}.values())
    results = []
    for task in codebook.tasks:
        mine = [row for row in rows if row.task == task.name]
        if not mine:
            continue
        check_labels(mine, codebook)
        for label in task.label_names if task.kind == "multilabel" else ("",):
            results.append(_one(mine, task, label, replicates, seed))
    return results


def _one(rows: Sequence[Annotation], task: Task, label: str, replicates: int, seed: int) -> Agreement:
    names = (task.default, *task.label_names) if task.default else task.label_names
    codes = {name: code for code, name in enumerate(n for n in names if n is not None)}
    items = {item: i for i, item in enumerate(sorted({row.item for row in rows}))}
    counts = np.zeros((len(items), 2 if label else len(codes)))
    for row in rows:
        code = int(label in row.label.split("|")) if label else codes[row.label]
        counts[items[row.item], code] += 1
    paired = counts.sum(axis=1) > 1
    documents = np.array([item[0] for item in items], dtype=object)
    level: _Level = "ordinal" if task.ordinal else "nominal"
    alpha = _bootstrap(counts[paired], documents[paired], level, replicates, seed)
    return Agreement(task.name, label, level, alpha, len({row.annotator for row in rows}))


def _bootstrap(
    counts: NDArray[np.float64], documents: NDArray[np.object_], level: _Level, replicates: int, seed: int
) -> Estimate:
    names = sorted(set(documents.tolist()))
    value = _alpha(counts, level)
    if len(names) < 2 or np.isnan(value):  # noqa: PLR2004 - one document has no spread
        return Estimate(value, np.nan, np.nan, len(counts), len(names))
    blocks = [counts[documents == name] for name in names]
    generator = np.random.default_rng(seed)
    draws = generator.integers(len(blocks), size=(replicates, len(blocks)))
    alphas = np.array([_alpha(np.concatenate([blocks[i] for i in draw]), level) for draw in draws])
    low, high = np.nanquantile(alphas, [0.025, 0.975])
    return Estimate(value, float(low), float(high), len(counts), len(names))


def _alpha(counts: NDArray[np.float64], level: _Level) -> float:
    used = np.flatnonzero(counts.sum(axis=0))
    if len(used) < 2:  # noqa: PLR2004 - alpha is undefined for a single code
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))
