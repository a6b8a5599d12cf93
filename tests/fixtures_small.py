"""A small real experiment: three languages of the shipped corpus, trained once per process on the tests' encoder."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import HashEncoder

from stance.card import build_card
from stance.codebook import Codebook, load_codebook
from stance.config import build, compose
from stance.dataset import Corpus, read_corpus
from stance.figures import draw_figures
from stance.predictor import Predictor
from stance.protocols import Encoder
from stance.run import Run
from stance.training import Plan, train, write_config

LANGUAGES = ("bn", "en", "ko")
FAMILIES = ("linear", "majority")


@cache
def shipped_corpus() -> Corpus:
    return read_corpus()


@cache
def reduced_corpus(languages: Sequence[str] = LANGUAGES) -> Corpus:
    """Keep the documents of some languages with their codes and splits."""
    whole = shipped_corpus()
    return whole.keep({name for name, each in whole.documents.items() if each.language in languages})


def make_plan(encoder: Encoder, *, families: Sequence[str] = FAMILIES, **changes: Any) -> Plan:
    """Build a plan of the small experiment with classifiers as conf/ describes them."""
    nodes = {name: compose("train", [f"classifier={name}"]).settings["classifier"] for name in families}
    plan = Plan(
        corpus=reduced_corpus(),
        codebook=load_codebook(),
        encoder=encoder,
        families={
            name: lambda task, kinds=kinds: build(kinds[task.kind], task=task, encoder=encoder)
            for name, kinds in nodes.items()
        },
        seeds=[0],
        folds=2,
        replicates=50,
        config={"seeds": [0], "folds": 2, "classifier": nodes[families[0]]},
        name="small",
    )
    return replace(plan, **changes)


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return shipped_corpus()


@pytest.fixture(scope="session")
def small_corpus() -> Corpus:
    return reduced_corpus()


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run folder with model, figures and card; not to be changed."""
    folder = tmp_path_factory.mktemp("small") / "run"
    plan = make_plan(HashEncoder())
    train(plan, folder)
    write_config(folder, json.dumps(dict(plan.config)))
    draw_figures(folder)
    build_card(folder)
    return folder


@pytest.fixture(scope="session")
def small_run(trained: Path) -> Run:
    return Run.load(trained)


@pytest.fixture(scope="session")
def predictor(trained: Path) -> Predictor:
    """The small model, loaded."""
    return Predictor.load(trained / "model", encoder=HashEncoder())
