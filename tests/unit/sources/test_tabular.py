"""Rows of tables: what breaks costs no other row."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.sources.tabular import Row, rows
from stance.sources.text import BadTextError

LIMIT = 1000


def read(path: Path, limit: int = LIMIT) -> tuple[list[str], list[BadTextError]]:
    found = list(rows(path, "text", limit))
    good = [str(item.cells.get("text")) for item in found if isinstance(item, Row)]
    return good, [item for item in found if isinstance(item, BadTextError)]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_broken_json_line_costs_that_line_only(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"row {i}"}) for i in range(1, 8001)]
    lines[7340] = '{"text": "broken'
    good, bad = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert len(good) == 7999
    assert [error.line for error in bad] == [7341]
    assert "line 7341 is not valid JSON" in bad[0].reason


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"[1, 2]", "a JSON list, not an object"),
        (b"[" * 5000, "not valid JSON"),
        (b'{"text": "\xff"}', "invalid UTF-8 at byte 26"),
        (b'{"text": "' + b"x" * 20_000 + b'"}', "20,013 bytes; at most 12,000"),
    ],
)
def test_bad_json_rows_are_named(tmp_path: Path, line: bytes, message: str) -> None:
    good, bad = read(write(tmp_path / "a.jsonl", b'{"text": "one"}\n' + line + b'\n{"text": "two"}\n'))
    assert good == ["one", "two"]
    assert [error.line for error in bad] == [2]
    assert message in bad[0].reason


def test_missing_column_names_the_columns_there_are(tmp_path: Path) -> None:
    parquet = tmp_path / "c.parquet"
    pq.write_table(pa.table({"body": ["x"]}), parquet)
    tables = [write(tmp_path / "a.jsonl", '{"body": "x"}\n'), write(tmp_path / "b.csv", "id,body\n1,x\n"), parquet]
    for table in tables:
        with pytest.raises(BadTextError, match="no column 'text'; the columns are: body"):
            read(table)


def test_ragged_csv_rows_are_named_and_the_others_kept(tmp_path: Path) -> None:
    good, bad = read(write(tmp_path / "a.csv", b'\xef\xbb\xbfid,text\n1,"a\nb"\n2,x,y\n3\n\n4,d\n'))
    assert good == ["a\nb", "d"]
    assert [error.reason for error in bad] == [
        "the row of line 4 has 3 columns, the header has 2",
        "the row of line 5 has 1 columns, the header has 2",
    ]


def test_unclosed_quote_in_csv_keeps_the_rows_before_it(tmp_path: Path) -> None:
    good, bad = read(write(tmp_path / "a.csv", 'id,text\n1,a\n2,"open\n3,b\n4,c\n'))
    assert good == ["a"]
    assert (bad[0].line, "3 line(s)" in bad[0].reason) == (3, True)


def test_parquet_is_read_by_batches(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [f"row {i}" for i in range(600)]}), tmp_path / "a.parquet")
    good, bad = read(tmp_path / "a.parquet")
    assert (len(good), good[599], bad) == (600, "row 599", [])


def test_invalid_text_in_parquet_costs_that_row_only(tmp_path: Path) -> None:
    column = pa.array([b"one", b"\xff\xfe", b"two"]).view(pa.string())
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet")
    good, bad = read(tmp_path / "a.parquet")
    assert good == ["one", "two"]
    assert bad[0].reason == "row 2 holds invalid UTF-8"


@pytest.mark.parametrize("cut", [0, 3, -20])
def test_damaged_parquet_is_refused(tmp_path: Path, cut: int) -> None:
    pq.write_table(pa.table({"text": ["one"]}), tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    with pytest.raises(BadTextError, match=r"empty|damaged or no Parquet file"):
        read(write(tmp_path / "b.parquet", data[:cut]))


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_tables_that_are_no_utf8_text_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadTextError, match="empty"):
        read(write(tmp_path / name, b""))
    with pytest.raises(BadTextError, match="UTF-16"):
        read(write(tmp_path / name, "text\nViet Nam\n".encode("utf-16")))
