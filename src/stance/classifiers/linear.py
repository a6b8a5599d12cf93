"""Frozen vectors under logistic regression: the default classifier."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from stance.classifiers.views import Views
from stance.codebook import Label, Task
from stance.errors import ConfigError, DataError
from stance.protocols import Encoder
from stance.records import Item

__all__ = ["LinearClassifier", "codebook_items"]

_NEVER = -30.0
_TINY = 1e-6


class LinearClassifier:
    """Logistic regression over views of an item (see `stance.classifiers.views.Views`).

    Multi-label tasks get one binary regression for each label, other tasks one multinomial
    regression. Columns are standardised; the scaling is folded into the weights afterwards.

    Parameters
    ----------
    task : Task
    encoder : Encoder
    views : sequence of str
    C : float
        Inverse strength of the L2 penalty on standardised columns, above 0.
    class_weight : {"balanced", None}
        Whether rare labels weigh as much as frequent ones.
    learn_codebook : bool
        Whether the definitions, inclusions and examples of the codebook count as training items.

    Attributes
    ----------
    classes_ : tuple of str
    coef_ : array, shape (n_classes, n_features)
    intercept_ : array, shape (n_classes,)
    """

    def __init__(
        self,
        task: Task,
        encoder: Encoder,
        *,
        views: Sequence[str] = ("paragraph",),
        C: float = 0.003,  # noqa: N803 - scikit-learn's name
        class_weight: Literal["balanced"] | None = "balanced",
        learn_codebook: bool = False,
    ) -> None:
        if not C > 0:
            raise ConfigError(f"C={C!r} is out of range: above 0")
        self.task, self.encoder = task, encoder
        self.views, self.C, self.class_weight = tuple(views), C, class_weight
        self.learn_codebook = learn_codebook
        self.classes_ = task.label_names
        self._see = Views(self.views, task, encoder)

    def fit(self, items: Sequence[Item], labels: NDArray[Any]) -> Self:
        """Learn weights; labels as `stance.protocols.Classifier` describes them.

        Raises
        ------
        DataError
            If there are no items.
        """
        if not len(items):
            raise DataError(f"task {self.task.name!r} has no training items; give it some or leave the task out")
        features = self._see(items).astype(np.float64)
        mean, scale = features.mean(axis=0), features.std(axis=0)
        scale[scale < _TINY] = 1.0
        extra, known = codebook_items(self.task) if self.learn_codebook else ([], np.asarray(labels)[:0])
        if extra:
            features = np.concatenate([features, self._see(extra).astype(np.float64)])
            labels = np.concatenate([labels, known])
        weights, bias = self._solve((features - mean) / scale, np.asarray(labels))
        self.coef_ = weights / scale
        self.intercept_ = bias - self.coef_ @ mean
        return self

    def predict_proba(self, items: Sequence[Item]) -> NDArray[np.float64]:
        """Return probabilities, shape (n_items, n_classes)."""
        if not len(items):
            return np.zeros((0, len(self.classes_)))
        scores = self._see(items).astype(np.float64) @ self.coef_.T + self.intercept_
        if self.task.kind == "multilabel":
            return np.asarray(1 / (1 + np.exp(-scores)))
        scores -= scores.max(axis=1, keepdims=True)
        return np.asarray(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))

    @property
    def settings(self) -> dict[str, Any]:
        """Keyword arguments that make this classifier again."""
        made = {"views": list(self.views), "C": self.C, "class_weight": self.class_weight}
        return made | {"learn_codebook": self.learn_codebook}

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """What was learnt."""
        return {"coef": self.coef_, "intercept": self.intercept_}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take over what another classifier of these settings learnt; a ValueError where it is of other shapes."""
        classes = len(self.classes_)
        self.coef_ = arrays["coef"].reshape(classes, self._see.width)
        self.intercept_ = arrays["intercept"].reshape(classes)
        return self

    def _solve(self, features: NDArray[Any], labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        weights = np.zeros((len(self.classes_), features.shape[1]))
        bias = np.full(len(self.classes_), _NEVER)
        if self.task.kind == "multilabel":
            for column in range(len(self.classes_)):
                weights[column], bias[column] = self._binary(features, labels[:, column])
            return weights, bias
        present = np.unique(labels)
        if len(present) == 1:
            bias[present[0]] = 0.0
            return weights, bias
        model = self._regression().fit(features, labels)
        coef, intercept = model.coef_, model.intercept_
        if len(present) == 2:  # noqa: PLR2004 - scikit-learn keeps one row for two classes
            coef, intercept = np.vstack([-coef, coef]) / 2, np.array([-intercept[0], intercept[0]]) / 2
        weights[present], bias[present] = coef, intercept
        return weights, bias

    def _binary(self, features: NDArray[Any], labels: NDArray[Any]) -> tuple[NDArray[Any], float]:
        if labels.min() == labels.max():
            return np.zeros(features.shape[1]), _NEVER if labels[0] == 0 else -_NEVER
        model = self._regression().fit(features, labels)
        return model.coef_[0], float(model.intercept_[0])

    def _regression(self) -> LogisticRegression:
        return LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=2000)


def codebook_items(task: Task) -> tuple[list[Item], NDArray[np.int_]]:
    """Return what a codebook says of its labels as items, with labels in the shape that the task has."""
    said = [(text, row) for row, label in enumerate(task.labels) for text in _texts(label)]
    items = [Item(id=f"codebook:{task.name}:{number}", text=text) for number, (text, _) in enumerate(said)]
    rows = np.array([row for _, row in said], dtype=int)
    return items, np.eye(len(task.labels), dtype=int)[rows] if task.kind == "multilabel" else rows


def _texts(label: Label) -> Iterator[str]:
    yield label.definition
    yield from label.include
    yield from (example.text for example in label.examples)
