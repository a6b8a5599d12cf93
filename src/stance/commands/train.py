"""``stance train``: one experiment from corpus to tracked run."""

import tempfile
import time
from pathlib import Path

from stance.card import build_card
from stance.config import Invocation, build
from stance.figures import draw_figures
from stance.planning import TrainSettings, make_plan
from stance.training import train, write_config

__all__ = ["run"]


def run(invocation: Invocation) -> None:
    """Train, evaluate, build the card, track; prints last the run's folder and MLflow id."""
    settings = TrainSettings.of(invocation.settings)
    root = Path(settings.root).resolve()
    tracker = build(settings.tracking, root=root)
    plan = make_plan(invocation)
    start = time.perf_counter()
    folder = root / "runs" / plan.key
    finished = train(
        plan, folder, progress=lambda step: print(f"[{time.perf_counter() - start:5.1f} s] {step}", flush=True)
    )
    write_config(folder, invocation.yaml)
    draw_figures(folder)
    build_card(folder)
    _point_latest(folder)
    for task in plan.codebook.tasks:
        for part in ("cv", "test"):
            score = finished.score(task.name, "macro_f1", part=part)
            if score:
                interval = f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]"
                print(f"{part:<5}{task.name:<18} macro-F1 {interval}, n={score.n}, {score.clusters} documents")
    print(f"[{time.perf_counter() - start:5.1f} s] tracking")
    identifier = tracker.log(folder)
    print(f"run folder: {folder}")
    print(f"mlflow run: {identifier}")


def _point_latest(folder: Path) -> None:
    """Let ``runs/latest`` be a link to the newest run; the link is replaced in one step, whoever else does so."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".latest-") as staging:
        link = Path(staging) / "latest"
        link.symlink_to(folder.name, target_is_directory=True)
        link.replace(folder.parent / "latest")
