"""Intensity: agrees with the predicted sign and stays on the codebook's scale."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.classifiers import ScaleRegressor
from stance.errors import CodebookError
from stance.records import Item

_WORDS = ("thanked", "thanked thanked thanked", "blamed", "blamed blamed blamed", "met")
_LEVELS = (1, 2, -1, -2, 0)


@pytest.fixture
def praise() -> tuple[list[Item], np.ndarray]:
    """Boats that are thanked or blamed once or three times."""
    rows = [(f"Crews {word} {name}", level) for name in "KLMN" for word, level in zip(_WORDS, _LEVELS, strict=True)]
    items = [Item(text, text, spans=((len(text) - 1, len(text)),)) for text, _ in rows]
    return items, np.array([float(level) for _, level in rows])


def test_intensity_is_learnt_when_words_tell_it(tone, hash_encoder, praise) -> None:
    items, levels = praise
    regressor = ScaleRegressor(tone, hash_encoder, alpha=1.0).fit(items, levels)
    np.testing.assert_array_equal(regressor.predict(items, np.sign(levels).astype(int)), levels)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(signs=st.lists(st.integers(-1, 1), min_size=20, max_size=20))
def test_intensity_has_the_sign_asked_for_when_the_label_is_any(signs, tone, hash_encoder, praise) -> None:
    items, levels = praise
    found = ScaleRegressor(tone, hash_encoder, alpha=1.0).fit(items, levels).predict(items, np.array(signs))
    assert np.sign(found).tolist() == signs
    assert np.abs(found).max() <= 2


def test_unknown_intensities_are_left_out_when_fitting(tone, hash_encoder, praise) -> None:
    items, levels = praise
    extra = [*items, Item("x", "thanked blamed met")]
    whole = ScaleRegressor(tone, hash_encoder).fit(items, levels)
    part = ScaleRegressor(tone, hash_encoder).fit(extra, np.append(levels, np.nan))
    np.testing.assert_array_equal(whole.coef_, part.coef_)


def test_predictions_are_equal_when_restored_from_settings_and_arrays(tone, hash_encoder, praise) -> None:
    items, levels = praise
    first = ScaleRegressor(tone, hash_encoder, views=("clause", "cues"), alpha=2.0).fit(items, levels)
    again = ScaleRegressor(tone, hash_encoder, **first.settings).restore(first.arrays)
    signs = np.sign(levels).astype(int)
    np.testing.assert_array_equal(again.predict(items, signs), first.predict(items, signs))
    np.testing.assert_array_equal(again.coef_, first.coef_)


def test_nothing_is_predicted_when_there_are_no_items(tone, hash_encoder, praise) -> None:
    regressor = ScaleRegressor(tone, hash_encoder).fit(*praise)
    assert regressor.predict([], np.zeros(0, dtype=int)).shape == (0,)


@pytest.mark.parametrize("task", ["subject", "alarm"])
def test_error_names_the_task_when_it_has_no_scale(task: str, tiny_codebook, hash_encoder) -> None:
    with pytest.raises(CodebookError, match=f"task '{task}' has no three-label intensity scale"):
        ScaleRegressor(tiny_codebook.task(task), hash_encoder)
