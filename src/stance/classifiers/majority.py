"""The floor: what is known without reading."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from stance.codebook import Task
from stance.protocols import Encoder
from stance.records import Item

__all__ = ["MajorityClassifier"]


class MajorityClassifier:
    """Give every item the label shares of the training items, so the most frequent label is predicted.

    Parameters
    ----------
    task : Task
    encoder : Encoder
        Not used; every classifier is made in the same way.

    Attributes
    ----------
    classes_ : tuple of str
    shares_ : array, shape (n_classes,)
    """

    def __init__(self, task: Task, encoder: Encoder) -> None:
        self.task, self.encoder = task, encoder
        self.classes_ = task.label_names

    def fit(self, items: Sequence[Item], labels: NDArray[Any]) -> Self:
        """Count labels."""
        if self.task.kind == "multilabel":
            self.shares_ = np.asarray(labels, dtype=np.float64).mean(axis=0)
        else:
            self.shares_ = np.bincount(labels, minlength=len(self.classes_)) / max(len(labels), 1)
        return self

    def predict_proba(self, items: Sequence[Item]) -> NDArray[np.float64]:
        """Return the same shares for every item, shape (n_items, n_classes)."""
        return np.tile(self.shares_, (len(items), 1))

    @property
    def settings(self) -> dict[str, Any]:
        """Keyword arguments that make this classifier again."""
        return {}

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """What was learnt."""
        return {"shares": self.shares_}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take over what another classifier learnt; a ValueError where it is of another shape."""
        self.shares_ = arrays["shares"].reshape(len(self.classes_))
        return self
