"""The floor: label shares, whatever the text."""

import numpy as np
import pytest

from stance.classifiers import MajorityClassifier
from stance.protocols import Classifier
from stance.records import Item

_ITEMS = [Item(str(row), "text " * row) for row in range(4)]


def test_shares_are_given_to_every_item_when_labels_exclude_each_other(tone, hash_encoder) -> None:
    classifier = MajorityClassifier(tone, hash_encoder).fit(_ITEMS, np.array([2, 2, 0, 2]))
    assert isinstance(classifier, Classifier)
    np.testing.assert_allclose(classifier.predict_proba(_ITEMS[:2]), [[0.25, 0, 0.75]] * 2)


def test_shares_are_those_of_each_label_when_the_task_is_multilabel(subject, hash_encoder) -> None:
    labels = np.array([[1, 1], [1, 0], [1, 0], [0, 1]])
    chances = MajorityClassifier(subject, hash_encoder).fit(_ITEMS, labels).predict_proba(_ITEMS)
    np.testing.assert_allclose(chances, [[0.75, 0.5]] * 4)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_shape_follows_the_items_when_predicting(rows: int, tone, hash_encoder) -> None:
    classifier = MajorityClassifier(tone, hash_encoder).fit(_ITEMS, np.array([1, 1, 1, 0]))
    assert classifier.predict_proba(_ITEMS[:rows]).shape == (rows, 3)


def test_text_is_never_read_when_fitting_and_predicting(tone, hash_encoder) -> None:
    MajorityClassifier(tone, hash_encoder).fit(_ITEMS, np.array([1, 1, 1, 0])).predict_proba(_ITEMS)
    assert hash_encoder.calls == []


def test_predictions_are_equal_when_restored_from_settings_and_arrays(tone, hash_encoder) -> None:
    first = MajorityClassifier(tone, hash_encoder).fit(_ITEMS, np.array([1, 2, 1, 0]))
    again = MajorityClassifier(tone, hash_encoder, **first.settings).restore(first.arrays)
    np.testing.assert_array_equal(again.predict_proba(_ITEMS), first.predict_proba(_ITEMS))
