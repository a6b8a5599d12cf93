"""Intervals that resample documents, never paragraphs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Estimate", "cluster_bootstrap", "cluster_sums"]

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, how many items it rests on and how many clusters they came in.

    ``low`` and ``high`` are NaN where there is no interval (fewer than two clusters, or none asked for).
    """

    value: float
    low: float
    high: float
    n: int
    clusters: int


def cluster_sums(statistics: _Array, clusters: Sequence[str]) -> _Array:
    """Add up the rows of each cluster; shape (n_clusters, n_statistics), clusters in sorted order."""
    names, codes = np.unique(np.asarray(clusters, dtype=object).astype(str), return_inverse=True)
    sums = np.zeros((len(names), statistics.shape[1]))
    np.add.at(sums, codes, statistics)
    return sums


def cluster_bootstrap(
    sums: _Array,
    measure: Callable[[_Array], dict[str, _Array]],
    *,
    n: int,
    replicates: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> dict[str, Estimate]:
    """Estimate metrics and their percentile intervals by drawing clusters with replacement.

    Every metric must be a function of statistics that add up over items, so that a replicate is a
    weighted sum of the clusters' rows: with multinomial weights ``w`` of shape (replicates,
    n_clusters), all replicates are ``measure(w @ sums)`` (Davison and Hinkley 1997, section 3.8).

    Parameters
    ----------
    sums : array, shape (n_clusters, n_statistics)
        See `cluster_sums`.
    measure : callable
        Maps statistics of shape (..., n_statistics) to metrics of shape (...).
    n : int
        Number of items behind ``sums``.
    replicates : int
        Number of bootstrap replicates; 0 leaves the intervals out.
    level : float
        Coverage of the intervals, between 0 and 1.
    seed : int
        Seed of the draws.

    Returns
    -------
    dict of str to Estimate
    """
    count = len(sums)
    values = measure(sums.sum(axis=0))
    if count < 2 or not replicates:  # noqa: PLR2004 - one cluster has no spread
        return {name: Estimate(float(value), np.nan, np.nan, n, count) for name, value in values.items()}
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(count, np.full(count, 1 / count), size=replicates)
    drawn = measure(weights @ sums)
    tail = (1 - level) / 2
    return {name: Estimate(float(value), *_interval(drawn[name], tail), n, count) for name, value in values.items()}


def _interval(draws: _Array, tail: float) -> tuple[float, float]:
    finite = draws[np.isfinite(draws)]
    if not finite.size:
        return np.nan, np.nan
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)
