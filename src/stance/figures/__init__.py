"""Figures, drawn without a display; equal numbers give equal pictures."""

from stance.figures.corpus import draw_corpus
from stance.figures.run import draw_figures

__all__ = ["draw_corpus", "draw_figures"]
