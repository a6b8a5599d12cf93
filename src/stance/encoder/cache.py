"""Vectors by content hash, so that nothing is encoded twice."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stance.errors import DataError
from stance.protocols import Encoder
from stance.provenance import cache_folder, sha256_json

__all__ = ["CachedEncoder"]

_CHUNK = 500


class CachedEncoder:
    """Keep what another encoder computes in an SQLite file.

    The key of a vector is the SHA-256 of the encoder's name, the text and the spans; a changed text
    or encoder never meets an old vector. Several processes may read and write at once.

    Parameters
    ----------
    encoder : Encoder
        Computes what is missing.
    path : Path or str, optional
        The SQLite file; by default ``vectors.sqlite`` in the cache folder.
    """

    def __init__(self, encoder: Encoder, *, path: Path | str | None = None) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self.path = Path(path) if path else cache_folder() / "vectors.sqlite"

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        return self.encoder.dimension

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors; see `stance.protocols.Encoder.encode`.

        Raises
        ------
        DataError
            If the file is damaged or cannot be written.
        """
        try:
            return self._encode(texts, spans)
        except sqlite3.DatabaseError as error:
            raise DataError(f"vector cache {str(self.path)!r}: {error}; delete the file, it is made anew") from error

    def _encode(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None) -> NDArray[np.float32]:
        wanted = spans if spans is not None else [()] * len(texts)
        keys = [self._key(text, span) for text, span in zip(texts, wanted, strict=True)]
        with closing(self._open()) as store:
            known = self._read(store, keys)
            missing = [row for row, key in enumerate(keys) if key not in known]
            if missing:
                fresh = self.encoder.encode([texts[row] for row in missing], [wanted[row] for row in missing])
                known |= {keys[row]: vector for row, vector in zip(missing, fresh, strict=True)}
                self._write(store, {keys[row]: known[keys[row]] for row in missing})
        empty = np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([known[key] for key in keys]) if keys else empty

    def _key(self, text: str, spans: Sequence[tuple[int, int]]) -> str:
        return sha256_json([self.name, text, [list(span) for span in spans]])

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        store = sqlite3.connect(self.path, timeout=60)
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        return store

    def _read(self, store: sqlite3.Connection, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        found: dict[str, NDArray[np.float32]] = {}
        unique = list(dict.fromkeys(keys))
        for start in range(0, len(unique), _CHUNK):
            part = unique[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608 - only question marks
            found |= {key: np.frombuffer(blob, dtype="<f4") for key, blob in store.execute(query, part)}
        return found

    def _write(self, store: sqlite3.Connection, vectors: dict[str, NDArray[np.float32]]) -> None:
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        with store:
            store.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
