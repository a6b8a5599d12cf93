"""Releases of the shipped corpus."""

import pytest

from stance.dataset import Corpus, read_corpus
from stance.dataset.releases import releases, require_current
from stance.errors import DataError


def test_the_shipped_corpus_is_the_last_release_unedited(corpus: Corpus) -> None:
    last = releases()[-1]
    assert (corpus.card.reference, corpus.sha256) == (last.release, last.sha256), "a change needs a new version"
    assert last.superseded_by == ""


def test_every_other_release_is_superseded_by_a_later_one() -> None:
    names = [entry.release for entry in releases()]
    assert len(names) == len(set(names))
    for place, entry in enumerate(releases()[:-1]):
        assert entry.superseded_by in names[place + 1 :]


def test_the_card_names_what_it_supersedes(corpus: Corpus) -> None:
    assert corpus.card.supersedes == releases()[-2].release


def test_a_release_is_asked_for_by_name(corpus: Corpus) -> None:
    assert read_corpus(corpus.card.reference).sha256 == corpus.sha256


def test_a_superseded_release_names_its_successor() -> None:
    with pytest.raises(DataError, match=r"paragraphs@0\.1\.0' is superseded by 'diplomatic-paragraphs@1\.0\.0'"):
        require_current("diplomatic-paragraphs@0.1.0")


def test_an_unknown_release_is_an_error() -> None:
    with pytest.raises(DataError, match=r"no corpus 'diplomatic-paragraphs@9'"):
        read_corpus("diplomatic-paragraphs@9")
