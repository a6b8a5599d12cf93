"""The corpus: documents and their annotations on disk, joined into gold paragraphs and `datasets` tables."""

from stance.dataset.card import CorpusCard, Floors, KnownIssue
from stance.dataset.corpus import HARD_CASE, SPLITS, CodedParagraph, Corpus
from stance.dataset.reading import read_corpus
from stance.dataset.tables import load_corpus, write_parquet

__all__ = [
    "HARD_CASE",
    "SPLITS",
    "CodedParagraph",
    "Corpus",
    "CorpusCard",
    "Floors",
    "KnownIssue",
    "load_corpus",
    "read_corpus",
    "write_parquet",
]
