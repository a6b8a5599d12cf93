"""Figures of a corpus: labels by language, partners by sentiment."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stance.codebook import Codebook
from stance.figures.canvas import heat_map, save
from stance.quality import Composition

__all__ = ["draw_corpus"]

_PARTNERS = 40
_COLOURS = ("#b2182b", "#bdbdbd", "#2166ac")


def draw_corpus(
    whole: Composition, languages: Mapping[str, Composition], codebook: Codebook, folder: Path
) -> list[Path]:
    """Draw ``labels.png`` and, where a task is targeted, ``partners.png``.

    Parameters
    ----------
    whole : Composition
    languages : mapping of str to Composition
    codebook : Codebook
    folder : Path

    Returns
    -------
    list of Path
    """
    drawn = [save(_labels(languages, codebook), folder / "labels.png")]
    for task in list(codebook.of_kind("targeted"))[:1]:
        drawn.append(save(_partners(whole, task.label_names), folder / "partners.png"))
    return drawn


def _labels(languages: Mapping[str, Composition], codebook: Codebook) -> Figure:
    """Draw one row for each label and one column for each language, shaded by share of the task's labels."""
    tasks = [task for task in codebook.tasks if task.labels]
    heights = [len(task.labels) for task in tasks]
    figure = Figure(figsize=(2.6 + 0.62 * len(languages), 1.4 + 0.34 * sum(heights)), layout="constrained")
    parts = figure.subplots(len(tasks), 1, height_ratios=heights, squeeze=False)[:, 0]
    for axes, task in zip(parts, tasks, strict=True):
        held = [languages[language].labels[task.name] for language in languages]
        counts = np.array([[labels.get(name, 0) for labels in held] for name in task.label_names])
        _heat(axes, counts, list(languages), list(task.label_names))
        axes.set_title(task.name, loc="left", fontsize=9)
    figure.suptitle("Paragraphs with each label, by language (partner labels for sentiment)", fontsize=10)
    return figure


def _heat(axes: Axes, counts: NDArray[np.int_], columns: list[str], rows: list[str]) -> None:
    heat_map(axes, counts / np.maximum(counts.max(), 1), counts.astype(str))
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows, fontsize=8)
    axes.tick_params(length=0)


def _partners(whole: Composition, sentiments: Sequence[str]) -> Figure:
    """Draw the partners with most labels as bars that are cut by sentiment."""
    often = sorted(whole.partners, key=lambda code: (-sum(whole.partners[code].values()), code))
    shown = often[:_PARTNERS]
    figure = Figure(figsize=(7.2, 1.2 + 0.2 * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    left = np.zeros(len(shown))
    colours = dict(zip(sentiments, _COLOURS, strict=False))
    for sentiment in sentiments:
        counts = np.array([whole.partners[code].get(sentiment, 0) for code in shown])
        axes.barh(range(len(shown)), counts, left=left, color=colours.get(sentiment), label=sentiment, height=0.8)
        left += counts
    axes.set_yticks(range(len(shown)), shown, fontsize=7)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set(xlabel="partner labels", title=f"The {len(shown)} partners of {len(often)} with most labels")
    axes.legend(loc="lower right", frameon=False)
    return figure
