"""Pooling: windows cover every token once, spans choose the tokens they overlap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.encoder.pooling import pool, windows

_STATES = np.array([[3.0, 0.0], [0.0, 4.0], [-1.0, 0.0]], dtype=np.float32)
_OFFSETS = [(0, 0), (7, 12), (12, 15)]


@given(st.lists(st.integers(0, 9)), st.integers(1, 7))
def test_windows_join_to_all_ids_when_put_together(ids: list[int], room: int) -> None:
    parts = list(windows(ids, room))
    assert [token for _, part in parts for token in part] == ids
    assert all(ids[start : start + len(part)] == part and 0 < len(part) <= room for start, part in parts)


def test_pool_averages_all_tokens_when_there_are_no_spans() -> None:
    expected = np.array([2.0, 4.0]) / np.hypot(2.0, 4.0)
    np.testing.assert_allclose(pool(_STATES, _OFFSETS, ()), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("spans", "vector"),
    [
        pytest.param([(0, 5)], [0, 1], id="one token"),
        pytest.param([(4, 6)], [-1 / np.sqrt(17), 4 / np.sqrt(17)], id="over a border"),
        pytest.param([(5, 8)], [-1, 0], id="border belongs to the next"),
        pytest.param([(0, 1), (7, 8)], [-1 / np.sqrt(17), 4 / np.sqrt(17)], id="two spans"),
    ],
)
def test_pool_takes_the_tokens_that_overlap_when_spans_are_shifted(
    spans: list[tuple[int, int]], vector: list[float]
) -> None:
    np.testing.assert_allclose(pool(_STATES, _OFFSETS, spans, shift=7), vector, atol=1e-6)


def test_pool_takes_all_tokens_when_no_token_overlaps_a_span() -> None:
    np.testing.assert_array_equal(pool(_STATES, _OFFSETS, [(90, 99)]), pool(_STATES, _OFFSETS, ()))


def test_pool_is_finite_when_states_cancel_out() -> None:
    states = np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)
    np.testing.assert_array_equal(pool(states, [(0, 1), (1, 2)], ()), [0.0, 0.0])
