"""A figure to a file."""

from pathlib import Path

from matplotlib.figure import Figure

from stance.figures.canvas import save


def draw(height: float) -> Figure:
    figure = Figure(figsize=(2, 1))
    figure.add_subplot().plot([0, height])
    return figure


def test_equal_figures_are_equal_files(tmp_path: Path) -> None:
    one, other, third = (save(draw(h), tmp_path / "new" / f"{n}.png") for n, h in enumerate((1, 1, 2)))
    assert one.read_bytes() == other.read_bytes() != third.read_bytes()
    assert b"Software" not in one.read_bytes()
