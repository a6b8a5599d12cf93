"""Calibration: undoes a known distortion, and keeps the promises of threshold, floor and risk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.calibration import fit_abstention, fit_temperature, fit_threshold, give_labels, soften


def _calibrated(n: int = 8000) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    chances = generator.dirichlet([1, 1, 1], size=n)
    truth = (generator.random(n)[:, None] > chances.cumsum(axis=1)).sum(axis=1).clip(max=2)
    return chances, truth


def _f1(given_labels: np.ndarray, truth: np.ndarray) -> float:
    return 2 * (given_labels & truth).sum() / (given_labels.sum() + truth.sum())


@pytest.mark.parametrize("distortion", [0.4, 1.0, 2.5])
def test_temperature_undoes_the_distortion_when_labels_exclude_each_other(distortion: float) -> None:
    chances, truth = _calibrated()
    distorted = soften(chances, distortion, multilabel=False)
    assert fit_temperature(distorted, truth, multilabel=False) == pytest.approx(1 / distortion, rel=0.06)


@pytest.mark.parametrize("distortion", [0.4, 1.0, 2.5])
def test_temperature_undoes_the_distortion_when_labels_stand_together(distortion: float) -> None:
    generator = np.random.default_rng(0)
    chances = generator.uniform(0.02, 0.98, size=(8000, 3))
    truth = (generator.random(chances.shape) < chances).astype(int)
    distorted = soften(chances, distortion, multilabel=True)
    assert fit_temperature(distorted, truth, multilabel=True) == pytest.approx(1 / distortion, rel=0.06)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=5), st.floats(0.1, 10))
def test_soften_keeps_a_distribution_when_the_temperature_changes(values: list[float], temperature: float) -> None:
    row = (np.array([values]) + 1e-3) / (np.array([values]) + 1e-3).sum()
    softened = soften(row, temperature, multilabel=False)
    assert softened.sum() == pytest.approx(1)
    assert softened[0, row[0].argmax()] == softened.max()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_soften_changes_nothing_when_the_temperature_is_one(values: list[float]) -> None:
    row = np.array([values])
    np.testing.assert_allclose(soften(row, 1.0, multilabel=True), row, atol=1e-8)


def test_soften_lowers_confidence_when_the_temperature_is_above_one() -> None:
    row = np.array([[0.7, 0.2, 0.1]])
    assert soften(row, 2.0, multilabel=False).max() < 0.7 < soften(row, 0.5, multilabel=False).max()


@pytest.mark.parametrize(
    ("row", "labels"),
    [
        pytest.param([0.6, 0.5, 0.2], [1, 1, 0], id="two reach the threshold"),
        pytest.param([0.4, 0.3, 0.1], [1, 0, 0], id="the likeliest reaches the floor"),
        pytest.param([0.29, 0.2, 0.1], [0, 0, 0], id="none reaches the floor"),
        pytest.param([0.3, 0.3, 0.3], [1, 0, 0], id="a tie gives the first"),
    ],
)
def test_labels_follow_threshold_and_floor_when_given(row: list[float], labels: list[int]) -> None:
    assert give_labels(np.array([row]), 0.5, 0.3).tolist() == [labels]


def test_labels_are_none_when_there_are_no_items() -> None:
    assert give_labels(np.zeros((0, 3)), 0.5, 0.3).shape == (0, 3)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_fitted_threshold_is_no_worse_than_the_default_when_scored(seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth = (generator.random((60, 3)) < 0.3).astype(int)
    chances = np.clip(0.2 * truth + 0.4 * generator.random((60, 3)), 0, 1)
    threshold, floor = fit_threshold(chances, truth)
    fitted, default = (_f1(give_labels(chances, *each), truth) for each in ((threshold, floor), (0.5, 1.0)))
    assert fitted >= default
    assert 0.2 <= threshold <= 0.8
    assert floor == 1.0 or floor < threshold


def test_threshold_is_a_half_and_floor_off_when_all_serve_alike() -> None:
    truth = np.array([[1, 0], [0, 1]])
    assert fit_threshold(truth * 0.98 + 0.01, truth) == (0.5, 1.0)


def test_floor_is_used_when_every_item_has_a_label() -> None:
    truth = np.array([[1, 0, 0]] * 5 + [[1, 1, 1]] * 5)
    chances = np.where(truth == 1, 0.9, 0.05)
    chances[:5] = [0.15, 0.05, 0.05]
    threshold, floor = fit_threshold(chances, truth)
    assert floor <= 0.15 < threshold
    assert (give_labels(chances, threshold, floor) == truth).all()


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=30), st.floats(0, 0.6))
def test_risk_is_reached_when_predictions_below_the_limit_abstain(rows: list[tuple[int, bool]], risk: float) -> None:
    confidence, correct = np.array([c / 8 for c, _ in rows]), np.array([right for _, right in rows])
    limit = fit_abstention(confidence, correct, risk=risk)
    kept = correct[confidence >= limit]
    assert not kept.size or 1 - kept.mean() <= risk + 1e-12


def test_nothing_abstains_when_the_risk_is_met_by_all() -> None:
    assert fit_abstention(np.array([0.9, 0.4]), np.array([True, True]), risk=0.0) == 0.0


def test_everything_abstains_when_no_limit_reaches_the_risk() -> None:
    assert fit_abstention(np.array([0.9, 1.0]), np.array([False, False]), risk=0.5) > 1.0


def test_limit_is_the_lowest_that_serves_when_errors_are_unsure() -> None:
    confidence, correct = np.array([0.9, 0.5, 0.8, 0.6]), np.array([True, False, True, False])
    assert fit_abstention(confidence, correct, risk=0.0) == 0.8
    assert fit_abstention(confidence, correct, risk=0.34) == 0.6


def test_ties_abstain_together_when_only_some_of_them_are_right() -> None:
    assert fit_abstention(np.full(4, 0.7), np.array([True, True, False, False]), risk=0.2) > 1.0
