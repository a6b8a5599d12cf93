import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from stance.card import build_card, check_card
from stance.codebook import Codebook
from stance.errors import DataError
from stance.run import Run
from stance.scores import Score

GOLDEN = Path(__file__).parents[1] / "golden"
CALIBRATION = {"temperature": 1.25, "threshold": 0.4, "floor": 0.2, "abstain_below": 0.6}


def scores(codebook: Codebook) -> list[Score]:
    """Score two families on every task: whole, by label and by language; one value does not exist."""
    rows = []
    for family, gain in (("linear", 0.2), ("majority", 0.0)):
        for part in ("cv", "test"):
            for number, task in enumerate(codebook.tasks):
                value = 0.4 + gain + number / 20
                metrics = {"macro_f1": value, "ece": 0.05} | {f"f1/{name}": value for name in task.label_names}
                metrics[f"f1/{task.label_names[0]}"] = float("nan")
                for where, shift in (("all", 0.0), ("language=bn", -0.1), ("language=en", 0.1)):
                    rows += [
                        Score(
                            family, part, task.name, where, metric, v + shift, v + shift - 0.1, v + shift + 0.1, 40, 8
                        )
                        for metric, v in metrics.items()
                    ]
    return rows


@pytest.fixture
def run(tiny_codebook: Codebook) -> Run:
    """Return a run in which every number is fixed."""
    split = {"documents": 8, "lines": 40, "languages": {"bn": 20, "en": 20}}
    return Run(
        key="0123456789ab",
        name="default",
        classifier="linear",
        scores=scores(tiny_codebook),
        data={"name": "harbour-notes", "version": "1.0.0", "statement": "Composed text.", "license": "CC0-1.0"}
        | {"sha256": "d" * 64, "splits": dict.fromkeys(("train", "validation", "test"), split)},
        split={"sha256": "5" * 64, "seeds": [0, 1], "folds": 2, "replicates": 50}
        | {"leakage": {"shared_groups": [], "near_duplicates": [], "items": {}}},
        calibration={task.name: CALIBRATION for task in tiny_codebook.tasks},
        model={"sha256": "a" * 64, "codebook": "harbour@1.0.0", "version": "0.0.0", "encoder": "hash-3gram-64"},
        codebook=tiny_codebook.model_dump(mode="json") | {"sha256": "c" * 64},
        environment={"python": "3.11.0", "machine": "x86_64", "cores": 2, "packages": {"numpy": "2.4.0"}},
        code={"commit": "f" * 40, "dirty": False},
        time={"encode": 1.0, "fit linear": 2.5},
        labels={"annotators": {"mai": 80, "an": 40}, "partners": 30, "partners_found": 28},
    )


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    run.save(tmp_path)
    build_card(tmp_path)
    return tmp_path


def card(folder: Path) -> str:
    return (folder / "model_card" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "golden"), [("README.md", "card.md"), ("card.json", "card.json")])
def test_the_card_of_a_fixed_run_is_the_golden_one(name: str, golden: str, folder: Path) -> None:
    """``UPDATE_GOLDEN=1 pytest tests/unit/test_card.py`` writes the golden files anew."""
    text = (folder / "model_card" / name).read_text(encoding="utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / golden).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / golden).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "card.json"])
def test_a_card_is_built_twice_with_equal_bytes(name: str, trained: Path, tmp_path: Path) -> None:
    shutil.copy(trained / "run.json", tmp_path)
    assert build_card(tmp_path) == tmp_path / "model_card" / "README.md"
    assert (tmp_path / "model_card" / name).read_bytes() == (trained / "model_card" / name).read_bytes()


def test_a_fresh_card_passes_its_check(folder: Path) -> None:
    check_card(folder)
    assert "0.600" in card(folder)


@pytest.mark.parametrize("name", ["README.md", "card.json"])
def test_a_card_that_was_edited_fails_its_check(name: str, folder: Path) -> None:
    file = folder / "model_card" / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[6] = lines[6].replace(lines[6][:3], "Xyz", 1)
    file.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=rf"{name}:7 differs from what run.json gives; build it again"):
        check_card(folder)


def test_a_card_with_lines_at_its_end_fails_its_check(folder: Path) -> None:
    (folder / "model_card" / "README.md").write_text(card(folder) + "And more.\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"README.md:{card(folder).count(chr(10))} differs"):
        check_card(folder)


def test_a_run_whose_numbers_moved_fails_its_check(folder: Path, run: Run) -> None:
    moved = [replace(s, value=0.999) if s.name == "test/subject/macro_f1" else s for s in run.scores]
    replace(run, scores=moved).save(folder)
    with pytest.raises(DataError, match=r"differs from what run.json gives"):
        check_card(folder)


@pytest.mark.parametrize("name", ["README.md", "card.json"])
def test_a_missing_card_is_named(name: str, folder: Path) -> None:
    (folder / "model_card" / name).unlink()
    with pytest.raises(DataError, match=rf"{name}' is missing; build it: stance card run="):
        check_card(folder)


def test_the_header_is_metadata_that_hubs_read(folder: Path) -> None:
    _, header, _ = card(folder).split("---\n", 2)
    content = yaml.safe_load(header)
    assert content["language"] == ["bn", "en"]
    assert content["license"] == "apache-2.0"
    results = content["model-index"][0]["results"]
    metrics = [metric for result in results for metric in result["metrics"]]
    assert {metric["type"] for metric in metrics} == {"macro_f1", "ece"}
    assert all(np.isfinite(metric["value"]) for metric in metrics)


def test_the_sections_are_those_of_mitchell(folder: Path) -> None:
    sections = [line.removeprefix("## ") for line in card(folder).splitlines() if line.startswith("## ")]
    assert sections == [
        "Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data",
        "Quantitative analyses", "Ethical considerations", "Caveats and recommendations",
    ]  # fmt: skip


def test_a_number_that_does_not_exist_is_a_dash(folder: Path) -> None:
    assert "| `calm` | No alarm. | – |" in card(folder)
    assert "nan" not in card(folder).lower()


def test_every_figure_that_the_card_shows_is_drawn(trained: Path) -> None:
    shown = [part.partition(")")[0] for part in card(trained).split("](")[1:]]
    assert len(shown) == 3
    assert [path for path in shown if not (trained / "model_card" / path).is_file()] == []


def test_tables_have_as_many_cells_in_every_row(trained: Path) -> None:
    widths: list[set[int]] = [set()]
    for line in card(trained).splitlines():
        if line.startswith("|"):
            widths[-1].add(line.replace(r"\|", "").count("|"))
        elif widths[-1]:
            widths.append(set())
    assert len(widths) > 10
    assert [each for each in widths if len(each) > 1] == []


def test_every_score_of_the_card_has_n_clusters_and_interval(folder: Path) -> None:
    content: dict[str, Any] = json.loads((folder / "model_card" / "card.json").read_text(encoding="utf-8"))
    assert content["scores"]["test/subject/macro_f1"] == {
        "value": 0.65, "low": 0.55, "high": 0.75, "n": 40, "clusters": 8,
    }  # fmt: skip
    assert content["scores"]["test/alarm/f1/calm"]["value"] is None
    assert content["run"] == "0123456789ab"


def test_the_weakest_labels_and_languages_are_said(folder: Path) -> None:
    assert "- `subject`: the languages with the lowest test macro-F1 are bn (0.55, n=40), en (0.75, n=40)." in card(
        folder
    )
    assert "- `subject`: the labels with the lowest test F1 are `weather` (0.65)." in card(folder)
