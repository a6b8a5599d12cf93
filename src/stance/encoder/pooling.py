"""Windows over long texts and mean pooling over tokens, shared by all encoders."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["pool", "windows"]


def windows(ids: Sequence[int], room: int) -> Iterator[tuple[int, list[int]]]:
    """Yield (start, ids) of consecutive windows of at most ``room`` tokens that cover ``ids``."""
    for start in range(0, len(ids), room):
        yield start, list(ids[start : start + room])


def pool(
    states: NDArray[np.float32],
    offsets: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int]],
    *,
    shift: int = 0,
) -> NDArray[np.float32]:
    """Average token states and scale to unit length.

    Parameters
    ----------
    states : array, shape (n_tokens, dimension)
    offsets : sequence of (int, int)
        Code points of each token in the text that was tokenised.
    spans : sequence of (int, int)
        Average only the tokens that overlap one of these; all tokens where empty.
    shift : int
        Length of what was put before the text, added to the spans.

    Returns
    -------
    array, shape (dimension,)
    """
    chosen = states
    if spans:
        keep = _overlapping(np.asarray(offsets), np.asarray(spans) + shift)
        if keep.any():
            chosen = states[keep]
    vector = chosen.mean(axis=0, dtype=np.float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)


def _overlapping(offsets: NDArray[np.int_], spans: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Return which tokens overlap a span: more spans start before a token's end than end up to its start."""
    starts, ends = np.sort(spans[:, 0]), np.sort(spans[:, 1])
    begun, over = np.searchsorted(starts, offsets[:, 1]), np.searchsorted(ends, offsets[:, 0], side="right")
    return np.asarray(begun > over)
