"""Figures of a run, drawn from its predictions; equal files give equal pictures."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stance.figures.canvas import heat_map, save
from stance.metrics import confusion, reliability
from stance.provenance import write_atomic
from stance.run import Run

__all__ = ["draw_figures"]


def draw_figures(folder: Path) -> list[Path]:
    """Draw the test split's confusion matrices and reliability curves into ``figures/``, with ``scores.csv`` beside.

    Parameters
    ----------
    folder : Path
        A run folder.

    Returns
    -------
    list of Path
        ``confusion_<task>.png`` for each task with one label per item, and ``reliability.png``.
    """
    run = Run.load(folder)
    frame = pd.read_parquet(folder / "predictions.parquet")
    frame = frame[(frame["family"] == run.classifier) & (frame["part"] == "test")]
    table = pd.DataFrame([{**{k: getattr(s, k) for k in s.__slots__}} for s in run.scores])
    write_atomic(folder / "scores.csv", table.to_csv(index=False, float_format="%.6f", lineterminator="\n"))
    tasks = {task["name"]: task for task in run.codebook["tasks"]}
    drawn = [
        _save(_confusion(frame[frame["task"] == name], [label["name"] for label in task["labels"]], name), folder, name)
        for name, task in tasks.items()
        if task["kind"] != "multilabel"
    ]
    return [
        *drawn,
        save(
            _reliability(frame, {name: task["kind"] for name, task in tasks.items()}),
            folder / "figures" / "reliability.png",
        ),
    ]


def _save(figure: Figure, folder: Path, task: str) -> Path:
    return save(figure, folder / "figures" / f"confusion_{task}.png")


def _confusion(frame: pd.DataFrame, labels: list[str], task: str) -> Figure:
    code = {label: index for index, label in enumerate(labels)}
    truth, said = (np.array([code[row[0]] for row in frame[name]], dtype=int) for name in ("truth", "predicted"))
    matrix = confusion(truth, said, len(labels))
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(1.8 + 0.95 * len(labels), 1.6 + 0.7 * len(labels)), layout="constrained")
    axes = figure.add_subplot()
    heat_map(axes, shares, np.array([[f"{n}\n{n / max(sum(row), 1):.0%}" for n in row] for row in matrix.tolist()]))
    axes.set_xticks(range(len(labels)), labels, rotation=20, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set(xlabel="predicted", ylabel="gold", title=f"{task}, test split, n={len(frame)}")
    return figure


def _reliability(frame: pd.DataFrame, kinds: dict[str, str]) -> Figure:
    figure = Figure(figsize=(3.6 * len(kinds), 3.9), layout="constrained")
    for number, task in enumerate(kinds, start=1):
        axes = figure.add_subplot(1, len(kinds), number)
        confidence, correct = _judgements(frame[frame["task"] == task], kinds[task] == "multilabel")
        _curve(axes, confidence, correct, f"{task} (n={len(confidence)})")
    return figure


def _judgements(frame: pd.DataFrame, multilabel: bool) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Confidence of each item's prediction as a whole, and whether the whole is right."""
    chances = np.stack(frame["probabilities"].to_list()) if len(frame) else np.zeros((0, 1))
    confidence = np.maximum(chances, 1 - chances).prod(axis=1) if multilabel else chances.max(axis=1)
    correct = [list(truth) == list(said) for truth, said in zip(frame["truth"], frame["predicted"], strict=True)]
    return confidence, np.array(correct, dtype=bool)


def _curve(axes: Axes, confidence: NDArray[np.float64], correct: NDArray[np.bool_], title: str) -> None:
    points = reliability(confidence, correct)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    axes.plot([p["confidence"] for p in points], [p["accuracy"] for p in points], marker="o")
    for point in points:
        axes.annotate(
            str(point["n"]),
            (point["confidence"], point["accuracy"]),
            fontsize=7,
            xytext=(3, -9),
            textcoords="offset points",
        )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right", title=title)
