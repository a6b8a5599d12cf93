"""One experiment: classifiers on grouped folds, calibrated across folds, tested once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.calibration import Calibration, fit_abstention, fit_temperature, fit_threshold, give_labels, soften
from stance.codebook import Task
from stance.errors import DataError
from stance.items import TaskData
from stance.protocols import Classifier
from stance.records import Item
from stance.splits import Fold, grouped_folds

__all__ = ["Outcome", "calibrate", "cross_validate", "fit_and_test", "predicted_labels"]

_Floats = NDArray[np.float64]
Maker = Callable[[Task], Classifier]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Predictions for items that the classifier was not fitted on.

    Parameters
    ----------
    part : {"cv", "test"}
    seed, fold : int or None
        Which fold of which seed; None on the test split.
    data : TaskData
    probabilities : array, shape (n_items, n_labels)
        Calibrated.
    calibration : Calibration
        What was chosen on the other folds (``cv``) or on all folds (``test``).
    """

    part: str
    seed: int | None
    fold: int | None
    data: TaskData
    probabilities: _Floats
    calibration: Calibration

    @property
    def predicted(self) -> NDArray[np.int_]:
        """Predicted labels in the shape of ``data.labels``."""
        return predicted_labels(self.data.task, self.probabilities, self.calibration)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Raw out-of-fold probabilities of one seed."""

    seed: int
    folds: Sequence[Fold]
    raw: _Floats


def cross_validate(
    data: TaskData,
    make: Maker,
    *,
    seeds: Sequence[int],
    folds: int,
    risk: float,
    dealt: Sequence[Item] | None = None,
) -> tuple[list[Outcome], Calibration]:
    """Predict every development item from classifiers that never saw its document.

    A fold is calibrated on the other folds' predictions. Those come from classifiers that did see
    the fold: the folds are crossed, not nested.

    Parameters
    ----------
    data : TaskData
        The development items.
    make : callable
        Returns a fresh classifier for a task.
    seeds : sequence of int
        One deal of the folds for each.
    folds : int
    risk : float
        Share of errors to stay under by abstaining.
    dealt : sequence of Item, optional
        The items whose groups are dealt into folds, by default the task's own; tasks that are given
        the same ones have the same folds.

    Returns
    -------
    outcomes : list of Outcome
        One for each seed and fold.
    calibration : Calibration
        Chosen on all out-of-fold predictions; for the final model.
    """
    runs = [
        _out_of_fold(data, make, seed, grouped_folds(data.items, folds=folds, seed=seed, dealt=dealt)) for seed in seeds
    ]
    outcomes = [outcome for run in runs for outcome in _calibrated(data, run, risk)]
    raw, labels = np.concatenate([run.raw for run in runs]), np.concatenate([data.labels] * len(runs))
    return outcomes, calibrate(data.task, raw, labels, risk=risk)


def fit_and_test(
    development: TaskData, test: TaskData, make: Maker, calibration: Calibration
) -> tuple[Classifier, Outcome]:
    """Fit the final classifier on all development items and predict the test split once."""
    classifier = make(development.task).fit(development.items, development.labels)
    chances = _soft(development.task, classifier.predict_proba(test.items), calibration)
    return classifier, Outcome("test", None, None, test, chances, calibration)


def calibrate(task: Task, raw: _Floats, labels: NDArray[Any], *, risk: float) -> Calibration:
    """Choose temperature, threshold and abstention of one task from out-of-fold predictions."""
    if not len(labels):
        raise DataError(f"task {task.name!r} has no items to be calibrated on")
    multilabel = task.kind == "multilabel"
    temperature = fit_temperature(raw, labels, multilabel=multilabel)
    soft = soften(raw, temperature, multilabel=multilabel)
    threshold, floor = fit_threshold(soft, labels) if multilabel else (0.5, 1.0)
    first = Calibration(temperature, threshold, floor)
    correct = predicted_labels(task, soft, first) == labels
    exact = correct.all(axis=1) if multilabel else correct
    confidence = np.maximum(soft, 1 - soft).prod(axis=1) if multilabel else soft.max(axis=1)
    return Calibration(temperature, threshold, floor, fit_abstention(confidence, exact, risk=risk))


def predicted_labels(task: Task, probabilities: _Floats, calibration: Calibration) -> NDArray[np.int_]:
    """Turn calibrated probabilities into labels: 0/1 by threshold and floor, or the index of the largest."""
    if task.kind == "multilabel":
        return give_labels(probabilities, calibration.threshold, calibration.floor)
    return np.asarray(probabilities.argmax(axis=1), dtype=int)


def _out_of_fold(data: TaskData, make: Maker, seed: int, dealt: Sequence[Fold]) -> _Fitted:
    parts = [fold for fold in dealt if len(fold.held_out)]
    raw = np.zeros((len(data.items), len(data.task.labels)))
    for part in parts:
        train = data.take(part.train)
        classifier = make(data.task).fit(train.items, train.labels)
        raw[part.held_out] = classifier.predict_proba(data.take(part.held_out).items)
    return _Fitted(seed, parts, raw)


def _calibrated(data: TaskData, run: _Fitted, risk: float) -> Iterator[Outcome]:
    for number, fold in enumerate(run.folds):
        chosen = calibrate(data.task, run.raw[fold.train], data.labels[fold.train], risk=risk)
        chances = _soft(data.task, run.raw[fold.held_out], chosen)
        yield Outcome("cv", run.seed, number, data.take(fold.held_out), chances, chosen)


def _soft(task: Task, raw: _Floats, calibration: Calibration) -> _Floats:
    return soften(raw, calibration.temperature, multilabel=task.kind == "multilabel")


def by_seed(outcomes: Sequence[Outcome]) -> Mapping[int, list[Outcome]]:
    """Group the folds of each seed."""
    grouped: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.seed is not None:
            grouped.setdefault(outcome.seed, []).append(outcome)
    return grouped
