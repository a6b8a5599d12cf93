"""What a classifier sees of an item: vectors of the paragraph, of its heading, of where the partner stands."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from stance.codebook import Task
from stance.errors import ConfigError, choose
from stance.matching import Matcher
from stance.protocols import Encoder
from stance.records import Item

__all__ = ["VIEWS", "Views", "clauses"]

VIEWS = ("paragraph", "heading", "mention", "clause", "cues", "near_cues")
_BREAK = re.compile("[.!?;:…।؟؛。！？；：\n]")
_NEAR = 20.0
_Array = NDArray[np.float32]


class Views:
    """Turn items into one row of numbers each.

    Parameters
    ----------
    names : sequence of str
        Which views, in order: ``paragraph`` (all tokens), ``heading`` (of the section, zeros where
        there is none), ``mention`` (the tokens that name the partner; zeros where it is not named),
        ``clause`` (the tokens of the sentences that name it), ``cues`` (which labels of the
        codebook have a keyword in the paragraph, 0 or 1) and ``near_cues`` (for each label, how many
        of its keywords stand in the sentences that name the partner, as log(1 + n), and how near the
        nearest one is, as 20 / (20 + characters between)).
    task : Task
        Gives the cues.
    encoder : Encoder
    """

    def __init__(self, names: Sequence[str], task: Task, encoder: Encoder) -> None:
        for name in names:
            if name not in VIEWS:
                raise ConfigError(f"unknown view {name!r}; {choose(name, VIEWS)}")
        self.names, self.task, self.encoder = tuple(names), task, encoder

    def __call__(self, items: Sequence[Item]) -> _Array:
        """Return the views side by side, shape (n_items, n_features)."""
        makers: dict[str, Callable[[Sequence[Item]], _Array]] = {
            "paragraph": lambda rows: self.encoder.encode([item.text for item in rows]),
            "heading": self._headings,
            "mention": lambda rows: self._pooled(rows, [item.spans for item in rows]),
            "clause": lambda rows: self._pooled(rows, [clauses(item.text, item.spans) for item in rows]),
            "cues": self._cues,
            "near_cues": self._near_cues,
        }
        return np.concatenate([makers[name](items) for name in self.names], axis=1)

    @property
    def width(self) -> int:
        """Number of features, known without encoding anything."""
        labels = len(self.task.labels)
        own = {"cues": labels, "near_cues": 2 * labels}
        return sum(own.get(name) or self.encoder.dimension for name in self.names)

    def _headings(self, items: Sequence[Item]) -> _Array:
        vectors = np.zeros((len(items), self.encoder.dimension), dtype=np.float32)
        rows = [row for row, item in enumerate(items) if item.heading]
        if rows:
            vectors[rows] = self.encoder.encode([items[row].heading or "" for row in rows])
        return vectors

    def _pooled(self, items: Sequence[Item], spans: Sequence[Sequence[tuple[int, int]]]) -> _Array:
        vectors = np.zeros((len(items), self.encoder.dimension), dtype=np.float32)
        rows = [row for row, each in enumerate(spans) if each]
        if rows:
            vectors[rows] = self.encoder.encode([items[row].text for row in rows], [spans[row] for row in rows])
        return vectors

    def _cues(self, items: Sequence[Item]) -> _Array:
        labels = {name: column for column, name in enumerate(self.task.label_names)}
        matrix = np.zeros((len(items), len(labels)), dtype=np.float32)
        for row, item in enumerate(items):
            for match in self._matcher.find(item.text):
                matrix[row, labels[match.value]] = 1
        return matrix

    def _near_cues(self, items: Sequence[Item]) -> _Array:
        names = self.task.label_names
        matrix = np.zeros((len(items), 2 * len(names)), dtype=np.float32)
        for row, item in enumerate(items):
            if not item.spans:
                continue
            spans, around = np.array(item.spans), np.array(clauses(item.text, item.spans))
            for match in self._matcher.find(item.text):
                column = names.index(match.value)
                gap = max(int(np.maximum(match.start - spans[:, 1], spans[:, 0] - match.end).min()), 0)
                matrix[row, column] += ((around[:, 0] <= match.start) & (match.start < around[:, 1])).any()
                matrix[row, len(names) + column] = max(matrix[row, len(names) + column], _NEAR / (_NEAR + gap))
        matrix[:, : len(names)] = np.log1p(matrix[:, : len(names)])
        return matrix

    @cached_property
    def _matcher(self) -> Matcher:
        cues = ((cue, label.name) for label in self.task.labels for each in label.cues.values() for cue in each)
        return Matcher(dict.fromkeys(cues))


def clauses(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Widen each span to the sentence or clause it stands in; the breaks of all scripts end one."""
    if not spans:
        return ()
    breaks = [match.start() for match in _BREAK.finditer(text)]
    starts, ends = [0, *(place + 1 for place in breaks)], [*breaks, len(text)]
    wide = ((starts[bisect_right(starts, start) - 1], ends[bisect_left(ends, end)]) for start, end in spans)
    return tuple(dict.fromkeys(wide))
