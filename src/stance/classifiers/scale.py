"""Intensity behind the sign: ridge regression on the views of a partner."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge

from stance.classifiers.views import Views
from stance.codebook import Task
from stance.errors import CodebookError
from stance.protocols import Encoder
from stance.records import Item

__all__ = ["ScaleRegressor"]

_TINY = 1e-6
_SIGNS = 3


class ScaleRegressor:
    """Predict where on the codebook's ordinal scale a sentiment stands.

    Parameters
    ----------
    task : Task
        Ordinal, with three labels (below, at and above zero) and an intensity scale.
    encoder : Encoder
    views : sequence of str
    alpha : float
        Strength of the L2 penalty on standardised columns.
    """

    def __init__(
        self,
        task: Task,
        encoder: Encoder,
        *,
        views: Sequence[str] = ("paragraph", "mention", "clause", "cues", "near_cues"),
        alpha: float = 3000.0,
    ) -> None:
        if len(task.labels) != _SIGNS or not task.intensity:
            raise CodebookError(f"task {task.name!r} has no three-label intensity scale; leave the scale out")
        self.task, self.encoder, self.views, self.alpha = task, encoder, tuple(views), alpha
        self._levels = sorted(step.value for step in task.intensity)
        self._see = Views(self.views, task, encoder)

    def fit(self, items: Sequence[Item], intensity: NDArray[np.float64]) -> Self:
        """Learn from the items whose intensity is known (not NaN)."""
        known = np.flatnonzero(np.isfinite(intensity))
        features = self._see([items[row] for row in known.tolist()]).astype(np.float64)
        mean, scale = features.mean(axis=0), features.std(axis=0)
        scale[scale < _TINY] = 1.0
        model = Ridge(alpha=self.alpha).fit((features - mean) / scale, intensity[known])
        self.coef_ = model.coef_ / scale
        self.intercept_ = np.array([model.intercept_ - self.coef_ @ mean])
        return self

    def predict(self, items: Sequence[Item], signs: NDArray[np.int_]) -> NDArray[np.int_]:
        """Return intensities that agree with the predicted labels.

        Parameters
        ----------
        items : sequence of Item
        signs : array of int, shape (n_items,)
            -1, 0 or 1 for the first, second and third label.
        """
        if not len(items):
            return np.zeros(0, dtype=int)
        raw = np.rint(self._see(items).astype(np.float64) @ self.coef_ + self.intercept_[0]).astype(int)
        size = np.clip(signs * raw, 1, max(self._levels))
        return np.asarray(np.where(signs == 0, 0, signs * size), dtype=int)

    @property
    def settings(self) -> dict[str, Any]:
        """Keyword arguments that make this regressor again."""
        return {"views": list(self.views), "alpha": self.alpha}

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """What was learnt."""
        return {"coef": self.coef_, "intercept": self.intercept_}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take over what another regressor of these settings learnt; a ValueError where it is of other shapes."""
        self.coef_, self.intercept_ = arrays["coef"].reshape(self._see.width), arrays["intercept"].reshape(1)
        return self
