"""A finished experiment on disk: everything that tracking and the card are made from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from stance.errors import DataError
from stance.experiment import Outcome
from stance.provenance import write_atomic
from stance.scores import Score

__all__ = ["Run", "predictions_frame"]

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What ``run.json`` holds.

    Parameters
    ----------
    key : str
        Hash of the configuration, the data and the code.
    name : str
        What differs from the defaults.
    classifier : str
        Family of the model in ``model/``; the other families in ``scores`` are its baselines.
    scores : sequence of Score
    data : mapping
        Name, version, hash, statement and composition of the corpus.
    split : mapping
        Hash of the split, seeds, folds, and the leakage report.
    calibration : mapping
        Temperature, threshold and abstention of each task.
    model : mapping
        ``sha256``, codebook reference and version.
    codebook : mapping
        The whole codebook.
    environment, code, time, labels : mapping
        Packages and machine; git commit; seconds by step; who made the labels, and how far the finder
        sees the labelled partners.
    """

    key: str
    name: str
    classifier: str
    scores: Sequence[Score]
    data: Mapping[str, Any]
    split: Mapping[str, Any]
    calibration: Mapping[str, Any]
    model: Mapping[str, Any]
    codebook: Mapping[str, Any]
    environment: Mapping[str, Any]
    code: Mapping[str, Any]
    time: Mapping[str, float]
    labels: Mapping[str, Any] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write ``run.json``; numbers that do not exist are null."""
        content = {"schema": _SCHEMA, **asdict(self)}
        text = json.dumps(_plain(content), indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False)
        write_atomic(folder / "run.json", text + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a run folder.

        Raises
        ------
        DataError
            If there is no ``run.json``, or it is of another schema.
        """
        path = folder / "run.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DataError(f"{str(folder)!r} is no run folder: run.json cannot be read ({error})") from error
        if not isinstance(content, dict) or content.pop("schema", None) != _SCHEMA:
            raise DataError(f"{str(path)!r} is of another schema than {_SCHEMA}; run the experiment again")
        try:
            scores = [Score(**_numbers(row)) for row in content.pop("scores")]
            return cls(scores=scores, **content)
        except (KeyError, TypeError) as error:
            raise DataError(f"{str(path)!r} is not whole ({error}); run the experiment again") from error

    def score(
        self, task: str, metric: str, *, part: str = "test", slice: str = "all", family: str = ""
    ) -> Score | None:
        """Return one score, by default of the model on the whole test split; None where there is none."""
        wanted = (family or self.classifier, part, task, slice, metric)
        return next((s for s in self.scores if (s.family, s.part, s.task, s.slice, s.metric) == wanted), None)

    @property
    def families(self) -> list[str]:
        """The model's family and its baselines, in the order they were scored."""
        return list(dict.fromkeys(score.family for score in self.scores))


def predictions_frame(families: Mapping[str, Sequence[Outcome]]) -> pd.DataFrame:
    """Return every out-of-fold and test prediction, one row per item, with truth and probabilities."""
    frames = [_frame(family, outcome) for family, outcomes in families.items() for outcome in outcomes]
    return pd.concat(frames, ignore_index=True)


def _frame(family: str, outcome: Outcome) -> pd.DataFrame:
    data, names = outcome.data, np.array(outcome.data.task.label_names)
    predicted = outcome.predicted
    if data.task.kind == "multilabel":
        truth, said = ([list(names[row == 1]) for row in matrix] for matrix in (data.labels, predicted))
    else:
        truth, said = ([[names[row]] for row in column] for column in (data.labels, predicted))
    columns = {
        "family": family,
        "part": outcome.part,
        "seed": outcome.seed,
        "fold": outcome.fold,
        "task": data.task.name,
        "item": [item.id for item in data.items],
        "document": data.documents,
        "group": [item.group for item in data.items],
        "language": [item.language for item in data.items],
        "partner": [item.partner for item in data.items],
        "truth": truth,
        "predicted": said,
        "probabilities": list(np.round(outcome.probabilities, 6)),
    }
    return pd.DataFrame(columns).astype({"seed": "Int64", "fold": "Int64"})


def _plain(value: Any) -> Any:
    """Round floats to 6 digits and turn NaN into None."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float | np.floating):
        return round(float(value), 6) if np.isfinite(value) else None
    return value


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {key: np.nan if value is None else value for key, value in row.items()}
