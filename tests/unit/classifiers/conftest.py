"""A toy harbour: paragraphs about fish or weather, and boats that are praised or blamed."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.codebook import Codebook, Task
from stance.records import Item

_FISH = ("the catch of herring", "nets full of mackerel", "herring and mackerel sold", "a catch in full nets")
_WEATHER = ("a gale over the pier", "rain and a cold gale", "the pier in cold rain", "storm rain over the pier")
_WORDS = {"cold": "blamed", "even": "named", "warm": "thanked"}
Made = tuple[list[Item], NDArray[np.int_]]


@pytest.fixture
def subject(tiny_codebook: Codebook) -> Task:
    """The multi-label task."""
    return tiny_codebook.task("subject")


@pytest.fixture
def tone(tiny_codebook: Codebook) -> Task:
    """The targeted task with three labels and a scale."""
    return tiny_codebook.task("tone")


@pytest.fixture
def about_subjects() -> Made:
    """Items about fish, weather, both or neither, with 0/1 labels."""
    texts = [(f, [1, 0]) for f in _FISH] + [(w, [0, 1]) for w in _WEATHER]
    texts += [(f"{f}; {w}", [1, 1]) for f, w in zip(_FISH, _WEATHER, strict=True)]
    texts += [(t, [0, 0]) for t in ("choir songs", "a new choir", "songs at school", "school choir")]
    items = [Item(f"s{row}", text) for row, (text, _) in enumerate(texts)]
    return items, np.array([label for _, label in texts])


@pytest.fixture
def about_boats() -> Callable[..., Made]:
    """A maker of items: in each paragraph one boat meets one tone and another boat another."""

    def make(tones: tuple[str, ...] = ("cold", "even", "warm")) -> Made:
        items, labels = [], []
        for turn, first in enumerate(("Aster", "Breeze", "Comet", "Dolphin")):
            for tone in tones:
                other = tones[(tones.index(tone) + 1 + turn % 2) % len(tones)]
                text = f"Crews {_WORDS[tone]} {first} today. Crews {_WORDS[other]} Zenith again."
                for name, sign in ((first, tone), ("Zenith", other)):
                    at = text.index(name)
                    items.append(Item(f"{turn}{tone}{name}", text, partner=name, spans=((at, at + len(name)),)))
                    labels.append(("cold", "even", "warm").index(sign))
        return items, np.array(labels)

    return make
