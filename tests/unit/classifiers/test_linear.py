"""The default classifier: learns what can be separated, and says the same thing twice."""

import numpy as np
import pytest

from stance.classifiers import LinearClassifier
from stance.classifiers.linear import codebook_items
from stance.errors import DataError
from stance.protocols import Classifier
from stance.records import Item

_TARGET = {"views": ("mention", "clause", "near_cues"), "C": 0.1}


def test_classifier_has_the_shape_of_the_protocol_when_made(subject, hash_encoder) -> None:
    made = LinearClassifier(subject, hash_encoder)
    assert isinstance(made, Classifier)
    assert made.classes_ == ("harvest", "weather")


def test_subjects_are_learnt_when_they_can_be_separated(subject, hash_encoder, about_subjects) -> None:
    items, labels = about_subjects
    chances = LinearClassifier(subject, hash_encoder, C=0.1).fit(items, labels).predict_proba(items)
    np.testing.assert_array_equal(chances >= 0.5, labels == 1)


def test_labels_stand_together_when_the_task_is_multilabel(subject, hash_encoder, about_subjects) -> None:
    items, labels = about_subjects
    chances = LinearClassifier(subject, hash_encoder, C=0.1).fit(items, labels).predict_proba(items)
    assert chances[8:12].sum(axis=1).min() > 1
    assert chances[12:].sum(axis=1).max() < 1


def test_tone_depends_on_the_partner_when_one_paragraph_names_two(tone, hash_encoder, about_boats) -> None:
    items, labels = about_boats()
    classifier = LinearClassifier(tone, hash_encoder, **_TARGET).fit(items, labels)
    assert (classifier.predict_proba(items).argmax(axis=1) == labels).all()
    blind = LinearClassifier(tone, hash_encoder, views=("paragraph",), C=0.1).fit(items, labels)
    assert (blind.predict_proba(items).argmax(axis=1) == labels).mean() <= 0.6


def test_tone_is_right_when_the_boat_was_never_seen(tone, hash_encoder, about_boats) -> None:
    classifier = LinearClassifier(tone, hash_encoder, **_TARGET).fit(*about_boats())
    text = "Crews thanked Falcon today. Crews blamed Osprey again."
    items = [Item(name, text, spans=((at := text.index(name), at + 6),)) for name in ("Falcon", "Osprey")]
    assert [tone.label_names[row] for row in classifier.predict_proba(items).argmax(axis=1)] == ["warm", "cold"]


def test_rows_sum_to_one_when_labels_exclude_each_other(tone, hash_encoder, about_boats) -> None:
    items, labels = about_boats()
    chances = LinearClassifier(tone, hash_encoder, **_TARGET).fit(items, labels).predict_proba(items)
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    assert chances.min() >= 0


@pytest.mark.parametrize("tones", [("cold", "warm"), ("even", "warm"), ("cold", "even")], ids="+".join)
def test_missing_class_has_no_chance_when_it_was_not_in_training(tones, tone, hash_encoder, about_boats) -> None:
    items, labels = about_boats(tones)
    chances = LinearClassifier(tone, hash_encoder, **_TARGET).fit(items, labels).predict_proba(items)
    missing = next(row for row, name in enumerate(tone.label_names) if name not in tones)
    assert chances[:, missing].max() < 1e-6
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    assert (chances.argmax(axis=1) == labels).all()


def test_two_classes_have_the_chances_of_a_binary_model_when_one_is_missing(tone, hash_encoder, about_boats) -> None:
    from sklearn.linear_model import LogisticRegression

    items, labels = about_boats(("cold", "warm"))
    made = LinearClassifier(tone, hash_encoder, views=("clause",), C=0.1, class_weight=None).fit(items, labels)
    seen = made._see(items).astype(float)
    scale = np.where(seen.std(axis=0) < 1e-6, 1, seen.std(axis=0))
    plain = LogisticRegression(C=0.1, max_iter=2000).fit((seen - seen.mean(axis=0)) / scale, labels)
    expected = plain.predict_proba((seen - seen.mean(axis=0)) / scale)
    np.testing.assert_allclose(made.predict_proba(items)[:, [0, 2]], expected, atol=1e-6)


def test_only_class_is_sure_when_training_had_no_other(tone, hash_encoder, about_boats) -> None:
    items, _ = about_boats()
    classifier = LinearClassifier(tone, hash_encoder).fit(items, np.ones(len(items), dtype=int))
    np.testing.assert_allclose(classifier.predict_proba(items), np.tile([0, 1, 0], (len(items), 1)), atol=1e-6)


@pytest.mark.parametrize("value", [0, 1])
def test_label_is_constant_when_training_never_varied_it(value: int, subject, hash_encoder, about_subjects) -> None:
    items, labels = about_subjects
    labels[:, 0] = value
    chances = LinearClassifier(subject, hash_encoder).fit(items, labels).predict_proba(items)
    np.testing.assert_allclose(chances[:, 0], value, atol=1e-6)


def test_result_is_the_same_when_fitted_twice(subject, hash_encoder, about_subjects) -> None:
    one, two = (LinearClassifier(subject, hash_encoder).fit(*about_subjects) for _ in range(2))
    np.testing.assert_array_equal(one.coef_, two.coef_)
    np.testing.assert_array_equal(one.intercept_, two.intercept_)


@pytest.mark.parametrize("weight", ["balanced", None])
def test_predictions_are_equal_when_restored_from_settings_and_arrays(weight, tone, hash_encoder, about_boats) -> None:
    items, labels = about_boats()
    first = LinearClassifier(tone, hash_encoder, class_weight=weight, learn_codebook=True, **_TARGET)
    first.fit(items, labels)
    again = LinearClassifier(tone, hash_encoder, **first.settings).restore(first.arrays)
    np.testing.assert_array_equal(again.predict_proba(items), first.predict_proba(items))
    assert again.settings == first.settings


def test_stronger_penalty_lowers_confidence_when_c_is_smaller(subject, hash_encoder, about_subjects) -> None:
    items, labels = about_subjects
    loose, tight = (LinearClassifier(subject, hash_encoder, C=c).fit(items, labels) for c in (1.0, 0.0001))
    assert np.abs(loose.predict_proba(items) - 0.5).min() > np.abs(tight.predict_proba(items) - 0.5).max()


def test_nothing_is_predicted_when_there_are_no_items(subject, hash_encoder, about_subjects) -> None:
    classifier = LinearClassifier(subject, hash_encoder).fit(*about_subjects)
    assert classifier.predict_proba([]).shape == (0, 2)


def test_error_names_the_task_when_there_are_no_training_items(subject, hash_encoder) -> None:
    with pytest.raises(DataError, match="task 'subject' has no training items"):
        LinearClassifier(subject, hash_encoder).fit([], np.zeros((0, 2)))


def test_codebook_is_learnt_when_asked_for(subject, hash_encoder, about_subjects) -> None:
    plain, taught = (
        LinearClassifier(subject, hash_encoder, learn_codebook=yes).fit(*about_subjects) for yes in (False, True)
    )
    fish = [Item("x", "Fish.")]
    assert taught.predict_proba(fish)[0, 0] > plain.predict_proba(fish)[0, 0]


def test_codebook_items_have_the_labels_they_stand_under_when_listed(subject, tone) -> None:
    items, labels = codebook_items(subject)
    assert [item.text for item in items] == ["Fish.", "Weather."]
    assert labels.tolist() == [[1, 0], [0, 1]]
    assert codebook_items(tone)[1].tolist() == [0, 1, 2]
    assert len({item.id for item in items}) == len(items)
