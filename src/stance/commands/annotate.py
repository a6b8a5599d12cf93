"""``stance annotate``: code lines by an annotator, or write coding sheets for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.annotations import read_annotations, write_annotations
from stance.annotators import RulesAnnotator, write_sheet
from stance.config import Invocation, build
from stance.naming import codebook_at
from stance.partners import PartnerFinder
from stance.quarantine import report_rejections
from stance.records import Annotation, Document, Paragraph, Rejection
from stance.segmentation import LanguageIdentifier, segment
from stance.settings import Settings

__all__ = ["run"]


class AnnotateSettings(Settings):
    """Settings of ``stance annotate``; see conf/annotate.yaml."""

    annotator: dict[str, Any]
    source: dict[str, Any]
    input: str | list[str]
    output: str
    codebook: str | None
    sheets_for: list[str]


def run(invocation: Invocation) -> None:
    """Write ``annotations.csv``, or one coding sheet for each of ``sheets_for``."""
    settings = AnnotateSettings.of(invocation.settings)
    codebook, output = codebook_at(settings.codebook), Path(settings.output)
    found = list(build(settings.source).documents())
    paragraphs = _paragraphs(found)
    rejections = [rejection for rejection in found if isinstance(rejection, Rejection)]
    if settings.sheets_for:
        for sheet in write_sheet(paragraphs, codebook, output / "sheet.csv", annotators=settings.sheets_for):
            print(f"coding sheet: {sheet}")
        report_rejections(output, rejections)
        return
    annotator = build(settings.annotator)
    if isinstance(annotator, RulesAnnotator):
        annotator.finder = PartnerFinder(codebook.partners.organisations)
    rows = list(annotator.annotate(paragraphs, codebook))
    path = output / "annotations.csv"
    others = _kept(path, {(row.document, row.annotator) for row in rows})
    write_annotations(path, [*others, *rows])
    if others:
        print(f"kept {len(others)} annotations of other documents or by others that {path} held")
    print(f"{len(rows)} annotations of {len(paragraphs)} lines by {annotator.name}: {path}")
    report_rejections(output, [*rejections, *getattr(annotator, "rejections", ())])


def _kept(path: Path, coded: set[tuple[str, str]]) -> list[Annotation]:
    """Return what a file of annotations holds of documents that an annotator has not just coded again."""
    if not path.exists():
        return []
    return [row for row in read_annotations(path) if (row.document, row.annotator) not in coded]


def _paragraphs(found: Sequence[Document | Rejection]) -> list[Paragraph]:
    identifier = LanguageIdentifier()
    documents = (one for one in found if isinstance(one, Document))
    return [paragraph for document in documents for paragraph in segment(document, identifier)]
