"""``stance ingest``: read files and cut them into lines."""

import io
import json
from collections import Counter
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd

from stance.config import Invocation, build
from stance.partners import PartnerFinder
from stance.provenance import write_atomic
from stance.quarantine import report_rejections
from stance.records import Document, Mention, Paragraph, Rejection
from stance.segmentation import LanguageIdentifier, segment
from stance.settings import Settings

__all__ = ["run"]


class IngestSettings(Settings):
    """Settings of ``stance ingest``; see conf/ingest.yaml."""

    input: str | list[str]
    output: str
    source: dict[str, Any]


def run(invocation: Invocation) -> None:
    """Write documents, paragraphs, mentions and rejections, and print their numbers."""
    settings = IngestSettings.of(invocation.settings)
    found = list(build(settings.source).documents())
    documents = [document for document in found if isinstance(document, Document)]
    rejections = [rejection for rejection in found if isinstance(rejection, Rejection)]
    identifier, finder, output = LanguageIdentifier(), PartnerFinder(), Path(settings.output)
    paragraphs = [p for document in documents for p in segment(document, identifier)]
    mentions = [
        {"paragraph": p.id, **asdict(m)}
        for p in paragraphs
        if p.kind != "boilerplate"
        for m in finder.find(p.text, p.language)
    ]
    _lines(output / "documents.jsonl", [{"id": d.id, **asdict(d)} for d in documents])
    _table(output / "paragraphs.parquet", [{"id": p.id, **asdict(p)} for p in paragraphs], ("id", *_names(Paragraph)))
    _table(output / "mentions.parquet", mentions, ("paragraph", *_names(Mention)))
    kinds = Counter(p.kind for p in paragraphs)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(f"{len(documents)} documents, {len(paragraphs)} lines ({told}), {len(mentions)} mentions: {output}")
    report_rejections(output, rejections)


def _names(record: type[Paragraph] | type[Mention]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def _table(path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    buffer = io.BytesIO()
    pd.DataFrame(rows, columns=list(columns)).to_parquet(buffer, index=False)
    write_atomic(path, buffer.getvalue())


def _lines(path: Path, rows: list[dict[str, Any]]) -> None:
    write_atomic(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
