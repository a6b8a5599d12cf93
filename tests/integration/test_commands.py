"""Every command as a user runs it, on files in a folder of its own."""

import csv
import json
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

Stance = Callable[..., subprocess.CompletedProcess[str]]
NOTE = """---
title: Viet Nam and Kazakhstan meet
parties: [VN, KZ]
---
I. Trade and investment
1. Both sides agreed to expand bilateral trade and thanked Japan for its support.
2. They called for restraint in the South China Sea.
Source: https://news.example.org/a/1
"""


def succeed(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def note(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "note.md").write_text(NOTE, encoding="utf-8")
    return tmp_path / "in"


def test_ingest_writes_documents_lines_and_mentions(stance: Stance, note: Path, tmp_path: Path) -> None:
    (note / "empty.txt").write_bytes(b"")
    printed = succeed(stance("ingest", "input=in", "output=out"))
    assert printed.splitlines() == [
        "1 documents, 4 lines (1 boilerplate, 1 heading, 2 paragraph), 1 mentions: out",
        "1 rejected, see out/quarantine.jsonl",
    ]
    document = json.loads((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8"))
    lines = pd.read_parquet(tmp_path / "out" / "paragraphs.parquet")
    assert [document["text"][a:b] for a, b in zip(lines["start"], lines["end"], strict=True)] == list(lines["text"])
    assert (document["title"], document["parties"]) == ("Viet Nam and Kazakhstan meet", ["VN", "KZ"])
    mentions = pd.read_parquet(tmp_path / "out" / "mentions.parquet")
    assert list(mentions["surface"]) == ["Japan"]
    assert list(mentions["paragraph"]) == [lines["id"][1]]


def test_rules_code_lines_and_their_codes_make_gold(stance: Stance, note: Path, tmp_path: Path) -> None:
    assert "annotations of 4 lines by rules" in succeed(stance("annotate", f"input={note}", "output=coded"))
    succeed(stance("adjudicate", "annotations=coded/*.csv", "output=gold"))
    rows = read_rows(tmp_path / "gold" / "gold.csv")
    labels = {(row["index"], row["task"], row["target"]): row["label"] for row in rows}
    assert labels["1", "topics", ""] == "trade"
    assert labels["2", "scs_stance", ""] == "restraint"
    assert labels["1", "partner_sentiment", "JP"] == "positive"
    assert {row["annotator"] for row in rows} == {"majority"}


def read_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(sheet: Path, cells: dict[str, dict[str, str]]) -> None:
    """Write codes into the rows of a sheet, as a coder does."""
    rows = read_rows(sheet)
    for row in rows:
        row.update(cells.get(row["index"], {}))
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.slow
def test_two_people_code_sheets_and_disagree_on_one_line(stance: Stance, note: Path, tmp_path: Path) -> None:
    printed = succeed(stance("annotate", f"input={note}", "output=sheets", "sheets_for=[mai,an]"))
    assert printed.splitlines() == ["coding sheet: sheets/sheet-mai.csv", "coding sheet: sheets/sheet-an.csv"]
    sea = {"topics": "south_china_sea", "scs_stance": "restraint"}
    common = {"0": {"topics": "trade"}, "2": sea}
    fill(tmp_path / "sheets" / "sheet-mai.csv", common | {"1": {"topics": "trade", "partner_sentiment": "JP=+1"}})
    fill(tmp_path / "sheets" / "sheet-an.csv", common | {"1": {"topics": "politics", "partner_sentiment": "JP=+2"}})
    coding = ("annotate", f"input={note}", "output=coded", "annotator=people", "annotator.sheets=sheets/*.csv")
    assert "10 annotations of 4 lines by people" in succeed(stance(*coding))
    succeed(stance("agree", "annotations=coded/annotations.csv", "output=coded", "replicates=20"))
    found = json.loads((tmp_path / "coded" / "agreement.json").read_text(encoding="utf-8"))
    alphas = {(row["task"], row["label"]): row["alpha"]["value"] for row in found}
    assert alphas["topics", "south_china_sea"] == 1
    assert alphas["topics", "trade"] < 1
    assert "5 items, 1 tied" in succeed(stance("adjudicate", "annotations=coded/annotations.csv", "output=gold"))
    tied = [row for row in read_rows(tmp_path / "gold" / "gold.csv") if row["annotator"] == "tied"]
    assert [(row["index"], row["task"]) for row in tied] == [("1", "topics")]


def test_train_prints_last_where_its_results_are(experiment: Path, run_folder: Path) -> None:
    lines = (experiment / "printed.txt").read_text(encoding="utf-8").splitlines()
    assert lines[-2] == f"run folder: {run_folder}"
    assert lines[-1].startswith("mlflow run: ")
    with sqlite3.connect(experiment / "mlflow" / "mlflow.db") as store:
        found = store.execute("SELECT status FROM runs WHERE run_uuid = ?", [lines[-1].split()[-1]]).fetchall()
    assert found == [("FINISHED",)]
    tested = [line.split()[1] for line in lines if line.startswith("test ")]
    assert tested == ["topics", "scs_stance", "partner_sentiment"]


def test_train_writes_a_whole_run(run_folder: Path) -> None:
    run = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    config = yaml.safe_load((run_folder / "config.yaml").read_text(encoding="utf-8"))
    assert (run["classifier"], config["folds"]) == ("linear", 2)
    assert sorted({score["family"] for score in run["scores"]}) == ["linear", "majority", "target_blind"]
    assert (run_folder / "model_card" / "README.md").is_file()
    assert len(list((run_folder / "figures").iterdir())) == 3


def test_the_real_encoder_beats_the_floor_on_unseen_documents(run_folder: Path) -> None:
    run = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    value = {
        (score["family"], score["task"]): score["value"]
        for score in run["scores"]
        if (score["part"], score["slice"], score["metric"]) == ("test", "all", "macro_f1")
    }
    for task in ("topics", "scs_stance", "partner_sentiment"):
        assert value["linear", task] > value["majority", task] + 0.15, task


def test_card_check_passes_until_the_run_changes(stance: Stance, run_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    copy.mkdir()
    (copy / "run.json").write_bytes((run_folder / "run.json").read_bytes())
    assert succeed(stance("card", "run=run")) == "model card: run/model_card/README.md\n"
    assert succeed(stance("card", "run=run", "check=true")).startswith("the card agrees with its run")
    card = (copy / "model_card" / "README.md").read_text(encoding="utf-8")
    (copy / "model_card" / "README.md").write_text(card.replace("test", "tset", 1), encoding="utf-8")
    done = stance("card", "run=run", "check=true")
    assert done.returncode == 2
    assert "differs from what run.json gives" in done.stderr


@pytest.mark.slow
def test_predict_codes_a_document_and_prints_a_table(
    stance: Stance, note: Path, run_folder: Path, tmp_path: Path
) -> None:
    printed = succeed(stance("predict", f"input={note}/note.md", "output=new/out", f"model={run_folder}", "table=true"))
    assert "4 lines of 1 documents: new/out/predictions.jsonl" in printed.splitlines()
    assert max(map(len, printed.splitlines())) <= 80
    text = (tmp_path / "new" / "out" / "predictions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["kind"] for row in rows] == ["heading", "paragraph", "paragraph", "boilerplate"]
    assert "trade" in rows[1]["topics"]
    assert {partner["partner"] for partner in rows[1]["partners"]} == {"VN", "KZ", "JP"}
    assert "south_china_sea" in rows[2]["topics"]
    run = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    assert rows[1]["model"]["sha256"] == run["model"]["sha256"]


@pytest.mark.slow
def test_a_sweep_trains_a_classifier_of_the_users_own(
    stance: Stance, small_corpus_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine" / "classifier").mkdir(parents=True)
    own = "# Mine: cues alone.\ndefaults: [linear]\nmultilabel: {views: [cues], learn_codebook: false}\n"
    (tmp_path / "mine" / "classifier" / "cues.yaml").write_text(own, encoding="utf-8")
    settings = ("seeds=[0]", "folds=2", "replicates=20", f"corpus={small_corpus_folder}", "tracking=none", "root=out")
    settings = (*settings, "~classifier@baselines.target_blind")
    done = stance("train", "--config-dir", "mine", *settings, "classifier=cues,majority", "--multirun")
    assert "mlflow run: none" in succeed(done)
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out" / "runs").glob("*[!t]/run.json")]
    assert sorted(run["classifier"] for run in runs) == ["cues", "majority"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


def test_the_configuration_is_shown_without_running(stance: Stance, tmp_path: Path) -> None:
    shown = yaml.safe_load(succeed(stance("ingest", "input=a", "output=b", "source.max_line=9", "--cfg", "job")))
    assert (shown["output"], shown["source"]["max_line"]) == ("b", 9)
    assert list(tmp_path.iterdir()) == []


def test_coding_more_documents_keeps_the_codes_of_the_others(stance, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("Both sides agreed to double trade.\n", encoding="utf-8")
        assert stance("annotate", f"input={name}.txt", "output=coded").returncode == 0
    coded = (tmp_path / "coded" / "annotations.csv").read_text(encoding="utf-8")
    assert {line.split(",")[0] for line in coded.splitlines()[1:]} == {"a", "b"}
