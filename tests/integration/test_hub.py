"""The corpus goes to a hub and comes back from a folder as it was."""

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import datasets
import pandas as pd
import pytest
from tests.hub import Hub

import stance
from stance.codebook import load_codebook
from stance.datasheet import write_datasheet

PUSH = "import stance; stance.load_corpus().push_to_hub('me/corpus', token='hf_none')"


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_corpus_is_pushed_to_a_hub(hub: Hub, tmp_path: Path) -> None:
    settings = {"HF_ENDPOINT": hub.url, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(tmp_path), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", PUSH], env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    tables = stance.load_corpus()
    for split, table in tables.items():
        pushed = pd.read_parquet(io.BytesIO(hub.files[f"data/{split}-00000-of-00001.parquet"]))
        assert pushed["id"].tolist() == table["id"][:]
    assert b"dataset_info" in hub.files["README.md"]


def test_what_the_command_writes_is_a_dataset_of_its_own(tmp_path: Path) -> None:
    write_datasheet(stance.read_corpus(), load_codebook(), tmp_path / "card", replicates=2)
    found = datasets.load_dataset(str(tmp_path / "card"), cache_dir=str(tmp_path / "cache"))
    for split, table in stance.load_corpus().items():
        assert found[split].to_list() == table.to_list()
