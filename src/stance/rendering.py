"""Cards as Markdown: one way to fill a template, one way to write a number with its interval."""

from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

import jinja2
import numpy as np

__all__ = ["interval", "render"]


def render(template: str, facts: Mapping[str, Any], *, interval: Callable[[Any], str]) -> str:
    """Fill a template of ``stance/templates``; a name that the facts lack is an error.

    Parameters
    ----------
    template : str
        File name.
    facts : mapping
    interval : callable
        The template's filter of that name.
    """
    text = (resources.files("stance") / "templates" / template).read_text(encoding="utf-8")
    environment = jinja2.Environment(  # noqa: S701 - Markdown, not HTML
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["interval"] = interval
    return environment.from_string(text).render(facts)


def interval(value: float, low: float, high: float, *, digits: int) -> str:
    """Return ``value [low, high]``, the value alone where there is no interval, a dash where there is no value."""
    if not np.isfinite(value):
        return "–"
    bounds = f" [{low:.{digits}f}, {high:.{digits}f}]" if np.isfinite(low) else ""
    return f"{value:.{digits}f}{bounds}"
