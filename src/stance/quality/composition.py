"""What a corpus holds, counted, and the counts beside the floors that it promises."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus

__all__ = ["IMPLIED", "Composition", "FloorCount", "compose_table", "floor_counts"]

IMPLIED = "implied_partner"  # a hard case that the codes themselves tell of


@dataclass(frozen=True, slots=True)
class Composition:
    """Counts over the paragraphs of a part of a corpus; headings and boilerplate are not counted.

    Parameters
    ----------
    documents, paragraphs : int
    genres : mapping of str to int
        Documents of each genre.
    labels : mapping of str to mapping of str to int
        By task and label; targeted tasks count partner labels.
    partners : mapping of str to mapping of str to int
        Labels of each sentiment toward each partner.
    hard_cases : mapping of str to int
    """

    documents: int
    paragraphs: int
    genres: Mapping[str, int]
    labels: Mapping[str, Mapping[str, int]]
    partners: Mapping[str, Mapping[str, int]]
    hard_cases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FloorCount:
    """A promise and what is there; ``language`` is empty for the corpus as a whole."""

    language: str
    what: str
    floor: int
    count: int


def compose_table(lines: Sequence[CodedParagraph], codebook: Codebook) -> Composition:
    """Count what some lines of a corpus hold."""
    paragraphs = [line for line in lines if line.paragraph.kind == "paragraph"]
    documents = {line.document.name: line.document for line in lines}
    partners: dict[str, Counter[str]] = {}
    for line in paragraphs:
        for partner in line.partners:
            partners.setdefault(partner.partner, Counter())[partner.sentiment] += 1
    cases = Counter(case for line in paragraphs for case in line.hard_cases)
    cases[IMPLIED] = sum(any(partner.implied for partner in line.partners) for line in paragraphs)
    return Composition(
        len(documents),
        len(paragraphs),
        Counter(document.genre for document in documents.values() if document.genre),
        {task.name: _labels(paragraphs, task.kind) for task in codebook.tasks},
        partners,
        cases,
    )


def _labels(lines: Sequence[CodedParagraph], kind: str) -> Counter[str]:
    if kind == "multilabel":
        return Counter(topic for line in lines for topic in line.topics)
    if kind == "conditional":
        return Counter(line.scs_stance for line in lines)
    return Counter(partner.sentiment for line in lines for partner in line.partners)


def floor_counts(corpus: Corpus, codebook: Codebook) -> list[FloorCount]:
    """Return every promise of a corpus beside its count.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook

    Returns
    -------
    list of FloorCount
        First of the corpus as a whole, then language by language. Those of a language count what
        was written in it: renderings of translation families are counted apart.
    """
    whole, floors = compose_table(corpus.paragraphs, codebook), corpus.card.floors
    counts = [
        FloorCount("", "documents", floors.documents, whole.documents),
        FloorCount("", "paragraphs", floors.paragraphs, whole.paragraphs),
        FloorCount("", "partners", floors.partners, len(whole.partners)),
    ]
    for language in corpus.languages:
        counts += _of_language(corpus, codebook, language)
    return [count for count in counts if count.floor]


def _of_language(corpus: Corpus, codebook: Codebook, language: str) -> Iterator[FloorCount]:
    floors = corpus.card.floors
    lines = corpus.in_language(language)
    native = compose_table([line for line in lines if not line.document.family], codebook)
    parallel = compose_table([line for line in lines if line.document.family], codebook)
    yield FloorCount(language, "paragraphs", floors.language_paragraphs, native.paragraphs)
    yield FloorCount(language, "genres", floors.genres, len(native.genres))
    yield FloorCount(language, "translation families", floors.families, parallel.documents)
    yield FloorCount(language, "paragraphs in families", floors.family_paragraphs, parallel.paragraphs)
    for task, labels in floors.labels.items():
        for label, floor in labels.items():
            yield FloorCount(language, label, floor, native.labels.get(task, {}).get(label, 0))
    for case in dict.fromkeys((*corpus.card.hard_cases, IMPLIED)):
        yield FloorCount(language, case, floors.hard_cases, native.hard_cases.get(case, 0))
