import numpy as np
import pytest

from stance.evaluate_metrics import MultilabelScores, SingleLabelScores
from stance.metrics import evaluate_multilabel, evaluate_single

DOCUMENTS = ["a", "a", "b", "b", "c"]


def test_multilabel_scores_equal_the_packages_own():
    chances = np.array([[0.9, 0.2], [0.1, 0.8], [0.7, 0.6], [0.4, 0.1], [0.6, 0.9]])
    truth = np.array([[1, 0], [0, 1], [1, 0], [1, 0], [0, 1]])
    metric = MultilabelScores(experiment_id="multilabel")
    found = metric.compute(predictions=chances, references=truth, document=DOCUMENTS, labels=["x", "y"])
    own = evaluate_multilabel(truth, (chances >= 0.5).astype(int), chances, labels=["x", "y"], clusters=DOCUMENTS)
    assert found["micro_f1"]["value"] == pytest.approx(own["micro_f1"].value)
    assert found["micro_f1"]["clusters"] == 3


def test_single_label_scores_equal_the_packages_own():
    chances = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7], [0.5, 0.5]])
    truth = np.array([0, 1, 1, 1, 0])
    metric = SingleLabelScores(experiment_id="single")
    found = metric.compute(predictions=chances, references=truth, document=DOCUMENTS, labels=["x", "y"])
    own = evaluate_single(truth, chances, labels=["x", "y"], clusters=DOCUMENTS)
    assert {name: found[name]["value"] for name in found} == pytest.approx({name: own[name].value for name in own})
