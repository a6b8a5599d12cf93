"""The model card: a pure function of a run's files, with every number's n, clusters and interval."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import EvalResult, ModelCardData

from stance.errors import DataError
from stance.provenance import write_atomic
from stance.rendering import interval, render
from stance.run import Run
from stance.scores import Score

__all__ = ["build_card", "check_card"]

_HEADLINE = ("macro_f1", "micro_f1", "accuracy", "exact_match", "polar_f1", "intensity_mae", "brier", "log_loss", "ece")
_WEAKEST = 3


def build_card(folder: Path) -> Path:
    """Write ``model_card/README.md`` and ``model_card/card.json`` from ``run.json`` alone.

    Parameters
    ----------
    folder : Path
        A run folder.

    Returns
    -------
    Path
        The card. Two builds from equal files are byte-equal.
    """
    for path, text in _render(folder).items():
        write_atomic(path, text)
    return folder / "model_card" / "README.md"


def check_card(folder: Path) -> None:
    """Compare the card on disk with what the run's files give.

    Raises
    ------
    DataError
        If a file of the card is missing or differs; says where first.
    """
    for path, text in _render(folder).items():
        try:
            found = path.read_text(encoding="utf-8")
        except OSError as error:
            raise DataError(f"{str(path)!r} is missing; build it: stance card run={folder}") from error
        if found != text:
            pairs = zip([*found.splitlines(), ""], [*text.splitlines(), ""], strict=False)
            line = next((n for n, (a, b) in enumerate(pairs, start=1) if a != b), 0)
            raise DataError(f"{path}:{line} differs from what run.json gives; build it again: stance card run={folder}")


def _render(folder: Path) -> dict[Path, str]:
    run = Run.load(folder)
    facts = _facts(run)
    body = render("card.md.jinja", facts, interval=_interval)
    text = f"---\n{_metadata(run).to_yaml()}\n---\n{body}"
    data = json.dumps(facts["json"], indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return {folder / "model_card" / "README.md": text, folder / "model_card" / "card.json": data}


def _facts(run: Run) -> dict[str, Any]:
    tasks = [_task(run, task) for task in run.codebook["tasks"]]
    return {
        "run": run,
        "tasks": tasks,
        "baselines": [family for family in run.families if family != run.classifier],
        "table": _comparison(run),
        "languages": sorted(run.data["splits"]["train"]["languages"]),
        "limits": _limits(run, tasks),
        "json": {
            "run": run.key,
            "model": dict(run.model),
            "split_sha256": run.split["sha256"],
            "data_sha256": run.data["sha256"],
            "scores": {s.name: _numbers(s) for s in _mine(run) if s.part in {"cv", "test"}},
        },
    }


def _mine(run: Run) -> list[Score]:
    return [score for score in run.scores if score.family == run.classifier]


def _numbers(score: Score) -> dict[str, Any]:
    names = ("value", "low", "high", "n", "clusters")
    return {name: _finite(getattr(score, name)) for name in names}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _task(run: Run, task: Mapping[str, Any]) -> dict[str, Any]:
    test = [score for score in _mine(run) if score.part == "test" and score.task == task["name"]]
    whole = {score.metric: score for score in test if score.slice == "all"}
    return {
        "name": task["name"],
        "kind": task["kind"],
        "question": task["question"],
        "labels": task["labels"],
        "headline": [whole[metric] for metric in _HEADLINE if metric in whole],
        "by_label": [(m.removeprefix("f1/"), s) for m, s in whole.items() if m.startswith("f1/")],
        "by_language": [s for s in test if s.slice.startswith("language=") and s.metric == "macro_f1"],
        "calibration": run.calibration[task["name"]],
    }


def _comparison(run: Run) -> list[dict[str, Any]]:
    tasks = [task["name"] for task in run.codebook["tasks"]]
    return [
        {
            "family": family,
            "part": part,
            "scores": [run.score(task, "macro_f1", part=part, family=family) for task in tasks],
        }
        for part in ("cv", "test")
        for family in run.families
    ]


def _limits(run: Run, tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """State the weakest measured points in words; nothing here is fixed text about a model."""
    limits = []
    for task in tasks:
        labels = sorted((s for _, s in task["by_label"] if np.isfinite(s.value)), key=lambda s: s.value)
        names = {id(s): label for label, s in task["by_label"]}
        if labels:
            told = ", ".join(f"`{names[id(s)]}` ({s.value:.2f})" for s in labels[:_WEAKEST])
            limits.append(f"`{task['name']}`: the labels with the lowest test F1 are {told}.")
        languages = sorted(task["by_language"], key=lambda s: s.value)
        if languages:
            told = ", ".join(
                f"{s.slice.removeprefix('language=')} ({s.value:.2f}, n={s.n})" for s in languages[:_WEAKEST]
            )
            limits.append(f"`{task['name']}`: the languages with the lowest test macro-F1 are {told}.")
    found, asked = run.labels.get("partners_found", 0), run.labels.get("partners", 0)
    limits.append(
        f"The partner finder sees {found} of the {asked} labelled partners; a partner it does not see gets no "
        "sentiment unless it is asked for by code."
    )
    return limits


def _interval(score: Score | None) -> str:
    return interval(score.value, score.low, score.high, digits=3) if score else "–"


def _base_model(encoder: str) -> str | None:
    """Return the hub name of an encoder, None for a local folder."""
    if encoder.startswith("multilingual-e5-small/"):
        return "intfloat/multilingual-e5-small"
    name = encoder.partition("@")[0]
    return None if Path(name).is_absolute() or name.startswith(".") else name


def _metadata(run: Run) -> ModelCardData:
    results = [
        EvalResult(
            task_type="text-classification",
            task_name=score.task,
            dataset_type=str(run.data["name"]),
            dataset_name=f"{run.data['name']} {run.data['version']}",
            dataset_split="test",
            dataset_revision=str(run.data["sha256"]),
            metric_type=score.metric,
            metric_value=round(score.value, 6),
            metric_name=score.name,
        )
        for score in _mine(run)
        if score.part == "test" and score.slice == "all" and score.metric in _HEADLINE and np.isfinite(score.value)
    ]
    return ModelCardData(
        language=sorted(run.data["splits"]["train"]["languages"]),
        license="apache-2.0",
        library_name="stance",
        pipeline_tag="text-classification",
        tags=["international-relations", "codebook", "topic-classification", "stance-detection", "targeted-sentiment"],
        base_model=_base_model(str(run.model["encoder"])),
        model_name=f"stance {run.classifier} {run.key}",
        eval_results=results,
    )
