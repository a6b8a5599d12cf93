"""Vectors kept in memory while a batch is worked on, so that every text passes the encoder once."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.protocols import Encoder

__all__ = ["MemoEncoder"]

_Key = tuple[str, tuple[tuple[int, int], ...]]


class MemoEncoder:
    """Remember the vectors computed last; nothing is written anywhere.

    Parameters
    ----------
    encoder : Encoder
    size : int
        Number of vectors kept; 384 float32 values each.
    """

    def __init__(self, encoder: Encoder, *, size: int = 20_000) -> None:
        self.encoder, self.size = encoder, size
        self.name = encoder.name
        self._known: OrderedDict[_Key, NDArray[np.float32]] = OrderedDict()

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        return self.encoder.dimension

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors; see `stance.protocols.Encoder.encode`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        wanted = spans if spans is not None else [()] * len(texts)
        keys = [(text, tuple(span)) for text, span in zip(texts, wanted, strict=True)]
        missing = list(dict.fromkeys(key for key in keys if key not in self._known))
        if missing:
            fresh = self.encoder.encode([text for text, _ in missing], [span for _, span in missing])
            self._known |= dict(zip(missing, fresh, strict=True))
        vectors = np.stack([self._known[key] for key in keys])
        while len(self._known) > self.size:
            self._known.popitem(last=False)
        return vectors
