"""Counts of a corpus, by hand and beside its floors."""

from dataclasses import replace

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus, Floors
from stance.quality import compose_table, floor_counts
from stance.records import Document, Paragraph, PartnerLabel


def line(index: int, kind: str = "paragraph", **codes: object) -> CodedParagraph:
    text = f"Line {index}."
    document = Document("note", text, genre="readout", language="en")
    paragraph = Paragraph("note", index, 0, len(text), text, kind, language="en")  # type: ignore[arg-type]
    return CodedParagraph(paragraph, document, **codes)  # type: ignore[arg-type]


def test_paragraphs_are_counted_and_nothing_else(codebook: Codebook) -> None:
    partners = (PartnerLabel("CN", "negative", -2), PartnerLabel("VN", "neutral", 0, implied=True))
    lines = [
        line(0, "heading", topics=("trade",)),
        line(1, "boilerplate"),
        line(2, topics=("trade", "security"), partners=partners, hard_cases=("hedge",)),
        line(3, topics=("south_china_sea",), scs_stance="restraint", partners=partners[:1]),
    ]
    held = compose_table(lines, codebook)
    assert (held.documents, held.paragraphs, held.genres) == (1, 2, {"readout": 1})
    assert held.labels["topics"] == {"trade": 1, "security": 1, "south_china_sea": 1}
    assert held.labels["scs_stance"]["restraint"] == 1
    assert held.labels["partner_sentiment"] == {"negative": 2, "neutral": 1}
    assert held.partners == {"CN": {"negative": 2}, "VN": {"neutral": 1}}
    assert held.hard_cases == {"hedge": 1, "implied_partner": 1}


def test_floors_of_a_language_count_what_was_written_in_it(small_corpus: Corpus, codebook: Codebook) -> None:
    floors = Floors(documents=3, language_paragraphs=5, family_paragraphs=2, labels={"topics": {"trade": 7}})
    corpus = replace(small_corpus, card=small_corpus.card.model_copy(update={"floors": floors}))
    counts = floor_counts(corpus, codebook)
    assert [(count.what, count.language) for count in counts[:1]] == [("documents", "")]
    english = {count.what: count for count in counts if count.language == "en"}
    assert list(english) == ["paragraphs", "paragraphs in families", "trade"]
    own = [each for each in corpus.paragraphs if each.paragraph.language == "en" and each.paragraph.kind == "paragraph"]
    assert english["paragraphs"].count == sum(not each.document.family for each in own)
    assert english["paragraphs in families"].count == sum(bool(each.document.family) for each in own)
    assert english["trade"].floor == 7
    assert english["trade"].count == sum("trade" in each.topics and not each.document.family for each in own)


def test_what_a_document_does_not_say_is_no_genre(codebook: Codebook) -> None:
    nameless = line(0)
    nameless = replace(nameless, document=replace(nameless.document, genre=None))
    assert compose_table([nameless], codebook).genres == {}


def test_a_document_without_a_language_is_counted_as_und(small_corpus: Corpus, codebook: Codebook) -> None:
    lines = [
        replace(each, paragraph=replace(each.paragraph, language="und")) if each.paragraph.language == "bn" else each
        for each in small_corpus.paragraphs
    ]
    floors = Floors(language_paragraphs=1)
    card = small_corpus.card.model_copy(update={"floors": floors})
    counts = floor_counts(replace(small_corpus, card=card, paragraphs=lines), codebook)
    assert [count.language for count in counts] == ["en", "ko", "und"]
    assert all(count.count for count in counts)


def test_a_hard_case_that_is_described_and_counted_has_one_floor(small_corpus: Corpus, codebook: Codebook) -> None:
    changes = {"floors": Floors(hard_cases=1), "hard_cases": {"implied_partner": "Nobody is named."}}
    corpus = replace(small_corpus, card=small_corpus.card.model_copy(update=changes))
    whats = [count.what for count in floor_counts(corpus, codebook) if count.language == "en"]
    assert whats == ["implied_partner"]
