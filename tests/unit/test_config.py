import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from stance.config import Invocation, compose, run_under_hydra
from stance.errors import ConfigError, DataError, ModelError, StanceError

INGEST = ["input=a", "output=b"]


@pytest.fixture
def calls() -> list[Invocation]:
    return []


@pytest.fixture
def run(calls: list[Invocation]) -> Callable[..., None]:
    return lambda command, *arguments: run_under_hydra(command, arguments, calls.append)


def test_a_command_is_called_with_its_settings(run: Callable[..., None], calls: list[Invocation]) -> None:
    run("ingest", *INGEST, "source.max_line=7")
    assert calls[0].settings["output"] == "b"
    assert calls[0].settings["source"]["input"] == "a"
    assert calls[0].settings["source"]["max_line"] == 7
    assert calls[0].overrides == (*INGEST, "source.max_line=7")
    assert yaml.safe_load(calls[0].yaml) == calls[0].settings


def test_running_and_composing_give_the_same(run: Callable[..., None], calls: list[Invocation]) -> None:
    run("train", "classifier=majority", "folds=3", "codebook=diplomacy")
    composed = compose("train", ["classifier=majority", "folds=3", "codebook=diplomacy"])
    assert composed == calls[0]


@pytest.mark.parametrize("value", ["diplomacy", "books/mine.yaml", "/abs/mine.yaml", "a b.yaml"])
def test_a_codebook_is_set_by_name_or_path(value: str, run: Callable[..., None], calls: list[Invocation]) -> None:
    run("agree", "annotations=a.csv", f"codebook={value}")
    assert calls[0].settings["codebook"] == value
    assert f"codebook={value}" in calls[0].overrides


def test_a_codebook_can_be_set_back_to_the_default(run: Callable[..., None], calls: list[Invocation]) -> None:
    run("agree", "annotations=a.csv", "codebook=null")
    assert calls[0].settings["codebook"] is None


ERRORS = {
    "unknown": ("train", ["sedes=[1]"], r"unknown setting 'sedes' for stance train; did you mean 'seeds'\? Allowed: "),
    "nested": ("train", ["classifier.topics.C=1"], r"unknown setting 'classifier.topics.C'"),
    "sibling": ("train", ["encoder.thread=1"], r"did you mean 'encoder.threads'\? Allowed: encoder._target_"),
    "required": ("predict", ["inptu=a"], r"unknown setting 'inptu' for stance predict; did you mean 'input'\?"),
    "option": (
        "train",
        ["classifier=lineer"],
        r"classifier=lineer is not there; did you mean 'linear'\? Allowed: linear",
    ),
    "missing": ("predict", [], r"setting 'input' has no value; write: stance predict input=\.\.\. output=\.\.\.$"),
    "group": ("train", ["tracking=server"], r"setting 'tracking.uri' has no value"),
    "grammar": ("train", ["seeds=[0"], r"stance train: .*input '\[0'"),
    "codebook": ("ingest", [*INGEST, "codebook=x"], r"unknown setting 'codebook' for stance ingest; Allowed: input"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_a_mistake_is_told_in_one_line(
    case: str, run: Callable[..., None], calls: list[Invocation], capfd: pytest.CaptureFixture[str]
) -> None:
    command, overrides, message = ERRORS[case]
    with pytest.raises(ConfigError, match=message) as caught:
        run(command, *overrides)
    assert "\n" not in str(caught.value)
    assert calls == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("case", [name for name in ERRORS if name not in {"missing", "group"}])
def test_composing_finds_the_same_mistakes(case: str) -> None:
    command, overrides, message = ERRORS[case]
    with pytest.raises(ConfigError, match=message):
        compose(command, overrides)


@pytest.mark.parametrize("error", [ModelError("no model"), ConfigError("odd")], ids=["model", "config"])
def test_errors_of_a_command_come_through_as_they_are(error: StanceError, capfd: pytest.CaptureFixture[str]) -> None:
    def fail(_: Invocation) -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        run_under_hydra("ui", [], fail)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_cannot_be_written_is_an_error_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match=r"file/sub: Not a directory"):
        run_under_hydra("ui", [], lambda _: (tmp_path / "file" / "sub").mkdir())


def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError, match=r"division by zero"):
        run_under_hydra("ui", [], lambda _: 1 / 0)  # type: ignore[arg-type,return-value]


def test_arguments_and_environment_are_left_as_they_were(run: Callable[..., None]) -> None:
    argv, environment = list(sys.argv), dict(os.environ)
    run("ui")
    assert sys.argv == argv
    assert dict(os.environ) == environment


def test_nothing_is_written_where_a_command_runs(
    run: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("ui")
    run("train", "--multirun", "folds=2,3")
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_calls_the_command_for_each_value(run: Callable[..., None], calls: list[Invocation]) -> None:
    run("train", "--multirun", "folds=2,3", "classifier=linear,majority", "codebook=diplomacy")
    assert [(c.settings["folds"], c.overrides[1]) for c in calls] == [
        (folds, f"classifier={name}") for folds in (2, 3) for name in ("linear", "majority")
    ]
    assert {c.settings["codebook"] for c in calls} == {"diplomacy"}


@pytest.mark.parametrize(
    "arguments",
    [["--multirun", "folds=2", "risk=0.1"], ["folds=2", "risk=0.1", "--multirun"], ["folds=2", "-m", "risk=0.1"]],
    ids=["before", "behind", "between"],
)
def test_flags_may_stand_anywhere(arguments: list[str], run: Callable[..., None], calls: list[Invocation]) -> None:
    run("train", *arguments)
    assert [(call.settings["folds"], call.settings["risk"]) for call in calls] == [(2, 0.1)]


@pytest.mark.parametrize("flag", ["--mutlirun", "--multi-run", "-x", "--confg=job"])
def test_an_unknown_flag_is_told_in_one_line(flag: str, run: Callable[..., None], calls: list[Invocation]) -> None:
    with pytest.raises(ConfigError, match=r"unknown flag '--?[\w-]+'; .*Allowed: .*--multirun"):
        run("train", flag, "folds=2")
    assert calls == []


def test_a_sweep_goes_on_after_a_job_that_failed(calls: list[Invocation]) -> None:
    def fail_at_two(invocation: Invocation) -> None:
        calls.append(invocation)
        if invocation.settings["folds"] == 2:
            raise DataError("two is odd")

    with pytest.raises(DataError, match=r"two is odd"):
        run_under_hydra("train", ["--multirun", "folds=2,3"], fail_at_two)
    assert [call.settings["folds"] for call in calls] == [2, 3]


def test_a_command_may_compose_another_while_it_runs() -> None:
    folds = []
    run_under_hydra("predict", INGEST, lambda _: folds.append(compose("train", ["folds=7"]).settings["folds"]))
    assert folds == [7]


def test_showing_the_configuration_runs_nothing(
    run: Callable[..., None], calls: list[Invocation], capsys: pytest.CaptureFixture[str]
) -> None:
    run("train", "folds=4", "--cfg", "job")
    assert yaml.safe_load(capsys.readouterr().out)["folds"] == 4
    assert calls == []


def test_a_folder_of_the_user_adds_options(run: Callable[..., None], calls: list[Invocation], tmp_path: Path) -> None:
    (tmp_path / "classifier").mkdir()
    (tmp_path / "classifier" / "mine.yaml").write_text(
        "# Mine.\ndefaults: [linear]\ntargeted: {C: 9}\n", encoding="utf-8"
    )
    (tmp_path / "codebook").mkdir()
    run("train", f"--config-dir={tmp_path}", "classifier=mine", "codebook=mine.yaml")
    assert calls[0].settings["classifier"]["targeted"]["C"] == 9
    assert calls[0].settings["codebook"] == "mine.yaml"
