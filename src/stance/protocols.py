"""The five shapes that parts of the instrument have, as typing protocols."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from stance.codebook import Codebook
from stance.records import Annotation, Document, Item, Paragraph, Rejection

__all__ = ["Annotator", "Classifier", "Encoder", "Source", "Tracker"]


@runtime_checkable
class Source(Protocol):
    """Where documents come from."""

    def documents(self) -> Iterator[Document | Rejection]:
        """Yield every document, and a rejection for every file or row that is none."""
        ...


@runtime_checkable
class Annotator(Protocol):
    """Whoever codes paragraphs under a codebook: people, rules, prototypes, models."""

    name: str

    def annotate(self, paragraphs: Sequence[Paragraph], codebook: Codebook) -> Iterator[Annotation]:
        """Yield annotations for every paragraph that is not boilerplate."""
        ...


@runtime_checkable
class Classifier(Protocol):
    """A trainable coder of one task, in scikit-learn's words.

    For a multi-label task ``labels`` is a 0/1 array of shape (n_items, n_labels) and every column
    of ``predict_proba`` is a probability of its own; else ``labels`` has shape (n_items,) and rows
    of ``predict_proba`` sum to 1.
    """

    classes_: tuple[str, ...]

    def fit(self, items: Sequence[Item], labels: NDArray[Any]) -> Self:
        """Learn from items and labels."""
        ...

    def predict_proba(self, items: Sequence[Item]) -> NDArray[np.float64]:
        """Return probabilities, shape (n_items, n_classes), columns in the order of ``classes_``."""
        ...


@runtime_checkable
class Encoder(Protocol):
    """Text to vectors."""

    name: str

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        ...

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors, shape (n_texts, dimension).

        With ``spans`` each vector is pooled over the tokens that overlap the text's spans
        (code points, end exclusive); a text without spans is pooled as a whole.
        """
        ...


@runtime_checkable
class Tracker(Protocol):
    """Where finished runs are recorded."""

    def log(self, folder: Path) -> str:
        """Copy a finished run from its folder and return the id it has there."""
        ...
