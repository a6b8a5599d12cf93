"""``stance agree``: how far coders agree."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from pydantic import Field

from stance.agreement import Agreement, agreement
from stance.annotations import check_labels, read_annotations
from stance.config import Invocation
from stance.errors import DataError
from stance.naming import codebook_at, files_at
from stance.provenance import write_atomic
from stance.settings import Settings

__all__ = ["run"]

_FEWEST = 2


class AgreeSettings(Settings):
    """Settings of ``stance agree``; see conf/agree.yaml."""

    annotations: str | list[str]
    output: str | None
    codebook: str | None
    replicates: int = Field(ge=1)


def run(invocation: Invocation) -> None:
    """Print alpha for every task and label, and write ``agreement.json``."""
    settings = AgreeSettings.of(invocation.settings)
    codebook = codebook_at(settings.codebook)
    rows = [row for file in files_at(settings.annotations) for row in read_annotations(file)]
    check_labels(rows, codebook)
    coders = Counter(item for item, _ in {(row.item, row.annotator) for row in rows})
    if max(coders.values(), default=0) < _FEWEST:
        names = ", ".join(sorted({row.annotator for row in rows})) or "nobody"
        raise DataError(f"no item was coded by two annotators (coded by {names}); give the files of all coders")
    results = agreement(rows, codebook, replicates=settings.replicates)
    print(f"{'task':<18} {'of':<20} {'alpha':>6}  {'95% interval':<16} {'items':>5} {'docs':>4}")
    for result in results:
        print(_row(result))
    if settings.output:
        path = Path(settings.output) / "agreement.json"
        write_atomic(path, json.dumps([asdict(result) for result in results], indent=1).replace("NaN", "null") + "\n")
        print(f"written: {path}")


def _row(result: Agreement) -> str:
    alpha = result.alpha
    interval = f"[{alpha.low:.3f}, {alpha.high:.3f}]"
    what = result.label or result.aspect
    return f"{result.task:<18} {what:<20} {alpha.value:>6.3f}  {interval:<16} {alpha.n:>5} {alpha.clusters:>4}"
