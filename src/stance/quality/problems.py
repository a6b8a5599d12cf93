"""All checks of a corpus, and what they find that is not known of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.codebook import Codebook
from stance.dataset import Corpus
from stance.errors import DataError, choose
from stance.quality import codes, texts
from stance.quality.composition import floor_counts
from stance.quality.report import Problem

__all__ = ["CHECKS", "Findings", "find_problems"]


def floors(corpus: Corpus, codebook: Codebook) -> Iterator[Problem]:
    """The corpus holds as much of everything as it promises."""
    for floor in floor_counts(corpus, codebook):
        if floor.count < floor.floor:
            yield Problem(
                "floors", floor.language or corpus.name, f"{floor.what}: {floor.count}, promised {floor.floor}"
            )


Check = Callable[[Corpus, Codebook], Iterator[Problem]]
CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        texts.offsets,
        texts.characters,
        texts.languages,
        texts.near_copies,
        texts.openings,
        texts.leakage,
        codes.conditions,
        codes.uncoded,
        codes.partners,
        codes.intensities,
        codes.coders,
        codes.adjudication,
        codes.families,
        floors,
    )
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What one check found: problems nobody knew of, known ones, and known issues that are gone."""

    check: str
    question: str
    unknown: Sequence[Problem]
    known: Sequence[Problem]
    gone: Sequence[str]

    @property
    def ok(self) -> bool:
        """Whether nothing is new and no known issue is listed in vain."""
        return not self.unknown and not self.gone


def find_problems(corpus: Corpus, codebook: Codebook) -> list[Findings]:
    """Run every check over every item.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook

    Returns
    -------
    list of Findings
        One for each of `CHECKS`. A known issue of the corpus excuses the problems of its check and place;
        one that is found no longer is reported, so that the list can only shrink.

    Raises
    ------
    DataError
        If a known issue names no check, or a floor no task or label.
    """
    _check_floors(corpus, codebook)
    for issue in corpus.card.known_issues:
        if issue.check not in CHECKS:
            raise DataError(f"corpus.yaml: known issue of unknown check {issue.check!r}; {choose(issue.check, CHECKS)}")
    return [_findings(name, list(check(corpus, codebook)), corpus) for name, check in CHECKS.items()]


def _check_floors(corpus: Corpus, codebook: Codebook) -> None:
    tasks = {task.name: task.label_names for task in codebook.tasks}
    for name, labels in corpus.card.floors.labels.items():
        if name not in tasks:
            raise DataError(f"corpus.yaml: floor of unknown task {name!r}; {choose(name, tasks)}")
        for label in labels:
            if label not in tasks[name]:
                raise DataError(f"corpus.yaml: floor of unknown label {label!r}; {choose(label, tasks[name])}")


def _findings(name: str, problems: Sequence[Problem], corpus: Corpus) -> Findings:
    excused = {issue.place for issue in corpus.card.known_issues if issue.check == name}
    question = (CHECKS[name].__doc__ or "").strip()
    return Findings(
        name,
        question,
        [problem for problem in problems if problem.place not in excused],
        [problem for problem in problems if problem.place in excused],
        sorted(excused - {problem.place for problem in problems}),
    )
