from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from stance.calibration import Calibration
from stance.codebook import Codebook
from stance.experiment import Outcome
from stance.items import TaskData
from stance.records import Item
from stance.scores import Score, pool, score_all

_Make = Callable[..., Outcome]


@pytest.fixture
def make(tiny_codebook: Codebook) -> _Make:
    """Make an outcome of the ordinal task: labels, probabilities, languages; four items to a document."""

    def made(labels: list[int], *, right: float = 0.8, languages: str = "", part: str = "cv", fold: int = 0) -> Outcome:
        codes = languages.split() or ["en"] * len(labels)
        items = [
            Item(f"{part}{fold}-{at}", "x", language=code, group=f"g{fold}{at // 4}", document=f"d{at // 4}")
            for at, code in enumerate(codes)
        ]
        data = TaskData(tiny_codebook.task("tone"), items, np.array(labels), np.array(labels) - 1.0)
        chances = np.full((len(labels), 3), (1 - right) / 2)
        chances[np.arange(len(labels)), labels] = right
        numbers = (None, None) if part == "test" else (0, fold)
        return Outcome(part, *numbers, data, chances, Calibration())

    return made


def find(scores: list[Score], name: str) -> Score:
    return next(score for score in scores if score.name == name)


LABELS = [0, 1, 2, 0, 1, 2, 0, 1]


def test_right_predictions_score_one(make: _Make) -> None:
    scores = score_all("linear", [make(LABELS)], make(LABELS, part="test"), replicates=20)
    for name in ("cv/tone/macro_f1", "test/tone/macro_f1", "test/tone/accuracy", "cv/s0f0/tone/macro_f1"):
        assert find(scores, name).value == 1


def test_a_score_carries_its_counts_and_its_family(make: _Make) -> None:
    score = find(score_all("linear", [make(LABELS)], make(LABELS, part="test"), replicates=20), "test/tone/macro_f1")
    assert (score.family, score.n, score.clusters) == ("linear", 8, 2)
    assert score.low <= score.value <= score.high


def test_single_folds_have_no_interval(make: _Make) -> None:
    folds = [make(LABELS, fold=0), make(LABELS, fold=1)]
    scores = score_all("linear", folds, make(LABELS, part="test"), replicates=20)
    assert {score.part for score in scores} == {"cv/s0f0", "cv/s0f1", "cv", "test"}
    assert all(np.isnan(score.low) for score in scores if score.part.startswith("cv/"))
    assert find(scores, "cv/tone/accuracy").n == 16


def test_languages_with_five_items_or_more_have_slices(make: _Make) -> None:
    test = make(LABELS, languages="bn bn bn bn bn ko ko ko", part="test")
    scores = score_all("linear", [make(LABELS)], test, replicates=20)
    slices = {score.slice for score in scores if score.part == "test"}
    assert slices == {"all", "language=bn"}
    assert find(scores, "test/tone/language/bn/macro_f1").n == 5


def test_intensities_are_scored_where_they_are_given(make: _Make) -> None:
    test = make(LABELS, part="test")
    levels = np.array(LABELS) - 1
    scores = score_all("linear", [make(LABELS)], test, replicates=20, intensities=levels + 1)
    assert find(scores, "test/tone/intensity_mae").value == 1
    assert [score for score in scores if score.metric == "intensity_mae" and score.part != "test"] == []


def test_names_are_unique(make: _Make) -> None:
    test = make(LABELS, languages="bn bn bn bn bn ko ko ko", part="test")
    names = [score.name for score in score_all("linear", [make(LABELS)], test, replicates=0)]
    assert len(names) == len(set(names))


def test_pooling_joins_the_folds_of_a_seed(make: _Make) -> None:
    first, second = make(LABELS, fold=0), make(LABELS[:3], fold=1)
    joined = pool([first, second])
    assert [item.id for item in joined.data.items] == [i.id for o in (first, second) for i in o.data.items]
    assert joined.probabilities.shape == (11, 3)
    assert joined.fold is None


def test_each_fold_is_labelled_by_its_own_calibration(make: _Make, tiny_codebook: Codebook) -> None:
    task = tiny_codebook.task("subject")
    items = [Item(f"i{at}", "x", group=f"g{at}") for at in range(2)]
    data = TaskData(task, items, np.array([[1, 0], [1, 0]]), np.full(2, np.nan))
    chances = np.array([[0.6, 0.1], [0.6, 0.1]])
    easy = Outcome("cv", 0, 0, data, chances, Calibration(threshold=0.5))
    strict = replace(easy, fold=1, calibration=Calibration(threshold=0.7))
    scores = score_all("linear", [easy, strict], replace(easy, part="test", seed=None, fold=None), replicates=0)
    assert find(scores, "cv/subject/exact_match").value == 0.5
