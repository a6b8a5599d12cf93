"""Krippendorff's alpha of counted codes, with an interval that resamples documents."""

from collections.abc import Sequence
from typing import Literal

import krippendorff
import numpy as np
from numpy.typing import NDArray

from stance.uncertainty import Estimate

__all__ = ["Level", "alpha", "masi"]

Level = Literal["nominal", "ordinal", "masi"]
_Array = NDArray[np.float64]


def alpha(
    counts: _Array,
    documents: Sequence[str],
    *,
    level: Level,
    distances: _Array | None = None,
    replicates: int = 1000,
    seed: int = 0,
) -> Estimate:
    """Estimate alpha = 1 - observed / expected disagreement (Krippendorff 2019, chapter 12).

    Parameters
    ----------
    counts : array, shape (n_units, n_values)
        How many annotators gave a unit which value; every unit has two annotators or more.
        Values of an ordinal level stand in their order.
    documents : sequence of str
        The document of each unit.
    level : {"nominal", "ordinal", "masi"}
    distances : array, shape (n_values, n_values), optional
        How two values differ; needed for ``masi``, see `masi`.
    replicates : int
        Bootstrap replicates over documents.
    seed : int

    Returns
    -------
    Estimate
        NaN where every code is the same; the interval is NaN where there are fewer than two documents.
    """
    names, place = np.unique(np.asarray(documents, dtype=object).astype(str), return_inverse=True)
    sums = _Sums(counts, place, len(names), _distances(level, counts.shape[1], distances))
    value = float(sums.alphas(np.ones((1, len(names))))[0])
    if distances is None and not np.isnan(value):
        value = float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))
    if len(names) < 2 or np.isnan(value):  # noqa: PLR2004 - one document has no spread
        return Estimate(value, np.nan, np.nan, len(counts), len(names))
    draws = np.random.default_rng(seed).integers(len(names), size=(replicates, len(names)))
    weights = np.stack([np.bincount(draw, minlength=len(names)) for draw in draws]).astype(np.float64)
    drawn = sums.alphas(weights)
    defined = drawn[~np.isnan(drawn)]
    low, high = np.quantile(defined, [0.025, 0.975]) if defined.size else (np.nan, np.nan)
    return Estimate(value, float(low), float(high), len(counts), len(names))


def _distances(level: Level, values: int, given: _Array | None) -> _Array | None:
    return 1 - np.eye(values) if level == "nominal" else given


class _Sums:
    """What a replicate adds up, document by document, so that none has to look at a unit again.

    Where distances are fixed these are the totals of each value and the disagreement within units.
    On an ordinal level distances follow from the totals: d(c, k) = (r_k - r_c)^2 between the mean
    ranks r of two values, which is Krippendorff's ordinal metric written out.
    """

    def __init__(self, counts: _Array, place: NDArray[np.intp], size: int, distances: _Array | None) -> None:
        self.distances = distances
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True) - 1, 1)
        self.totals = np.zeros((size, counts.shape[1]))
        np.add.at(self.totals, place, counts)
        if distances is None:
            pairs = [shares[place == at].T @ counts[place == at] for at in range(size)]
            self.within = np.stack(pairs) if pairs else np.zeros((0, counts.shape[1], counts.shape[1]))
        else:
            self.within = np.bincount(place, ((shares @ distances) * counts).sum(axis=1), minlength=size)

    def alphas(self, weights: _Array) -> _Array:
        """Return alpha of each replicate, given how often it draws each document (n_replicates, n_documents)."""
        totals = weights @ self.totals
        if self.distances is None:
            ranks = np.cumsum(totals, axis=1) - totals / 2
            apart = (ranks[:, :, None] - ranks[:, None, :]) ** 2
            observed = (np.tensordot(weights, self.within, axes=1) * apart).sum(axis=(1, 2))
            expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2))
        else:
            observed = weights @ self.within
            expected = ((totals @ self.distances) * totals).sum(axis=1)
        varied = expected > 0
        ratio = np.divide(observed * (totals.sum(axis=1) - 1), expected, out=np.full(len(totals), np.nan), where=varied)
        return np.asarray(1 - ratio)


def masi(values: Sequence[frozenset[str]]) -> _Array:
    """Return the MASI distances between sets, shape (n_values, n_values).

    One less the product of the Jaccard similarity and 1, 2/3, 1/3 or 0 for equal, nested, overlapping
    or disjoint sets (Passonneau 2006).
    """
    names = sorted(set().union(*values)) if values else []
    holds = np.array([[name in value for name in names] for value in values], dtype=np.float64)
    holds = holds.reshape(len(values), len(names))
    shared, sizes = holds @ holds.T, holds.sum(axis=1)
    union = sizes[:, None] + sizes[None, :] - shared
    jaccard = np.divide(shared, union, out=np.ones_like(shared), where=union > 0)
    nested = (shared == sizes[:, None]) | (shared == sizes[None, :])
    weight = np.where(jaccard == 1, 1.0, np.where(nested, 2 / 3, 1 / 3))
    return np.asarray(1 - weight * jaccard)
