from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.calibration import Calibration
from stance.codebook import Codebook, Task
from stance.dataset import Corpus
from stance.errors import ConfigError, DataError
from stance.experiment import Outcome, by_seed, calibrate, cross_validate, fit_and_test, predicted_labels
from stance.items import TaskData, task_data
from stance.partners import PartnerFinder
from stance.records import Item

TASKS = ("topics", "scs_stance", "partner_sentiment")


class Guesser:
    """A classifier that learns nothing: probabilities hang on an item's text; it keeps what it was shown."""

    shown: list[list[Item]] = []  # noqa: RUF012 - of all instances, on purpose

    def __init__(self, task: Task) -> None:
        self.task, self.classes_ = task, task.label_names

    def fit(self, items: Sequence[Item], labels: NDArray[Any]) -> Self:
        assert len(items) == len(labels)
        Guesser.shown.append(list(items))
        return self

    def predict_proba(self, items: Sequence[Item]) -> NDArray[np.float64]:
        seeds = [len(item.text) + len(item.partner or "") for item in items]
        raw = np.array([np.random.default_rng(seed).random(len(self.classes_)) for seed in seeds]) + 0.01
        return raw / (1.02 if self.task.kind == "multilabel" else raw.sum(axis=1, keepdims=True))


@pytest.fixture(scope="module")
def every(small_corpus: Corpus, codebook: Codebook) -> dict[str, TaskData]:
    finder = PartnerFinder(codebook.partners.organisations)
    lines = [line for split in ("train", "validation") for line in small_corpus.split(split)]
    return {task.name: task_data(lines, task, codebook, finder) for task in codebook.tasks}


@pytest.fixture(params=TASKS)
def data(request: pytest.FixtureRequest, every: dict[str, TaskData]) -> TaskData:
    return every[request.param]


def validate(data: TaskData, *, seeds: Sequence[int] = (0,), folds: int = 3) -> tuple[list[Outcome], Calibration]:
    Guesser.shown.clear()
    return cross_validate(data, Guesser, seeds=seeds, folds=folds, risk=0.2)


def flipped(data: TaskData, items: Sequence[Item]) -> TaskData:
    """Give some items other labels."""
    ids, labels = {item.id for item in items}, np.array(data.labels)
    rows = [row for row, item in enumerate(data.items) if item.id in ids]
    labels[rows] = 1 - labels[rows] if data.task.kind == "multilabel" else (labels[rows] + 1) % len(data.task.labels)
    return replace(data, labels=labels)


def test_every_item_is_predicted_once_by_each_seed(data: TaskData) -> None:
    outcomes, _ = validate(data, seeds=(0, 1))
    assert [(o.part, o.seed, o.fold) for o in outcomes] == [("cv", seed, fold) for seed in (0, 1) for fold in range(3)]
    for group in by_seed(outcomes).values():
        ids = [item.id for outcome in group for item in outcome.data.items]
        assert sorted(ids) == sorted(item.id for item in data.items)


def test_no_group_is_seen_in_fitting_and_held_out(data: TaskData) -> None:
    outcomes, _ = validate(data)
    for outcome, shown in zip(outcomes, Guesser.shown, strict=True):
        assert {item.group for item in shown} & {item.group for item in outcome.data.items} == set()
        assert len(shown) + len(outcome.data.items) == len(data.items)


def test_two_seeds_deal_other_folds(data: TaskData) -> None:
    outcomes, _ = validate(data, seeds=(0, 1))
    first, second = (group[0].data.items for group in by_seed(outcomes).values())
    assert {item.id for item in first} != {item.id for item in second}


@pytest.mark.parametrize("fold", range(3))
def test_the_labels_of_a_fold_do_not_choose_its_own_calibration(fold: int, data: TaskData) -> None:
    before, chosen = validate(data)
    after, other = validate(flipped(data, before[fold].data.items))
    assert after[fold].calibration == before[fold].calibration
    np.testing.assert_array_equal(after[fold].probabilities, before[fold].probabilities)
    assert other != chosen
    assert [o.calibration for o in after if o.fold != fold] != [o.calibration for o in before if o.fold != fold]


def test_the_final_calibration_is_chosen_on_all_folds(data: TaskData) -> None:
    outcomes, chosen = validate(data)
    assert chosen not in [outcome.calibration for outcome in outcomes]


def test_the_labels_of_test_choose_nothing(data: TaskData) -> None:
    _, chosen = validate(data)
    tests = [data, flipped(data, data.items)]
    (one, first), (two, second) = (fit_and_test(data, test, Guesser, chosen) for test in tests)
    np.testing.assert_array_equal(first.probabilities, second.probabilities)
    np.testing.assert_array_equal(first.predicted, second.predicted)
    assert first.calibration == second.calibration == chosen
    assert one.classes_ == two.classes_ == data.task.label_names


def test_the_final_classifier_is_fitted_on_development_alone(every: dict[str, TaskData]) -> None:
    data = every["topics"]
    part, rest = data.take(np.arange(40)), data.take(np.arange(40, len(data.items)))
    Guesser.shown.clear()
    _, outcome = fit_and_test(part, rest, Guesser, Calibration())
    assert Guesser.shown == [part.items]
    assert (outcome.part, outcome.seed, outcome.fold) == ("test", None, None)


@pytest.mark.parametrize("folds", [0, 1, 1000])
def test_an_impossible_number_of_folds_is_refused(folds: int, data: TaskData) -> None:
    with pytest.raises(ConfigError, match=rf"folds={folds} is out of range: 2 to \d+"):
        validate(data, folds=folds)


def test_nothing_cannot_be_calibrated_on(every: dict[str, TaskData]) -> None:
    task = every["scs_stance"].task
    with pytest.raises(DataError, match=r"task 'scs_stance' has no items to be calibrated on"):
        calibrate(task, np.zeros((0, 5)), np.zeros(0, dtype=int), risk=0.1)


def test_calibrating_makes_confident_mistakes_less_confident(every: dict[str, TaskData]) -> None:
    task = every["scs_stance"].task
    raw = np.tile([0.96, 0.01, 0.01, 0.01, 0.01], (40, 1))
    half_right = np.array([0, 1] * 20)
    chosen = calibrate(task, raw, half_right, risk=0.2)
    assert chosen.temperature > 1.5
    assert chosen.abstain_below > 1


def test_labels_of_a_multilabel_task_come_from_threshold_and_floor(every: dict[str, TaskData]) -> None:
    chances = np.array([[0.6, 0.7, 0, 0, 0, 0], [0.3, 0.2, 0, 0, 0, 0], [0.1, 0, 0, 0, 0, 0]])
    given = predicted_labels(every["topics"].task, chances, Calibration(threshold=0.5, floor=0.25))
    assert given.tolist() == [[1, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0], [0] * 6]


def test_the_label_of_other_tasks_is_the_likeliest(every: dict[str, TaskData]) -> None:
    chances = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])
    assert predicted_labels(every["partner_sentiment"].task, chances, Calibration()).tolist() == [1, 0]
