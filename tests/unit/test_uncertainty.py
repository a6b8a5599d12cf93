"""The cluster bootstrap: covers what it claims, and says nothing where it knows nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stance.uncertainty import Estimate, cluster_bootstrap, cluster_sums

_TRUTH = 0.6


def _mean(total: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {"mean": total[..., 0] / total[..., 1]}


def _estimate(values: NDArray[np.float64], clusters: list[str], **settings: float) -> Estimate:
    rows = np.stack([values, np.ones(len(values))], axis=1)
    sums = cluster_sums(rows, clusters)
    return cluster_bootstrap(sums, _mean, n=len(values), **settings)["mean"]  # type: ignore[arg-type]


def _coverage(trials: int, *, by_document: bool) -> float:
    """Simulate 40 documents of 10 paragraphs whose right answers go together within a document."""
    generator, documents = np.random.default_rng(0), np.repeat(np.arange(40), 10)
    clusters = [str(d) if by_document else str(n) for n, d in enumerate(documents)]
    hits = 0
    for _ in range(trials):
        chances = generator.beta(0.6, 0.4, size=40)
        right = (generator.random(400) < chances[documents]).astype(float)
        estimate = _estimate(right, clusters, replicates=200)
        hits += estimate.low <= _TRUTH <= estimate.high
    return hits / trials


def test_interval_covers_at_the_stated_rate_when_documents_are_resampled() -> None:
    assert 0.91 <= _coverage(300, by_document=True) <= 0.98


def test_interval_covers_too_rarely_when_paragraphs_are_resampled() -> None:
    assert _coverage(150, by_document=False) < 0.75


def test_interval_holds_the_value_when_there_are_clusters() -> None:
    values = np.random.default_rng(1).random(60)
    estimate = _estimate(values, [str(n % 12) for n in range(60)])
    assert estimate.low < estimate.value < estimate.high
    assert estimate.value == pytest.approx(values.mean())
    assert (estimate.n, estimate.clusters) == (60, 12)


def test_interval_is_wider_when_the_level_is_higher() -> None:
    values, clusters = np.random.default_rng(1).random(60), [str(n % 12) for n in range(60)]
    narrow, wide = (_estimate(values, clusters, level=level) for level in (0.5, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize(
    ("clusters", "replicates"),
    [pytest.param(["a", "b", "a"], 0, id="no replicates"), pytest.param(["a"] * 3, 500, id="one cluster")],
)
def test_there_is_no_interval_when_nothing_can_vary(clusters: list[str], replicates: int) -> None:
    estimate = _estimate(np.array([0.0, 1.0, 1.0]), clusters, replicates=replicates)
    assert estimate.value == pytest.approx(2 / 3)
    assert np.isnan([estimate.low, estimate.high]).all()
    assert estimate.clusters == len(set(clusters))


def test_interval_is_the_same_when_the_seed_is() -> None:
    values, clusters = np.random.default_rng(1).random(60), [str(n % 12) for n in range(60)]
    one, same, other = (_estimate(values, clusters, seed=seed, replicates=99) for seed in (3, 3, 4))
    assert one == same
    assert one != other


def test_interval_leaves_out_replicates_when_the_metric_is_undefined_there() -> None:
    sums = np.array([[1.0, 1.0], [0.0, 0.0], [3.0, 2.0]])

    def ratio(total: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        with np.errstate(invalid="ignore"):
            return {"ratio": total[..., 0] / total[..., 1]}

    found = cluster_bootstrap(sums, ratio, n=3, replicates=300)["ratio"]
    assert 1.0 <= found.low <= found.value <= found.high <= 1.5


def test_interval_is_unknown_when_the_metric_is_undefined_everywhere() -> None:
    nothing = cluster_bootstrap(np.zeros((3, 1)), lambda t: {"m": t[..., 0] * np.nan}, n=3, replicates=9)["m"]
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-9, 9)), min_size=1))
def test_cluster_sums_add_up_when_rows_come_in_any_order(rows: list[tuple[str, int]]) -> None:
    values = np.array([[value, 1.0] for _, value in rows])
    names = [name for name, _ in rows]
    expected = [[sum(v for n, v in rows if n == name), names.count(name)] for name in sorted(set(names))]
    np.testing.assert_array_equal(cluster_sums(values, names), expected)
