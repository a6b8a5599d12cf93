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
from stance.partners import PartnerFinder
from stance.records import Document, Paragraph
from stance.splits import near_duplicates

ROOT = Path(str(resources.files("stance.corpus")))
LANGUAGES = ("ar", "bn", "en", "es", "fr", "id", "ja", "kk", "ko", "ru", "vi", "zh")
COLUMNS = {"id", "document", "index", "language", "genre", "family", "kind", "number", "heading", "text"}
COLUMNS |= {"topics", "scs_stance", "partners"}
FEWEST_PARAGRAPHS = 20
LARGEST_BYTES = 5_000_000
LEFTOVERS = re.compile(r"/work|/tmp/|\bTODO\b|\bFIXME\b|(?i:lorem ipsum)|example\.com|\uFFFD|\{\{|\bAs an AI\b")
REQUIRED = ("title", "date", "language", "genre", "author")

by_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def lines(corpus: Corpus) -> Callable[[str], list[CodedParagraph]]:
    return lambda language: [line for line in corpus.paragraphs if line.paragraph.language == language]


def test_the_languages_are_those_that_the_corpus_names(corpus: Corpus) -> None:
    stated = yaml.safe_load((ROOT / "corpus.yaml").read_text(encoding="utf-8"))["languages"]
    assert sorted(stated) == sorted({line.paragraph.language for line in corpus.paragraphs}) == list(LANGUAGES)


@by_language
def test_a_language_has_enough_labelled_paragraphs(language: str, lines: Callable[[str], list[CodedParagraph]]) -> None:
    labelled = [line for line in lines(language) if line.paragraph.kind == "paragraph" and line.topics]
    assert len(labelled) >= FEWEST_PARAGRAPHS


@by_language
def test_a_language_has_every_topic_stance_sentiment_and_kind(
    language: str, lines: Callable[[str], list[CodedParagraph]], codebook: Codebook
) -> None:
    mine = lines(language)
    found = {
        "topics": {topic for line in mine for topic in line.topics},
        "scs_stance": {line.scs_stance for line in mine} - {"none"},
        "partner_sentiment": {partner.sentiment for line in mine for partner in line.partners},
    }
    assert found == {task.name: set(task.label_names) for task in codebook.tasks}
    assert {line.paragraph.kind for line in mine} == {"paragraph", "heading", "boilerplate"}


@by_language
@pytest.mark.parametrize("split", ["train", "test"])
def test_a_language_is_in_train_and_test(
    language: str, split: str, lines: Callable[[str], list[CodedParagraph]], corpus: Corpus
) -> None:
    assert {line.document.name for line in lines(language)} & set(corpus.splits[split])


def test_every_line_of_every_document_is_annotated_and_nothing_else(corpus: Corpus) -> None:
    there = {(doc.name, at) for doc in corpus.documents.values() for at in range(len(doc.text.splitlines()))}
    kinds = Counter((row.document, row.index) for row in corpus.annotations if row.task == "kind")
    assert set(kinds) == there
    assert {(row.document, row.index) for row in corpus.annotations} == there
    assert [line for line, count in kinds.items() if count != 1] == []


def test_no_annotation_is_there_twice(corpus: Corpus) -> None:
    counts = Counter((*row.item, row.annotator) for row in corpus.annotations)
    assert [item for item, count in counts.items() if count > 1] == []


def test_a_stance_is_given_exactly_where_the_topic_is(corpus: Corpus) -> None:
    odd = [
        line.paragraph.id
        for line in corpus.paragraphs
        if ("south_china_sea" in line.topics) != (line.scs_stance != "none")
    ]
    assert odd == []


def test_boilerplate_carries_no_code(corpus: Corpus) -> None:
    boilerplate = [line for line in corpus.paragraphs if line.paragraph.kind == "boilerplate"]
    assert [line.paragraph.id for line in boilerplate if line.topics or line.partners] == []


def test_partner_codes_are_known_to_the_finder(corpus: Corpus, codebook: Codebook) -> None:
    known = PartnerFinder(codebook.partners.organisations).codes
    given = {code for row in corpus.annotations for code in (row.target, row.source) if code}
    given |= {code for document in corpus.documents.values() for code in (*document.author, *document.parties)}
    assert given - known == set()


def test_intensity_has_the_sign_of_the_sentiment(corpus: Corpus) -> None:
    signs = {"negative": -1, "neutral": 0, "positive": 1}
    rows = [row for row in corpus.annotations if row.task == "partner_sentiment" and row.intensity is not None]
    odd = [row for row in rows if (row.intensity > 0) - (row.intensity < 0) != signs[row.label]]
    assert rows
    assert odd == []


def test_annotators_are_described(corpus: Corpus) -> None:
    described = yaml.safe_load((ROOT / "corpus.yaml").read_text(encoding="utf-8"))["annotators"]
    assert {row.annotator for row in corpus.annotations} == set(described)


def test_no_paragraph_is_there_twice(corpus: Corpus) -> None:
    coded = [line.paragraph for line in corpus.paragraphs if line.paragraph.kind == "paragraph"]
    counts = Counter(" ".join(paragraph.text.split()).casefold() for paragraph in coded)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_near_duplicate_crosses_the_splits(corpus: Corpus) -> None:
    place = {name: split for split, names in corpus.splits.items() for name in names}
    coded = [line.paragraph for line in corpus.paragraphs if line.paragraph.kind == "paragraph"]
    pairs = near_duplicates([paragraph.text for paragraph in coded], threshold=0.6)
    crossing = [(coded[a].id, coded[b].id) for a, b in pairs if place[coded[a].document] != place[coded[b].document]]
    assert crossing == []


def test_a_family_renders_one_text_in_every_language_within_one_split(corpus: Corpus) -> None:
    families: dict[str, list[Document]] = {}
    for document in corpus.documents.values():
        if document.family:
            families.setdefault(document.family, []).append(document)
    place = {name: split for split, names in corpus.splits.items() for name in names}
    assert families
    for members in families.values():
        assert sorted(str(member.language) for member in members) == list(LANGUAGES)
        assert len({place[member.name] for member in members}) == 1
        assert len({len(member.text.splitlines()) for member in members}) == 1


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


def test_text_is_the_slice_that_offsets_name(corpus: Corpus) -> None:
    def cut(paragraph: Paragraph) -> str:
        return corpus.documents[paragraph.document].text[paragraph.start : paragraph.end]

    assert [line.paragraph.id for line in corpus.paragraphs if cut(line.paragraph) != line.paragraph.text] == []
    assert [line.paragraph.id for line in corpus.paragraphs if not line.paragraph.text.strip()] == []


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


def test_the_corpus_is_small() -> None:
    assert sum(file.stat().st_size for file in ROOT.rglob("*") if file.is_file()) < LARGEST_BYTES


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
