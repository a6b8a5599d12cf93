"""A corpus's own card: metadata, the makers' datasheet, counts, agreement, figures, folds and Parquet files."""

import csv
import io
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import DatasetCardData

from stance.agreement import Agreement, agreement, set_agreement
from stance.annotations import write_annotations
from stance.codebook import Codebook
from stance.dataset import HARD_CASE, SPLITS, Corpus, write_parquet
from stance.figures import draw_corpus
from stance.items import TaskData, task_data
from stance.partners import PartnerFinder
from stance.provenance import write_atomic
from stance.quality import IMPLIED, Composition, compose_table, disputes
from stance.records import Annotation
from stance.rendering import interval, render
from stance.splits import Fold, leave_one_language_out, leave_one_partner_out

__all__ = ["write_datasheet"]

_FEWEST_ITEMS = 10
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


@dataclass(frozen=True, slots=True)
class _Part:
    """Agreement within one language, or over all of them (``all``)."""

    language: str
    results: Sequence[Agreement]


def write_datasheet(corpus: Corpus, codebook: Codebook, folder: Path, *, replicates: int = 1000) -> Path:
    """Write what a reader, a script and a hub need to know of a corpus.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook
    folder : Path
        Gets ``README.md``, ``statistics.csv``, ``agreement.csv``, ``folds.json``, ``labels.png``,
        ``partners.png`` and ``data/<split>.parquet``; `datasets.load_dataset` reads the folder as it is.
    replicates : int
        Bootstrap replicates over documents behind the intervals of agreement.

    Returns
    -------
    Path
        The card, ``README.md``: equal corpora give equal bytes.
    """
    languages = corpus.languages
    counts = {name: compose_table(corpus.in_language(name), codebook) for name in languages}
    whole = compose_table(corpus.paragraphs, codebook)
    agreed = _agreement(corpus, codebook, languages, replicates)
    folds = _folds(corpus, codebook)
    files = write_parquet(corpus, folder / "data")
    write_annotations(folder / "data" / "annotations.csv", [*corpus.annotations, *corpus.hard_cases])
    draw_corpus(whole, counts, codebook, folder)
    write_atomic(folder / "statistics.csv", _table(_statistics({"all": whole, **counts})))
    write_atomic(folder / "agreement.csv", _table(_agreement_rows(agreed)))
    write_atomic(folder / "folds.json", json.dumps(folds, indent=1, sort_keys=True) + "\n")
    facts = {
        "corpus": corpus,
        "whole": whole,
        "languages": counts,
        "agreed": {part.language: {_key(result): result for result in part.results} for part in agreed},
        "aspects": [_key(result) for result in agreed[0].results if not result.label],
        "folds": folds,
        "codebook": codebook,
        "disputes": disputes(corpus),
        "cases": list(dict.fromkeys([*corpus.card.hard_cases, IMPLIED])),
        "splits": {name: compose_table(corpus.split(name), codebook) for name in SPLITS},
        "datasheet": corpus.datasheet,
    }
    body = render("corpus.md.jinja", facts, interval=_interval)
    return write_atomic(folder / "README.md", f"---\n{_metadata(corpus, languages, files)}\n---\n{body}")


def _agreement(corpus: Corpus, codebook: Codebook, languages: Sequence[str], replicates: int) -> list[_Part]:
    """Measure the coders' agreement before anybody settled their differences."""
    rows = [row for row in corpus.annotations if row.annotator != corpus.card.adjudicator]
    marks = _marks(corpus, rows)
    spoken = {line.document.name: line.paragraph.language for line in corpus.paragraphs}

    def measured(language: str, wanted: Container[str]) -> _Part:
        mine, marked = ([row for row in part if row.document in wanted] for part in (rows, marks))
        found = agreement(mine, codebook, replicates=replicates)
        cases = [set_agreement(marked, task=HARD_CASE, replicates=replicates)] if corpus.card.hard_cases else []
        return _Part(language, found + cases)

    parts = [measured("all", spoken)]
    for language in languages:
        parts.append(measured(language, {name for name, spoke in spoken.items() if spoke == language}))
    return parts


def _marks(corpus: Corpus, rows: Sequence[Annotation]) -> list[Annotation]:
    """Return every coder's marks of hard cases, with an empty set on each line that a coder left unmarked."""
    given = [row for row in corpus.hard_cases if row.annotator != corpus.card.adjudicator]
    marked = {(*row.line, row.annotator) for row in given}
    kinds = {(*row.line, row.annotator): row.label for row in rows if row.task == "kind"}
    coded = sorted({(*row.line, row.annotator) for row in rows} - marked)
    unmarked = [line for line in coded if kinds.get(line) != "boilerplate"]
    return given + [Annotation(name, index, HARD_CASE, "", "", coder) for name, index, coder in unmarked]


def _folds(corpus: Corpus, codebook: Codebook) -> dict[str, Any]:
    """Return the leave-one-out folds as names of documents."""
    finder = PartnerFinder(codebook.partners.organisations)
    development = [line for name in SPLITS[:-1] for line in corpus.split(name)]
    folds: dict[str, Any] = {}
    for task in codebook.tasks:
        fit, asked = (task_data(lines, task, codebook, finder) for lines in (development, corpus.split("test")))
        if task.kind == "multilabel":
            found = leave_one_language_out(fit.items, asked.items)
            folds["leave_one_language_out"] = {
                name: _names(fold, fit, asked) for name, fold in found.items() if len(fold.train)
            }
        elif task.kind == "targeted":
            found = leave_one_partner_out(fit.items, asked.items, fewest=_FEWEST_ITEMS)
            folds["leave_one_partner_out"] = {
                name: _names(fold, fit, asked) for name, fold in found.items() if len(fold.train)
            }
    return folds


def _names(fold: Fold, development: TaskData, test: TaskData) -> dict[str, list[str]]:
    return {
        "train": sorted(set(development.take(fold.train).documents)),
        "test": sorted(set(test.take(fold.held_out).documents)),
    }


def _statistics(parts: Mapping[str, Composition]) -> Iterable[tuple[Any, ...]]:
    yield "language", "what", "name", "count"
    for language, held in parts.items():
        yield language, "documents", "", held.documents
        yield language, "paragraphs", "", held.paragraphs
        for what, counts in (("genre", held.genres), *held.labels.items(), ("hard_case", held.hard_cases)):
            for name, count in sorted(counts.items()):
                yield language, what, name, count
        for partner, sentiments in sorted(held.partners.items()):
            for sentiment, count in sorted(sentiments.items()):
                yield language, f"partner/{sentiment}", partner, count


def _agreement_rows(parts: Sequence[_Part]) -> Iterable[tuple[Any, ...]]:
    yield "language", "task", "aspect", "label", "level", "alpha", "low", "high", "units", "documents"
    for part in parts:
        for found in part.results:
            alpha = found.alpha
            numbers = [f"{value:.4f}" if np.isfinite(value) else "" for value in (alpha.value, alpha.low, alpha.high)]
            named = (part.language, found.task, found.aspect, found.label, found.level)
            yield (*named, *numbers, alpha.n, alpha.clusters)


def _table(rows: Iterable[tuple[Any, ...]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _key(result: Agreement) -> str:
    return f"{result.task}: {result.label or result.aspect}"


def _interval(result: Agreement | None) -> str:
    return interval(result.alpha.value, result.alpha.low, result.alpha.high, digits=2) if result else "–"


def _metadata(corpus: Corpus, languages: Sequence[str], files: Sequence[Path]) -> str:
    size = next((name for limit, name in _SIZES if len(corpus.paragraphs) < limit), "100K<n<1M")
    paths = [{"split": file.stem, "path": f"data/{file.name}"} for file in files]
    card = DatasetCardData(
        language=list(languages),
        license=corpus.card.license.lower(),
        pretty_name=corpus.name,
        task_categories=["text-classification"],
        multilinguality="multilingual" if len(languages) > 1 else "monolingual",
        size_categories=size,
        source_datasets="original",
        tags=["international-relations", "stance-detection", "targeted-sentiment", "topic-classification"],
        configs=[{"config_name": "default", "data_files": paths}],
        version=corpus.version,
        content_sha256=corpus.sha256,
    )
    return str(card.to_yaml())
