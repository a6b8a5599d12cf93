"""Every error that ``stance`` raises on purpose.

::

    StanceError
    ├── ConfigError        a setting or override that is unknown or out of range
    ├── CodebookError      a codebook that does not hold together
    ├── DataError          a file or row that cannot be read as what it claims to be
    ├── ModelError         a bundle that is missing, damaged or of another codebook
    └── MissingExtraError  an optional dependency that is not installed

Messages are one line: what was given, what is allowed, what to do.
"""

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CodebookError",
    "ConfigError",
    "DataError",
    "MissingExtraError",
    "ModelError",
    "StanceError",
    "choose",
]


class StanceError(Exception):
    """Base of all errors that a user can mend; the command line exits with code 2 on it."""


class ConfigError(StanceError):
    """A setting or override is unknown, of the wrong type or out of range."""


class CodebookError(StanceError):
    """A codebook, or a label that refers to one, does not hold together."""


class DataError(StanceError):
    """A file or row cannot be read as what it claims to be."""


class ModelError(StanceError):
    """A bundle is missing, damaged or was made for another codebook."""


class MissingExtraError(StanceError):
    """An optional dependency is not installed."""


def choose(given: str, allowed: "Iterable[str]") -> str:
    """Say which values are allowed and which of them is nearest to the one given.

    Parameters
    ----------
    given : str
        The value that was not accepted.
    allowed : iterable of str
        The values that are.

    Returns
    -------
    str
        For example ``"did you mean 'trade'? Allowed: politics, trade"``.
    """
    names = sorted(allowed)
    near = get_close_matches(given, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{hint}Allowed: {', '.join(names) or 'nothing'}"
