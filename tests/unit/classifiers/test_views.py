"""Views: what a classifier sees of an item, and that it depends on the partner asked about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.classifiers.views import VIEWS, Views, clauses
from stance.errors import ConfigError
from stance.records import Item

_TEXT = "Crews blamed Aster today. Crews thanked Zenith, thanked it twice."


def _asked(name: str, text: str = _TEXT) -> Item:
    at = text.index(name)
    return Item(name, text, partner=name, spans=((at, at + len(name)),))


@pytest.mark.parametrize("view", VIEWS)
def test_view_has_the_same_width_when_items_are_many_or_none(view: str, tone, hash_encoder) -> None:
    width = {"cues": 3, "near_cues": 6}.get(view, 64)
    see = Views([view], tone, hash_encoder)
    assert see([_asked("Aster"), _asked("Zenith"), Item("x", "")]).shape == (3, width)
    assert see([]).shape == (0, width)


def test_views_stand_side_by_side_when_several_are_named(tone, hash_encoder) -> None:
    items = [_asked("Aster"), _asked("Zenith")]
    both = Views(["cues", "paragraph"], tone, hash_encoder)(items)
    alone = [Views([name], tone, hash_encoder)(items) for name in ("cues", "paragraph")]
    np.testing.assert_array_equal(both, np.hstack(alone))


@pytest.mark.parametrize("view", ["mention", "clause", "near_cues"])
def test_target_view_differs_when_the_partner_does(view: str, tone, hash_encoder) -> None:
    one, other = Views([view], tone, hash_encoder)([_asked("Aster"), _asked("Zenith")])
    assert not np.allclose(one, other)


@pytest.mark.parametrize("view", ["paragraph", "heading", "cues"])
def test_other_view_is_the_same_when_only_the_partner_differs(view: str, tone, hash_encoder) -> None:
    one, other = Views([view], tone, hash_encoder)([_asked("Aster"), _asked("Zenith")])
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("view", ["heading", "mention", "clause", "near_cues"])
def test_view_is_zero_when_there_is_nothing_to_see(view: str, tone, hash_encoder) -> None:
    assert not Views([view], tone, hash_encoder)([Item("x", _TEXT)]).any()


def test_heading_is_seen_when_there_is_one(tone, hash_encoder) -> None:
    seen = Views(["heading"], tone, hash_encoder)([Item("x", _TEXT), Item("y", _TEXT, heading="Weather")])
    assert not seen[0].any()
    np.testing.assert_array_equal(seen[1], hash_encoder.encode(["Weather"])[0])


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("blamed and thanked", [1, 0, 1]),
        ("船长感谢大家", [0, 0, 1]),
        ("nothing", [0, 0, 0]),
        ("blame, blame", [1, 0, 0]),
    ],
    ids=["both", "Chinese", "none", "twice"],
)
def test_cues_are_marked_when_a_keyword_stands_in_the_text(text: str, row: list[int], tone, hash_encoder) -> None:
    assert Views(["cues"], tone, hash_encoder)([Item("x", text)]).tolist() == [row]


def test_near_cues_count_their_own_sentence_when_cues_stand_in_two(tone, hash_encoder) -> None:
    aster, zenith = Views(["near_cues"], tone, hash_encoder)([_asked("Aster"), _asked("Zenith")])
    assert aster[:3] == pytest.approx(np.log1p([1, 0, 0]))
    assert zenith[:3] == pytest.approx(np.log1p([0, 0, 2]))
    assert aster[3] > aster[5] > 0
    assert zenith[5] == pytest.approx(20 / (20 + len(", ")))


def test_error_names_the_views_there_are_when_one_is_unknown(tone, hash_encoder) -> None:
    with pytest.raises(ConfigError, match="unknown view 'mentoin'; did you mean 'mention'"):
        Views(["paragraph", "mentoin"], tone, hash_encoder)


@pytest.mark.parametrize(
    ("text", "name", "clause"),
    [
        pytest.param("One. Two here. Three", "Two", " Two here", id="Latin"),
        pytest.param("一。二在这里；三", "二", "二在这里", id="Chinese"),
        pytest.param("এক। দুই এখানে। তিন", "দুই", " দুই এখানে", id="Bengali"),
        pytest.param("واحد؟ اثنان هنا؛ ثلاثة", "اثنان", " اثنان هنا", id="Arabic"),
        pytest.param("only one", "one", "only one", id="no break"),
    ],
)
def test_clause_ends_at_the_breaks_of_the_script_when_widened(text: str, name: str, clause: str) -> None:
    at = text.index(name)
    assert [text[start:end] for start, end in clauses(text, [(at, at + len(name))])] == [clause]


def test_clause_is_one_when_two_spans_stand_in_it() -> None:
    assert clauses("A met B. C", [(0, 1), (6, 7)]) == ((0, 7),)


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_clause_holds_its_span_when_any_text_is_given(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    ((left, right),) = clauses(text, [(start, end)])
    assert 0 <= left <= start <= end <= right <= len(text)
