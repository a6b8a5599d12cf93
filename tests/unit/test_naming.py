from pathlib import Path

import pytest

from stance.codebook import Codebook
from stance.errors import CodebookError, DataError, ModelError
from stance.naming import bundle_folder, codebook_at, corpus_at, files_at


@pytest.mark.parametrize("name", [None, "diplomacy"])
def test_the_codebook_that_ships_is_found(name: str | None, codebook: Codebook) -> None:
    assert codebook_at(name).sha256 == codebook.sha256


def test_a_codebook_is_found_by_its_path(tmp_path: Path, tiny_codebook: Codebook) -> None:
    (tmp_path / "mine.yaml").write_text(tiny_codebook.model_dump_json(), encoding="utf-8")
    assert codebook_at(str(tmp_path / "mine.yaml")).name == "harbour"


def test_a_file_is_taken_before_a_codebook_that_ships(
    tmp_path: Path, tiny_codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "diplomacy").write_text(tiny_codebook.model_dump_json(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert codebook_at("diplomacy").name == "harbour"


def test_a_codebook_that_is_not_there_is_named() -> None:
    with pytest.raises(CodebookError, match=r"'diplomacyy' cannot be read"):
        codebook_at("diplomacyy")


def test_the_corpus_that_ships_is_found(codebook: Codebook) -> None:
    assert corpus_at(None, codebook).name == "diplomatic-paragraphs"


@pytest.mark.parametrize("part", ["", "model"])
def test_a_bundle_is_found_by_its_run_or_itself(part: str, trained: Path) -> None:
    assert bundle_folder(str(trained / part)) == trained / "model"


def test_a_folder_without_a_bundle_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no bundle; give a run folder or the model folder"):
        bundle_folder(str(tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "d.csv").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        ("*.csv", ["a.csv", "b.csv"]),
        (["c.txt", "*.csv"], ["c.txt", "a.csv", "b.csv"]),
        (["a.csv", "*.csv"], ["a.csv", "b.csv"]),
    ],
    ids=["glob", "list", "twice"],
)
def test_files_are_found_once_in_order(patterns: str | list[str], found: list[str], folder: Path) -> None:
    given = [patterns] if isinstance(patterns, str) else patterns
    absolute = [str(folder / pattern) for pattern in given]
    assert files_at(absolute if len(absolute) > 1 else absolute[0]) == [folder / name for name in found]


@pytest.mark.parametrize("pattern", ["*.json", "d.csv"])
def test_a_pattern_that_matches_no_file_is_named(pattern: str, folder: Path) -> None:
    with pytest.raises(DataError, match=r"no file matches '.*'; give a path or a glob in quotes"):
        files_at(str(folder / pattern))
