"""CSV records one by one, with the lines that they come from: what is broken costs no other record."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from stance.sources.text import BadTextError

__all__ = ["Record", "records", "separator"]

_SEPARATORS = (",", ";", "\t")
_Numbered = tuple[int, str]
_Item = _Numbered | BadTextError


class _StrayQuoteError(BadTextError):
    """Text follows a closing quote."""


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record and the line it starts in."""

    line: int
    fields: list[str]


@dataclass(slots=True)
class _Gathered:
    """The lines of one record: those held, how many there were and whether its last quote is closed."""

    start: int
    held: list[_Item]
    count: int = 1
    size: int = 0
    closed: bool = True


def separator(header: str) -> str:
    """Return the sign that parts the columns of a header line: comma, semicolon or tab."""
    return max(_SEPARATORS, key=header.count)


def records(lines: Iterator[_Item], sign: str, limit: int) -> Iterator[Record | BadTextError]:
    """Yield the records of a CSV file (RFC 4180; line ends inside quotes are legal).

    A quote that is never closed costs the lines up to the end of the file, of which at most ``limit``
    characters are held. Where text follows a closing quote, the quote that opened is taken to be the
    mistake: only its line is given up and the ones after it are read again.

    Parameters
    ----------
    lines : iterator of (int, str) or BadTextError
        Numbered lines with their ends; errors are passed on.
    sign : str
        The separator.
    limit : int
        Largest record in characters.

    Yields
    ------
    Record or BadTextError
    """
    waiting: deque[_Item] = deque()
    feed = _feed(lines, waiting)
    for item in feed:
        if isinstance(item, BadTextError):
            yield item
            continue
        gathered = _gather(item, feed, sign, limit)
        try:
            yield _record(gathered, sign, limit)
        except _StrayQuoteError as error:
            waiting.extendleft(reversed(gathered.held[1:]))
            yield error
        except BadTextError as error:
            yield error


def _feed(lines: Iterator[_Item], waiting: deque[_Item]) -> Iterator[_Item]:
    """Yield the lines that wait to be read again, and then the others."""
    while (item := waiting.popleft() if waiting else next(lines, None)) is not None:
        yield item


def _gather(first: _Numbered, feed: Iterator[_Item], sign: str, limit: int) -> _Gathered:
    """Take lines until quotes are closed; beyond the limit they are counted but not kept."""
    gathered = _Gathered(first[0], [first], size=len(first[1]))
    inside = _inside_after(first[1], sign, inside=False)
    while inside:
        item = next(feed, None)
        if item is None:
            gathered.closed = False
            break
        text = "" if isinstance(item, BadTextError) else item[1]
        gathered.count += 1
        gathered.size += len(text)
        if gathered.size <= limit:
            gathered.held.append(item)
        inside = _inside_after(text, sign, inside=True)
    return gathered


def _record(gathered: _Gathered, sign: str, limit: int) -> Record:
    start, count = gathered.start, gathered.count
    if not gathered.closed:
        reason = f"a quote opens in line {start} and is never closed: {count} line(s) up to the end are not read"
        raise BadTextError(reason, start)
    if gathered.size > limit:
        reason = (
            f"the record of lines {start}-{start + count - 1} has {gathered.size:,} characters; at most {limit:,} are"
        )
        raise BadTextError(f"{reason} allowed", start)
    texts = []
    for item in gathered.held:
        if isinstance(item, BadTextError):
            raise item
        texts.append(item[1])
    return Record(start, split_fields("".join(texts), sign, start))


def _inside_after(line: str, sign: str, *, inside: bool) -> bool:
    """Whether a quoted field is still open at the end of a line."""
    position = 0
    while True:
        if inside:
            position = line.find('"', position)
            if position < 0:
                return True
            inside = line.startswith('""', position)
            position += 2 if inside else 1
        elif position == 0 and line.startswith('"'):
            inside, position = True, 1
        else:
            position = line.find(f'{sign}"', position)
            if position < 0:
                return False
            inside, position = True, position + 2


def split_fields(record: str, sign: str, line: int) -> list[str]:
    """Return the fields of a whole record that starts in ``line``; raise where text follows a closing quote."""
    record = record.rstrip("\r\n")
    field = re.compile(rf'(?:"((?:[^"]|"")*)"|([^{re.escape(sign)}]*))({re.escape(sign)}|\Z)')
    fields: list[str] = []
    position = 0
    while True:
        match = field.match(record, position)
        if match is None or (match[1] is None and match[2].startswith('"')):
            raise _StrayQuoteError(
                f"text follows a closing quote: a quote in line {line} is not closed or doubled", line
            )
        fields.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        if not match[3]:
            return fields
        position = match.end()
