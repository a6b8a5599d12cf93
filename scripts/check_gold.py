"""Compare predictions with lines that people coded; for checking, never for fitting.

    python scripts/check_gold.py out/predictions.jsonl gold.jsonl

A gold line has ``document``, ``text``, ``kind``, ``topics``, ``scs_stance`` and ``partners`` (code to
sentiment; ``ambiguous`` is not scored).
"""

import json
import sys
from pathlib import Path
from typing import Any


def read(path: str) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    """Return micro-F1 over (gold, predicted) sets."""
    hits = sum(len(gold & said) for gold, said in pairs)
    return 2 * hits / max(sum(len(gold) + len(said) for gold, said in pairs), 1)


def compare(predictions: list[dict[str, Any]], gold: list[dict[str, Any]]) -> dict[str, float]:
    """Return the scores of predictions on the gold lines, matched by document and text."""
    said = {(row["document"], row["text"].strip()): row for row in predictions}
    matched = [(line, said.get((line["document"], line["text"].strip()))) for line in gold]
    pairs = [(line, row) for line, row in matched if row]
    wanted = [(line["partners"], {p["partner"]: p["sentiment"] for p in row["partners"]}) for line, row in pairs]
    asked = [(code, label, got) for want, got in wanted for code, label in want.items() if label != "ambiguous"]
    found = [(label, got[code]) for code, label, got in asked if code in got]
    return {
        "lines": len(gold),
        "matched": len(pairs),
        "kind_accuracy": sum(line["kind"] == row["kind"] for line, row in pairs) / max(len(pairs), 1),
        "topic_micro_f1": f1([(set(line["topics"]), set(row["topics"])) for line, row in pairs]),
        "stance_accuracy": sum(line["scs_stance"] == row["scs_stance"] for line, row in pairs) / max(len(pairs), 1),
        "partner_detection_f1": f1([(set(want), set(got)) for want, got in wanted]),
        "partner_sentiment_accuracy": sum(a == b for a, b in found) / max(len(found), 1),
        "partners_scored": len(found),
    }


def main(arguments: list[str]) -> int:
    """Print the scores."""
    if len(arguments) != 2:  # noqa: PLR2004 - the two files
        print(__doc__, file=sys.stderr)
        return 2
    for name, value in compare(read(arguments[0]), read(arguments[1])).items():
        print(f"{name:<28}{value:.3f}" if isinstance(value, float) else f"{name:<28}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
