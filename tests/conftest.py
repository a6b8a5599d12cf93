"""Fixtures and guards that every test shares."""

import hashlib
import ipaddress
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray


class HashEncoder:
    """A small real encoder: counts of hashed character trigrams in 64 dimensions, scaled to unit length.

    The same text always has the same vector and texts that share wording are near each other. With
    spans only the trigrams that overlap one of them count. ``calls`` holds the texts of every call.
    """

    name = "hash-3gram-64"
    dimension = 64

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        wanted = spans if spans is not None else [()] * len(texts)
        rows = [self._vector(text, span) for text, span in zip(texts, wanted, strict=True)]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _vector(self, text: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        vector[0] = 0.5
        for at in range(max(len(text) - 2, 1)):
            if not spans or any(at < end and start < at + 3 for start, end in spans):
                digest = hashlib.blake2b(text[at : at + 3].encode("utf-8", "surrogatepass"), digest_size=8).digest()
                vector[digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        return vector / max(float(np.linalg.norm(vector)), 1e-12)


@pytest.fixture
def hash_encoder() -> HashEncoder:
    """A fresh encoder that is fast, deterministic and sees spans."""
    return HashEncoder()


@pytest.fixture
def clean_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder for this test alone; the setting STANCE_CACHE points to it."""
    folder = tmp_path / "stance-cache"
    folder.mkdir()
    monkeypatch.setenv("STANCE_CACHE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _check(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)


def _check(own: socket.socket, address: Any) -> None:
    if own.family == socket.AF_UNIX or address[0] == "localhost":
        return
    try:
        local = ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        pytest.fail(f"a test tried to connect to {address!r}")
