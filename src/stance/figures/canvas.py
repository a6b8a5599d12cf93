"""A figure to a file."""

import io
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stance.provenance import write_atomic

__all__ = ["heat_map", "save"]

_DPI = 120
_DARK = 0.55


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, the same bytes for the same figure."""
    FigureCanvasAgg(figure)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=_DPI, metadata={"Software": None})
    return write_atomic(path, picture.getvalue())


def heat_map(axes: Axes, shades: NDArray[np.float64], texts: NDArray[np.str_]) -> None:
    """Fill axes with cells shaded from 0 to 1, each with its text in a colour that can be read on it."""
    axes.imshow(shades, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), text in np.ndenumerate(texts):
        colour = "white" if shades[row, column] > _DARK else "black"
        axes.text(column, row, str(text), ha="center", va="center", color=colour, fontsize=8)
