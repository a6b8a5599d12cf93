"""From coded paragraphs to what classifiers are fitted on: items and labels of each task."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.codebook import Codebook, Task
from stance.dataset import CodedParagraph
from stance.errors import CodebookError
from stance.partners import PartnerFinder, implied_mentions
from stance.records import Item, Mention, Paragraph

__all__ = ["TaskData", "paragraph_item", "partner_item", "task_data"]

_PAIR = 2


@dataclass(frozen=True, slots=True)
class TaskData:
    """The items of one task with their gold labels.

    ``labels`` is 0/1 of shape (n_items, n_labels) for a multi-label task, else indices of shape
    (n_items,). ``intensity`` is NaN where unknown, and for tasks without a scale.
    """

    task: Task
    items: Sequence[Item]
    labels: NDArray[Any]
    intensity: NDArray[np.float64]

    def take(self, rows: NDArray[np.intp]) -> "TaskData":
        """Return the part with these row numbers."""
        return TaskData(self.task, [self.items[row] for row in rows], self.labels[rows], self.intensity[rows])

    @property
    def documents(self) -> list[str]:
        """The document of each item: the unit that intervals resample."""
        return [item.document for item in self.items]


def task_data(coded: Sequence[CodedParagraph], task: Task, codebook: Codebook, finder: PartnerFinder) -> TaskData:
    """Collect the items of one task.

    Boilerplate is left out; a conditional task takes only the paragraphs where its condition holds.
    """
    lines = [line for line in coded if line.paragraph.kind != "boilerplate"]
    makers = {"multilabel": _multilabel, "conditional": _conditional, "targeted": _targeted}
    items, labels, intensity = makers[task.kind](lines, task, finder)
    return TaskData(task, items, labels, np.asarray(intensity, dtype=np.float64))


def paragraph_item(paragraph: Paragraph, *, group: str = "") -> Item:
    """Return the item of a task that asks about the paragraph as a whole."""
    return Item(
        id=paragraph.id,
        text=paragraph.text,
        heading=paragraph.heading,
        language=paragraph.language,
        group=group or paragraph.document,
        document=paragraph.document,
    )


def partner_item(paragraph: Paragraph, partner: str, mentions: Sequence[Mention], *, group: str = "") -> Item:
    """Return the item that asks about one partner; named mentions are seen rather than implied ones."""
    mine = [m for m in mentions if m.partner == partner]
    named = [m for m in mine if not m.implied] or mine
    return Item(
        id=f"{paragraph.id}:{partner}",
        text=paragraph.text,
        heading=paragraph.heading,
        language=paragraph.language,
        group=group or paragraph.document,
        document=paragraph.document,
        partner=partner,
        spans=tuple((m.start, m.end) for m in named),
    )


_Made = tuple[list[Item], NDArray[Any], list[float]]


def _multilabel(lines: Sequence[CodedParagraph], task: Task, _: PartnerFinder) -> _Made:
    items = [paragraph_item(line.paragraph, group=line.group) for line in lines]
    names = task.label_names
    labels = np.array([[int(name in line.topics) for name in names] for line in lines]).reshape(-1, len(names))
    return items, labels, [np.nan] * len(items)


def _conditional(lines: Sequence[CodedParagraph], task: Task, _: PartnerFinder) -> _Made:
    held = [line for line in lines if task.condition and task.condition.label in line.topics]
    items = [paragraph_item(line.paragraph, group=line.group) for line in held]
    return items, np.array([_index(task, line.scs_stance) for line in held], dtype=int), [np.nan] * len(items)


def _targeted(lines: Sequence[CodedParagraph], task: Task, finder: PartnerFinder) -> _Made:
    items, labels, intensity = [], [], []
    for line in lines:
        mentions = _mentions(line, finder)
        for label in line.partners:
            items.append(partner_item(line.paragraph, label.partner, mentions, group=line.group))
            labels.append(_index(task, label.sentiment))
            intensity.append(np.nan if label.intensity is None else float(label.intensity))
    return items, np.array(labels, dtype=int), intensity


def _mentions(line: CodedParagraph, finder: PartnerFinder) -> list[Mention]:
    text, language = line.paragraph.text, line.paragraph.language
    parties = line.document.parties
    pair = (parties[0], parties[1]) if len(parties) == _PAIR else None
    return finder.find(text, language, date=line.document.date) + implied_mentions(text, language, pair)


def _index(task: Task, label: str) -> int:
    if label not in task.label_names:
        raise CodebookError(f"{label!r} is no label of task {task.name!r}; allowed: {', '.join(task.label_names)}")
    return task.label_names.index(label)
