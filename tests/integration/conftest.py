"""The real command line, run as a user runs it, and one small model for the whole session."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

LANGUAGES = ("bn", "en")
Done = subprocess.CompletedProcess[str]
Stance = Callable[..., Done]


def call(*arguments: str, cwd: Path) -> Done:
    environment = os.environ | {"COLUMNS": "80"}
    command = [sys.executable, "-m", "stance", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, timeout=300, check=False
    )


@pytest.fixture
def stance(tmp_path: Path) -> Stance:
    """Run ``stance`` in the folder of the test."""
    return lambda *arguments: call(*arguments, cwd=tmp_path)


def write_small_corpus(folder: Path) -> Path:
    """Copy the documents and codes of two languages of the corpus that ships."""
    source = Path(str(resources.files("stance.corpus")))
    card = yaml.safe_load((source / "corpus.yaml").read_text(encoding="utf-8"))
    card["languages"] = list(LANGUAGES)
    card["splits"] = {
        split: [name for name in names if name.startswith(LANGUAGES)] for split, names in card["splits"].items()
    }
    card["floors"] = {}
    for language in LANGUAGES:
        shutil.copytree(source / "documents" / language, folder / "documents" / language)
        shutil.copytree(source / "annotations" / language, folder / "annotations" / language)
    (folder / "corpus.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def session_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of the session share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def small_corpus_folder(session_root: Path) -> Path:
    folder = session_root / "small-corpus"
    with FileLock(f"{folder}.lock"):
        return folder if folder.exists() else write_small_corpus(folder)


@pytest.fixture(scope="session")
def experiment(session_root: Path, small_corpus_folder: Path) -> Path:
    """The root of one finished experiment, with what its command printed in ``printed.txt``."""
    root = session_root / "experiment"
    with FileLock(f"{root}.lock"):
        if not (root / "printed.txt").exists():
            settings = ("seeds=[0]", "folds=2", "replicates=50", f"corpus={small_corpus_folder}", f"root={root}")
            done = call("train", *settings, cwd=session_root)
            assert done.returncode == 0, done.stderr
            assert "Warning" not in done.stderr
            (root / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def run_folder(experiment: Path) -> Path:
    return (experiment / "runs" / "latest").resolve()
