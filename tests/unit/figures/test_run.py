import shutil
from pathlib import Path

import pandas as pd
import pytest

from stance.errors import DataError
from stance.figures import draw_figures
from stance.run import Run

NAMES = ["confusion_partner_sentiment.png", "confusion_scs_stance.png", "reliability.png"]


@pytest.fixture(scope="module")
def again(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw the figures of the small run a second time, elsewhere, from its files alone."""
    folder = tmp_path_factory.mktemp("figures")
    for name in ("run.json", "predictions.parquet"):
        shutil.copy(trained / name, folder)
    drawn = draw_figures(folder)
    assert sorted(path.relative_to(folder / "figures").name for path in drawn) == NAMES
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_drawn_twice_with_equal_bytes(name: str, trained: Path, again: Path) -> None:
    picture = (again / "figures" / name).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5000
    assert picture == (trained / "figures" / name).read_bytes()


def test_another_prediction_gives_another_figure(trained: Path, tmp_path: Path) -> None:
    shutil.copy(trained / "run.json", tmp_path)
    frame = pd.read_parquet(trained / "predictions.parquet")
    chosen = (frame["task"] == "scs_stance") & (frame["part"] == "test")
    frame.loc[chosen, "predicted"] = frame.loc[chosen, "truth"]
    frame.to_parquet(tmp_path / "predictions.parquet", index=False)
    draw_figures(tmp_path)
    changed = {n for n in NAMES if (tmp_path / "figures" / n).read_bytes() != (trained / "figures" / n).read_bytes()}
    assert changed == {"confusion_scs_stance.png", "reliability.png"}


def test_every_score_is_in_the_table_beside_the_figures(again: Path, small_run: Run) -> None:
    table = pd.read_csv(again / "scores.csv")
    assert len(table) == len(small_run.scores)
    assert list(table.columns) == [
        "family", "part", "task", "slice", "metric", "value", "low", "high", "n", "clusters",
    ]  # fmt: skip
    row = table[(table["family"] == "linear") & (table["part"] == "test") & (table["metric"] == "macro_f1")].iloc[0]
    score = small_run.score(row["task"], "macro_f1")
    assert score is not None
    assert row["value"] == pytest.approx(score.value, abs=1e-6)


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is no run folder"):
        draw_figures(tmp_path)
