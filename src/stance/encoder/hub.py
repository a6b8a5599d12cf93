"""The only module that knows torch: any transformers encoder, by hub name or local path."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.encoder.pooling import pool, windows
from stance.errors import MissingExtraError, ModelError
from stance.provenance import sha256_file, sha256_json

__all__ = ["HubEncoder"]

_SPECIALS = 2


class HubEncoder:
    """Mean-pooled hidden states of a transformers model.

    Parameters
    ----------
    model : str
        Name on the Hugging Face hub, or a folder.
    revision : str, optional
        Commit on the hub; part of the cache key.
    prefix : str
        Put before every text.

    Raises
    ------
    MissingExtraError
        On first use, if torch is not installed.
    ModelError
        On first use, if the model cannot be loaded.
    """

    def __init__(self, model: str, *, revision: str | None = None, prefix: str = "") -> None:
        self.model, self.revision, self.prefix = model, revision, prefix

    @cached_property
    def name(self) -> str:
        """Model, revision and prefix; a folder's revision is the hash of its files, which may be trained anew."""
        folder = Path(self.model)
        files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        content = sha256_json([[path.name, sha256_file(path)] for path in files])[:12] if files else "default"
        return f"{self.model}@{self.revision or content}/{self.prefix.strip()}"

    @cached_property
    def _parts(self) -> tuple[Any, Any]:
        try:
            import torch  # noqa: F401 - an extra
            from transformers import AutoModel, AutoTokenizer
        except ImportError as error:
            needed = "encoder=hub needs torch; install it: pip install 'diplomatic-stance[torch]'"
            raise MissingExtraError(needed) from error
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.model, revision=self.revision, use_fast=True)
            return tokenizer, AutoModel.from_pretrained(self.model, revision=self.revision).eval()
        except (OSError, ValueError) as error:
            first = str(error).splitlines()[0]
            raise ModelError(f"encoder model {self.model!r} cannot be loaded: {first}") from error

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        return int(self._parts[1].config.hidden_size)

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors; see `stance.protocols.Encoder.encode`."""
        wanted = spans if spans is not None else [()] * len(texts)
        unique = {text: self._states(text) for text in dict.fromkeys(texts)}
        rows = [pool(*unique[text], span, shift=len(self.prefix)) for text, span in zip(texts, wanted, strict=True)]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _states(self, text: str) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        """Return hidden states and offsets of all tokens, long texts in windows."""
        tokenizer, model = self._parts
        import torch

        encoding = tokenizer(self.prefix + text, return_offsets_mapping=True, truncation=False, verbose=False)
        room = int(model.config.max_position_embeddings) - _SPECIALS
        with torch.inference_mode():
            states = [
                model(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()
                for _, ids in windows(encoding["input_ids"], room)
            ]
        return np.concatenate(states), list(encoding["offset_mapping"])
