"""Splits that never cut a document, a translation family or a pair of near-duplicates."""

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.model_selection import StratifiedGroupKFold

from stance.errors import ConfigError
from stance.provenance import sha256_json
from stance.records import Item

__all__ = [
    "Fold",
    "deal",
    "grouped_folds",
    "leakage_report",
    "leave_one_language_out",
    "leave_one_partner_out",
    "near_duplicates",
    "split_hash",
]

_SHINGLE = (6, 6)
_FEWEST = 2
_SHORTEST = 90  # bytes: a line of Latin letters, half a line of Cyrillic, a third of one of Chinese


@dataclass(frozen=True, slots=True)
class Fold:
    """Row numbers of one fold: fit on ``train``, predict ``held_out``."""

    train: NDArray[np.intp]
    held_out: NDArray[np.intp]


def grouped_folds(items: Sequence[Item], *, folds: int, seed: int, dealt: Sequence[Item] | None = None) -> list[Fold]:
    """Deal the groups of ``items`` into folds that are alike in languages.

    Parameters
    ----------
    items : sequence of Item
        ``Item.group`` is never cut, groups that share near-duplicates stay together, and ``Item.language``
        is what folds are balanced by.
    folds : int
        Number of folds, at least 2 and at most the number of groups.
    seed : int
        Decides which groups go together.
    dealt : sequence of Item, optional
        The items whose groups are dealt, by default ``items``. Tasks that share them share their folds.

    Returns
    -------
    list of Fold
        Every row is held out exactly once; a fold may hold out none where ``dealt`` has more groups.

    Raises
    ------
    ConfigError
        If there are fewer groups than folds.
    """
    place = deal(dealt if dealt is not None else items, folds=folds, seed=seed)
    where = np.array([place[item.group] for item in items], dtype=int)
    return [Fold(np.flatnonzero(where != fold), np.flatnonzero(where == fold)) for fold in range(folds)]


def leave_one_language_out(development: Sequence[Item], test: Sequence[Item]) -> dict[str, Fold]:
    """Return for each language of the test items: fit on the other languages, predict this one.

    Parameters
    ----------
    development, test : sequence of Item
        Items of two splits that share no group.

    Returns
    -------
    dict of str to Fold
        ``train`` holds row numbers of ``development``, ``held_out`` of ``test``.
    """
    languages = sorted({item.language for item in test})
    return {
        language: Fold(
            _rows(item.language != language for item in development), _rows(item.language == language for item in test)
        )
        for language in languages
    }


def leave_one_partner_out(development: Sequence[Item], test: Sequence[Item], *, fewest: int = 1) -> dict[str, Fold]:
    """Return for each partner of the test items: fit where it is nowhere spoken of, predict it.

    Parameters
    ----------
    development, test : sequence of Item
        Items of a targeted task in two splits that share no group.
    fewest : int
        Partners with fewer test items than this are left out.

    Returns
    -------
    dict of str to Fold
        ``train`` holds row numbers of ``development`` whose whole group never names the partner,
        ``held_out`` those of ``test`` that ask about it.
    """
    counts = Counter(item.partner for item in test if item.partner)
    folds = {}
    for partner in sorted(name for name, count in counts.items() if count >= fewest):
        named = {item.group for item in development if item.partner == partner}
        folds[partner] = Fold(
            _rows(item.group not in named for item in development), _rows(item.partner == partner for item in test)
        )
    return folds


def _rows(wanted: Iterable[bool]) -> NDArray[np.intp]:
    return np.flatnonzero(np.fromiter(wanted, dtype=bool))


def deal(items: Sequence[Item], *, folds: int, seed: int) -> dict[str, int]:
    """Return the fold of every group of ``items``; see `grouped_folds`."""
    together = _together(items)
    groups = np.array([together[item.group] for item in items])
    available = len(set(groups.tolist()))
    if not _FEWEST <= folds <= available:
        raise ConfigError(f"folds={folds} is out of range: 2 to {available}, the number of document groups")
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class")
        pairs = list(splitter.split(np.zeros(len(items)), _strata(items, folds), groups))
    return {items[row].group: fold for fold, (_, held_out) in enumerate(pairs) for row in held_out}


def _together(items: Sequence[Item]) -> dict[str, str]:
    """Return for each group the first of those that near-duplicates join to it, itself where none do."""
    lines = list({(item.group, item.text): item for item in items if _tells(item.text)}.values())
    leader = {item.group: item.group for item in items}
    for a, b in near_duplicates([line.text for line in lines]):
        one, other = sorted((leader[lines[a].group], leader[lines[b].group]))
        leader |= {group: one for group, first in leader.items() if first == other}
    return leader


def _tells(text: str) -> bool:
    """Whether a text is long enough to tell of a copy: honest documents share headings and formulae."""
    return len(text.encode()) >= _SHORTEST


def _strata(items: Sequence[Item], folds: int) -> list[str]:
    """Return what folds are balanced by: the language, those with fewer items than folds taken together."""
    counts = Counter(item.language for item in items)
    return [item.language if counts[item.language] >= folds else "" for item in items]


def near_duplicates(texts: Sequence[str], *, threshold: float = 0.8, words: int = 0) -> list[tuple[int, int]]:
    """Return pairs of texts that share most of their shingles.

    Parameters
    ----------
    texts : sequence of str
    threshold : float
        The Jaccard similarity of two sets of shingles from which on the texts are a pair.
    words : int
        Length of a shingle in words; 0 is for shingles of 6 characters.

    Returns
    -------
    list of (int, int)
        Places of the two texts, the earlier first.
    """
    if not texts:
        return []
    how: dict[str, Any] = {"analyzer": "char", "ngram_range": _SHINGLE}
    if words:
        how = {"analyzer": "word", "ngram_range": (words, words), "token_pattern": r"\S+"}
    shingler = HashingVectorizer(binary=True, norm=None, n_features=2**20, **how)
    shingles = abs(shingler.transform(texts)).sign()
    shared = (shingles @ shingles.T).tocoo()
    sizes = np.asarray(shingles.sum(axis=1)).ravel()
    upper = shared.row < shared.col
    rows, columns, common = shared.row[upper], shared.col[upper], shared.data[upper]
    similar = common / np.maximum(sizes[rows] + sizes[columns] - common, 1) >= threshold
    return sorted(zip(rows[similar].tolist(), columns[similar].tolist(), strict=True))


def leakage_report(parts: dict[str, Sequence[Item]]) -> dict[str, Any]:
    """Count what two parts of a split share.

    Parameters
    ----------
    parts : dict of str to sequence of Item
        For example ``{"development": [...], "test": [...]}``.

    Returns
    -------
    dict
        ``shared_groups`` and ``near_duplicates`` between parts, with the ids; both empty for an honest split.
        Lines as short as a heading are no evidence.
    """
    owner: dict[str, set[str]] = {}
    for name, items in parts.items():
        for item in items:
            owner.setdefault(item.group, set()).add(name)
    everything = [
        (name, item) for name, items in parts.items() for item in {i.text: i for i in items if _tells(i.text)}.values()
    ]
    pairs = near_duplicates([item.text for _, item in everything])
    across = [(everything[a], everything[b]) for a, b in pairs if everything[a][0] != everything[b][0]]
    return {
        "shared_groups": sorted(group for group, names in owner.items() if len(names) > 1),
        "near_duplicates": [[a[1].id, b[1].id] for a, b in across],
        "items": {name: len(items) for name, items in parts.items()},
    }


def split_hash(parts: dict[str, Sequence[Item]]) -> str:
    """Return the SHA-256 of which item is in which part."""
    return sha256_json({name: sorted(item.id for item in items) for name, items in parts.items()})
