"""Alpha and its replicates against the library, unit by unit."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stance.alpha import Level, alpha, masi

UNITS = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.integers(0, 3), min_size=2, max_size=4)), min_size=3, max_size=15
)
Units = list[tuple[int, list[int]]]


def counted(units: Units) -> tuple[NDArray[np.float64], list[str]]:
    counts = np.array([[codes.count(value) for value in range(4)] for _, codes in units], dtype=np.float64)
    return counts, [f"d{document}" for document, _ in units]


def slow(counts: NDArray[np.float64], level: str) -> float:
    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
@given(UNITS)
def test_interval_is_that_of_replicates_built_unit_by_unit(level: Level, units: Units) -> None:
    counts, documents = counted(units)
    found = alpha(counts, documents, level=level, replicates=30, seed=3)
    assert found.value == pytest.approx(slow(counts, level), nan_ok=True)
    names = sorted(set(documents))
    if len(names) < 2 or np.isnan(found.value):
        assert np.isnan(found.low)
        return
    draws = np.random.default_rng(3).integers(len(names), size=(30, len(names)))
    blocks = [counts[[document == name for document in documents]] for name in names]
    alphas = np.array([slow(np.concatenate([blocks[at] for at in draw]), level) for draw in draws])
    alphas = alphas[~np.isnan(alphas)]
    expected = np.quantile(alphas, [0.025, 0.975]) if alphas.size else [np.nan, np.nan]
    assert [found.low, found.high] == pytest.approx(list(expected), nan_ok=True)


def test_masi_of_equal_nested_overlapping_and_disjoint_sets() -> None:
    sets = [frozenset("a"), frozenset("ab"), frozenset("bc"), frozenset("d"), frozenset[str]()]
    expected = [1, 2 / 3 / 2, 0, 0, 0]
    assert masi(sets)[0] == pytest.approx([1 - value for value in expected])
    assert masi(sets)[1, 2] == pytest.approx(1 - 1 / 3 / 3)
    assert np.diag(masi(sets)) == pytest.approx([0] * 5)
    assert masi([]).shape == (0, 0)


def test_no_units_have_no_alpha() -> None:
    found = alpha(np.zeros((0, 2)), [], level="nominal")
    assert (np.isnan(found.value), found.n, found.clusters) == (True, 0, 0)
