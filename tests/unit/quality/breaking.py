"""Corpora that each break one promise, made from the small one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.fixtures_small import reduced_corpus

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus, Floors
from stance.quality import CHECKS
from stance.records import PartnerLabel


def changed(corpus: Corpus, which: Callable[[CodedParagraph], bool], **changes: Any) -> Corpus:
    """Change the first line that fulfils a condition."""
    at = next(n for n, line in enumerate(corpus.paragraphs) if which(line))
    lines = list(corpus.paragraphs)
    lines[at] = replace(lines[at], **changes)
    return replace(corpus, paragraphs=lines)


def rewritten(corpus: Corpus, which: Callable[[CodedParagraph], bool], text: Callable[[str], str]) -> Corpus:
    """Change the text of the first line that fulfils a condition, in the line alone."""
    line = next(line for line in corpus.paragraphs if which(line))
    return changed(corpus, which, paragraph=replace(line.paragraph, text=text(line.paragraph.text)))


def recoded(corpus: Corpus, task: str, **changes: Any) -> Corpus:
    """Change the first annotation of a task that has an intensity, or any."""
    graded = [row for row in corpus.annotations if row.task == task and (task == "kind" or row.intensity)]
    rows = [replace(row, **changes) if row is graded[0] else row for row in corpus.annotations]
    return replace(corpus, annotations=rows)


def copied(corpus: Corpus, *, across: bool) -> Corpus:
    """Give one paragraph the text of another of its language, in another split or in its own."""
    place = {name: split for split, names in corpus.splits.items() for name in names}
    lines = [line for line in corpus.paragraphs if long(line) and line.paragraph.language == "en"]
    first = lines[0]
    other = next(
        line
        for line in lines
        if line.document is not first.document and (place[line.document.name] != place[first.document.name]) == across
    )
    return rewritten(corpus, lambda line: line is other, lambda _: first.paragraph.text + " Indeed.")


def reopened(corpus: Corpus) -> Corpus:
    """Let many paragraphs begin alike."""
    lines = [
        replace(line, paragraph=replace(line.paragraph, text=f"It is noted that {line.paragraph.text}"))
        if long(line) and line.paragraph.language == "en"
        else line
        for line in corpus.paragraphs
    ]
    return replace(corpus, paragraphs=lines)


def resworn(corpus: Corpus, **changes: Any) -> Corpus:
    return replace(corpus, card=corpus.card.model_copy(update=changes))


def long(line: CodedParagraph) -> bool:
    return line.paragraph.kind == "paragraph" and len(line.paragraph.text) > 100


def relabelled(corpus: Corpus) -> Corpus:
    name, first = next(iter(corpus.documents.items()))
    return replace(corpus, documents=corpus.documents | {name: replace(first, language="fr")})


def disputed(corpus: Corpus) -> Corpus:
    """Take away the adjudicator's codes of everything."""
    judge = corpus.card.adjudicator
    return replace(
        corpus,
        annotations=[row for row in corpus.annotations if row.annotator != judge],
        hard_cases=[row for row in corpus.hard_cases if row.annotator != judge],
    )


def alone(corpus: Corpus) -> Corpus:
    second = next(row.annotator for row in corpus.annotations if row.annotator != corpus.annotations[0].annotator)
    return replace(corpus, annotations=[row for row in corpus.annotations if row.annotator != second])


BREAKERS: dict[str, Callable[[Corpus], Corpus]] = {
    "offsets": lambda corpus: rewritten(corpus, long, lambda text: text + "!"),
    "characters": lambda corpus: rewritten(corpus, long, lambda text: text + "\ufffd"),
    "languages": relabelled,
    "near_copies": lambda corpus: copied(corpus, across=False),
    "openings": reopened,
    "leakage": lambda corpus: copied(corpus, across=True),
    "conditions": lambda corpus: changed(corpus, lambda line: "south_china_sea" in line.topics, scs_stance="none"),
    "uncoded": lambda corpus: changed(corpus, lambda line: line.paragraph.kind == "boilerplate", topics=("trade",)),
    "partners": lambda corpus: recoded(corpus, "partner_sentiment", target="XX"),
    "intensities": lambda corpus: recoded(corpus, "partner_sentiment", label="neutral"),
    "coders": alone,
    "adjudication": disputed,
    "families": lambda corpus: changed(
        corpus, lambda line: bool(line.document.family), partners=(PartnerLabel("VN", "neutral", 0),)
    ),
    "floors": lambda corpus: resworn(corpus, floors=Floors(documents=10_000)),
}


def assert_found(check: str, codebook: Codebook) -> None:
    """Check that a corpus which breaks a promise is found by its check, and by that alone for this reason."""
    known = set(CHECKS[check](reduced_corpus(), codebook))
    broken = list(CHECKS[check](BREAKERS[check](reduced_corpus()), codebook))
    assert set(broken) - known
    assert {problem.check for problem in broken} == {check}
    assert all(problem.message for problem in broken)
