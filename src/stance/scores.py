"""From predictions to the rows of a run's table of results."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stance.experiment import Outcome, by_seed, predicted_labels
from stance.items import TaskData
from stance.metrics import Scale, evaluate_multilabel, evaluate_single
from stance.uncertainty import Estimate

__all__ = ["Score", "pool", "score_all"]

_SINGLE_SLICE = "all"
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Score:
    """One number of a run: what was measured on which part and slice, with its interval.

    ``part`` is ``cv`` (all out-of-fold predictions of all seeds), ``cv/s<seed>f<fold>`` (one fold)
    or ``test``; ``slice`` is ``all`` or ``language=<code>``; ``clusters`` counts documents, the
    renderings of one text counted once.
    """

    family: str
    part: str
    task: str
    slice: str
    metric: str
    value: float
    low: float
    high: float
    n: int
    clusters: int

    @property
    def name(self) -> str:
        """``part/task/metric``, with the slice where it is not the whole."""
        where = "" if self.slice == _SINGLE_SLICE else f"/{self.slice.replace('=', '/')}"
        return f"{self.part}/{self.task}{where}/{self.metric}"


def score_all(
    family: str, cv: Sequence[Outcome], test: Outcome, *, replicates: int, intensities: NDArray[np.int_] | None = None
) -> list[Score]:
    """Score a classifier on every fold, on all folds together and on the test split, with language slices.

    Parameters
    ----------
    family : str
        Name of the classifier.
    cv : sequence of Outcome
    test : Outcome
    replicates : int
        Of the document bootstrap; single folds have no interval.
    intensities : array of int, optional
        Predicted intensities of the test items.
    """
    rows: list[Score] = []
    for outcome in cv:
        part = f"cv/s{outcome.seed}f{outcome.fold}"
        rows += _rows(family, part, outcome.data, _hard(outcome), replicates=0)
    rows += _sliced(family, "cv", *_joined(cv), replicates=replicates)
    scale = None if intensities is None else Scale(test.data.intensity, intensities.astype(float))
    rows += _rows(family, "test", test.data, _hard(test), replicates=replicates, scale=scale)
    rows += [
        row for row in _sliced(family, "test", test.data, _hard(test), replicates=replicates) if row.slice != "all"
    ]
    return rows


def pool(outcomes: Sequence[Outcome]) -> Outcome:
    """Join the folds of one seed into one outcome over all development items."""
    data, (_, chances) = _joined(outcomes)
    return replace(outcomes[0], fold=None, data=data, probabilities=chances)


_Judged = tuple[NDArray[np.int_], NDArray[np.float64]]


def _hard(outcome: Outcome) -> _Judged:
    return outcome.predicted, outcome.probabilities


def _joined(outcomes: Sequence[Outcome]) -> tuple[TaskData, _Judged]:
    parts = [outcome for group in by_seed(outcomes).values() for outcome in group]
    data = TaskData(
        parts[0].data.task,
        [item for part in parts for item in part.data.items],
        np.concatenate([part.data.labels for part in parts]),
        np.concatenate([part.data.intensity for part in parts]),
    )
    hard = [predicted_labels(part.data.task, part.probabilities, part.calibration) for part in parts]
    return data, (np.concatenate(hard), np.concatenate([part.probabilities for part in parts]))


def _sliced(family: str, part: str, data: TaskData, judged: _Judged, *, replicates: int) -> Iterator[Score]:
    yield from _rows(family, part, data, judged, replicates=replicates)
    languages = np.array([item.language for item in data.items])
    for language in sorted(set(languages.tolist())):
        rows = np.flatnonzero(languages == language)
        if len(rows) >= _FEWEST:
            mine = judged[0][rows], judged[1][rows]
            for score in _rows(family, part, data.take(rows), mine, replicates=replicates):
                yield replace(score, slice=f"language={language}")


def _rows(
    family: str, part: str, data: TaskData, judged: _Judged, *, replicates: int, scale: Scale | None = None
) -> Iterator[Score]:
    items = len({item.id for item in data.items})  # seeds predict the same items again
    for metric, estimate in _evaluate(data, judged, replicates, scale).items():
        yield Score(family, part, data.task.name, _SINGLE_SLICE, metric, **asdict(replace(estimate, n=items)))


def _evaluate(data: TaskData, judged: _Judged, replicates: int, scale: Scale | None) -> dict[str, Estimate]:
    predicted, chances = judged
    labels, clusters = data.task.label_names, [item.group for item in data.items]
    if data.task.kind == "multilabel":
        return evaluate_multilabel(
            data.labels, predicted, chances, labels=labels, clusters=clusters, replicates=replicates
        )
    return evaluate_single(data.labels, chances, labels=labels, clusters=clusters, scale=scale, replicates=replicates)
