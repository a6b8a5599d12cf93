"""Write what a run measured into experiments/ and into the README, so that no figure is typed by hand.

python scripts/publish.py outputs/runs/latest experiments/default
"""

import csv
import sys
from pathlib import Path

from stance.run import Run
from stance.scores import Score

ROOT = Path(__file__).resolve().parents[1]
START, END = "<!-- results: written by scripts/publish.py -->", "<!-- end of results -->"
NAMES = {
    "linear": "linear heads on a frozen encoder",
    "target_blind": "the same, not told which partner is asked about",
    "majority": "majority",
}
TITLES = {"topics": "topics", "scs_stance": "stance, South China Sea", "partner_sentiment": "sentiment toward partners"}


def shown(score: Score | None) -> str:
    """Return a score with its interval."""
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]" if score else ""


def table(run: Run, part: str) -> str:
    """Return macro-F1 of all families as Markdown."""
    lines = [f"| {part} macro-F1 [95 % interval over documents] | {' | '.join(TITLES.values())} |", "|---|---|---|---|"]
    for family in run.families:
        cells = [shown(run.score(task, "macro_f1", part=part, family=family)) for task in TITLES]
        lines.append(f"| {NAMES.get(family, family)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def record(run: Run, folder: Path) -> None:
    """Write results.csv and the table of the study's README."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(Score.__slots__)
        for score in run.scores:
            if score.part in {"cv", "test"}:
                row = [getattr(score, name) for name in Score.__slots__]
                writer.writerow([f"{value:.6f}" if isinstance(value, float) else value for value in row])
    machine = f"{run.environment['machine']}, {run.environment['cores']} cores, Python {run.environment['python']}"
    seconds = ", ".join(f"{step} {value:.0f} s" for step, value in run.time.items())
    facts = f"Commit `{run.code['commit']}`{' with changes' if run.code['dirty'] else ''}; {machine}; {seconds}."
    put(folder / "README.md", f"{table(run, 'test')}\n\n{table(run, 'cv')}\n\n{facts}")


def put(path: Path, text: str) -> None:
    """Replace what stands between the markers of a file."""
    before, _, rest = path.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Publish one run."""
    if len(arguments) != 2:  # noqa: PLR2004 - run and folder
        print(__doc__, file=sys.stderr)
        return 2
    run = Run.load(Path(arguments[0]))
    record(run, Path(arguments[1]))
    put(ROOT / "README.md", table(run, "test"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
