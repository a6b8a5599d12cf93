"""The metrics of this package as `evaluate.Metric` classes, for pipelines that speak that language.

They are imported as classes, never loaded by name, so nothing is looked up on a hub or on the disk.
"""

from dataclasses import asdict
from typing import Any

import datasets
import evaluate
import numpy as np

from stance.metrics import evaluate_multilabel, evaluate_single

__all__ = ["MultilabelScores", "SingleLabelScores"]

_DESCRIPTION = (
    "Scores with 95 % intervals from a bootstrap over documents (`document` names the document of each item)."
)


def _information(prediction: Any, reference: Any) -> evaluate.MetricInfo:
    features = {"predictions": prediction, "references": reference, "document": datasets.Value("string")}
    return evaluate.MetricInfo(
        description=_DESCRIPTION, citation="", inputs_description="", features=datasets.Features(features)
    )


class MultilabelScores(evaluate.Metric):  # type: ignore[misc]
    """Scores of a multi-label task: probabilities against 0/1 labels.

    ``compute(predictions, references, document, labels=[...], threshold=0.5)`` returns a mapping from
    metric name to ``{"value", "low", "high", "n", "clusters"}``.
    """

    def _info(self) -> evaluate.MetricInfo:
        return _information(datasets.List(datasets.Value("float64")), datasets.List(datasets.Value("int64")))

    def _compute(  # noqa: PLR0917 - evaluate passes the columns by name
        self,
        predictions: Any,
        references: Any,
        document: Any,
        labels: list[str],
        threshold: float = 0.5,
        replicates: int = 2000,
    ) -> dict[str, Any]:
        chances, truth = np.asarray(predictions, dtype=float), np.asarray(references, dtype=int)
        given = (chances >= threshold).astype(int)
        scores = evaluate_multilabel(truth, given, chances, labels=labels, clusters=document, replicates=replicates)
        return {name: asdict(score) for name, score in scores.items()}


class SingleLabelScores(evaluate.Metric):  # type: ignore[misc]
    """Scores of a task with one label per item: probabilities against label indices.

    ``compute(predictions, references, document, labels=[...])`` returns a mapping from metric name to
    ``{"value", "low", "high", "n", "clusters"}``.
    """

    def _info(self) -> evaluate.MetricInfo:
        return _information(datasets.List(datasets.Value("float64")), datasets.Value("int64"))

    def _compute(
        self, predictions: Any, references: Any, document: Any, labels: list[str], replicates: int = 2000
    ) -> dict[str, Any]:
        chances, truth = np.asarray(predictions, dtype=float), np.asarray(references, dtype=int)
        scores = evaluate_single(truth, chances, labels=labels, clusters=document, replicates=replicates)
        return {name: asdict(score) for name, score in scores.items()}
