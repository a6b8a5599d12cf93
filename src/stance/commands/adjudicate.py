"""``stance adjudicate``: from several coders' codes to gold."""

from dataclasses import replace
from pathlib import Path

from stance.aggregation import majority
from stance.annotations import check_labels, read_annotations, write_annotations
from stance.config import Invocation
from stance.naming import codebook_at, files_at
from stance.settings import Settings

__all__ = ["run"]


class AdjudicateSettings(Settings):
    """Settings of ``stance adjudicate``; see conf/adjudicate.yaml."""

    annotations: str | list[str]
    output: str
    codebook: str | None


def run(invocation: Invocation) -> None:
    """Write ``gold.csv``; the annotator column says ``majority``, or ``tied`` where a person must decide."""
    settings = AdjudicateSettings.of(invocation.settings)
    codebook = codebook_at(settings.codebook)
    rows = [row for file in files_at(settings.annotations) for row in read_annotations(file)]
    check_labels(rows, codebook)
    golds = majority(rows, codebook)
    path = Path(settings.output) / "gold.csv"
    write_annotations(path, [replace(g.annotation, annotator="tied" if g.tied else "majority") for g in golds])
    print(f"{len(golds)} items, {sum(gold.tied for gold in golds)} tied: {path}")
