"""A table of predictions that a person can read in a terminal of 80 columns."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stance.records import Document, PartnerPrediction, Prediction

__all__ = ["LEGEND", "print_predictions"]

LEGEND = (
    "no.: clause number, or (index) where there is none; partners: source>target and intensity -3..3, * implied (the "
    "two sides); ?: the model abstains; !: language not trained on; conf: the least certain topic decision"
)
_SIGNS = {"positive": "+", "negative": "-", "neutral": "0"}
_SHORT = {"paragraph": "par", "heading": "head", "boilerplate": "boil"}
_COLUMNS = {"no.": 5, "paragraph": 22, "kind": 4, "lg": 3, "topics": 11, "SCS stance": 11, "partners": 11, "conf": 4}
_ABBREVIATIONS = {"science_environment": "science/env", "south_china_sea": "S China Sea", "neutral_mention": "mention"}


def print_predictions(document: Document, predictions: Sequence[Prediction], console: Console) -> None:
    """Print one document: paragraph, kind, language, topics, stance, partners and confidence; see `LEGEND`."""
    table = Table(title=Text(document.name), title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name, width in _COLUMNS.items():
        table.add_column(name, width=width, no_wrap=name == "paragraph", overflow="fold", header_style="underline")
    for prediction in predictions:
        table.add_row(*map(Text, _cells(prediction)), style="dim" if prediction.kind == "boilerplate" else "")
    console.print(table)


def _cells(prediction: Prediction) -> tuple[str, ...]:
    stance = prediction.scs_stance if prediction.scs_stance != "none" else ""
    return (
        prediction.number or f"({prediction.index})",
        _cut(prediction.text, _COLUMNS["paragraph"]),
        _SHORT[prediction.kind],
        prediction.language + ("" if prediction.language_seen else "!"),
        "\n".join(_ABBREVIATIONS.get(topic, topic) for topic in prediction.topics) + _doubt("topics", prediction),
        _ABBREVIATIONS.get(stance, stance) + _doubt("scs_stance", prediction),
        "\n".join(_partner(partner, prediction.abstained) for partner in prediction.partners),
        _confidence(prediction),
    )


def _doubt(task: str, prediction: Prediction) -> str:
    return " ?" if task in prediction.abstained else ""


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def _partner(partner: PartnerPrediction, abstained: Sequence[str]) -> str:
    arrow = f"{partner.source}>" if partner.source else ""
    unsure = "?" if any(task.endswith(f":{partner.partner}") for task in abstained) else ""
    level = f"{partner.intensity:+d}" if partner.intensity else _SIGNS.get(partner.sentiment, "")
    return f"{arrow}{partner.partner} {level}{'*' if partner.implied else ''}{unsure}"


def _confidence(prediction: Prediction) -> str:
    chances = prediction.topic_probabilities.values()
    return f"{min(max(chance, 1 - chance) for chance in chances):.2f}" if chances else ""
