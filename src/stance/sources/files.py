"""Documents from files, folders and globs; every file or row that is none is reported."""

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stance.errors import DataError
from stance.records import Document, Rejection
from stance.sources.html import decode_page, read_page
from stance.sources.metadata import Names, document, plain
from stance.sources.tabular import Row, rows
from stance.sources.text import BadTextError, Limits, check_text, decode, front_matter

__all__ = ["SUFFIXES", "FileSource"]

_PLAIN = frozenset({".txt", ".md"})
_PAGES = frozenset({".html", ".htm"})
_TABLES = frozenset({".jsonl", ".csv", ".parquet"})
SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".csv", ".parquet")
_BYTES_PER_CHARACTER = 4
_MARKUP_FACTOR = 10


class FileSource:
    """Reads documents from files.

    Parameters
    ----------
    input : str or sequence of str
        A file, a folder (read with all its sub-folders, in sorted order; names that start with a dot
        are passed over) or a glob, or several of these.
    max_characters : int, default=2_000_000
        Longest document.
    max_line : int, default=200_000
        Longest line of a document.
    text_column : str, default="text"
        The column of tables that holds the text.
    exclude : str, optional
        A folder inside an input folder that is passed over: where the results go.

    Examples
    --------
    >>> for item in FileSource("documents/").documents():  # doctest: +SKIP
    ...     print(item)
    """

    def __init__(
        self,
        input: str | Sequence[str],
        *,
        max_characters: int = 2_000_000,
        max_line: int = 200_000,
        text_column: str = "text",
        exclude: str | None = None,
    ) -> None:
        self.input = (input,) if isinstance(input, str) else tuple(map(str, input))
        self.limits = Limits(max_characters, max_line)
        self.text_column = text_column
        self.exclude = Path(exclude).expanduser().resolve() if exclude else None

    def documents(self) -> Iterator[Document | Rejection]:
        """Return an iterator over documents and rejections, in the order of the files.

        Returns
        -------
        iterator of Document or Rejection

        Raises
        ------
        DataError
            At once, where an input names nothing that can be read, or the folder that the results go to.
        """
        return self._read(list(dict.fromkeys(path for given in self.input for path in _find(given, self.exclude))))

    def _read(self, paths: Sequence[Path]) -> Iterator[Document | Rejection]:
        names = Names()
        for path in paths:
            if path.suffix.lower() not in SUFFIXES:
                reason = f"the suffix {path.suffix!r} is not one of {' '.join(SUFFIXES)}; the file is skipped"
                yield Rejection(str(path), None, reason)
                continue
            try:
                yield from self._file(path, names)
            except BadTextError as error:
                yield Rejection(str(path), error.line, error.reason)
            except OSError as error:
                yield Rejection(str(path), None, f"the file cannot be read: {error.strerror or error}")

    def _file(self, path: Path, names: Names) -> Iterator[Document | Rejection]:
        if path.suffix.lower() in _TABLES:
            yield from self._table(path, names)
            return
        text, fields = self._page(path) if path.suffix.lower() in _PAGES else self._plain(path)
        yield document(names.take(path.stem, path.absolute().parent.name), text, str(path), fields)

    def _plain(self, path: Path) -> tuple[str, Any]:
        self._check_size(path, _BYTES_PER_CHARACTER)
        fields, text, first_line = front_matter(decode(path.read_bytes()))
        check_text(text, self.limits, first_line)
        return text, fields

    def _page(self, path: Path) -> tuple[str, Any]:
        self._check_size(path, _BYTES_PER_CHARACTER * _MARKUP_FACTOR)
        source = decode_page(path.read_bytes())
        if not source.strip():
            raise BadTextError("there is no text but white space")
        text, fields = read_page(source)
        check_text(text, self.limits)
        return text, fields

    def _check_size(self, path: Path, factor: int) -> None:
        size, largest = path.stat().st_size, self.limits.characters * factor
        if size > largest:
            raise BadTextError(f"the file has {size:,} bytes; at most {largest:,} are read as one document")

    def _table(self, path: Path, names: Names) -> Iterator[Document | Rejection]:
        stem = names.take(path.stem, path.absolute().parent.name)
        found = False
        for row in rows(path, self.text_column, self.limits.characters):
            found = True
            try:
                yield self._row(path, row, stem, names)
            except BadTextError as error:
                yield Rejection(str(path), error.line, error.reason)
        if not found:
            raise BadTextError("the table has no rows")

    def _row(self, path: Path, row: Row | BadTextError, stem: str, names: Names) -> Document:
        if isinstance(row, BadTextError):
            raise row
        text = self._cell(row)
        try:
            check_text(text, self.limits)
        except BadTextError as error:
            raise BadTextError(error.reason, row.line) from None
        name = plain(row.cells.get("id")) or plain(row.cells.get("name")) or f"{stem}-{row.index}"
        return document(names.take(name, stem), text, f"{path}:{row.line}", row.cells)

    def _cell(self, row: Row) -> str:
        if self.text_column not in row.cells:
            keys = ", ".join(map(str, row.cells)) or "none"
            raise BadTextError(f"the row has no {self.text_column!r}; it has: {keys[:200]}", row.line)
        value = row.cells[self.text_column]
        if value is None:
            raise BadTextError(f"{self.text_column!r} is null", row.line)
        if not isinstance(value, str):
            kind = f"{type(value).__name__} ({str(value)[:40]})"
            raise BadTextError(f"{self.text_column!r} is {kind}, not a string", row.line)
        return value


def _find(given: str, exclude: Path | None) -> list[Path]:
    """Return the files that one input stands for."""
    if not given:
        raise DataError("input is empty; give a file, folder or glob")
    path = Path(given).expanduser()
    allowed = " ".join(SUFFIXES)
    if path.is_file() or (path.exists() and not path.is_dir()):
        if path.suffix.lower() not in SUFFIXES:
            raise DataError(f"{given!r} has the suffix {path.suffix!r}; allowed are {allowed}")
        return [path]
    if path.is_dir():
        if exclude == path.resolve():
            raise DataError(f"{given!r} is input and output at once; write the results to another folder")
        found = _walk(path, exclude)
    else:
        matches = sorted(glob.glob(str(path), recursive=True))
        found = [file for match in matches for file in _expand(Path(match), exclude)]
    if not any(file.suffix.lower() in SUFFIXES for file in found):
        missing = not found and not path.is_dir()
        what = "no such file or folder, and no match as a glob" if missing else "no file that can be read"
        raise DataError(f"input {given!r}: {what}; give a file, folder or glob of {allowed}")
    return found


def _expand(path: Path, exclude: Path | None) -> list[Path]:
    return _walk(path, exclude) if path.is_dir() else [] if _inside(path, exclude) else [path]


def _walk(folder: Path, exclude: Path | None) -> list[Path]:
    """Return all files under a folder in sorted order, without hidden ones and those in the folder left out."""
    files = (path for path in folder.rglob("*") if not path.is_dir())
    seen = (path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return sorted(path for path in seen if not _inside(path, exclude))


def _inside(path: Path, folder: Path | None) -> bool:
    return folder is not None and folder in path.resolve().parents
