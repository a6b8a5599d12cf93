"""Where rejected files and rows go, and the line that tells of them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from stance.provenance import write_atomic
from stance.records import Rejection

__all__ = ["report_rejections"]


def report_rejections(folder: Path, rejections: Sequence[Rejection]) -> None:
    """Write ``quarantine.jsonl`` (empty where nothing was rejected) and say how many there are."""
    path = folder / "quarantine.jsonl"
    write_atomic(path, "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in rejections))
    if rejections:
        print(f"{len(rejections)} rejected, see {path}")  # noqa: T201 - the last line of a command
