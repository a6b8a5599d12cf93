"""The main job: corpus in, run folder out."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from stance.bundle import Bundle, Head, save_bundle
from stance.calibration import Calibration
from stance.classifiers import ScaleRegressor
from stance.classifiers.views import clauses
from stance.codebook import Codebook, Task
from stance.dataset import SPLITS, CodedParagraph, Corpus
from stance.errors import DataError
from stance.experiment import Maker, Outcome, cross_validate, fit_and_test
from stance.items import TaskData, task_data
from stance.partners import PartnerFinder
from stance.protocols import Encoder
from stance.provenance import environment, git_state, package_version, sha256_json, write_atomic
from stance.run import Run, predictions_frame
from stance.scores import Score, score_all
from stance.splits import deal, leakage_report, split_hash

__all__ = ["Plan", "fit_bundle", "train", "write_config"]

Families = Mapping[str, Maker]
_DEVELOPMENT = ("train", "validation")


@dataclass(frozen=True)
class Plan:
    """What an experiment is made of, all parts built.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook
    encoder : Encoder
    families : mapping of str to callable
        Makers of classifiers; the first is the model, the others its baselines.
    seeds : sequence of int
    folds : int
    risk : float
        Share of errors that predictions which do not abstain should stay under.
    replicates : int
        Of the document bootstrap.
    config : mapping
        The resolved configuration, kept with the run.
    name : str
        What differs from the defaults.
    """

    corpus: Corpus
    codebook: Codebook
    encoder: Encoder
    families: Families
    seeds: Sequence[int] = (0,)
    folds: int = 5
    risk: float = 0.2
    replicates: int = 2000
    config: Mapping[str, Any] = field(default_factory=dict)
    name: str = "default"

    @property
    def key(self) -> str:
        """First 12 digits of the hash of configuration, data, codebook and code version."""
        code = [package_version(), git_state()["commit"]]
        return sha256_json([dict(self.config), self.corpus.sha256, self.codebook.sha256, code])[:12]

    @property
    def family(self) -> str:
        """Name of the model's family."""
        return next(iter(self.families))


def train(plan: Plan, folder: Path, *, progress: Callable[[str], None] = lambda _: None) -> Run:
    """Run an experiment and write its folder.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Gets ``run.json``, ``predictions.parquet``, ``splits.json`` and ``model/``.
    progress : callable
        Told of every step.

    Returns
    -------
    Run

    Raises
    ------
    DataError
        If the test split shares a document, a translation family or a near-duplicate with the rest.
    """
    seconds: dict[str, float] = {}
    finder = PartnerFinder(plan.codebook.partners.organisations)
    with _timed(seconds, "prepare"):
        development, test = (_tasks(plan, finder, names) for names in (_DEVELOPMENT, ("test",)))
        leakage = _honest(development, test)
    for label in _unseen(development):
        progress(f"note: no training item carries {label}; it will not be predicted")
    progress(f"encoding {sum(len(data.items) for data in (*development.values(), *test.values()))} items")
    with _timed(seconds, "encode"):
        _encode_once(plan.encoder, [*development.values(), *test.values()])
    outcomes: dict[str, list[Outcome]] = {}
    scores: list[Score] = []
    heads: dict[str, Head] = {}
    for family, make in plan.families.items():
        progress(f"{family}: {len(plan.seeds)} seeds x {plan.folds} folds")
        with _timed(seconds, f"fit {family}"):
            fitted = _Family(plan, family, make, development, test)
        outcomes[family], scores = fitted.outcomes, scores + fitted.scores
        heads = heads or fitted.heads
    with _timed(seconds, "write"):
        sha256 = save_bundle(_bundle(plan, heads), folder / "model")
        frame = predictions_frame(outcomes)
        folder.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(folder / "predictions.parquet", index=False)
        _write_splits(plan, development, leakage, folder)
    run = Run(
        key=plan.key,
        name=plan.name,
        classifier=plan.family,
        scores=scores,
        data=_describe(plan.corpus),
        split={
            "sha256": split_hash({"development": _items(development), "test": _items(test)}),
            "seeds": list(plan.seeds),
            "folds": plan.folds,
            "replicates": plan.replicates,
            "leakage": leakage,
        },
        calibration={task: asdict(head.calibration) for task, head in heads.items()},
        model={"sha256": sha256, "codebook": plan.codebook.reference, "version": package_version()}
        | {"encoder": plan.encoder.name},
        codebook=plan.codebook.model_dump(mode="json") | {"sha256": plan.codebook.sha256},
        environment=environment(),
        code=git_state(),
        time={step: round(value, 2) for step, value in seconds.items()},
        labels=_labels(plan, [*development.values(), *test.values()]),
    )
    run.save(folder)
    return run


def fit_bundle(plan: Plan, folder: Path) -> str:
    """Fit only the model of a plan, on all splits but test, and write its bundle; returns its SHA-256."""
    finder = PartnerFinder(plan.codebook.partners.organisations)
    development = _tasks(plan, finder, _DEVELOPMENT)
    _encode_once(plan.encoder, list(development.values()))
    make, heads = plan.families[plan.family], {}
    for name, data in development.items():
        _, calibration = _validated(plan, data, make, development)
        classifier: Any = make(data.task).fit(data.items, data.labels)
        heads[name] = Head(classifier, calibration, _scale(plan, data))
    return save_bundle(_bundle(plan, heads), folder)


class _Family:
    """One classifier over all tasks: folds, final model, test, scores."""

    def __init__(
        self, plan: Plan, name: str, make: Maker, development: Mapping[str, TaskData], test: Mapping[str, TaskData]
    ) -> None:
        self.outcomes: list[Outcome] = []
        self.scores: list[Score] = []
        self.heads: dict[str, Head] = {}
        for task, data in development.items():
            cv, calibration = _validated(plan, data, make, development)
            classifier, tested = fit_and_test(data, test[task], make, calibration)
            scale = _scale(plan, data) if name == plan.family else None
            levels = scale.predict(test[task].items, tested.predicted - 1) if scale else None
            self.outcomes += [*cv, tested]
            self.scores += score_all(name, cv, tested, replicates=plan.replicates, intensities=levels)
            self.heads[task] = Head(classifier, calibration, scale)  # type: ignore[arg-type]


def _validated(
    plan: Plan, data: TaskData, make: Maker, tasks: Mapping[str, TaskData]
) -> tuple[list[Outcome], Calibration]:
    """Cross-validate one task on the folds that all tasks share."""
    return cross_validate(data, make, seeds=plan.seeds, folds=plan.folds, risk=plan.risk, dealt=_items(tasks))


def _write_splits(plan: Plan, development: Mapping[str, TaskData], leakage: Mapping[str, Any], folder: Path) -> None:
    """Write ``splits.json``: which documents are in which split and in which fold of each seed."""
    items = _items(development)
    dealt = {str(seed): deal(items, folds=plan.folds, seed=seed) for seed in plan.seeds}
    names = {split: sorted(plan.corpus.splits[split]) for split in SPLITS}
    content = {"splits": names, "folds": dealt, "leakage": dict(leakage)}
    write_atomic(folder / "splits.json", json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def _tasks(plan: Plan, finder: PartnerFinder, splits: Sequence[str]) -> dict[str, TaskData]:
    coded: list[CodedParagraph] = [line for split in splits for line in plan.corpus.split(split)]
    made = {task.name: task_data(coded, task, plan.codebook, finder) for task in plan.codebook.tasks}
    empty = sorted(name for name, data in made.items() if not data.items)
    if empty:
        raise DataError(f"splits {', '.join(splits)} of corpus {plan.corpus.name!r} hold no item of task {empty[0]!r}")
    return made


def _unseen(tasks: Mapping[str, TaskData]) -> list[str]:
    """Name the labels that no development item carries, as ``task/label``."""
    return [
        f"{data.task.name}/{label}"
        for data in tasks.values()
        for column, label in enumerate(data.task.label_names)
        if not (data.labels[:, column].any() if data.task.kind == "multilabel" else (data.labels == column).any())
    ]


def _items(tasks: Mapping[str, TaskData]) -> list[Any]:
    return [item for data in tasks.values() for item in data.items]


def _honest(development: Mapping[str, TaskData], test: Mapping[str, TaskData]) -> dict[str, Any]:
    report = leakage_report({"development": _items(development), "test": _items(test)})
    if report["shared_groups"] or report["near_duplicates"]:
        shared = [*report["shared_groups"], *report["near_duplicates"]][0]
        raise DataError(f"the test split leaks into development: {shared}; move both to one split")
    return report


def _encode_once(encoder: Encoder, tasks: Sequence[TaskData]) -> None:
    """Ask for every vector that any view may need, so that each text passes the encoder once."""
    items = [item for data in tasks for item in data.items]
    wanted: dict[tuple[str, tuple[tuple[int, int], ...]], None] = {}
    for item in items:
        for spans in ((), item.spans, clauses(item.text, item.spans)):
            wanted[item.text, spans] = None
        if item.heading:
            wanted[item.heading, ()] = None
    encoder.encode([text for text, _ in wanted], [spans for _, spans in wanted])


def _scale(plan: Plan, data: TaskData) -> ScaleRegressor | None:
    known = np.isfinite(data.intensity).any()
    return (
        ScaleRegressor(data.task, plan.encoder).fit(data.items, data.intensity)
        if _graded(data.task) and known
        else None
    )


def _graded(task: Task) -> bool:
    return task.ordinal and bool(task.intensity)


def _bundle(plan: Plan, heads: Mapping[str, Head]) -> Bundle:
    learnt = [line.document.language for split in _DEVELOPMENT for line in plan.corpus.split(split)]
    languages = sorted({language for language in learnt if language})
    facts = {
        "encoder": plan.encoder.name,
        "languages": languages,
        "corpus": {"name": plan.corpus.name, "version": plan.corpus.version, "sha256": plan.corpus.sha256},
    }
    return Bundle(plan.codebook, heads, facts)


def _describe(corpus: Corpus) -> dict[str, Any]:
    composition = {}
    for split in SPLITS:
        lines = [line for line in corpus.split(split) if line.paragraph.kind != "boilerplate"]
        composition[split] = {
            "documents": len(corpus.splits[split]),
            "lines": len(lines),
            "languages": dict(sorted(Counter(line.paragraph.language for line in lines).items())),
        }
    names = ("name", "version", "statement", "license")
    facts = {name: getattr(corpus.card, name) for name in names}
    return facts | {"sha256": corpus.sha256, "splits": composition}


def _labels(plan: Plan, tasks: Sequence[TaskData]) -> dict[str, Any]:
    targeted = [item for data in tasks if data.task.kind == "targeted" for item in data.items]
    annotators = Counter(annotation.annotator for annotation in plan.corpus.annotations)
    seen = sum(bool(item.spans) for item in targeted)
    return {"annotators": dict(sorted(annotators.items())), "partners": len(targeted), "partners_found": seen}


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - start


def write_config(folder: Path, text: str) -> Path:
    """Keep the resolved configuration with the run."""
    return write_atomic(folder / "config.yaml", text)
