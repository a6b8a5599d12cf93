import shutil
from pathlib import Path

import pytest
from tests.conftest import HashEncoder
from tests.fixtures_small import make_plan

import stance.model
import stance.predictor
from stance.config import Invocation
from stance.encoder import E5Encoder
from stance.errors import ModelError
from stance.training import Plan


@pytest.fixture
def small_default(clean_cache: Path, monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Let the default model be a small one; returns the plans that were asked for."""
    encoder, asked = HashEncoder(), []
    encoder.name, encoder.dimension = E5Encoder().name, E5Encoder.dimension

    def planned(invocation: Invocation) -> Plan:
        asked.append(make_plan(encoder, families=("majority",), config={"seeds": invocation.settings["seeds"]}))
        return asked[-1]

    monkeypatch.setattr(stance.model, "make_plan", planned)
    monkeypatch.setattr(stance.predictor, "E5Encoder", lambda: encoder)
    return asked


def test_the_default_model_is_made_once(small_default: list[Plan], clean_cache: Path) -> None:
    told: list[str] = []
    first, second = stance.model.load(progress=told.append), stance.model.load(progress=told.append)
    assert first.model == second.model
    assert len(told) == 1
    assert len(small_default) == 2
    assert len([path for path in (clean_cache / "models").iterdir() if path.is_dir()]) == 1


def test_the_default_model_is_made_again_where_the_kept_one_is_cut_short(
    small_default: list[Plan], clean_cache: Path
) -> None:
    stance.model.load()
    folder = next(path for path in (clean_cache / "models").iterdir() if path.is_dir())
    shutil.rmtree(folder)
    folder.mkdir()
    told: list[str] = []
    assert stance.model.load(progress=told.append).model["sha256"]
    assert told


@pytest.mark.parametrize("given", ["run", "model"])
def test_a_path_that_holds_no_bundle_is_named(given: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{given}' holds no bundle; give a run folder"):
        stance.model.load(tmp_path / given)


@pytest.mark.parametrize("part", ["", "model"])
def test_a_run_and_its_bundle_are_the_same_model(part: str, trained: Path) -> None:
    with pytest.raises(ModelError, match=r"needs the encoder 'hash-3gram-64', given 'multilingual-e5-small"):
        stance.model.load(trained / part)
    assert stance.model.load(trained / part, encoder=HashEncoder()).predict(["They met."])
