"""The vector cache: nothing twice, nothing stale, several processes at once."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import HashEncoder

from stance.encoder import CachedEncoder
from stance.errors import DataError

_WRITER = """
import sys
import numpy as np
from stance.encoder.cache import CachedEncoder

class Counting:
    name, dimension = "counting", 4
    def encode(self, texts, spans=None):
        return np.array([[len(text), 1, 2, 3] for text in texts], dtype=np.float32)

first, path = int(sys.argv[1]), sys.argv[2]
for number in range(first, first + 60):
    CachedEncoder(Counting(), path=path).encode([f"shared {number % 7}", "x" * number])
"""


def test_inner_encoder_is_not_called_when_all_vectors_are_known(hash_encoder, tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    first = CachedEncoder(hash_encoder, path=path).encode(["rice", "ports"])
    again = CachedEncoder(hash_encoder, path=path).encode(["ports", "rice"])
    assert hash_encoder.calls == [["rice", "ports"]]
    np.testing.assert_array_equal(again[::-1], first)


def test_only_missing_texts_are_encoded_when_some_are_known(hash_encoder, tmp_path: Path) -> None:
    cached = CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite")
    cached.encode(["rice"])
    vectors = cached.encode(["ports", "rice", "trade"])
    assert hash_encoder.calls[1:] == [["ports", "trade"]]
    np.testing.assert_array_equal(vectors, hash_encoder.encode(["ports", "rice", "trade"]))


@pytest.mark.parametrize(
    ("text", "span"),
    [("rice", [(0, 2)]), ("rice", [(0, 2), (2, 4)]), ("rice ", []), ("Rice", [])],
    ids=["span", "two spans", "space", "case"],
)
def test_vector_is_new_when_text_or_span_differs(hash_encoder, tmp_path: Path, text: str, span: list) -> None:
    cached = CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite")
    cached.encode(["rice"])
    np.testing.assert_array_equal(cached.encode([text], [span]), hash_encoder.encode([text], [span]))
    assert hash_encoder.calls[1] == [text]


def test_vector_is_new_when_the_encoder_has_another_name(hash_encoder, tmp_path: Path) -> None:
    CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite").encode(["rice"])
    hash_encoder.name = "another"
    CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite").encode(["rice"])
    assert hash_encoder.calls == [["rice"], ["rice"]]


def test_whole_text_is_one_vector_when_spans_are_empty_or_left_out(hash_encoder, tmp_path: Path) -> None:
    cached = CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite")
    cached.encode(["rice"])
    cached.encode(["rice"], [()])
    cached.encode(["rice"], [[]])
    assert len(hash_encoder.calls) == 1


def test_many_texts_are_read_back_when_they_pass_one_query(hash_encoder, tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(1203)]
    cached = CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite")
    first = cached.encode(texts)
    np.testing.assert_array_equal(cached.encode(texts), first)
    assert len(hash_encoder.calls) == 1


def test_shape_is_kept_when_there_are_no_texts(hash_encoder, tmp_path: Path) -> None:
    assert CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite").encode([]).shape == (0, 64)


def test_file_is_in_the_cache_folder_when_no_path_is_given(hash_encoder, clean_cache: Path) -> None:
    CachedEncoder(hash_encoder).encode(["rice"])
    assert (clean_cache / "vectors.sqlite").is_file()


def test_result_may_be_changed_when_it_came_from_the_file(hash_encoder, tmp_path: Path) -> None:
    cached = CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite")
    cached.encode(["rice"])
    cached.encode(["rice"])[:] = 0
    np.testing.assert_array_equal(cached.encode(["rice"]), hash_encoder.encode(["rice"]))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=8), max_size=6))
def test_vectors_are_those_of_the_encoder_when_any_texts_are_given(hash_encoder, tmp_path: Path, texts: list) -> None:
    cached = CachedEncoder(hash_encoder, path=tmp_path / "v.sqlite")
    np.testing.assert_array_equal(cached.encode(texts), hash_encoder.encode(texts))


def test_nothing_is_lost_when_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    arguments = [sys.executable, "-c", _WRITER]
    writers = [subprocess.Popen([*arguments, str(n), str(path)], stderr=subprocess.PIPE) for n in (0, 30, 60)]
    assert [(writer.communicate()[1].decode(), writer.returncode) for writer in writers] == [("", 0)] * 3
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("SELECT count(*) FROM vectors").fetchone() == (7 + 120,)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    path.write_bytes(b"no database at all, but longer than the header of one would be" * 4)
    with pytest.raises(DataError, match=r"vectors\.sqlite'.*delete the file, it is made anew"):
        CachedEncoder(HashEncoder(), path=path).encode(["a"])
