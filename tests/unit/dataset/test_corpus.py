"""A corpus as a value: its splits, its parts and its hash."""

from dataclasses import replace

import pytest

from stance.dataset import Corpus
from stance.errors import DataError


def test_an_unknown_split_is_named(small_corpus: Corpus) -> None:
    with pytest.raises(DataError, match=r"no split 'tset'; did you mean 'test'\?"):
        small_corpus.split("tset")


def test_the_hash_changes_with_texts_codes_and_splits(small_corpus: Corpus) -> None:
    label = replace(small_corpus.annotations[0], label="heading")
    first = small_corpus.documents["en-01"]
    splits = {name: list(reversed(names)) for name, names in small_corpus.splits.items()}
    others = [
        replace(small_corpus, annotations=[label, *small_corpus.annotations[1:]]),
        replace(small_corpus, documents={}),
        replace(small_corpus, documents=small_corpus.documents | {"en-01": replace(first, language="vi")}),
        small_corpus.resplit(splits),
    ]
    assert len({small_corpus.sha256, *(other.sha256 for other in others)}) == 5
    assert replace(small_corpus).sha256 == small_corpus.sha256


def test_a_part_keeps_the_splits_codes_and_lines_of_its_documents(small_corpus: Corpus) -> None:
    names = [small_corpus.splits["train"][0], small_corpus.splits["test"][0]]
    part = small_corpus.keep(names)
    assert sorted(part.documents) == sorted(names)
    assert {line.document.name for line in part.paragraphs} == {row.document for row in part.annotations} == set(names)
    assert part.splits == {"train": names[:1], "validation": [], "test": names[1:]}
    assert part.split("train") == [line for line in small_corpus.paragraphs if line.document.name == names[0]]


def test_a_line_says_where_it_stands(small_corpus: Corpus) -> None:
    line = small_corpus.paragraphs[1]
    assert line.place == f"{line.document.name}:{line.paragraph.index}"
