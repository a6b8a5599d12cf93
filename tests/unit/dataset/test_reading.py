from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from stance.dataset import load_corpus, read_corpus
from stance.errors import CodebookError, DataError, StanceError
from stance.segmentation import segment

HEADER = "document,index,task,target,label,intensity,source,implied,annotator"
CODES = [
    "en-a,0,kind,,heading,,,,mai",
    "en-a,0,topics,,trade,,,,mai",
    "en-a,1,kind,,paragraph,,,,mai",
    "en-a,1,topics,,trade|south_china_sea,,,,mai",
    "en-a,1,scs_stance,,restraint,,,,mai",
    "en-a,1,partner_sentiment,KZ,positive,2,VN,1,mai",
    "en-a,2,kind,,boilerplate,,,,mai",
]
OTHERS = [f"{name},0,{task}" for name in ("en-b", "en-c") for task in ("kind,,paragraph,,,,mai", "topics,,,,,,mai")]
CARD = {"name": "tiny", "version": "1.0.0", "license": "CC0", "statement": "Composed.", "annotators": {"mai": "a"}}
SPLITS = {"train": ["en-a"], "validation": ["en-b"], "test": ["en-c"]}


def document(name: str, text: str, **fields: str) -> tuple[str, str]:
    front = {"title": "T", "date": "2024-01-02", "language": "en", "genre": "readout", **fields}
    return name, f"---\n{yaml.safe_dump(front)}---\n{text}"


DOCUMENTS = dict(
    [
        document("en-a", "I. Trade\nBoth sides met.\nSource: x\n"),
        document("en-b", "They met.\n"),
        document("en-c", "They parted.\n"),
    ]
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a corpus of three documents; changes replace documents, codes and splits."""

    def written(
        documents: dict[str, str] | None = None,
        codes: list[str] | None = None,
        splits: dict[str, list[str]] | None = None,
        card: dict[str, Any] | None = None,
    ) -> Path:
        (tmp_path / "documents").mkdir()
        (tmp_path / "annotations").mkdir()
        for name, text in (DOCUMENTS | (documents or {})).items():
            (tmp_path / "documents" / f"{name}.md").write_text(text, encoding="utf-8")
        rows = [HEADER, *(CODES + OTHERS if codes is None else codes)]
        (tmp_path / "annotations" / "en.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        content = CARD | {"splits": splits or SPLITS} | (card or {})
        (tmp_path / "corpus.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
        return tmp_path

    return written


def test_a_corpus_is_read_with_its_codes(write: Callable[..., Path]) -> None:
    first, second, third = read_corpus(write()).split("train")
    assert (first.paragraph.kind, first.topics, first.paragraph.number) == ("heading", ("trade",), "1")
    assert (second.topics, second.scs_stance) == (("trade", "south_china_sea"), "restraint")
    assert [(p.partner, p.sentiment, p.intensity, p.source, p.implied) for p in second.partners] == [
        ("KZ", "positive", 2, "VN", True)
    ]
    assert (second.paragraph.heading, third.paragraph.heading) == ("I. Trade", None)


def test_lines_are_counted_as_in_segmentation(write: Callable[..., Path]) -> None:
    name, text = document("en-a", "\n  I. Trade\n\nBoth sides met.\u2028Source: x\n")
    corpus = read_corpus(write(documents={name: text}))
    whole = corpus.documents[name]
    lines = [line.paragraph for line in corpus.split("train")]
    assert [(line.index, line.start, line.end, line.text) for line in lines] == [
        (line.index, line.start, line.end, line.text) for line in segment(whole)
    ]


def test_metadata_comes_from_the_front_matter(write: Callable[..., Path]) -> None:
    found = read_corpus(write()).documents["en-a"]
    assert (found.title, found.date, found.language, found.genre) == ("T", "2024-01-02", "en", "readout")


def test_several_coders_are_joined_by_majority(write: Callable[..., Path]) -> None:
    votes = [
        f"en-b,0,topics,,{label},,,,{coder}" for coder, label in (("a", "trade"), ("b", "trade"), ("c", "culture"))
    ]
    corpus = read_corpus(write(codes=[*CODES, *OTHERS[:1], *votes, *OTHERS[2:]]))
    assert corpus.split("validation")[0].topics == ("trade",)
    assert len(corpus.annotations) == len(CODES) + 6


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"codes": CODES}, DataError, r"line 0 of document 'en-b' has no annotation"),
        ({"splits": {"train": ["en-a", "en-b"], "test": ["en-c"]}}, DataError, r"one that has no document as \[\]"),
        ({"splits": SPLITS | {"dev": ["en-a"]}}, DataError, r"splits are 'dev', 'test', 'train', 'validation'; list"),
        ({"splits": SPLITS | {"test": []}}, DataError, r"document 'en-c' is in no split; list it in one of train"),
        (
            {"splits": SPLITS | {"test": ["en-c", "en-a"]}},
            DataError,
            r"document 'en-a' is listed 2 times in the splits",
        ),
        (
            {"splits": SPLITS | {"test": ["en-c", "en-d"]}},
            DataError,
            r"a split lists 'en-d', but documents/ has no en-d\.md",
        ),
        (
            {"codes": [*CODES, *OTHERS, "en-c,0,topics,,trad,,,,mai"]},
            CodebookError,
            r"no label 'trad'; did you mean 'trade'",
        ),
        ({"codes": [*CODES, *OTHERS, "en-c,0,topicz,,trade,,,,mai"]}, CodebookError, r"no task 'topicz'"),
        ({"codes": [*CODES, *OTHERS, "en-c,x,topics,,trade,,,,mai"]}, DataError, r"en.csv:13: index 'x'"),
        (
            {"codes": [*CODES, *OTHERS, "en-c,1,topics,,trade,,,,mai"]},
            DataError,
            r"line 1 of document 'en-c'",
        ),
        (
            {"codes": [*CODES, *OTHERS, "en-d,0,topics,,trade,,,,mai"]},
            DataError,
            r"document 'en-d'",
        ),
        ({"codes": [*CODES, *OTHERS, "en-c,0,kind,,headling,,,,mai"]}, CodebookError, r"no label 'headling'"),
        (
            {"documents": dict([document("en-b", "Met.\n", family="f"), document("en-c", "Parted.\n", family="f")])},
            DataError,
            r"translation family 'f' is cut by splits test, validation",
        ),
    ],
    ids=[
        "uncoded",
        "missing",
        "other",
        "unlisted",
        "twice",
        "unknown",
        "label",
        "task",
        "index",
        "line",
        "document",
        "kind",
        "family",
    ],
)
def test_what_does_not_fit_together_is_named(
    changes: dict[str, object], kind: type[StanceError], message: str, write: Callable[..., Path]
) -> None:
    with pytest.raises(kind, match=message):
        read_corpus(write(**changes))


def test_a_folder_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is no corpus folder: corpus.yaml cannot be read"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("change", ["splits: {}", "[]", "name: x", "a: ["], ids=["splits", "list", "keys", "yaml"])
def test_a_corpus_card_that_is_incomplete_is_named(change: str, write: Callable[..., Path]) -> None:
    folder = write()
    (folder / "corpus.yaml").write_text(change, encoding="utf-8")
    with pytest.raises(DataError, match=r"corpus\.yaml"):
        read_corpus(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"en-b\.md: keys and values are expected"),
        ("They met.\n", r"en-b\.md: text stands before the front matter"),
        ("They met.\n---\ntitle: T\n---\nThey parted.\n", r"en-b\.md: text stands before the front matter"),
        ("---\ntitle: [\n---\nx\n", r"en-b\.md: not valid YAML"),
        ("---\ntitel: T\n---\nx\n", r"en-b\.md: unknown key 'titel'; did you mean 'title'\?"),
        ("---\nauthor: VN\n---\nx\n", r"en-b\.md: author is 'VN'; write a list"),
        ("---\nparties: [VN, NO]\n---\nx\n", r"en-b\.md: parties is \['VN', False\]; write a list"),
        ("---\nlanguage: no\n---\nx\n", r"en-b\.md: language is read as False"),
    ],
    ids=["empty", "none", "before", "yaml", "key", "author", "norway", "language"],
)
def test_front_matter_that_cannot_be_read_is_named(text: str, message: str, write: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=message):
        read_corpus(write(documents={"en-b": text}))


def test_a_date_without_quotes_is_text_all_the_same(write: Callable[..., Path]) -> None:
    corpus = read_corpus(write(documents={"en-b": "---\ndate: 2024-05-01\nlanguage: en\n---\nThey met.\n"}))
    assert corpus.documents["en-b"].date == "2024-05-01"


def test_two_documents_of_one_name_are_refused(write: Callable[..., Path]) -> None:
    folder = write()
    (folder / "documents" / "more").mkdir()
    (folder / "documents" / "more" / "en-b.md").write_text(DOCUMENTS["en-b"], encoding="utf-8")
    with pytest.raises(DataError, match=r"two documents have the name 'en-b'"):
        read_corpus(folder)


def test_a_document_that_is_no_text_is_named(write: Callable[..., Path]) -> None:
    folder = write()
    (folder / "documents" / "en-b.md").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"en-b\.md: the document cannot be read as UTF-8"):
        read_corpus(folder)


def test_tables_are_made_of_any_corpus(write: Callable[..., Path]) -> None:
    tables = load_corpus(write())
    assert tables["train"][1]["partners"] == [
        {"partner": "KZ", "sentiment": "positive", "intensity": 2, "source": "VN", "implied": True}
    ]
    assert tables["test"]["topics"][:] == [[]]


def test_the_adjudicator_decides_their_lines_and_hard_cases_are_kept(write: Callable[..., Path]) -> None:
    codes = [
        *CODES,
        "en-a,1,kind,,paragraph,,,,bao",
        "en-a,1,topics,,trade,,,,bao",
        "en-a,1,hard_case,,hedge|denial,,,,bao",
        "en-a,1,kind,,paragraph,,,,judge",
        "en-a,1,topics,,politics,,,,judge",
        "en-a,1,hard_case,,denial,,,,judge",
        "en-a,0,hard_case,,hedge,,,,mai",
        *OTHERS,
    ]
    cases = {"hedge": "A hedge.", "denial": "A denial."}
    corpus = read_corpus(write(codes=codes, card={"adjudicator": "judge", "hard_cases": cases}))
    first, second, _ = corpus.split("train")
    assert (second.topics, second.scs_stance, second.partners, second.hard_cases) == (
        ("politics",),
        "none",
        (),
        ("denial",),
    )
    assert (first.topics, first.hard_cases) == (("trade",), ("hedge",))
    assert {row.task for row in corpus.hard_cases} == {"hard_case"}


def test_an_unknown_hard_case_is_named(write: Callable[..., Path]) -> None:
    folder = write(
        codes=[*CODES, "en-a,1,hard_case,,hegde,,,,mai", *OTHERS], card={"hard_cases": {"hedge": "A hedge."}}
    )
    with pytest.raises(
        DataError, match=r"line 1 of document 'en-a': unknown hard case 'hegde'; did you mean 'hedge'\?"
    ):
        read_corpus(folder)


def test_a_datasheet_comes_with_the_corpus(write: Callable[..., Path]) -> None:
    folder = write()
    assert read_corpus(folder).datasheet == ""
    (folder / "datasheet.md").write_text("## Datasheet\n\nWhy?\n", encoding="utf-8")
    assert read_corpus(folder).datasheet == "## Datasheet\n\nWhy?"


def test_a_hard_case_of_a_line_that_is_not_there_is_named(write: Callable[..., Path]) -> None:
    folder = write(
        codes=[*CODES, "en-a,9,hard_case,,hedge,,,,mai", *OTHERS], card={"hard_cases": {"hedge": "A hedge."}}
    )
    with pytest.raises(DataError, match=r"line 9 of document 'en-a', which has no annotation"):
        read_corpus(folder)
