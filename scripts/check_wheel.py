"""Build the wheel, install it into an empty environment away from the source, and use it there."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CUSTOM = "# A user's own choice.\n_target_: stance.encoder.E5Encoder\nquantization: float32\n"


def call(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command, echo it, and return what it prints."""
    shown = " ".join(str(part) for part in command)
    print(f"$ {shown}", flush=True)
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{shown} failed with exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def expect(text: str, wanted: str) -> None:
    """Stop unless ``wanted`` stands in ``text``."""
    if wanted not in text:
        sys.exit(f"expected {wanted!r} in:\n{text}")


def main() -> None:
    """Build, install, delete nothing but use nothing of the source either."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source = place / "source"
        call("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(source), cwd=place)
        call(sys.executable, "-m", "build", "--wheel", "--outdir", str(place / "dist"), str(source), cwd=place)
        call("rm", "-rf", str(source), cwd=place)
        wheel = next((place / "dist").glob("*.whl"))
        if wheel.stat().st_size > 5_000_000:  # noqa: PLR2004 - what the project allows itself to ship
            sys.exit(f"{wheel.name} has {wheel.stat().st_size:,} bytes; at most 5,000,000 are allowed")
        call(os.environ.get("PYTHON", "python3.11"), "-m", "venv", str(place / "venv"), cwd=place)
        python, stance = place / "venv" / "bin" / "python", place / "venv" / "bin" / "stance"
        call(python, "-m", "pip", "install", "--quiet", "-r", ROOT / "requirements.lock", cwd=place)
        call(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=place)
        use(stance, place)
        print(f"wheel works: {wheel.name}, {wheel.stat().st_size:,} bytes")


def use(stance: Path, place: Path) -> None:
    """Call the installed command: help, prediction with the default model, a user's configuration."""
    expect(call(stance, "--help", cwd=place), "stance predict")
    article = place / "article.txt"
    article.write_text("The two sides agreed to double trade between Viet Nam and Kenya.\n", encoding="utf-8")
    call(stance, "predict", f"input={article}", f"output={place / 'out'}", cwd=place)
    expect((place / "out" / "predictions.jsonl").read_text(encoding="utf-8"), '"topics": ["politics", "trade"]')
    (place / "mine" / "encoder").mkdir(parents=True)
    (place / "mine" / "encoder" / "exact.yaml").write_text(CUSTOM, encoding="utf-8")
    shown = call(stance, "train", "--config-dir", place / "mine", "encoder=exact", "--cfg", "job", cwd=place)
    expect(shown, "quantization: float32")


if __name__ == "__main__":
    main()
