import importlib
import subprocess
import sys

import pytest

import stance.commands.ui
from stance.cli import COMMANDS, main
from stance.config import Invocation
from stance.errors import DataError
from stance.provenance import package_version

_Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]], ids=" ".join)
def test_help_lists_every_command_with_an_example(arguments: list[str], capsys: _Captured) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert all(f"\n  {name} " in printed and example in printed for name, (_, example) in COMMANDS.items())
    assert max(map(len, printed.splitlines())) <= 100


@pytest.mark.parametrize("arguments", [["--version"], ["-V"]], ids=" ".join)
def test_the_version_is_that_of_the_distribution(arguments: list[str], capsys: _Captured) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"stance {package_version()}\n"


@pytest.mark.parametrize(("given", "meant"), [("perdict", "predict"), ("tain", "train"), ("adjudicat", "adjudicate")])
def test_an_unknown_command_is_told_with_the_nearest(given: str, meant: str, capsys: _Captured) -> None:
    assert main([given]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"stance: unknown command {given!r}; did you mean {meant!r}? Allowed: ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_a_module_with_run(command: str) -> None:
    assert callable(importlib.import_module(f"stance.commands.{command}").run)


def test_a_mistake_of_the_user_is_one_line_and_exit_code_2(capfd: _Captured) -> None:
    assert main(["card", "run=/nowhere"]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.startswith("stance: '/nowhere' is no run folder")
    assert told.err.count("\n") == 1


def test_a_message_of_several_lines_is_joined(monkeypatch: pytest.MonkeyPatch, capsys: _Captured) -> None:
    def fail(_: Invocation) -> None:
        raise DataError("first\n  second")

    monkeypatch.setattr(stance.commands.ui, "run", fail)
    assert main(["ui"]) == 2
    assert capsys.readouterr().err == "stance: first second\n"


def test_an_interruption_is_exit_code_130(monkeypatch: pytest.MonkeyPatch, capsys: _Captured) -> None:
    def interrupt(_: Invocation) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stance.commands.ui, "run", interrupt)
    assert main(["ui"]) == 130
    assert capsys.readouterr().err == "stance: interrupted\n"


def test_success_is_exit_code_0(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Invocation] = []
    monkeypatch.setattr(stance.commands.ui, "run", seen.append)
    assert main(["ui", "port=5001"]) == 0
    assert seen[0].settings["port"] == 5001


def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "sklearn", "hydra", "mlflow", "torch", "transformers", "datasets", "pydantic", "rich")
    code = f"import sys, stance.cli as c; c.main(['train', '--help']); print(set({heavy}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
