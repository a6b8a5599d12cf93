"""The command line: ``stance <command> [setting=value ...]``."""

import importlib
import sys
from collections.abc import Sequence
from importlib import resources

from stance.errors import StanceError, choose

__all__ = ["main"]

COMMANDS = {
    "ingest": ("read files, cut them into lines", "stance ingest input=articles/ output=ingested/"),
    "annotate": (
        "code lines by rules, or by people on sheets",
        "stance annotate annotator=rules input=articles/ output=coded/",
    ),
    "agree": ("measure how far coders agree", "stance agree 'annotations=coded/*.csv'"),
    "adjudicate": ("turn several coders' codes into gold", "stance adjudicate 'annotations=coded/*.csv' output=gold/"),
    "corpus": ("check a corpus and write its datasheet", "stance corpus output=corpus-card/"),
    "train": ("run one experiment, or a sweep with --multirun", "stance train classifier=linear 'seeds=[0,1,2]'"),
    "card": ("build or check the model card of a run", "stance card run=outputs/runs/latest"),
    "predict": ("code documents with a model", "stance predict input=article.txt output=out/"),
    "serve": ("answer over HTTP", "stance serve port=8000"),
    "ui": ("open the runs in the MLflow UI", "stance ui"),
}

_USAGE = "usage: stance <command> [setting=value ...]   (stance <command> --help explains a command)"
_USER_ERROR = 2
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for a mistake of the user's, 130 when interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_overview())
        return 0
    if arguments[0] in {"-V", "--version"}:
        from stance.provenance import package_version

        print(f"stance {package_version()}")
        return 0
    try:
        return _dispatch(arguments[0], arguments[1:])
    except StanceError as error:
        print(f"stance: {' '.join(str(error).split())}", file=sys.stderr)
        return _USER_ERROR
    except KeyboardInterrupt:
        print("stance: interrupted", file=sys.stderr)
        return _INTERRUPTED


def _dispatch(command: str, arguments: Sequence[str]) -> int:
    if command not in COMMANDS:
        print(f"stance: unknown command {command!r}; {choose(command, COMMANDS)}", file=sys.stderr)
        return _USER_ERROR
    if {"-h", "--help"} & set(arguments):
        print(_explain(command))
        return 0
    from stance.config import run_under_hydra
    from stance.settings import quiet_libraries

    quiet_libraries()
    module = importlib.import_module(f"stance.commands.{command}")
    run_under_hydra(command, arguments, module.run)
    return 0


def _overview() -> str:
    lines = [_USAGE, "", "commands:"]
    lines += [f"  {name:<11}{summary}" for name, (summary, _) in COMMANDS.items()]
    lines += ["", "examples:"] + [f"  {example}" for _, example in COMMANDS.values()]
    return "\n".join(lines)


def _explain(command: str) -> str:
    summary, example = COMMANDS[command]
    folder = resources.files("stance.conf")
    settings = (folder / f"{command}.yaml").read_text(encoding="utf-8").strip()
    return (
        f"stance {command}: {summary}\n\nexample:\n  {example}\n\nsettings (setting=value changes one):\n\n{settings}"
    )
