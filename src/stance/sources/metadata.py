"""Documents from a text and whatever is known of it, under names that are unique in a run."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from stance.records import Document

__all__ = ["FIELDS", "Names", "document", "plain"]

_TEXT_FIELDS = ("title", "date", "outlet", "url", "language", "translated_from", "genre", "family")
_CODE_FIELDS = ("author", "parties")
FIELDS = frozenset(_TEXT_FIELDS + _CODE_FIELDS)
_CODE_SEPARATOR = re.compile(r"[\s,;|]+")


def document(name: str, text: str, origin: str, fields: Mapping[str, Any]) -> Document:
    """Build a document; fields it does not know are ignored, empty ones are None."""
    known: dict[str, Any] = {field: plain(fields.get(field)) for field in _TEXT_FIELDS}
    known |= {field: _codes(fields.get(field)) for field in _CODE_FIELDS}
    return Document(name=name, text=text, origin=origin, **known)


def plain(value: Any) -> str | None:
    """Return a metadata value as a stripped string that UTF-8 can hold; None where it is empty."""
    if value is None or isinstance(value, (list, dict)) or value != value:  # noqa: PLR0124 (NaN is not itself)
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text.encode("utf-8", "replace").decode().strip() or None


def _codes(value: Any) -> tuple[str, ...]:
    items: Iterable[Any] = value if isinstance(value, (list, tuple)) else _CODE_SEPARATOR.split(plain(value) or "")
    return tuple(code.upper() for item in items if (code := plain(item)))


class Names:
    """Hands out every name once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str, suffix: str = "") -> str:
        """Return ``name``; where it is taken with the suffix, and then with a count, behind it."""
        candidate = name
        if candidate in self._taken and suffix:
            candidate = name = f"{name}-{suffix}"
        count = 1
        while candidate in self._taken:
            count += 1
            candidate = f"{name}-{count}"
        self._taken.add(candidate)
        return candidate
