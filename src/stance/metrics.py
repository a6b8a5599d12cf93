"""The one place where a score is computed.

A metric is a function of statistics that add up over items, so that the same code gives the value,
the slices and every bootstrap replicate. A label that neither occurs nor is predicted has no F1
(NaN) and is left out of macro averages.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from stance.uncertainty import Estimate, cluster_bootstrap, cluster_sums

__all__ = ["Scale", "confusion", "evaluate_multilabel", "evaluate_single", "reliability"]

_Array = NDArray[np.float64]
_BINS = 10
_TINY = 1e-12


def evaluate_multilabel(
    truth: NDArray[np.int_],
    predicted: NDArray[np.int_],
    probabilities: _Array,
    *,
    labels: Sequence[str],
    clusters: Sequence[str],
    replicates: int = 2000,
    seed: int = 0,
) -> dict[str, Estimate]:
    """Score a multi-label task.

    Parameters
    ----------
    truth, predicted : array of 0/1, shape (n_items, n_labels)
    probabilities : array, shape (n_items, n_labels)
    labels : sequence of str
        Names of the columns.
    clusters : sequence of str
        The document of each item.
    replicates, seed : int
        Of the bootstrap.

    Returns
    -------
    dict of str to Estimate
        ``micro_f1``, ``macro_f1``, ``exact_match``, ``brier``, ``log_loss``, ``ece`` and ``f1/<label>``.
    """
    wide = len(labels)
    hit = truth == predicted
    blocks = [
        (truth & predicted).astype(float),
        ((1 - truth) & predicted).astype(float),
        (truth & (1 - predicted)).astype(float),
        hit.all(axis=1, keepdims=True).astype(float),
        _losses(truth.astype(float), probabilities).mean(axis=1, keepdims=True),
        ((truth - probabilities) ** 2).mean(axis=1, keepdims=True),
        np.ones((len(truth), 1)),
        _bins(np.maximum(probabilities, 1 - probabilities), hit_of_mode(truth, probabilities)),
    ]

    def measure(total: _Array) -> dict[str, _Array]:
        tp, fp, fn = (total[..., i * wide : (i + 1) * wide] for i in range(3))
        exact, loss, brier, n = (total[..., 3 * wide + i] for i in range(4))
        f1 = _f1(tp, fp, fn)
        return {
            "micro_f1": _f1(tp.sum(-1), fp.sum(-1), fn.sum(-1)),
            "macro_f1": _mean(f1),
            "exact_match": exact / n,
            "brier": brier / n,
            "log_loss": loss / n,
            "ece": _ece(total[..., 3 * wide + 4 :]),
            **{f"f1/{label}": f1[..., i] for i, label in enumerate(labels)},
        }

    return _bootstrap(blocks, measure, clusters, replicates, seed)


def evaluate_single(
    truth: NDArray[np.int_],
    probabilities: _Array,
    *,
    labels: Sequence[str],
    clusters: Sequence[str],
    scale: "Scale | None" = None,
    replicates: int = 2000,
    seed: int = 0,
) -> dict[str, Estimate]:
    """Score a task with one label per item.

    Parameters
    ----------
    truth : array of int, shape (n_items,)
        Index of the true label.
    probabilities : array, shape (n_items, n_labels)
        The largest is the prediction.
    labels : sequence of str
    clusters : sequence of str
        The document of each item.
    scale : Scale, optional
        True and predicted intensities of an ordinal task.
    replicates, seed : int
        Of the bootstrap.

    Returns
    -------
    dict of str to Estimate
        ``accuracy``, ``macro_f1``, ``brier``, ``log_loss``, ``ece``, ``f1/<label>``; for an ordinal task also
        ``polar_f1`` (mean F1 of the first and the last label) and ``intensity_mae``.
    """
    wide = len(labels)
    predicted = probabilities.argmax(axis=1)
    onehot = np.eye(wide)[truth]
    blocks = [
        confusion_rows(truth, predicted, wide),
        -np.log(np.maximum((onehot * probabilities).sum(axis=1, keepdims=True), _TINY)),
        ((onehot - probabilities) ** 2).sum(axis=1, keepdims=True),
        scale.errors() if scale else np.zeros((len(truth), 2)),
        _bins(probabilities.max(axis=1, keepdims=True), (predicted == truth)[:, None]),
    ]

    def measure(total: _Array) -> dict[str, _Array]:
        matrix = total[..., : wide * wide].reshape(*total.shape[:-1], wide, wide)
        n = matrix.sum((-1, -2))
        tp = np.diagonal(matrix, axis1=-2, axis2=-1)
        f1 = _f1(tp, matrix.sum(-2) - tp, matrix.sum(-1) - tp)
        rest = total[..., wide * wide :]
        values = {
            "accuracy": tp.sum(-1) / n,
            "macro_f1": _mean(f1),
            "log_loss": rest[..., 0] / n,
            "brier": rest[..., 1] / n,
            "ece": _ece(rest[..., 4:]),
            **{f"f1/{label}": f1[..., i] for i, label in enumerate(labels)},
        }
        if scale:
            values["polar_f1"] = _mean(f1[..., [0, -1]])
            values["intensity_mae"] = _ratio(rest[..., 2], rest[..., 3])
        return values

    return _bootstrap(blocks, measure, clusters, replicates, seed)


class Scale:
    """True and predicted intensities; NaN where an item was not given one."""

    def __init__(self, truth: _Array, predicted: _Array) -> None:
        self.truth, self.predicted = truth, predicted

    def errors(self) -> _Array:
        """Return absolute error and whether there is one, shape (n_items, 2)."""
        known = np.isfinite(self.truth)
        error = np.where(known, np.abs(self.truth - self.predicted), 0.0)
        return np.stack([error, known.astype(float)], axis=1)


def confusion(truth: NDArray[np.int_], predicted: NDArray[np.int_], size: int) -> NDArray[np.int_]:
    """Return the confusion matrix, rows true and columns predicted."""
    return np.asarray(confusion_rows(truth, predicted, size).sum(axis=0).reshape(size, size), dtype=int)


def confusion_rows(truth: NDArray[np.int_], predicted: NDArray[np.int_], size: int) -> _Array:
    """Return each item's own confusion matrix as a row."""
    rows = np.zeros((len(truth), size * size))
    rows[np.arange(len(truth)), truth * size + predicted] = 1
    return rows


def reliability(confidence: _Array, correct: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return the reliability curve: mean confidence and accuracy of each of 10 equal bins that holds items."""
    sums = _bins(confidence[:, None], correct[:, None]).sum(axis=0).reshape(3, _BINS)
    return [
        {"confidence": float(c / n), "accuracy": float(a / n), "n": int(n)} for c, a, n in zip(*sums, strict=True) if n
    ]


def hit_of_mode(truth: NDArray[np.int_], probabilities: _Array) -> NDArray[np.bool_]:
    """Return whether the likelier of yes and no is the truth, for every label by itself."""
    return np.asarray((probabilities >= 0.5) == (truth == 1))  # noqa: PLR2004 - the mode of two outcomes


def _bootstrap(
    blocks: Sequence[_Array],
    measure: Callable[[_Array], dict[str, _Array]],
    clusters: Sequence[str],
    replicates: int,
    seed: int,
) -> dict[str, Estimate]:
    statistics = np.concatenate(blocks, axis=1)
    sums = cluster_sums(statistics, clusters)
    return cluster_bootstrap(sums, measure, n=len(statistics), replicates=replicates, seed=seed)


def _losses(truth: _Array, probabilities: _Array) -> _Array:
    p = np.clip(probabilities, _TINY, 1 - _TINY)
    return -(truth * np.log(p) + (1 - truth) * np.log(1 - p))


def _bins(confidence: _Array, correct: NDArray[np.bool_]) -> _Array:
    """Return per item the sums of confidence, of hits and of counts in each confidence bin."""
    place = np.clip((confidence * _BINS).astype(int), 0, _BINS - 1)
    member = place[..., None] == np.arange(_BINS)
    parts = [(member * weight[..., None]).sum(axis=1) for weight in (confidence, correct, np.ones_like(confidence))]
    return np.concatenate(parts, axis=1).astype(float)


def _ece(total: _Array) -> _Array:
    """Return the expected calibration error of Guo et al. (2017), equation 3, from binned sums."""
    confidence, correct, count = (total[..., i * _BINS : (i + 1) * _BINS] for i in range(3))
    return np.asarray(np.abs(confidence - correct).sum(-1) / np.maximum(count.sum(-1), 1))


def _f1(tp: _Array, fp: _Array, fn: _Array) -> _Array:
    return _ratio(2 * tp, 2 * tp + fp + fn)


def _mean(values: _Array) -> _Array:
    known = np.isfinite(values)
    return _ratio(np.where(known, values, 0).sum(-1), known.sum(-1).astype(float))


def _ratio(part: _Array, whole: _Array) -> _Array:
    """Return ``part / whole``, NaN where there is nothing to divide by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
