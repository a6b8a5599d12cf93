import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mlflow import MlflowClient
from mlflow.entities import Run as MlflowRun

from stance.errors import ConfigError, DataError
from stance.run import Run
from stance.tracking import MlflowTracker, NullTracker, store_uri

# MLflow's own use of SQLAlchemy; may go when MLflow no longer asks for "noload".
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SADeprecationWarning")

GOLDEN = Path(__file__).parents[1] / "golden" / "metric_names.txt"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def parent_id(trained: Path, root: Path) -> str:
    return MlflowTracker(root=root, experiment="tests").log(trained)


@pytest.fixture(scope="module")
def client(parent_id: str, root: Path) -> MlflowClient:
    assert parent_id
    return MlflowClient(store_uri(root))


@pytest.fixture(scope="module")
def parent(client: MlflowClient, parent_id: str) -> MlflowRun:
    return client.get_run(parent_id)


@pytest.fixture(scope="module")
def children(client: MlflowClient, parent: MlflowRun) -> list[MlflowRun]:
    query = f"tags.`mlflow.parentRunId` = '{parent.info.run_id}'"
    return list(client.search_runs([parent.info.experiment_id], query))


def test_the_parent_is_finished_and_named(parent: MlflowRun, small_run: Run) -> None:
    assert (parent.info.status, parent.info.run_name) == ("FINISHED", "small")
    assert parent.data.tags["stance.key"] == small_run.key
    assert parent.data.tags["stance.model_sha256"] == small_run.model["sha256"]


def test_there_is_one_finished_child_for_each_seed_and_fold(children: list[MlflowRun]) -> None:
    assert sorted(child.data.tags["stance.part"] for child in children) == ["cv/s0f0", "cv/s0f1"]
    assert sorted(child.info.run_name for child in children) == ["seed 0 fold 0", "seed 0 fold 1"]
    assert {child.info.status for child in children} == {"FINISHED"}
    assert {(child.data.params["seed"], child.data.params["fold"]) for child in children} == {("0", "0"), ("0", "1")}


def test_metric_names_are_the_golden_ones(parent: MlflowRun, children: list[MlflowRun]) -> None:
    """``UPDATE_GOLDEN=1 pytest tests/unit/test_tracking.py`` writes the golden file anew."""
    names = sorted(parent.data.metrics) + sorted(
        f"child: {name}" for name in {n for c in children for n in c.data.metrics}
    )
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(names) + "\n", encoding="utf-8")
    assert names == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_the_parent_carries_values_with_their_intervals(parent: MlflowRun, small_run: Run) -> None:
    score = small_run.score("topics", "macro_f1")
    assert score is not None
    found = parent.data.metrics
    assert found["test/topics/macro_f1"] == pytest.approx(score.value)
    assert found["test/topics/macro_f1/ci_low"] == pytest.approx(score.low)
    assert found["test/topics/macro_f1/ci_high"] == pytest.approx(score.high)


def test_the_parent_carries_the_mean_of_its_children(parent: MlflowRun, children: list[MlflowRun]) -> None:
    values = [child.data.metrics["cv/topics/macro_f1"] for child in children]
    assert parent.data.metrics["cv/topics/macro_f1/mean"] == pytest.approx(sum(values) / len(values))


def test_parameters_say_what_was_chosen(parent: MlflowRun) -> None:
    assert parent.data.params["classifier"] == "linear"
    assert (parent.data.params["seeds"], parent.data.params["folds"]) == ("[0]", "2")


def test_artifacts_lie_at_fixed_paths_under_the_absolute_root(
    client: MlflowClient, parent: MlflowRun, root: Path
) -> None:
    place = Path(parent.info.artifact_uri.removeprefix("file://"))
    assert place.is_absolute()
    assert place.is_relative_to(root.resolve())
    for path in (
        "run.json",
        "config/config.yaml",
        "eval/predictions.parquet",
        "eval/scores.csv",
        "model/manifest.json",
    ):
        assert (place / path).is_file(), path
    assert (place / "figures" / "reliability.png").is_file()
    assert (place / "model_card" / "README.md").is_file()
    assert {file.path for file in client.list_artifacts(parent.info.run_id)} >= {"model", "model_card", "figures"}


def test_the_store_does_not_hang_on_the_working_directory(
    client: MlflowClient, parent: MlflowRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert client.get_run(parent.info.run_id).info.artifact_uri == parent.info.artifact_uri
    assert store_uri(Path("here")) == f"sqlite:///{tmp_path}/here/mlflow/mlflow.db"
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_breaks_off_is_failed_and_the_error_comes_through(
    trained: Path, client: MlflowClient, parent: MlflowRun, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(MlflowClient, "log_artifacts", fail)
    with pytest.raises(OSError, match=r"disk full"):
        MlflowTracker(root=root, experiment="tests").log(trained)
    found = client.search_runs([parent.info.experiment_id], "status = 'FAILED'")
    assert [run.info.run_name for run in found] == ["small"]
    assert client.search_runs([parent.info.experiment_id], "status = 'RUNNING'") == []


def test_another_run_of_the_same_experiment_stands_beside_the_first(
    trained: Path, parent: MlflowRun, root: Path, client: MlflowClient
) -> None:
    second = MlflowTracker(root=root, experiment="tests").log(trained)
    assert second != parent.info.run_id
    assert client.get_run(second).info.experiment_id == parent.info.experiment_id


def test_logging_leaves_no_run_open(parent: MlflowRun) -> None:
    import mlflow

    assert parent.info.end_time
    assert mlflow.active_run() is None


@pytest.mark.parametrize("name", ["+classifier.x=1 ~b=2", "classifier@baselines.x=linear", f"a={'b' * 7000}"])
def test_any_override_can_be_a_parameter(name: str, trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.yaml").write_text("{}\n", encoding="utf-8")
    replace(Run.load(trained), name=name).save(folder)
    assert MlflowTracker(root=tmp_path, experiment="tests").log(folder)


def test_a_store_that_does_not_take_the_run_is_named(trained: Path, tmp_path: Path) -> None:
    tracker = MlflowTracker(root=tmp_path, uri="nosuch://store")
    with pytest.raises(DataError, match=r"the run is in '.*run', but nosuch://store did not take it: \S"):
        tracker.log(trained)


def test_a_file_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"file:/tmp/x'?: MLflow no longer writes to file stores"):
        MlflowTracker(root=tmp_path, uri="file:/tmp/x")


def test_a_folder_that_is_no_run_is_refused_before_a_store_is_made(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is no run folder"):
        MlflowTracker(root=tmp_path).log(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_tracking_writes_nothing(trained: Path, tmp_path: Path) -> None:
    assert NullTracker(root=tmp_path).log(trained) == "none"
    assert list(tmp_path.iterdir()) == []
