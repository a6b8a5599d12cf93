import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stance.errors import DataError
from stance.run import Run


def test_a_run_is_read_as_it_was_written(trained: Path, small_run: Run, tmp_path: Path) -> None:
    small_run.save(tmp_path)
    assert (tmp_path / "run.json").read_bytes() == (trained / "run.json").read_bytes()


def test_numbers_that_do_not_exist_are_null_and_come_back(trained: Path, small_run: Run) -> None:
    text = (trained / "run.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    fold = next(score for score in small_run.scores if score.part == "cv/s0f0")
    assert np.isnan(fold.low)
    assert np.isfinite(fold.value)


def test_every_metric_has_n_clusters_and_interval(small_run: Run) -> None:
    headline = [score for score in small_run.scores if score.part in {"cv", "test"} and score.slice == "all"]
    assert [s.name for s in headline if not (s.n > 0 and s.clusters > 1)] == []
    # The bootstrap raises the calibration error, so that its value may lie below its interval.
    certain = [s for s in headline if np.isfinite(s.value) and s.metric != "ece"]
    assert [s.name for s in certain if not s.low <= s.value <= s.high] == []


def test_the_model_comes_first_among_families(small_run: Run) -> None:
    assert small_run.families == ["linear", "majority"]
    assert small_run.classifier == "linear"


def test_a_score_is_found_by_what_it_is(small_run: Run) -> None:
    whole = small_run.score("topics", "macro_f1")
    floor = small_run.score("topics", "macro_f1", family="majority")
    assert whole is not None
    assert floor is not None
    assert whole.value > floor.value
    assert small_run.score("topics", "macro_f1", slice="language=bn") is not None
    assert small_run.score("topics", "no_such_metric") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "is no run folder"), ("{", "is no run folder"), ('{"schema": 0}', "of another schema than 1")],
    ids=["missing", "json", "schema"],
)
def test_what_is_no_run_is_named(content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        Run.load(tmp_path)


@pytest.mark.parametrize(
    "text", ["[]", '{"schema": 1}', '{"schema": 1, "scores": [], "odd": 2}'], ids=["list", "empty", "key"]
)
def test_a_run_that_is_not_whole_is_named(text: str, trained: Path, tmp_path: Path) -> None:
    shutil.copy(trained / "run.json", tmp_path)
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"run\.json"):
        Run.load(tmp_path)


@pytest.fixture(scope="module")
def frame(trained: Path) -> pd.DataFrame:
    return pd.read_parquet(trained / "predictions.parquet")


def test_predictions_hold_every_item_once_in_each_part(frame: pd.DataFrame) -> None:
    counts = frame.groupby(["family", "part", "task", "item"]).size()
    assert counts.max() == 1
    assert set(frame["part"]) == {"cv", "test"}
    assert set(frame.loc[frame["part"] == "cv", "fold"]) == {0, 1}
    assert frame.loc[frame["part"] == "test", "fold"].isna().all()


def test_no_document_is_in_development_and_test(frame: pd.DataFrame) -> None:
    groups = {part: set(rows["group"]) for part, rows in frame.groupby("part")}
    assert groups["cv"] & groups["test"] == set()


def test_a_score_follows_from_the_predictions(frame: pd.DataFrame, small_run: Run) -> None:
    rows = frame[(frame["family"] == "linear") & (frame["part"] == "test") & (frame["task"] == "partner_sentiment")]
    right = np.mean([list(a) == list(b) for a, b in zip(rows["truth"], rows["predicted"], strict=True)])
    score = small_run.score("partner_sentiment", "accuracy")
    assert score is not None
    assert (score.n, score.value) == (len(rows), pytest.approx(right, abs=1e-6))


def test_the_run_says_what_it_was_made_of(trained: Path, small_run: Run) -> None:
    content = json.loads((trained / "run.json").read_text(encoding="utf-8"))
    assert content["split"]["leakage"]["shared_groups"] == []
    assert content["split"]["seeds"] == [0]
    assert small_run.data["splits"]["train"]["languages"].keys() == {"bn", "en", "ko"}
    assert small_run.labels["partners"] >= small_run.labels["partners_found"] > 0
    assert small_run.environment["packages"]["numpy"] == np.__version__
