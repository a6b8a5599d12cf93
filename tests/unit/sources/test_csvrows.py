"""CSV records: quotes, line ends inside them, and what breaks."""

import csv
import io
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from stance.sources.csvrows import Record, records, separator
from stance.sources.text import BadTextError

LIMIT = 1000


def numbered(text: str) -> Iterator[tuple[int, str]]:
    return iter(list(enumerate(text.splitlines(keepends=True), 1)))


def read(text: str, limit: int = LIMIT) -> list[list[str] | str]:
    found = records(numbered(text), ",", limit)
    return [item.fields if isinstance(item, Record) else item.reason for item in found]


def test_line_ends_and_doubled_quotes_inside_quotes_are_legal() -> None:
    assert read('a,"x ""y""\nz"\nb,c\n') == [["a", 'x "y"\nz'], ["b", "c"]]


def test_unclosed_quote_is_named_with_the_lines_it_swallows() -> None:
    first, last = read('a,b\nc,"open\nd,e\nf,g\n')
    assert first == ["a", "b"]
    assert last == "a quote opens in line 2 and is never closed: 3 line(s) up to the end are not read"


def test_stray_quote_costs_its_own_line_only() -> None:
    assert read('1,"open\n2,"fine"\n3,x\n')[1:] == [["2", "fine"], ["3", "x"]]


def test_record_beyond_the_limit_is_refused_and_the_next_one_read() -> None:
    reason, last = read('1,"' + "x\n" * 60 + '"\n2,y\n', limit=50)
    assert "at most 50" in str(reason)
    assert last == ["2", "y"]


def test_errors_of_lines_are_passed_on() -> None:
    lines: Iterator[tuple[int, str] | BadTextError] = iter([BadTextError("bad", 1), (2, "a,b\n")])
    found = list(records(lines, ",", LIMIT))
    assert isinstance(found[0], BadTextError)
    assert found[1] == Record(2, ["a", "b"])


def test_separator_is_the_commonest_sign_of_the_header() -> None:
    assert [separator("id,text"), separator("id;text"), separator("id\ttext"), separator("text")] == [
        ",",
        ";",
        "\t",
        ",",
    ]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs", "Zl", "Zp", "Cc"])),
            min_size=2,
            max_size=3,
        ),
        max_size=5,
    )
)
def test_what_the_standard_library_writes_is_read_back(table: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    assert read(stream.getvalue()) == table


@given(st.text(alphabet='a,"\n ', max_size=60))
def test_any_text_ends(text: str) -> None:
    read(text)
