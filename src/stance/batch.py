"""Files in, prediction files out: one row for every non-empty line."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stance.codebook import Codebook
from stance.predictor import Predictor
from stance.protocols import Source
from stance.records import Document, Prediction, Rejection

__all__ = ["Tally", "predict_files"]

_NAMES = ("predictions.jsonl", "predictions.parquet", "quarantine.jsonl")


@dataclass(slots=True)
class Tally:
    """What was done: documents read, lines written, files or rows rejected."""

    documents: int = 0
    lines: int = 0
    rejected: int = 0


def predict_files(
    source: Source,
    predictor: Predictor,
    output: Path,
    *,
    each: Callable[[Document, list[Prediction]], None] = lambda _document, _predictions: None,
) -> Tally:
    """Predict every document of a source.

    Files are written in a temporary folder and moved into place when all is done, so a reader never
    sees a part and two calls never write into one file. One document is in memory at a time.

    Parameters
    ----------
    source : Source
    predictor : Predictor
    output : Path
        Gets ``predictions.jsonl``, ``predictions.parquet`` and ``quarantine.jsonl``.
    each : callable
        Told of every document and its predictions.
    """
    output.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    with tempfile.TemporaryDirectory(dir=output, prefix=".predict-") as name:
        staging = Path(name)
        _write(source, predictor, staging, tally, each)
        for result in _NAMES:
            with (staging / result).open("rb") as stream:
                os.fsync(stream.fileno())
            (staging / result).replace(output / result)
    return tally


def _write(
    source: Source,
    predictor: Predictor,
    folder: Path,
    tally: Tally,
    each: Callable[[Document, list[Prediction]], None],
) -> None:
    lines, table, quarantine = (folder / name for name in _NAMES)
    schema = _schema(predictor.codebook)
    with (
        lines.open("w", encoding="utf-8") as rows,
        quarantine.open("w", encoding="utf-8") as rejected,
        pq.ParquetWriter(table, schema) as columns,
    ):
        for found in _counted(source, tally):
            if isinstance(found, Rejection):
                rejected.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
                continue
            predictions = predictor.predict_document(found)
            plain = [prediction.to_dict() for prediction in predictions]
            rows.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in plain)
            columns.write_table(pa.Table.from_pylist(plain, schema=schema))
            tally.lines += len(predictions)
            each(found, predictions)


def _counted(source: Source, tally: Tally) -> Iterator[Document | Rejection]:
    for found in source.documents():
        if isinstance(found, Rejection):
            tally.rejected += 1
        else:
            tally.documents += 1
        yield found


def _schema(codebook: Codebook) -> pa.Schema:
    text, whole, yes = pa.string(), pa.int32(), pa.bool_()
    topics, stance, partner = (codebook.only(kind) for kind in ("multilabel", "conditional", "targeted"))
    stances = (stance.default or "none", *stance.label_names) if stance else ()
    mention = pa.struct({"start": whole, "end": whole, "surface": text})
    one: dict[str, Any] = {"partner": text, "sentiment": text}
    one |= {"probabilities": _chances(partner.label_names if partner else ()), "intensity": whole}
    one |= {"source": text, "implied": yes, "mentions": pa.list_(mention)}
    return pa.schema(
        {
            "document": text,
            "index": whole,
            "start": whole,
            "end": whole,
            "text": text,
            "kind": text,
            "number": text,
            "heading": text,
            "language": text,
            "language_seen": yes,
            "topics": pa.list_(text),
            "topic_probabilities": _chances(topics.label_names if topics else ()),
            "scs_stance": text,
            "scs_stance_probabilities": _chances(stances),
            "partners": pa.list_(pa.struct(one)),
            "abstained": pa.list_(text),
            "model": pa.struct({"sha256": text, "codebook": text, "version": text}),
        }
    )


def _chances(labels: tuple[str, ...]) -> pa.DataType:
    """Return the type of probabilities; Parquet has no struct without fields, for a task that the codebook lacks."""
    return pa.struct({label: pa.float64() for label in labels}) if labels else pa.map_(pa.string(), pa.float64())
