"""A corpus as tables."""

from pathlib import Path

import datasets
import pandas as pd

from stance.dataset import Corpus, write_parquet


def test_parquet_holds_every_line_of_each_split(small_corpus: Corpus, tmp_path: Path) -> None:
    files = write_parquet(small_corpus, tmp_path / "data")
    assert [file.name for file in files] == ["train.parquet", "validation.parquet", "test.parquet"]
    for file in files:
        frame = pd.read_parquet(file)
        lines = small_corpus.split(file.stem)
        assert frame["text"].tolist() == [line.paragraph.text for line in lines]
        assert [list(each) for each in frame["topics"]] == [list(line.topics) for line in lines]
        assert [list(each) for each in frame["hard_cases"]] == [list(line.hard_cases) for line in lines]


def test_parquet_keeps_the_features(small_corpus: Corpus, tmp_path: Path) -> None:
    file = write_parquet(small_corpus, tmp_path)[0]
    table = datasets.Dataset.from_parquet(str(file), cache_dir=str(tmp_path / "cache"))
    assert table.features["partners"].feature["intensity"] == datasets.Value("int32")


def test_a_split_without_documents_is_a_table_without_rows(small_corpus: Corpus, tmp_path: Path) -> None:
    whole = small_corpus.splits
    moved = {"train": [*whole["train"], *whole["validation"]], "validation": [], "test": whole["test"]}
    files = {file.stem: file for file in write_parquet(small_corpus.resplit(moved), tmp_path)}
    empty, full = (pd.read_parquet(files[name]) for name in ("validation", "train"))
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
