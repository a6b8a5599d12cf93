"""The memo: vectors of a batch kept in memory, never more than asked for."""

import numpy as np
import pytest

from stance.encoder import MemoEncoder


def test_inner_encoder_is_called_once_when_texts_repeat(hash_encoder) -> None:
    memo = MemoEncoder(hash_encoder)
    vectors = memo.encode(["rice", "ports", "rice"])
    np.testing.assert_array_equal(memo.encode(["rice", "ports", "rice"]), vectors)
    assert hash_encoder.calls == [["rice", "ports"]]


def test_spans_are_told_apart_when_the_text_is_one(hash_encoder) -> None:
    memo = MemoEncoder(hash_encoder)
    vectors = memo.encode(["rice and ports"] * 3, [[(0, 4)], [(9, 14)], []])
    assert len(np.unique(vectors, axis=0)) == 3
    np.testing.assert_array_equal(memo.encode(["rice and ports"], [[(9, 14)]])[0], vectors[1])
    assert len(hash_encoder.calls) == 1


@pytest.mark.parametrize("size", [0, 1, 2])
def test_vectors_are_right_when_there_are_more_texts_than_places(hash_encoder, size: int) -> None:
    texts = [f"text {number}" for number in range(9)]
    memo = MemoEncoder(hash_encoder, size=size)
    np.testing.assert_array_equal(memo.encode(texts), hash_encoder.encode(texts))
    assert len(memo._known) == size


def test_oldest_vector_is_forgotten_when_the_memo_is_full(hash_encoder) -> None:
    memo = MemoEncoder(hash_encoder, size=2)
    for text in ("one", "two", "three", "two", "one"):
        memo.encode([text])
    assert hash_encoder.calls == [["one"], ["two"], ["three"], ["one"]]


def test_shape_is_kept_when_there_are_no_texts(hash_encoder) -> None:
    assert MemoEncoder(hash_encoder).encode([]).shape == (0, 64)
    assert hash_encoder.calls == []


def test_name_is_that_of_the_encoder_when_wrapped(hash_encoder) -> None:
    memo = MemoEncoder(hash_encoder)
    assert (memo.name, memo.dimension) == ("hash-3gram-64", 64)
