"""``stance predict``: code documents with a model."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from stance.batch import predict_files
from stance.config import Invocation, build
from stance.display import LEGEND, print_predictions
from stance.model import load
from stance.settings import Settings

__all__ = ["run"]


class PredictSettings(Settings):
    """Settings of ``stance predict``; see conf/predict.yaml."""

    input: str | list[str]
    output: str
    model: str | None
    table: bool
    encoder: dict[str, Any]
    source: dict[str, Any]


def run(invocation: Invocation) -> None:
    """Write predictions and print where they are and what was rejected."""
    settings = PredictSettings.of(invocation.settings)
    source = build(settings.source)
    source.documents()  # raises at once where the input names nothing, before a model is made
    predictor = load(
        settings.model,
        encoder=build(settings.encoder),
        progress=lambda step: Console(stderr=True).print(step, highlight=False),
    )
    console = Console(width=80 if not Console().is_terminal else None)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("documents"))
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        work = bar.add_task("predicting", total=None)

        def each(document: Any, predictions: Any) -> None:
            bar.advance(work)
            if settings.table:
                print_predictions(document, predictions, console)

        tally = predict_files(source, predictor, Path(settings.output), each=each)
    if settings.table:
        console.print(LEGEND, style="dim")
    where = Path(settings.output)
    print(f"{tally.lines} lines of {tally.documents} documents: {where / 'predictions.jsonl'}")
    if tally.rejected:
        print(f"{tally.rejected} rejected, see {where / 'quarantine.jsonl'}")
