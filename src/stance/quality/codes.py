"""Checks of the codes: legal together, given twice, settled where coders differ, equal across a family."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus
from stance.partners import PartnerFinder
from stance.quality.disputes import differences
from stance.quality.report import Problem

__all__ = ["adjudication", "coders", "conditions", "families", "intensities", "partners", "uncoded"]

Line = tuple[str, int]


def conditions(corpus: Corpus, codebook: Codebook) -> Iterator[Problem]:
    """A stance stands exactly where its topic does."""
    for task in codebook.of_kind("conditional"):
        for line in corpus.paragraphs:
            wanted = task.condition is not None and task.condition.label in line.topics
            if wanted != (line.scs_stance != task.default):
                yield Problem("conditions", line.place, f"{task.name} is {line.scs_stance!r}, topics {line.topics}")


def uncoded(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """Boilerplate carries no code."""
    for line in corpus.paragraphs:
        if line.paragraph.kind == "boilerplate" and (line.topics or line.partners):
            yield Problem("uncoded", line.place, "boilerplate has codes")


def partners(corpus: Corpus, codebook: Codebook) -> Iterator[Problem]:
    """Every partner, source, author and party is a code that the finder knows; no source is its own target."""
    known = PartnerFinder(codebook.partners.organisations).codes
    for document in corpus.documents.values():
        for code in (*document.author, *document.parties):
            if code not in known:
                yield Problem("partners", document.name, f"unknown partner code {code!r} in the front matter")
    for row in corpus.annotations:
        for code in filter(None, (row.target, row.source)):
            if code not in known:
                yield Problem("partners", row.place, f"unknown partner code {code!r}")
        if row.target and row.source == row.target:
            yield Problem("partners", row.place, f"{row.source} is source and target")


def intensities(corpus: Corpus, codebook: Codebook) -> Iterator[Problem]:
    """An intensity has the sign of its label: below 0 before the middle of the labels, above 0 after it."""
    for task in codebook.of_kind("targeted"):
        signs = {name: _sign(2 * place + 1 - len(task.labels)) for place, name in enumerate(task.label_names)}
        for row in corpus.annotations:
            level = row.intensity
            if row.task == task.name and level is not None and _sign(level) != signs.get(row.label):
                where = row.place
                yield Problem("intensities", where, f"{row.target}: {row.label} with intensity {level}")


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def coders(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """Every line was coded by as many as promised, the adjudicator not counted, and each of them is described."""
    described = set(corpus.card.annotators)
    for name in sorted({row.annotator for row in corpus.annotations} - described if described else ()):
        yield Problem("coders", name, "corpus.yaml does not say who this annotator is")
    whom: dict[Line, set[str]] = {(line.document.name, line.paragraph.index): set() for line in corpus.paragraphs}
    for row in corpus.annotations:
        if row.annotator != corpus.card.adjudicator:
            whom[row.line].add(row.annotator)
    for (name, index), found in whom.items():
        if len(found) < corpus.card.floors.coders:
            promised = f"{corpus.card.floors.coders} coders are promised"
            yield Problem("coders", f"{name}:{index}", f"coded by {', '.join(sorted(found)) or 'nobody'}; {promised}")


def adjudication(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """A line on which coders differ is settled by the adjudicator."""
    judge = corpus.card.adjudicator
    settled = {row.line for row in corpus.annotations if row.annotator == judge}
    for (name, index), found in differences(corpus).items() if judge else ():
        if found and (name, index) not in settled:
            yield Problem("adjudication", f"{name}:{index}", f"coders differ in {found[0]}; nobody has adjudicated")


def families(corpus: Corpus, _: Codebook) -> Iterator[Problem]:
    """The documents of a family have the same lines with the same gold codes, one in each language if promised."""
    first: dict[tuple[str, int], CodedParagraph] = {}
    for line in corpus.paragraphs:
        family = line.document.family
        if family:
            model = first.setdefault((family, line.paragraph.index), line)
            if _gold(model) != _gold(line):
                yield Problem("families", line.place, f"its codes differ from those of {model.place}")
    members = Counter((doc.family, doc.language) for doc in corpus.documents.values() if doc.family)
    languages = {document.language for document in corpus.documents.values()}
    promised = bool(corpus.card.floors.families)
    for family in sorted({str(family) for family, _ in members if promised}):
        for language in sorted(map(str, languages)):
            if members[family, language] != 1:
                yield Problem("families", family, f"{members[family, language]} documents in {language}, expected one")


def _gold(line: CodedParagraph) -> tuple[Any, ...]:
    return line.paragraph.kind, line.topics, line.scs_stance, frozenset(line.partners)
