"""The card of a corpus: built twice alike, its numbers those of the corpus, its folds honest."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from stance.codebook import Codebook
from stance.dataset import Corpus
from stance.datasheet import write_datasheet
from stance.quality import compose_table

FILES = ["README.md", "agreement.csv", "folds.json", "labels.png", "partners.png", "statistics.csv"]


@pytest.fixture(scope="module")
def card(small_corpus: Corpus, codebook: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("card")
    write_datasheet(small_corpus, codebook, folder, replicates=5)
    return folder


def test_two_builds_are_equal(card: Path, small_corpus: Corpus, codebook: Codebook, tmp_path: Path) -> None:
    write_datasheet(small_corpus, codebook, tmp_path, replicates=5)
    assert sorted(path.name for path in card.iterdir()) == sorted([*FILES, "data"])
    for name in (*FILES, "data/train.parquet"):
        assert (card / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_the_metadata_is_what_a_hub_reads(card: Path, small_corpus: Corpus) -> None:
    metadata = yaml.safe_load((card / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert metadata["license"] == "cc-by-4.0"
    assert metadata["language"] == ["bn", "en", "ko"]
    assert metadata["content_sha256"] == small_corpus.sha256
    assert [each["path"] for each in metadata["configs"][0]["data_files"]] == [
        f"data/{split}.parquet" for split in ("train", "validation", "test")
    ]


def test_counts_are_those_of_the_corpus(card: Path, small_corpus: Corpus, codebook: Codebook) -> None:
    with (card / "statistics.csv").open(encoding="utf-8", newline="") as stream:
        rows = {(row["language"], row["what"], row["name"]): int(row["count"]) for row in csv.DictReader(stream)}
    whole = compose_table(small_corpus.paragraphs, codebook)
    assert rows["all", "paragraphs", ""] == whole.paragraphs
    assert rows["all", "topics", "trade"] == whole.labels["topics"]["trade"]
    assert rows["all", "partner/negative", "CN"] == whole.partners["CN"]["negative"]
    assert rows["all", "topics", "trade"] == sum(rows[each, "topics", "trade"] for each in ("bn", "en", "ko"))
    text = (card / "README.md").read_text(encoding="utf-8")
    assert f"{whole.documents} documents, {whole.paragraphs} paragraphs" in text
    assert small_corpus.card.statement in text


def test_agreement_is_measured_before_adjudication(card: Path, small_corpus: Corpus) -> None:
    with (card / "agreement.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["language"] for row in rows} == {"all", "bn", "en", "ko"}
    found = {(row["language"], row["task"], row["aspect"], row["label"]): row for row in rows}
    kinds = found["all", "kind", "label", ""]
    assert int(kinds["units"]) == len(small_corpus.paragraphs)
    assert 0.5 < float(kinds["alpha"]) <= 1
    sentiment = found["all", "partner_sentiment", "label", ""]
    assert float(sentiment["low"]) <= float(sentiment["alpha"]) <= float(sentiment["high"]) < 1


def test_folds_leave_out_what_they_say(card: Path, small_corpus: Corpus) -> None:
    folds = json.loads((card / "folds.json").read_text(encoding="utf-8"))
    languages = {name: document.language for name, document in small_corpus.documents.items()}
    named: dict[str, set[str]] = {}
    for line in small_corpus.paragraphs:
        named.setdefault(line.document.name, set()).update(partner.partner for partner in line.partners)
    assert set(folds["leave_one_language_out"]) == {"bn", "en", "ko"}
    for language, fold in folds["leave_one_language_out"].items():
        assert {languages[name] for name in fold["test"]} == {language}
        assert language not in {languages[name] for name in fold["train"]}
    assert folds["leave_one_partner_out"]
    for partner, fold in folds["leave_one_partner_out"].items():
        assert all(partner in named[name] for name in fold["test"])
        assert not any(partner in named[name] for name in fold["train"])
    for fold in (*folds["leave_one_language_out"].values(), *folds["leave_one_partner_out"].values()):
        assert set(fold["test"]) <= set(small_corpus.splits["test"])
        assert not set(fold["train"]) & set(small_corpus.splits["test"])


def test_only_figures_that_are_drawn_are_shown(small_corpus: Corpus, codebook: Codebook, tmp_path: Path) -> None:
    book = codebook.model_copy(update={"tasks": tuple(codebook.of_kind("multilabel"))})
    rows = [row for row in small_corpus.annotations if row.task in {"kind", "topics"}]
    readme = write_datasheet(replace(small_corpus, annotations=rows), book, tmp_path, replicates=2)
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme.read_text(encoding="utf-8"))
    assert shown == [path.name for path in tmp_path.glob("*.png")] == ["labels.png"]


def test_a_corpus_of_one_language_and_one_hard_case_has_a_card(
    small_corpus: Corpus, codebook: Codebook, tmp_path: Path
) -> None:
    part = small_corpus.keep({name for name, each in small_corpus.documents.items() if each.language == "en"})
    card = part.card.model_copy(update={"hard_cases": {"hedge": "A hedge."}, "adjudicator": ""})
    marks = [replace(row, label="hedge") for row in part.hard_cases if "hedge" in row.label]
    write_datasheet(replace(part, card=card, hard_cases=marks), codebook, tmp_path, replicates=2)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "hard_case: set" in text
    assert json.loads((tmp_path / "folds.json").read_text(encoding="utf-8"))["leave_one_language_out"] == {}
