"""Bytes to text, or a plain sentence about why they are none; YAML front matter."""

import codecs
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from stance.errors import DataError
from stance.sources.metadata import FIELDS

__all__ = ["BadTextError", "Limits", "check_text", "decode", "front_matter"]

_MAGIC = {
    b"PK\x03\x04": "a ZIP archive or Office document",
    b"%PDF": "a PDF file",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "an SQLite database",
}
_UTF16_SAMPLE = 4096
_UTF16_SHARE = 0.04
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PLAIN_FIELD = re.compile(r"^([A-Za-z_]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)


class BadTextError(DataError):
    """A file or row that is no usable text.

    Parameters
    ----------
    reason : str
        One plain sentence.
    line : int, optional
        1-based line of the file, where one can be named.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one document and one of its lines may be, in characters."""

    characters: int = 2_000_000
    line: int = 200_000


def decode(data: bytes) -> str:
    """Return the text of UTF-8 bytes without byte order mark.

    Parameters
    ----------
    data : bytes
        The bytes of a file.

    Returns
    -------
    str

    Raises
    ------
    BadTextError
        Where the bytes are empty, UTF-16 or UTF-32, binary or invalid UTF-8.
    """
    if not data:
        raise BadTextError("the file is empty (0 bytes)")
    _check_kind(data)
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise _invalid(data) from None


def check_text(text: str, limits: Limits, first_line: int = 1) -> None:
    """Raise where decoded text cannot be a document.

    Parameters
    ----------
    text : str
        The text of one document.
    limits : Limits
        Sizes above which it is refused.
    first_line : int
        The line of the file that the text starts in.

    Raises
    ------
    BadTextError
        For white space only, NUL characters, lone surrogates, or a text or line that is too long.
    """
    if all(character.isspace() or unicodedata.category(character) == "Cf" for character in text):
        raise BadTextError("there is no text but white space")
    _check_characters(text, first_line)
    for number, line in enumerate(text.splitlines(), first_line):
        if len(line) > limits.line:
            reason = f"a line of the text has {len(line):,} characters; at most {limits.line:,} are allowed"
            raise BadTextError(reason, number)
    if len(text) > limits.characters:
        raise BadTextError(f"the text has {len(text):,} characters; at most {limits.characters:,} are allowed")


def _check_characters(text: str, first_line: int) -> None:
    place = text.find("\x00")
    if place >= 0:
        line = first_line + text.count("\n", 0, place)
        raise BadTextError(f"the text has a NUL character in line {line}; it looks like binary data", line)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = first_line + text.count("\n", 0, error.start)
        reason = f"the text has a lone surrogate (U+{ord(text[error.start]):04X}) at character {error.start}"
        raise BadTextError(f"{reason}, which is not valid Unicode", line) from None


def _check_kind(data: bytes) -> None:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise BadTextError("the file looks like UTF-32; save it as UTF-8")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _utf16_pattern(data[:_UTF16_SAMPLE]):
        raise BadTextError("the file looks like UTF-16; save it as UTF-8")
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        raise BadTextError(f"the file is {kind}, not text")
    place = data.find(b"\x00")
    if place >= 0:
        line = data.count(b"\n", 0, place) + 1
        reason = f"the file has NUL bytes (first at byte {place}, line {line}): it is binary data, not text"
        raise BadTextError(reason, line)


def _utf16_pattern(sample: bytes) -> bool:
    """Whether NUL bytes stand at even or at odd places only, as often as spaces do."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) > 1 and max(even, odd) >= _UTF16_SHARE * len(sample) / 2


def _invalid(data: bytes) -> BadTextError:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = f"byte {error.start} (0x{data[error.start]:02x}), line {line}"
        return BadTextError(f"invalid UTF-8 at {place}; save the file as UTF-8", line)
    return BadTextError("invalid UTF-8; save the file as UTF-8")


def front_matter(text: str) -> tuple[Mapping[str, Any], str, int]:
    """Part a text from the YAML block between ``---`` lines at its top.

    All values are read as strings (``NO`` stays Norway). A block that is no valid YAML, as with a
    colon in an unquoted title, is read as plain ``key: value`` lines; one without any field of a
    document is text.

    Parameters
    ----------
    text : str
        A whole file.

    Returns
    -------
    fields : mapping
    body : str
        The text after the block: what ``Document.text`` and all offsets are counted in.
    first_line : int
        1-based line of the file that the body starts in.
    """
    match = _FRONT_MATTER.match(text)
    fields = _fields(match[1]) if match else {}
    if match is None or not FIELDS & set(fields):
        return {}, text, 1
    return fields, text[match.end() :], match[0].count("\n") + 1


def _fields(block: str) -> Mapping[str, Any]:
    try:
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 (BaseLoader builds nothing but strings, lists and maps)
    except (yaml.YAMLError, RecursionError):
        return {key: value.strip("\"'") for key, value in _PLAIN_FIELD.findall(block)}
    return fields if isinstance(fields, dict) else {}
