"""Coding by rules: the cues that the codebook gives for every label and language."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from stance.codebook import Codebook, Task
from stance.errors import CodebookError, ConfigError, choose
from stance.matching import Match, Matcher, script
from stance.records import Annotation, Mention, Paragraph

__all__ = ["MentionFinder", "RulesAnnotator"]

# Documents in every language quote English names and phrases.
_ALWAYS = "en"
# A full stop after a single letter or digit is an abbreviation (U.S.) or a number, not an end.
_SENTENCE_END = re.compile(r"""[!?।॥؟۔。！？]+|(?<!\b\w)\.(?=\s|$|["'”’»)\]])""")


class MentionFinder(Protocol):
    """Whatever finds the partners that a text names."""

    def find(self, text: str, language: str) -> list[Mention]:
        """Return the mentions of partners in a text."""
        ...


class RulesAnnotator:
    """Give the labels whose cues stand in the paragraph.

    Multi-label tasks get every label with a cue. Conditional tasks are coded where their condition
    was given: the label of highest rank among those with a cue, the one with most cues of equal
    ranks, the label of lowest rank where there is no cue. Targeted tasks get, for each partner
    found, the label whose cue is nearest to a mention in the same sentence; where there is none or
    two are equally near, the label that has no cues (the middle one where all have).

    Parameters
    ----------
    languages : sequence of str, optional
        Languages whose cues are used; by default the paragraph's and English, or all where the
        codebook has no cues in the paragraph's language.
    name : str
        Name of the annotator in annotations.
    finder : MentionFinder, optional
        Finds partners; without one, targeted tasks are not coded.
    """

    def __init__(
        self, *, languages: Sequence[str] | None = None, name: str = "rules", finder: MentionFinder | None = None
    ) -> None:
        self.name = name
        self.languages = None if languages is None else tuple(languages)
        self.finder = finder

    def annotate(self, paragraphs: Sequence[Paragraph], codebook: Codebook) -> Iterator[Annotation]:
        """Yield annotations for every paragraph that is not boilerplate.

        Raises
        ------
        ConfigError
            If the codebook has no cues in one of the languages asked for.
        CodebookError
            If it has no cues at all.
        """
        cues = _Cues(self.languages)
        _check_languages(self.languages, codebook)
        tasks = _after_conditions(codebook.tasks)
        for paragraph in paragraphs:
            if paragraph.kind != "boilerplate":
                yield from self._paragraph(paragraph, tasks, cues)

    def _paragraph(self, paragraph: Paragraph, tasks: Sequence[Task], cues: "_Cues") -> Iterator[Annotation]:
        given: dict[str, set[str]] = {}
        for task in tasks:
            rows = list(self._task(paragraph, task, cues, given))
            given[task.name] = {label for row in rows for label in row.label.split("|")}
            yield from rows

    def _task(
        self, paragraph: Paragraph, task: Task, cues: "_Cues", given: dict[str, set[str]]
    ) -> Iterator[Annotation]:
        if task.kind == "targeted":
            yield from self._targeted(paragraph, task, cues)
        elif task.condition is None:
            found = {match.value for match in cues.find(paragraph, task)}
            yield self._row(paragraph, task, "|".join(name for name in task.label_names if name in found))
        elif task.condition.label in given[task.condition.task]:
            yield self._row(paragraph, task, _highest(task, cues.find(paragraph, task)))

    def _targeted(self, paragraph: Paragraph, task: Task, cues: "_Cues") -> Iterator[Annotation]:
        if self.finder is None:
            return
        partners: dict[str, list[Mention]] = {}
        for mention in self.finder.find(paragraph.text, paragraph.language):
            partners.setdefault(mention.partner, []).append(mention)
        surroundings = _Surroundings(paragraph.text, cues.find(paragraph, task) if partners else ())
        for partner, mentions in partners.items():
            label = surroundings.nearest(mentions) or _neutral(task)
            implied = all(mention.implied for mention in mentions)
            yield self._row(paragraph, task, label, target=partner, implied=implied)

    def _row(
        self, paragraph: Paragraph, task: Task, label: str, *, target: str = "", implied: bool = False
    ) -> Annotation:
        return Annotation(paragraph.document, paragraph.index, task.name, target, label, self.name, implied=implied)


@dataclass
class _Cues:
    """The matchers of one pass, built when a task first meets a language."""

    languages: tuple[str, ...] | None
    matchers: dict[tuple[str, tuple[str, ...]], Matcher] = field(default_factory=dict)

    def find(self, paragraph: Paragraph, task: Task) -> list[Match]:
        languages = self.languages or _languages_for(paragraph.language, task)
        key = task.name, languages
        if key not in self.matchers:
            self.matchers[key] = _matcher(task, languages)
        return self.matchers[key].find(paragraph.text)


def _languages_for(language: str, task: Task) -> tuple[str, ...]:
    known = _languages([task])
    primary = language.partition("-")[0].lower()
    return tuple(dict.fromkeys((primary, _ALWAYS))) if primary in known else tuple(sorted(known))


def _languages(tasks: Iterable[Task]) -> set[str]:
    return {language for task in tasks for label in task.labels for language, cues in label.cues.items() if cues}


def _matcher(task: Task, languages: Iterable[str]) -> Matcher:
    # Languages share cues; listed twice, one would count as two.
    pairs = ((cue, label.name) for label in task.labels for code in languages for cue in label.cues.get(code, ()))
    return Matcher(dict.fromkeys(pairs))


def _check_languages(languages: Iterable[str] | None, codebook: Codebook) -> None:
    known = _languages(codebook.tasks)
    if not known:
        raise CodebookError(f"codebook {codebook.name!r} has no cues; rules need 'cues' under its labels")
    for language in languages or ():
        if language not in known:
            raise ConfigError(f"codebook {codebook.name!r} has no cues in {language!r}; {choose(language, known)}")


def _after_conditions(tasks: Iterable[Task]) -> list[Task]:
    """Order tasks so that each comes after the one its condition asks of."""
    ordered: list[Task] = []
    waiting = list(tasks)
    while waiting:
        done = {task.name for task in ordered}
        ready = [task for task in waiting if task.condition is None or task.condition.task in done]
        if not ready:
            names = ", ".join(repr(task.name) for task in waiting)
            raise CodebookError(f"tasks {names} are conditions of one another, so that none can be coded first")
        ordered += ready
        waiting = [task for task in waiting if task not in ready]
    return ordered


def _highest(task: Task, found: Iterable[Match]) -> str:
    counts = Counter(match.value for match in found)
    cued = [label for label in task.labels if counts[label.name]]
    if not cued:
        return min(task.labels, key=lambda label: label.rank).name
    return max(cued, key=lambda label: (label.rank, counts[label.name])).name


class _Surroundings:
    """The cues of one paragraph, by label, and the sentences they stand in."""

    def __init__(self, text: str, cues: Iterable[Match]) -> None:
        self.text = text
        self.ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        self.cues: dict[str, list[Match]] = {}
        for cue in cues:
            self.cues.setdefault(cue.value, []).append(cue)

    def nearest(self, mentions: Iterable[Mention]) -> str | None:
        """Return the label whose cue is nearest to a mention in its sentence, None where none or two are."""
        distances: dict[str, int] = {}
        for mention in mentions:
            for label, cues in self.cues.items():
                for gap in self._gaps(mention, cues):
                    distances[label] = min(gap, distances.get(label, gap))
        least = min(distances.values(), default=0)
        nearest = [label for label, gap in distances.items() if gap == least]
        return nearest[0] if len(nearest) == 1 else None

    def _gaps(self, mention: Mention, cues: Sequence[Match]) -> Iterator[int]:
        """Yield the distances of the cues on both sides of a mention, where its sentence has them."""
        after = bisect_right(cues, mention.start, key=lambda cue: cue.start)
        for cue in cues[max(0, after - 1) : after + 1]:
            if bisect_right(self.ends, mention.start) == bisect_right(self.ends, cue.start):
                yield _gap(mention, cue, self.text)


def _gap(one: Mention | Match, other: Mention | Match, text: str) -> int:
    """Count the characters between two words; a cue or name may end before the word that it is in does."""
    first, second = sorted((one, other), key=lambda span: span.start)
    end = first.end
    while end < second.start and script(text[end]) == script(text[end - 1]) not in {"han", ""}:
        end += 1
    return max(0, second.start - end)


def _neutral(task: Task) -> str:
    without = (label.name for label in task.labels if not any(label.cues.values()))
    return next(without, task.label_names[len(task.labels) // 2])
