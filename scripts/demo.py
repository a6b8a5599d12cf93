"""The main job from end to end, as ``make demo`` runs it: ingest, train, card, predict.

python scripts/demo.py --documents docs/sample --root outputs
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

STANCE = [sys.executable, "-m", "stance"]


def step(title: str, *arguments: str) -> None:
    """Run one command of the command line and stop where it fails."""
    print(f"\n== {title}\n$ stance {' '.join(arguments)}", flush=True)
    done = subprocess.run([*STANCE, *arguments], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Run every step and say where the results are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", default="docs/sample", help="folder of documents to label")
    parser.add_argument("--root", default="outputs", help="folder for everything the demo makes")
    given = parser.parse_args()
    start, root, documents = time.perf_counter(), Path(given.root).resolve(), Path(given.documents).resolve()
    step("Read the documents", "ingest", f"input={documents}", f"output={root / 'ingested'}")
    step("Train and evaluate on the shipped corpus", "train", f"root={root}")
    run = (root / "runs" / "latest").resolve()
    step("Check that the model card agrees with its run", "card", f"run={run}", "check=true")
    out = root / "predictions"
    shutil.rmtree(out, ignore_errors=True)
    step(
        "Label documents that were not in training",
        "predict",
        f"input={documents}",
        f"output={out}",
        f"model={run}",
        "table=true",
    )
    print(f"\ndone in {time.perf_counter() - start:.0f} s")
    print(f"MLflow UI     {Path(sys.executable).parent / 'stance'} ui root={root}   then open http://127.0.0.1:5000")
    print(f"model card    {run / 'model_card' / 'README.md'}")
    print(f"results       {out / 'predictions.jsonl'} and {out / 'predictions.parquet'}")


if __name__ == "__main__":
    main()
