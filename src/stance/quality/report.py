"""What a check of a corpus returns."""

from dataclasses import dataclass

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one item.

    Parameters
    ----------
    check : str
        Name of the check that found it.
    place : str
        ``document:index`` of the line, the document, or the language.
    message : str
        What is given and what is allowed.
    """

    check: str
    place: str
    message: str
