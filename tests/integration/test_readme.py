"""The README's Python block runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_ten_lines_of_the_readme_run(tmp_path):
    block = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    done = subprocess.run([sys.executable, "-c", block[1]], capture_output=True, text=True, check=True, cwd=tmp_path)
    first, *rest = done.stdout.splitlines()
    assert first == "en ('politics', 'trade') none"
    assert any(line.startswith("zh") and "south_china_sea" in line for line in rest)
