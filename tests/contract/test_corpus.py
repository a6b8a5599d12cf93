"""The corpus that ships, item by item."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import datasets
import pytest
import yaml

import stance
from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus
from stance.datasheet import write_datasheet
from stance.quality import CHECKS, Findings, find_problems

ROOT = Path(str(resources.files("stance.corpus")))
DOCS = Path(__file__).resolve().parents[2] / "docs" / "corpus"
LANGUAGES = ("ar", "bn", "en", "es", "fr", "id", "ja", "kk", "ko", "ru", "vi", "zh")
COLUMNS = {"id", "document", "index", "language", "genre", "family", "kind", "number", "heading", "text"}
COLUMNS |= {"topics", "scs_stance", "partners", "hard_cases"}
MOST_KNOWN_ISSUES = 0
LARGEST_BYTES = 250_000
LEFTOVERS = re.compile(r"/work|/tmp/|\bTODO\b|\bFIXME\b|(?i:lorem ipsum)|example\.com|\uFFFD|\{\{|\bAs an AI\b")
REQUIRED = ("title", "date", "language", "genre", "author")

by_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def lines(corpus: Corpus) -> Callable[[str], list[CodedParagraph]]:
    return lambda language: [line for line in corpus.paragraphs if line.paragraph.language == language]


def test_the_languages_are_those_that_the_corpus_names(corpus: Corpus) -> None:
    stated = yaml.safe_load((ROOT / "corpus.yaml").read_text(encoding="utf-8"))["languages"]
    assert sorted(stated) == sorted({line.paragraph.language for line in corpus.paragraphs}) == list(LANGUAGES)


@pytest.fixture(scope="module")
def findings(corpus: Corpus, codebook: Codebook) -> dict[str, Findings]:
    return {found.check: found for found in find_problems(corpus, codebook)}


@pytest.mark.parametrize("check", CHECKS)
def test_the_corpus_keeps_its_promises(check: str, findings: dict[str, Findings]) -> None:
    found = findings[check]
    assert [(problem.place, problem.message) for problem in found.unknown] == []
    assert list(found.gone) == [], "take it off the list of known issues"


def test_known_issues_may_only_shrink(corpus: Corpus) -> None:
    assert len(corpus.card.known_issues) <= MOST_KNOWN_ISSUES
    assert all(issue.reason for issue in corpus.card.known_issues)


def test_the_promises_are_those_of_a_benchmark(corpus: Corpus, codebook: Codebook) -> None:
    floors = corpus.card.floors
    least = {"documents": 180, "paragraphs": 1800, "genres": 8, "partners": 60, "language_paragraphs": 150}
    least |= {"families": 8, "family_paragraphs": 80, "hard_cases": 10, "coders": 2}
    assert {name: getattr(floors, name) for name in least if getattr(floors, name) < least[name]} == {}
    assert {name: set(labels) for name, labels in floors.labels.items()} == {
        task.name: set(task.label_names) for task in codebook.tasks
    }


def test_all_organisations_of_the_codebook_are_partners(corpus: Corpus, codebook: Codebook) -> None:
    coded = {partner.partner for line in corpus.paragraphs for partner in line.partners}
    assert set(codebook.partners.organisations) - coded == set()


@by_language
@pytest.mark.parametrize("split", ["train", "test"])
def test_a_language_is_in_train_and_test(
    language: str, split: str, lines: Callable[[str], list[CodedParagraph]], corpus: Corpus
) -> None:
    assert {line.document.name for line in lines(language)} & set(corpus.splits[split])


def test_no_annotation_is_there_twice(corpus: Corpus) -> None:
    counts = Counter((*row.item, row.annotator) for row in corpus.annotations)
    assert [item for item, count in counts.items() if count > 1] == []


def test_no_paragraph_is_there_twice(corpus: Corpus) -> None:
    coded = [line.paragraph for line in corpus.paragraphs if line.paragraph.kind == "paragraph"]
    counts = Counter(" ".join(paragraph.text.split()).casefold() for paragraph in coded)
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_document_is_in_one_split(corpus: Corpus) -> None:
    listed = [name for names in corpus.splits.values() for name in names]
    assert sorted(listed) == sorted(corpus.documents)
    assert list(corpus.splits) == ["train", "validation", "test"]


@by_language
def test_front_matter_is_complete(language: str, corpus: Corpus) -> None:
    for document in (each for each in corpus.documents.values() if each.language == language):
        assert [field for field in REQUIRED if not getattr(document, field)] == [], document.name
        assert document.name.startswith(f"{language}-")
        assert date(1995, 1, 1) < date.fromisoformat(str(document.date)) < date(2027, 1, 1)


def test_ids_are_unique(corpus: Corpus) -> None:
    ids = [line.paragraph.id for line in corpus.paragraphs]
    assert len(ids) == len(set(ids))


FILES = sorted(file for file in ROOT.rglob("*") if file.suffix in {".md", ".csv", ".yaml"})


@pytest.mark.parametrize("suffix", [".md", ".csv", ".yaml"])
def test_files_are_clean_text_in_nfc(suffix: str) -> None:
    texts = {file.name: file.read_bytes().decode("utf-8") for file in FILES if file.suffix == suffix}
    assert texts
    assert [name for name, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []
    assert [name for name, text in texts.items() if "\r" in text or "\ufeff" in text or not text.endswith("\n")] == []
    assert [name for name, text in texts.items() if LEFTOVERS.search(text)] == []


def test_annotations_are_sorted_by_document_and_line() -> None:
    for file in (each for each in FILES if each.suffix == ".csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            places = [(row["document"], int(row["index"])) for row in csv.DictReader(stream)]
        assert places == sorted(places), file.name


def test_files_are_small_enough_to_review() -> None:
    assert [file.name for file in ROOT.rglob("*") if file.is_file() and file.stat().st_size > LARGEST_BYTES] == []


def test_each_document_has_its_annotations_in_a_file_of_its_own(corpus: Corpus) -> None:
    assert {file.stem for file in FILES if file.suffix == ".csv"} == set(corpus.documents)
    for file in (each for each in FILES if each.suffix == ".csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            assert {row["document"] for row in csv.DictReader(stream)} == {file.stem}


@pytest.fixture(scope="module")
def tables() -> datasets.DatasetDict:
    return stance.load_corpus()


def test_tables_have_the_splits_and_columns_of_the_contract(tables: datasets.DatasetDict) -> None:
    assert list(tables) == ["train", "validation", "test"]
    for table in tables.values():
        assert set(table.column_names) >= COLUMNS
        assert set(table.features["partners"].feature) == {"partner", "sentiment", "intensity", "source", "implied"}


def test_tables_hold_every_line_once(tables: datasets.DatasetDict, corpus: Corpus) -> None:
    held = [(row["document"], row["index"]) for table in tables.values() for row in table]
    assert sorted(held) == sorted((line.document.name, line.paragraph.index) for line in corpus.paragraphs)


def test_tables_carry_the_codes_of_the_annotations(tables: datasets.DatasetDict, corpus: Corpus) -> None:
    rows = {row["id"]: row for table in tables.values() for row in table}
    for line in corpus.paragraphs:
        row = rows[line.paragraph.id]
        assert (tuple(row["topics"]), row["scs_stance"]) == (line.topics, line.scs_stance)
        assert [p["partner"] for p in row["partners"]] == [p.partner for p in line.partners]


@pytest.mark.slow
def test_the_datasheet_in_docs_is_what_the_command_writes(corpus: Corpus, codebook: Codebook, tmp_path: Path) -> None:
    write_datasheet(corpus, codebook, tmp_path)
    for name in ("README.md", "statistics.csv", "folds.json"):
        written = (tmp_path / name).read_text(encoding="utf-8")
        assert written == (DOCS / name).read_text(encoding="utf-8"), "run: stance corpus output=docs/corpus"
