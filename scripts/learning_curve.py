"""Train on ever more of the corpus's documents and write the curve into experiments/corpus.

    python scripts/learning_curve.py [DOCUMENTS GOLD]

Every language gives the same share of its development documents. The curve is measured on the
corpus's test split; where a folder of real documents and a file of their gold lines are given, on
those too, for checking only: nothing is chosen by either.
"""

import csv
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from check_gold import compare, read
from matplotlib.figure import Figure
from publish import put

from stance.batch import predict_files
from stance.config import build, compose
from stance.dataset import Corpus
from stance.figures.canvas import save
from stance.planning import make_plan
from stance.predictor import Predictor
from stance.protocols import Encoder
from stance.provenance import environment, git_state
from stance.training import Plan, train

STUDY = Path(__file__).resolve().parents[1] / "experiments" / "corpus"
SHARES = (0.10, 0.25, 0.50, 1.00)
SEEDS = (0, 1, 2, 3, 4)
GOLD = ("kind_accuracy", "topic_micro_f1", "stance_accuracy", "partner_detection_f1", "partner_sentiment_accuracy")
COLUMNS = ("share", "seed", "documents", "on", "task", "metric", "value", "low", "high", "n", "clusters")
Row = tuple[object, ...]


def part(corpus: Corpus, share: float, seed: int) -> Corpus:
    """Keep the test split and a share of each language's development documents, whole families or none of them."""
    generator = np.random.default_rng(seed)
    chosen = set(corpus.splits["test"])
    development = [name for split in ("train", "validation") for name in corpus.splits[split]]
    kinds: dict[str, dict[str, list[str]]] = {}
    for name in development:
        document = corpus.documents[name]
        own = kinds.setdefault("family" if document.family else str(document.language), {})
        own.setdefault(document.family or name, []).append(name)
    for groups in kinds.values():
        names = sorted(groups)
        size = max(round(share * len(names)), 1)
        for at in generator.permutation(len(names))[:size]:
            chosen.update(groups[names[at]])
    return corpus.keep(chosen)


def measure(plan: Plan, share: float, seed: int, real: Sequence[str], encoder: Encoder) -> Iterator[Row]:
    """Train on one part and yield its scores."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run = train(plan, folder)
        size = len(plan.corpus.documents) - len(plan.corpus.splits["test"])
        for task in plan.codebook.tasks:
            score = run.score(task.name, "macro_f1", part="test")
            if score:
                yield (share, seed, size, "test", task.name, "macro_f1", *numbers(score), score.n, score.clusters)
        if real:
            predictor = Predictor.load(folder / "model", encoder=encoder)
            source = build(compose("ingest", [f"input={real[0]}", f"output={scratch}"]).settings["source"])
            predict_files(source, predictor, folder)
            found = compare(read(str(folder / "predictions.jsonl")), read(real[1]))
            for metric in GOLD:
                yield (share, seed, size, "gold", "", metric, f"{found[metric]:.6f}", "", "", found["lines"], "")


def numbers(score: object) -> list[str]:
    """Return value and interval of a score as text."""
    return [f"{getattr(score, name):.6f}" for name in ("value", "low", "high")]


def curve(rows: Sequence[Row]) -> Figure:
    """Draw the mean over seeds on the test split, with the range of the seeds."""
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    for task in dict.fromkeys(row[4] for row in rows if row[3] == "test"):
        points = {share: [float(str(r[6])) for r in rows if r[4] == task and r[0] == share] for share in SHARES}
        means = [float(np.mean(values)) for values in points.values()]
        axes.plot([100 * share for share in SHARES], means, marker="o", label=str(task))
        axes.fill_between(
            [100 * share for share in SHARES],
            *zip(*((min(v), max(v)) for v in points.values()), strict=True),
            alpha=0.2,
        )
    axes.set(xlabel="development documents used, %", ylabel="macro-F1, test split", ylim=(0, 1))
    axes.legend(frameon=False)
    return figure


def table(rows: Sequence[Row]) -> str:
    """Return mean and range over seeds as Markdown."""
    names = list(dict.fromkeys((row[3], row[4] or row[5]) for row in rows))
    lines = [
        "| documents | " + " | ".join(f"{on}: {what}" for on, what in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for share in SHARES:
        mine = [row for row in rows if row[0] == share]
        cells = []
        for on, what in names:
            values = [float(str(row[6])) for row in mine if (row[3], row[4] or row[5]) == (on, what)]
            cells.append(f"{np.mean(values):.3f} ({min(values):.3f}–{max(values):.3f})")
        lines.append(f"| {share:.0%} ({mine[0][2]}) | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run the curve and publish it."""
    if len(arguments) not in {0, 2}:
        print(__doc__, file=sys.stderr)
        return 2
    rows: list[Row] = []
    for share in SHARES:
        for seed in SEEDS if share < 1 else SEEDS[:1]:
            overrides = [f"seeds=[{seed}]", "replicates=1000"]
            plan = make_plan(compose("train", overrides))
            rows += measure(smaller(plan, share, seed), share, seed, arguments, plan.encoder)
            print(f"{share:.0%} seed {seed} done", flush=True)
    publish(rows)
    return 0


def smaller(plan: Plan, share: float, seed: int) -> Plan:
    """Return the plan for a part of the corpus, without baselines."""
    own = {plan.family: plan.families[plan.family]}
    return replace(plan, corpus=part(plan.corpus, share, seed), families=own)


def publish(rows: Sequence[Row]) -> None:
    """Write results.csv, the figure and the table."""
    STUDY.mkdir(parents=True, exist_ok=True)
    with (STUDY / "learning_curve.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    save(curve(rows), STUDY / "learning_curve.png")
    code, machine = git_state(), environment()
    facts = (
        f"Commit `{code['commit']}`{' with changes' if code['dirty'] else ''}; "
        f"{machine['machine']}, {machine['cores']} cores, Python {machine['python']}."
    )
    put(STUDY / "README.md", f"{table(rows)}\n\nMean over {len(SEEDS)} draws of documents (range).\n\n{facts}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
