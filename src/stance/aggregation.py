"""From several annotations of an item to one gold label."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stance.codebook import Codebook, Task
from stance.records import Annotation

__all__ = ["Gold", "adjudicated", "majority"]

_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Gold:
    """The label of one item and who gave which; ``tied`` items need a person to adjudicate them."""

    annotation: Annotation
    votes: dict[str, int]
    tied: bool


def majority(annotations: Iterable[Annotation], codebook: Codebook) -> list[Gold]:
    """Give every item the label most annotators gave it.

    Labels of a multi-label task are voted on one by one: one is given where more than half of the
    item's annotators gave it, and the item is tied where exactly half did. A targeted item is
    voted on by all who named that partner. Of tied labels the first in codebook order is taken.
    A conditional item is left out where the vote says that its condition does not hold.

    Parameters
    ----------
    annotations : iterable of Annotation
        One per item, task and annotator; a later one by the same annotator replaces an earlier.
    codebook : Codebook

    Returns
    -------
    list of Gold
        In order of document, index, task and target; the annotator is ``"majority"``.
    """
    items: dict[tuple[str, int, str, str], dict[str, Annotation]] = {}
    for annotation in annotations:
        items.setdefault(annotation.item, {})[annotation.annotator] = annotation
    multilabel = {task.name for task in codebook.of_kind("multilabel")}
    order = {task.name: task.label_names for task in codebook.tasks}
    golds = []
    for item, votes in sorted(items.items()):
        decide = _by_label if item[2] in multilabel else _by_plurality
        golds.append(decide([votes[name] for name in sorted(votes)], order.get(item[2], ())))
    return _where_conditions_hold(golds, codebook)


def adjudicated(annotations: Iterable[Annotation], codebook: Codebook, *, adjudicator: str) -> list[Gold]:
    """Give every item its gold label: the adjudicator's on the lines that they coded, elsewhere the majority's.

    An adjudicator codes a line whole. A partner that a coder named and the adjudicator left out has no
    gold label, so a line's codes never mix.

    Parameters
    ----------
    annotations : iterable of Annotation
        One per item, task and annotator.
    codebook : Codebook
    adjudicator : str
        Name of the annotator who decides; no line is adjudicated where nobody has that name.

    Returns
    -------
    list of Gold
        As `majority` returns them; adjudicated ones keep the annotator's name and are never tied.
    """
    rows = list(annotations)
    settled = {row.line for row in rows if row.annotator == adjudicator}
    decided = [row for row in rows if row.annotator == adjudicator]
    voted = [row for row in rows if row.line not in settled]
    golds = [Gold(row, {row.label: 1}, tied=False) for row in decided] + majority(voted, codebook)
    return sorted(golds, key=lambda gold: gold.annotation.item)


def _where_conditions_hold(golds: list[Gold], codebook: Codebook) -> list[Gold]:
    """Drop conditional golds whose condition was voted on and did not win, unless they say just that."""
    given: dict[tuple[str, int, str], set[str]] = {}
    for gold in golds:
        row = gold.annotation
        given.setdefault((*row.line, row.task), set()).update(row.label.split(_SEPARATOR))
    tasks = {task.name: task for task in codebook.of_kind("conditional")}
    return [gold for gold in golds if _holds(gold.annotation, tasks.get(gold.annotation.task), given)]


def _holds(row: Annotation, task: Task | None, given: dict[tuple[str, int, str], set[str]]) -> bool:
    if task is None or task.condition is None or row.label == task.default:
        return True
    labels = given.get((*row.line, task.condition.task))
    return labels is None or task.condition.label in labels


def _by_label(votes: list[Annotation], order: tuple[str, ...]) -> Gold:
    counts = Counter(label for vote in votes for label in dict.fromkeys(vote.label.split(_SEPARATOR)) if label)
    given = [label for label in order if 2 * counts[label] > len(votes)]
    tied = any(2 * count == len(votes) for count in counts.values())
    chosen = replace(votes[0], label=_SEPARATOR.join(given), annotator="majority", confidence=None)
    return Gold(chosen, dict(counts), tied)


def _by_plurality(votes: list[Annotation], order: tuple[str, ...]) -> Gold:
    counts = Counter(vote.label for vote in votes)
    best = max(counts.values())
    winners = sorted(
        (label for label, n in counts.items() if n == best), key=lambda x: (x not in order, *_rank(x, order))
    )
    backers = [vote for vote in votes if vote.label == winners[0]]
    levels = [vote.intensity for vote in backers if vote.intensity is not None]
    sources = Counter(vote.source for vote in backers)
    chosen = replace(
        backers[0],
        annotator="majority",
        confidence=None,
        intensity=_middle(levels) if levels else None,
        source=sources.most_common(1)[0][0],
        implied=sum(vote.implied for vote in backers) * 2 > len(backers),
    )
    return Gold(chosen, dict(counts), len(winners) > 1)


def _middle(levels: list[int]) -> int:
    """Return the median; of two middle values the one nearer to zero, so that a tie leans to neither pole."""
    ordered = sorted(levels)
    return min(ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2], key=abs)


def _rank(label: str, order: tuple[str, ...]) -> tuple[int, str]:
    return (order.index(label) if label in order else len(order), label)
