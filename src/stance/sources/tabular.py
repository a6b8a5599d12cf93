"""Rows of JSONL, CSV and Parquet files, read as a stream: a broken row costs no other row."""

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from stance.sources.csvrows import Record, records, separator
from stance.sources.text import BadTextError, decode

__all__ = ["Row", "rows"]

_HEAD = 4096
_BATCH = 256
_TRIAL_ROWS = 20
_ESCAPED = 12
_Numbered = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place among the rows, the line it starts in and its cells."""

    index: int
    line: int
    cells: Mapping[str, Any]


def rows(path: Path, text_column: str, limit: int) -> Iterator[Row | BadTextError]:
    """Yield the rows of a table in order, and an error for each that cannot be read.

    Parameters
    ----------
    path : Path
        A ``.jsonl``, ``.csv`` or ``.parquet`` file.
    text_column : str
        The column that must be there.
    limit : int
        Largest text in characters; rows several times as large are not held in memory.

    Yields
    ------
    Row or BadTextError

    Raises
    ------
    BadTextError
        Where the file as a whole is no such table or lacks the column.
    """
    readers = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet}
    return readers[path.suffix.lower()](path, text_column, limit)


def _lines(stream: BinaryIO, limit: int) -> Iterator[_Numbered | BadTextError]:
    """Yield numbered lines of UTF-8; a line that is too long or invalid is an error of its own."""
    largest = limit * _ESCAPED
    offset = 0
    number = 0
    while data := stream.readline(largest):
        number += 1
        length = len(data)
        while not data.endswith(b"\n") and (rest := stream.readline(largest)):
            length += len(rest)
            data = rest if rest.endswith(b"\n") else b""
        if length > largest:
            yield BadTextError(f"line {number} has {length:,} bytes; at most {largest:,} are allowed", number)
        else:
            yield _decoded(data.removeprefix(codecs.BOM_UTF8) if number == 1 else data, number, offset)
        offset += length


def _decoded(data: bytes, number: int, offset: int) -> _Numbered | BadTextError:
    try:
        return number, data.decode()
    except UnicodeDecodeError as error:
        byte = data[error.start]
        return BadTextError(f"invalid UTF-8 at byte {offset + error.start} (0x{byte:02x}), line {number}", number)


def _check_head(path: Path) -> None:
    """Raise where the start of the file shows that it is not UTF-8 text."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    try:
        decode(head)
    except BadTextError as error:
        if not error.reason.startswith("invalid UTF-8"):
            raise


def _jsonl(path: Path, text_column: str, limit: int) -> Iterator[Row | BadTextError]:
    _check_head(path)
    trial: list[Row] = []
    parsed = _objects(path, limit)
    for item in parsed:
        if isinstance(item, BadTextError):
            yield item
        elif text_column in item.cells:
            yield from chain(trial, (item,), parsed)
            return
        else:
            trial.append(item)
            if len(trial) == _TRIAL_ROWS:
                break
    if trial:
        raise _missing(text_column, {key for row in trial for key in row.cells})


def _objects(path: Path, limit: int) -> Iterator[Row | BadTextError]:
    with path.open("rb") as stream:
        for item in _lines(stream, limit):
            if isinstance(item, BadTextError):
                yield item
            elif item[1].strip():
                yield _object(*item)


def _object(number: int, line: str) -> Row | BadTextError:
    try:
        cells = json.loads(line)
    except json.JSONDecodeError as error:
        return BadTextError(f"line {number} is not valid JSON: {error.msg} (column {error.colno})", number)
    except (ValueError, RecursionError) as error:
        return BadTextError(f"line {number} is not valid JSON: {str(error)[:80]}", number)
    if not isinstance(cells, dict):
        return BadTextError(f"line {number} holds a JSON {type(cells).__name__}, not an object", number)
    return Row(number, number, cells)


def _csv(path: Path, text_column: str, limit: int) -> Iterator[Row | BadTextError]:
    _check_head(path)
    with path.open("rb") as stream:
        lines = _lines(stream, limit)
        first = next((item for item in lines if isinstance(item, BadTextError) or item[1].strip()), None)
        if first is None:
            raise BadTextError("there is no text but white space")
        if isinstance(first, BadTextError):
            raise first
        sign = separator(first[1])
        table = records(chain((first,), lines), sign, limit * 2)
        header = next(table)
        if isinstance(header, BadTextError):
            raise header
        columns = [column.strip() for column in header.fields]
        if text_column not in columns:
            raise _missing(text_column, columns)
        yield from _csv_rows(table, columns)


def _csv_rows(table: Iterator[Record | BadTextError], columns: list[str]) -> Iterator[Row | BadTextError]:
    index = 0
    for record in table:
        if not isinstance(record, BadTextError) and record.fields == [""]:
            continue
        index += 1
        if isinstance(record, BadTextError):
            yield record
        elif len(record.fields) != len(columns):
            reason = f"the row of line {record.line} has {len(record.fields)} columns, the header has {len(columns)}"
            yield BadTextError(reason, record.line)
        else:
            yield Row(index, record.line, dict(zip(columns, record.fields, strict=True)))


def _parquet(path: Path, text_column: str, limit: int) -> Iterator[Row | BadTextError]:
    if path.stat().st_size == 0:
        raise BadTextError("the file is empty (0 bytes)")
    index = 0
    try:
        with pq.ParquetFile(path) as table:
            if text_column not in table.schema_arrow.names:
                raise _missing(text_column, table.schema_arrow.names)
            for batch in table.iter_batches(batch_size=_BATCH):
                for cells in _cells(batch):
                    index += 1
                    invalid = BadTextError(f"row {index} holds invalid UTF-8", index)
                    yield invalid if cells is None else Row(index, index, cells)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, PermissionError):
            raise
        reason = str(error).splitlines()[0][:120]
        raise BadTextError(f"the file is damaged or no Parquet file after {index} row(s): {reason}") from None


def _cells(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | None]:
    for place in range(batch.num_rows):
        try:
            yield batch.slice(place, 1).to_pylist()[0]
        except UnicodeDecodeError:
            yield None


def _missing(text_column: str, columns: Iterable[str]) -> BadTextError:
    names = ", ".join(islice(sorted(map(str, columns)), _TRIAL_ROWS)) or "none"
    reason = f"there is no column {text_column!r}; the columns are: {names}"
    return BadTextError(f"{reason}; name the right one with text_column")
