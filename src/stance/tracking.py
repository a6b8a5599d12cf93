"""The only module that knows MLflow: copy a finished run folder into a tracking store."""

import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from filelock import FileLock

from stance.errors import ConfigError, DataError
from stance.run import Run
from stance.scores import Score

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import RunTag

__all__ = ["MlflowTracker", "NullTracker", "store_uri"]

_PARAMS = ("seeds", "folds", "risk", "replicates", "corpus", "codebook")
_BATCH = 500
_LONGEST_PARAM = 6000
_LONGEST_REASON = 300
_NO_KEY = re.compile(r"[^\w./ :-]", re.ASCII)  # what MLflow takes in no name of a parameter
_KIND = {"mlflow.experimentKind": "custom_model_development"}
_ARTIFACTS = {
    "run.json": "",
    "splits.json": "config",
    "config.yaml": "config",
    "predictions.parquet": "eval",
    "scores.csv": "eval",
    "figures": "figures",
    "model": "model",
    "model_card": "model_card",
}


class NullTracker:
    """Tracks nothing; the run folder is all there is."""

    def __init__(self, *, root: Path) -> None:
        self.root = root

    def log(self, folder: Path) -> str:
        """Return ``"none"``."""
        del folder
        return "none"


class MlflowTracker:
    """Record a run as a parent with one child for each seed and fold.

    Parameters
    ----------
    root : Path
        Folder of the local store, made absolute: ``mlflow.db`` and ``artifacts/``.
    uri : str, optional
        Tracking server instead of the local store.
    experiment : str
        Name of the MLflow experiment.

    Raises
    ------
    ConfigError
        For a ``file:`` address, which MLflow no longer writes to.
    """

    def __init__(self, *, root: Path, uri: str | None = None, experiment: str = "stance") -> None:
        if uri is not None and uri.startswith("file:"):
            raise ConfigError(
                f"tracking.uri={uri!r}: MLflow no longer writes to file stores; use sqlite:///... or http"
            )
        self.root, self.experiment = root.resolve() / "mlflow", experiment
        self.uri = uri or store_uri(root)

    def log(self, folder: Path) -> str:
        """Copy a finished run and return the id of its parent run.

        Raises
        ------
        DataError
            If MLflow refuses it or does not answer; the run folder is whole all the same.
        """
        from mlflow.exceptions import MlflowException

        try:
            return self._copy(folder)
        except MlflowException as error:
            told = " ".join(str(error).split())[:_LONGEST_REASON]
            raise DataError(f"the run is in {str(folder)!r}, but {self.uri} did not take it: {told}") from error

    def _copy(self, folder: Path) -> str:
        run = Run.load(folder)
        config = yaml.load((folder / "config.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        with self._client() as (client, experiment):
            parent = _Recorder(client, experiment, run.name, _tags(run), seconds=sum(run.time.values()))
            with parent:
                parent.write(_parent_metrics(run), _params(run, config))
                for part, scores in _children(run).items():
                    self._child(client, experiment, parent.id, part, scores)
                for source, target in _ARTIFACTS.items():
                    parent.artifact(folder / source, target)
        return parent.id

    def _child(self, client: "MlflowClient", experiment: str, parent: str, part: str, scores: list[Score]) -> None:
        seed, fold = part.removeprefix("cv/s").split("f")
        tags = {"mlflow.parentRunId": parent, "stance.part": part}
        with _Recorder(client, experiment, f"seed {seed} fold {fold}", tags) as child:
            metrics = {f"cv/{score.task}/{score.metric}": score.value for score in scores}
            child.write(metrics, {"seed": seed, "fold": fold})

    def _client(self) -> "_Store":
        return _Store(self.uri, self.root, self.experiment)


def store_uri(root: Path) -> str:
    """Return the address of the local store under a folder; absolute, whatever the working directory."""
    return f"sqlite:///{root.resolve() / 'mlflow' / 'mlflow.db'}"


class _Store:
    """Opens a store; a local one is created by one process while others wait."""

    def __init__(self, uri: str, root: Path, experiment: str) -> None:
        self.uri, self.root, self.experiment = uri, root, experiment

    def __enter__(self) -> tuple["MlflowClient", str]:
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        from mlflow import MlflowClient

        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / "mlflow.lock"):
            client = MlflowClient(self.uri)
            found = client.get_experiment_by_name(self.experiment)
            if found is not None:
                return client, str(found.experiment_id)
            place = (self.root / "artifacts").as_uri() if self.uri.startswith("sqlite:") else None
            return client, str(client.create_experiment(self.experiment, artifact_location=place, tags=_KIND))

    def __exit__(self, *_: object) -> None:
        return None


class _Recorder:
    """One MLflow run that ends FINISHED, or FAILED where an exception leaves it."""

    def __init__(
        self, client: "MlflowClient", experiment: str, name: str, tags: Mapping[str, str], *, seconds: float = 0.0
    ) -> None:
        self.client = client
        began = int((time.time() - seconds) * 1000)
        self.id: str = client.create_run(experiment, began, run_name=name, tags=dict(tags)).info.run_id

    def __enter__(self) -> "_Recorder":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.client.set_terminated(self.id, "FAILED" if kind else "FINISHED")

    def write(self, metrics: Mapping[str, float], params: Mapping[str, str]) -> None:
        from mlflow.entities import Metric, Param

        now = int(time.time() * 1000)
        rows: list[Metric] = [Metric(k, v, now, 0) for k, v in metrics.items() if np.isfinite(v)]
        settings: list[Param] = [Param(k, v) for k, v in params.items()]
        for at in range(0, max(len(rows), 1), _BATCH):
            tags: list[RunTag] = []
            self.client.log_batch(self.id, metrics=rows[at : at + _BATCH], params=settings if not at else [], tags=tags)

    def artifact(self, source: Path, target: str) -> None:
        if source.is_dir():
            self.client.log_artifacts(self.id, str(source), target)
        elif source.exists():
            self.client.log_artifact(self.id, str(source), target or None)


def _parent_metrics(run: Run) -> dict[str, float]:
    metrics: dict[str, float] = {}
    for score in run.scores:
        headline = score.slice == "all" and "/" not in score.metric and score.part in {"cv", "test"}
        if headline and score.family == run.classifier:
            metrics |= {score.name: score.value, f"{score.name}/ci_low": score.low, f"{score.name}/ci_high": score.high}
        elif headline and score.metric == "macro_f1":
            metrics[f"baseline/{score.family}/{score.name}"] = score.value
    for name, values in _folds(run).items():
        metrics |= {f"{name}/mean": fmean(values), f"{name}/sd": stdev(values) if len(values) > 1 else 0.0}
    return metrics | {f"time/{step.replace(' ', '_')}_s": seconds for step, seconds in run.time.items()}


def _folds(run: Run) -> dict[str, list[float]]:
    names: dict[str, list[float]] = {}
    for scores in _children(run).values():
        for score in scores:
            if "/" not in score.metric and np.isfinite(score.value):
                names.setdefault(f"cv/{score.task}/{score.metric}", []).append(score.value)
    return names


def _children(run: Run) -> dict[str, list[Score]]:
    parts: dict[str, list[Score]] = {}
    for score in run.scores:
        if score.family == run.classifier and score.part.startswith("cv/") and score.slice == "all":
            parts.setdefault(score.part, []).append(score)
    return parts


def _params(run: Run, config: Mapping[str, Any]) -> dict[str, str]:
    chosen = {name: json.dumps(config[name]) for name in _PARAMS if name in config}
    changed = dict(override.split("=", 1) for override in run.name.split() if "=" in override)
    named = {_NO_KEY.sub("_", key.lstrip("+~")): value[:_LONGEST_PARAM] for key, value in changed.items()}
    return named | {"classifier": run.classifier, "encoder": str(run.model["encoder"])} | chosen


def _tags(run: Run) -> dict[str, str]:
    return {
        "stance.key": run.key,
        "stance.data_sha256": str(run.data["sha256"]),
        "stance.split_sha256": str(run.split["sha256"]),
        "stance.model_sha256": str(run.model["sha256"]),
        "stance.codebook": str(run.model["codebook"]),
        "stance.git_commit": str(run.code["commit"]),
        "stance.git_dirty": str(run.code["dirty"]),
        "mlflow.note.content": _note(run),
        "mlflow.source.name": "stance train",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": str(run.code["commit"] or ""),
    }


def _note(run: Run) -> str:
    lines: Iterable[str] = (
        f"- test {s.task} macro-F1 {s.value:.3f} [{s.low:.3f}, {s.high:.3f}], n={s.n}, {s.clusters} documents"
        for s in run.scores
        if (s.family, s.part, s.slice, s.metric) == (run.classifier, "test", "all", "macro_f1")
    )
    corpus = f"{run.data['name']} {run.data['version']}"
    return "\n".join([f"**{run.classifier}** on {corpus}: {run.data['statement']}", "", *lines])
