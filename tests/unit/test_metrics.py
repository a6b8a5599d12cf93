"""Scores: equal to scikit-learn's where it has them, and undefined where nothing can be said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle  # noqa: TID251 - what the scores are held against

from stance.metrics import Scale, confusion, evaluate_multilabel, evaluate_single, reliability

_LABELS = ("low", "middle", "high")
_SEEDS = st.integers(0, 10_000)


def _single(seed: int, n: int = 80, *, skill: float = 1.0):
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 3, n)
    scores = generator.normal(size=(n, 3)) + skill * np.eye(3)[truth]
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return truth, chances, [f"d{row // 8}" for row in range(n)]


def _multi(seed: int, n: int = 80):
    generator = np.random.default_rng(seed)
    truth = (generator.random((n, 3)) < 0.4).astype(int)
    chances = np.clip(0.3 * truth + 0.7 * generator.random((n, 3)), 0.001, 0.999)
    return truth, (chances >= 0.5).astype(int), chances, [f"d{row // 8}" for row in range(n)]


@settings(max_examples=20, deadline=None)
@given(_SEEDS)
def test_single_scores_equal_sklearn_when_every_label_occurs(seed: int) -> None:
    truth, chances, clusters = _single(seed)
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=clusters, replicates=0)
    predicted = chances.argmax(axis=1)
    each = oracle.f1_score(truth, predicted, average=None, labels=[0, 1, 2])
    assert found["accuracy"].value == pytest.approx(oracle.accuracy_score(truth, predicted))
    assert found["macro_f1"].value == pytest.approx(each.mean())
    assert [found[f"f1/{label}"].value for label in _LABELS] == pytest.approx(each)
    assert found["log_loss"].value == pytest.approx(oracle.log_loss(truth, chances))
    assert found["brier"].value == pytest.approx(oracle.brier_score_loss(truth, chances, labels=[0, 1, 2]))
    assert found["accuracy"].n == 80


@settings(max_examples=20, deadline=None)
@given(_SEEDS)
def test_multilabel_scores_equal_sklearn_when_every_label_occurs(seed: int) -> None:
    truth, predicted, chances, clusters = _multi(seed)
    found = evaluate_multilabel(truth, predicted, chances, labels=_LABELS, clusters=clusters, replicates=0)
    each = oracle.f1_score(truth, predicted, average=None)
    assert found["micro_f1"].value == pytest.approx(oracle.f1_score(truth, predicted, average="micro"))
    assert found["macro_f1"].value == pytest.approx(each.mean())
    assert [found[f"f1/{label}"].value for label in _LABELS] == pytest.approx(each)
    assert found["exact_match"].value == pytest.approx(oracle.accuracy_score(truth, predicted))
    losses = [oracle.log_loss(truth[:, c], chances[:, c], labels=[0, 1]) for c in range(3)]
    assert found["log_loss"].value == pytest.approx(np.mean(losses))
    briers = [oracle.brier_score_loss(truth[:, c], chances[:, c]) for c in range(3)]
    assert found["brier"].value == pytest.approx(np.mean(briers))


@settings(max_examples=10, deadline=None)
@given(_SEEDS)
def test_every_interval_holds_its_value_when_there_are_documents(seed: int) -> None:
    truth, chances, clusters = _single(seed)
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=clusters, replicates=300)
    del found["ece"]  # biased upwards in small samples: replicates may all lie above the value
    assert all(each.low <= each.value <= each.high for each in found.values())
    assert {each.clusters for each in found.values()} == {10}


def test_absent_label_is_left_out_when_it_neither_occurs_nor_is_predicted() -> None:
    truth, chances = np.array([0, 0, 1, 1]), np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.1, 0.9, 0], [0.3, 0.7, 0]])
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=list("abcd"), replicates=0)
    assert np.isnan(found["f1/high"].value)
    assert found["macro_f1"].value == pytest.approx(oracle.f1_score(truth, chances.argmax(axis=1), average="macro"))


def test_absent_label_scores_zero_when_it_is_predicted() -> None:
    truth, chances = np.array([0, 1]), np.array([[0.1, 0.1, 0.8], [0.1, 0.8, 0.1]])
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=list("ab"), replicates=0)
    assert found["f1/high"].value == 0
    assert found["macro_f1"].value == pytest.approx(1 / 3)


def test_f1_is_undefined_when_no_label_occurs_or_is_predicted() -> None:
    nothing, chances = np.zeros((3, 3), dtype=int), np.full((3, 3), 0.1)
    found = evaluate_multilabel(nothing, nothing, chances, labels=_LABELS, clusters=list("abc"), replicates=50)
    for name in ("micro_f1", "macro_f1", "f1/low"):
        assert np.isnan([found[name].value, found[name].low, found[name].high]).all()
    assert found["exact_match"].value == 1


def test_polar_f1_is_the_mean_of_the_ends_when_the_task_is_ordinal() -> None:
    truth, chances, clusters = _single(5)
    scale = Scale(np.full(80, np.nan), np.zeros(80))
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=clusters, scale=scale, replicates=0)
    ends = oracle.f1_score(truth, chances.argmax(axis=1), average=None)[[0, 2]]
    assert found["polar_f1"].value == pytest.approx(ends.mean())


def test_intensity_error_counts_known_items_only_when_some_are_unknown() -> None:
    truth, chances = np.array([0, 2, 1]), np.eye(3)[[0, 2, 1]] * 0.9 + 0.03
    scale = Scale(np.array([-3.0, np.nan, 0.0]), np.array([-1.0, 3.0, 0.0]))
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=list("abc"), scale=scale, replicates=0)
    assert found["intensity_mae"].value == pytest.approx(1.0)


def test_intensity_error_is_undefined_when_no_intensity_is_known() -> None:
    truth, chances, clusters = _single(5)
    scale = Scale(np.full(80, np.nan), np.zeros(80))
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=clusters, scale=scale, replicates=20)
    assert np.isnan(found["intensity_mae"].value)
    assert np.isnan(found["intensity_mae"].low)


def test_ece_is_small_when_a_simulation_is_perfectly_calibrated() -> None:
    generator = np.random.default_rng(0)
    chances = generator.dirichlet([1, 1, 1], size=40_000)
    truth = (generator.random(40_000)[:, None] > chances.cumsum(axis=1)).sum(axis=1).clip(max=2)
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=["d"] * 40_000, replicates=0)
    assert found["ece"].value < 0.01


def test_ece_is_the_gap_when_confidence_is_too_high() -> None:
    truth, chances = np.array([0, 1] * 50), np.tile([0.95, 0.05, 0.0], (100, 1))
    found = evaluate_single(truth, chances, labels=_LABELS, clusters=["d"] * 100, replicates=0)
    assert found["ece"].value == pytest.approx(0.45)


def test_multilabel_ece_is_small_when_a_simulation_is_perfectly_calibrated() -> None:
    generator = np.random.default_rng(0)
    chances = generator.random((20_000, 3))
    truth = (generator.random((20_000, 3)) < chances).astype(int)
    predicted = (chances >= 0.5).astype(int)
    found = evaluate_multilabel(truth, predicted, chances, labels=_LABELS, clusters=["d"] * 20_000, replicates=0)
    assert found["ece"].value < 0.01


def test_confusion_equals_sklearn_when_counted() -> None:
    truth, chances, _ = _single(7)
    predicted = chances.argmax(axis=1)
    np.testing.assert_array_equal(confusion(truth, predicted, 3), oracle.confusion_matrix(truth, predicted))


def test_reliability_has_one_row_for_each_bin_when_it_holds_items() -> None:
    rows = reliability(np.array([0.12, 0.18, 0.95, 1.0]), np.array([True, False, True, True]))
    assert [row["n"] for row in rows] == [2, 2]
    assert [row["accuracy"] for row in rows] == [0.5, 1.0]
    assert [row["confidence"] for row in rows] == pytest.approx([0.15, 0.975])


def test_loss_is_finite_when_the_truth_had_no_chance() -> None:
    found = evaluate_single(np.array([0]), np.array([[0.0, 1.0, 0.0]]), labels=_LABELS, clusters=["a"], replicates=0)
    assert found["log_loss"].value == pytest.approx(-np.log(1e-12))
    assert found["brier"].value == pytest.approx(2)
