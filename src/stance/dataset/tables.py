"""A corpus as `datasets` tables and as Parquet files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.dataset.corpus import SPLITS, CodedParagraph, Corpus
from stance.dataset.reading import read_corpus

if TYPE_CHECKING:
    import datasets

__all__ = ["load_corpus", "write_parquet"]

_ABOUT = ("language", "genre", "family", "title", "date", "outlet", "translated_from")  # of the document
_TEXTS = ("id", "document", *_ABOUT, "kind", "number", "heading", "text", "scs_stance")


def load_corpus(folder: str | Path | None = None) -> "datasets.DatasetDict":
    """Return a corpus as a `datasets.DatasetDict` with splits train, validation and test.

    One row is one line of a document; ``partners`` is a list of ``{partner, sentiment, intensity,
    source, implied}``, ``hard_cases`` a list of names.

    Parameters
    ----------
    folder : str or Path, optional
        By default the corpus that ships.

    Examples
    --------
    >>> import stance
    >>> sorted(stance.load_corpus())
    ['test', 'train', 'validation']
    """
    return _tables(read_corpus(folder))


def write_parquet(corpus: Corpus, folder: Path) -> list[Path]:
    """Write ``<split>.parquet`` for each split into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for split, table in _tables(corpus).items():
        files.append(folder / f"{split}.parquet")
        table.to_parquet(files[-1])
    return files


def _tables(corpus: Corpus) -> "datasets.DatasetDict":
    import datasets

    features = _features()
    return datasets.DatasetDict(
        {name: datasets.Dataset.from_dict(_columns(corpus.split(name), features), features) for name in SPLITS}
    )


def _columns(coded: Sequence[CodedParagraph], features: "datasets.Features") -> dict[str, list[Any]]:
    rows = _rows(coded)
    return {name: [row[name] for row in rows] for name in features}


def _rows(coded: Sequence[CodedParagraph]) -> list[dict[str, Any]]:
    return [
        {
            "id": c.paragraph.id,
            "document": c.document.name,
            "index": c.paragraph.index,
            **{name: getattr(c.document, name) for name in _ABOUT},
            "language": c.paragraph.language,
            "author": list(c.document.author),
            "parties": list(c.document.parties),
            "kind": c.paragraph.kind,
            "number": c.paragraph.number,
            "heading": c.paragraph.heading,
            "text": c.paragraph.text,
            "topics": list(c.topics),
            "scs_stance": c.scs_stance,
            "partners": [
                {"partner": p.partner, "sentiment": p.sentiment, "intensity": p.intensity}
                | {"source": p.source, "implied": p.implied}
                for p in c.partners
            ],
            "hard_cases": list(c.hard_cases),
        }
        for c in coded
    ]


def _features() -> "datasets.Features":
    import datasets

    text = datasets.Value("string")
    partner = {"partner": text, "sentiment": text, "intensity": datasets.Value("int32")}
    partner |= {"source": text, "implied": datasets.Value("bool")}
    columns: dict[str, Any] = dict.fromkeys(_TEXTS, text)
    columns |= {"index": datasets.Value("int32"), "topics": datasets.List(text), "partners": datasets.List(partner)}
    columns |= {name: datasets.List(text) for name in ("author", "parties", "hard_cases")}
    return datasets.Features(columns)
