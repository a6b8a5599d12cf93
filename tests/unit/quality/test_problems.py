"""Every check of a corpus, each against a corpus that breaks just its promise."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.fixtures_small import reduced_corpus

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus, Floors, KnownIssue
from stance.errors import DataError
from stance.quality import CHECKS, Findings, find_problems
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


def of(check: str, findings: Sequence[Findings]) -> Findings:
    return next(found for found in findings if found.check == check)


def test_every_check_is_tested() -> None:
    assert set(BREAKERS) == set(CHECKS)


@pytest.mark.parametrize("check", BREAKERS)
def test_a_broken_promise_is_found_by_its_check(check: str, codebook: Codebook) -> None:
    known = set(CHECKS[check](reduced_corpus(), codebook))
    broken = list(CHECKS[check](BREAKERS[check](reduced_corpus()), codebook))
    assert set(broken) - known
    assert {problem.check for problem in broken} == {check}
    assert all(problem.message for problem in broken)


def test_a_known_issue_excuses_its_place_and_is_reported_when_gone(codebook: Codebook) -> None:
    corpus = BREAKERS["offsets"](reduced_corpus())
    place = next(CHECKS["offsets"](corpus, codebook)).place
    issues = [KnownIssue(check="offsets", place=p, reason="Left for the test.") for p in (place, "nowhere:0")]
    found = of("offsets", find_problems(resworn(corpus, known_issues=issues), codebook))
    assert [problem.place for problem in found.known] == [place]
    assert (list(found.unknown), list(found.gone), found.ok) == ([], ["nowhere:0"], False)
    only = of("offsets", find_problems(resworn(corpus, known_issues=issues[:1]), codebook))
    assert only.ok


def test_a_known_issue_of_no_check_is_an_error(codebook: Codebook) -> None:
    corpus = resworn(reduced_corpus(), known_issues=[KnownIssue(check="ofsets", place="a", reason="b")])
    with pytest.raises(DataError, match=r"unknown check 'ofsets'; did you mean 'offsets'\?"):
        find_problems(corpus, codebook)


def test_a_check_says_what_it_asks(codebook: Codebook) -> None:
    assert all(found.question.endswith(".") for found in find_problems(reduced_corpus(), codebook))
