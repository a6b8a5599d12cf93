"""What is chosen on validation folds and never on test: temperature, threshold, abstention."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

__all__ = ["Calibration", "fit_abstention", "fit_temperature", "fit_threshold", "give_labels", "soften"]

_Array = NDArray[np.float64]
_TINY = 1e-9
_BOUNDS = (-2.5, 2.5)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Four numbers of one task.

    ``temperature`` divides log-odds; ``threshold`` is the probability from which a label of a
    multi-label task is given, and where none reaches it the likeliest is given from ``floor`` on;
    predictions with a confidence below ``abstain_below`` abstain.
    """

    temperature: float = 1.0
    threshold: float = 0.5
    floor: float = 1.0
    abstain_below: float = 0.0


def soften(probabilities: _Array, temperature: float, *, multilabel: bool) -> _Array:
    """Divide log-odds by a temperature (Guo et al. 2017, equation 9).

    Parameters
    ----------
    probabilities : array, shape (n_items, n_labels)
    temperature : float
        Above 0; more than 1 lowers confidence. The largest probability stays the largest.
    multilabel : bool
        Whether columns are probabilities of their own rather than rows that sum to 1.
    """
    p = np.clip(probabilities, _TINY, 1 - _TINY)
    if multilabel:
        return np.asarray(1 / (1 + np.exp(-np.log(p / (1 - p)) / temperature)), dtype=np.float64)
    scaled = np.log(p) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    return np.asarray(np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True), dtype=np.float64)


def fit_temperature(probabilities: _Array, truth: NDArray[np.int_], *, multilabel: bool) -> float:
    """Return the temperature that minimises log-loss.

    Parameters
    ----------
    probabilities : array, shape (n_items, n_labels)
        Predictions for items that the classifier was not fitted on.
    truth : array
        0/1 of shape (n_items, n_labels) for a multi-label task, else label indices of shape (n_items,).
    multilabel : bool
        See `soften`.
    """

    def loss(log_temperature: float) -> float:
        p = soften(probabilities, float(np.exp(log_temperature)), multilabel=multilabel)
        chosen = np.where(truth == 1, p, 1 - p) if multilabel else p[np.arange(len(p)), truth]
        return float(-np.log(np.maximum(chosen, _TINY)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=_BOUNDS, method="bounded").x))


def give_labels(probabilities: _Array, threshold: float, floor: float) -> NDArray[np.int_]:
    """Return 0/1 labels of a multi-label task: all from ``threshold`` on, or else the likeliest from ``floor`` on."""
    given = probabilities >= threshold
    likeliest = probabilities.argmax(axis=1)
    alone = ~given.any(axis=1) & (probabilities.max(axis=1, initial=0) >= floor)
    given[alone, likeliest[alone]] = True
    return np.asarray(given, dtype=int)


def fit_threshold(probabilities: _Array, truth: NDArray[np.int_]) -> tuple[float, float]:
    """Return the threshold with the best micro-F1, and then the floor with the best; see `give_labels`.

    Of equals the threshold nearest to 0.5 and the highest floor are taken.
    """
    grid = np.round(np.arange(0.2, 0.801, 0.02), 2)
    threshold = min((-_micro_f1(probabilities, truth, t, 1.0), abs(t - 0.5), t) for t in grid)[2]
    floors = [*np.round(np.arange(0.1, threshold, 0.02), 2), 1.0]
    floor = max((_micro_f1(probabilities, truth, threshold, f), f) for f in floors)[1]
    return float(threshold), float(floor)


def _micro_f1(probabilities: _Array, truth: NDArray[np.int_], threshold: float, floor: float) -> float:
    given = give_labels(probabilities, threshold, floor)
    return round(float(2 * (given & truth).sum() / max(given.sum() + truth.sum(), 1)), 9)


def fit_abstention(confidence: _Array, correct: NDArray[np.bool_], *, risk: float) -> float:
    """Return the confidence below which to abstain so that errors among the rest stay at or under ``risk``.

    The share of errors is that of the validation items, without a finite-sample guarantee. Returns
    0 where nothing needs to be left out, and a value above 1 where no threshold reaches the risk.
    """
    order = np.argsort(-confidence, kind="stable")
    errors = np.cumsum(~correct[order]) / np.arange(1, len(order) + 1)
    ends = np.append(np.diff(confidence[order]) < 0, True)[: len(order)]  # items of one confidence stay together
    fine = np.flatnonzero(ends & (errors <= risk))
    if not fine.size:
        return 1.01
    last = int(fine[-1])
    return 0.0 if last == len(order) - 1 else float(confidence[order[last]])
