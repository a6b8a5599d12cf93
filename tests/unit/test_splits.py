"""Splits: groups stay whole, languages are dealt evenly, and what two parts share is found."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.records import Item
from stance.splits import (
    deal,
    grouped_folds,
    leakage_report,
    leave_one_language_out,
    leave_one_partner_out,
    near_duplicates,
    split_hash,
)

_SENTENCE = "The two sides agreed to expand trade in farm products and to open a second crossing by the river."


def _items(groups: list[str], languages: list[str]) -> list[Item]:
    pairs = zip(groups, languages, strict=True)
    return [Item(f"i{n}", f"text {n}", language=lang, group=group) for n, (group, lang) in enumerate(pairs)]


def _grid(languages: str = "abcd", groups: int = 10, size: int = 3) -> list[Item]:
    names = [f"{lang}{number}" for lang in languages for number in range(groups) for _ in range(size)]
    return _items(names, [name[0] for name in names])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ghijklm"), st.sampled_from("xyz")), min_size=4, max_size=40),
    st.integers(2, 4),
    st.integers(0, 5),
)
def test_no_group_is_cut_when_any_items_are_dealt(pairs: list[tuple[str, str]], folds: int, seed: int) -> None:
    items = _items([group for group, _ in pairs], [language for _, language in pairs])
    if len({item.group for item in items}) < folds:
        with pytest.raises(ConfigError, match="out of range"):
            grouped_folds(items, folds=folds, seed=seed)
        return
    parts = grouped_folds(items, folds=folds, seed=seed)
    assert sorted(row for part in parts for row in part.held_out) == list(range(len(items)))
    for part in parts:
        inside, outside = ({items[row].group for row in rows} for rows in (part.held_out, part.train))
        assert not inside & outside
        assert len(part.train) + len(part.held_out) == len(items)


def test_every_language_is_in_every_fold_when_there_are_enough_groups() -> None:
    items = _grid()
    for part in grouped_folds(items, folds=5, seed=0):
        assert Counter(items[row].language for row in part.held_out) == dict.fromkeys("abcd", 6)


def test_folds_are_dealt_when_every_language_is_rarer_than_folds() -> None:
    items = _items(list("ghijkl"), list("uvwxyz"))
    assert [len(part.held_out) for part in grouped_folds(items, folds=3, seed=0)] == [2, 2, 2]


def test_folds_are_the_same_when_the_seed_is_and_differ_when_it_is_not() -> None:
    deals = [[p.held_out.tolist() for p in grouped_folds(_grid(), folds=5, seed=s)] for s in (1, 1, 2)]
    assert deals[0] == deals[1]
    assert deals[0] != deals[2]


@pytest.mark.parametrize("folds", [-1, 0, 1, 3])
def test_folds_are_refused_when_out_of_range(folds: int) -> None:
    items = _items(["g", "g", "h"], ["x"] * 3)
    with pytest.raises(ConfigError, match=rf"folds={folds} is out of range: 2 to 2, the number of document groups"):
        grouped_folds(items, folds=folds, seed=0)


@pytest.mark.parametrize(
    ("other", "pairs"),
    [
        pytest.param(_SENTENCE, [(0, 2)], id="copy"),
        pytest.param(_SENTENCE.replace("second", "third"), [(0, 2)], id="one word"),
        pytest.param(_SENTENCE[:50], [], id="half"),
        pytest.param("Both ministers visited the museum of fine arts on Tuesday afternoon.", [], id="other"),
        pytest.param("", [], id="empty"),
    ],
)
def test_near_duplicates_are_found_when_shingles_are_shared(other: str, pairs: list[tuple[int, int]]) -> None:
    assert near_duplicates([_SENTENCE, "两国同意扩大农产品贸易并开放第二口岸。", other]) == pairs


def test_near_duplicates_are_none_when_there_are_no_texts() -> None:
    assert near_duplicates([]) == []


def test_threshold_decides_when_texts_are_alike_in_part() -> None:
    texts = [_SENTENCE, _SENTENCE[:70]]
    assert near_duplicates(texts, threshold=0.6) == [(0, 1)]
    assert near_duplicates(texts, threshold=0.8) == []


def test_leakage_report_is_clean_when_parts_share_nothing() -> None:
    items = _grid()
    report = leakage_report({"development": items[:60], "test": items[60:]})
    assert report == {"shared_groups": [], "near_duplicates": [], "items": {"development": 60, "test": 60}}


def test_leakage_report_names_the_pair_when_a_near_duplicate_is_planted() -> None:
    items = _grid()
    items[5] = replace(items[5], text=_SENTENCE)
    items[100] = replace(items[100], text=_SENTENCE.replace("second", "third"))
    report = leakage_report({"development": items[:60], "test": items[60:]})
    assert report["near_duplicates"] == [["i5", "i100"]]
    assert report["shared_groups"] == []


def test_leakage_report_is_silent_when_the_duplicate_is_in_the_same_part() -> None:
    items = [replace(item, text=_SENTENCE) for item in _grid()[:4]]
    assert leakage_report({"development": items, "test": []})["near_duplicates"] == []


def test_leakage_report_names_the_group_when_it_is_cut() -> None:
    items = _grid()
    assert leakage_report({"a": items[:4], "b": items[4:]})["shared_groups"] == ["a1"]


def test_split_hash_stays_when_only_the_order_changes() -> None:
    items = _grid()
    parts = {"development": items[:60], "test": items[60:]}
    turned = {"test": items[:59:-1], "development": items[59::-1]}
    assert split_hash(parts) == split_hash(turned)


def test_split_hash_changes_when_an_item_moves() -> None:
    items = _grid()
    assert split_hash({"a": items[:60], "b": items[60:]}) != split_hash({"a": items[:61], "b": items[61:]})


def test_tasks_that_share_what_is_dealt_share_their_folds():
    everything = _grid()
    some = everything[::3]
    where = {item.group: fold for fold, part in enumerate(grouped_folds(everything, folds=3, seed=4))
             for item in (everything[row] for row in part.held_out)}  # fmt: skip
    for fold, part in enumerate(grouped_folds(some, folds=3, seed=4, dealt=everything)):
        assert {where[some[row].group] for row in part.held_out} <= {fold}


def test_headings_that_documents_share_are_no_leakage() -> None:
    parts = {
        name: [Item(f"{name}{n}", text, group=name) for n, text in enumerate(["II. Economic cooperation", "경제 협력"])]
        for name in ("development", "test")
    }
    assert leakage_report(parts)["near_duplicates"] == []


def test_groups_that_share_a_near_duplicate_are_held_out_together() -> None:
    items = _grid("ab", groups=6)
    copies = [Item("c0", _SENTENCE, language="a", group="a0"), Item("c1", f"{_SENTENCE} ", language="b", group="b3")]
    copies.append(Item("c2", _SENTENCE.replace("two", "2"), language="a", group="a5"))
    for seed in range(5):
        place = deal([*items, *copies], folds=3, seed=seed)
        assert len({place["a0"], place["b3"], place["a5"]}) == 1
        assert set(place.values()) == {0, 1, 2}


def asked(number: int, language: str, partner: str, group: str = "") -> Item:
    return Item(f"{number}", f"text {number}", language=language, group=group or f"g{number}", partner=partner)


def test_a_language_that_is_left_out_is_only_predicted() -> None:
    development = [asked(0, "en", "CN"), asked(1, "vi", "CN"), asked(2, "bn", "CN")]
    test = [asked(3, "vi", "CN"), asked(4, "en", "CN"), asked(5, "vi", "US")]
    folds = leave_one_language_out(development, test)
    assert {name: (fold.train.tolist(), fold.held_out.tolist()) for name, fold in folds.items()} == {
        "en": ([1, 2], [1]),
        "vi": ([0, 2], [0, 2]),
    }


def test_a_partner_that_is_left_out_stands_nowhere_in_training() -> None:
    development = [asked(0, "en", "CN", "a"), asked(1, "en", "US", "a"), asked(2, "en", "US", "b")]
    test = [asked(3, "en", "CN"), asked(4, "en", "US"), asked(5, "en", "US"), asked(6, "en", "FR")]
    folds = leave_one_partner_out(development, test)
    assert {name: (fold.train.tolist(), fold.held_out.tolist()) for name, fold in folds.items()} == {
        "CN": ([2], [0]),
        "FR": ([0, 1, 2], [3]),
        "US": ([], [1, 2]),
    }
    assert list(leave_one_partner_out(development, test, fewest=2)) == ["US"]


def test_word_shingles_see_copies_that_are_respelt_nowhere() -> None:
    text = "the two ministers agreed to open the port of a city to ships of both flags next year"
    assert near_duplicates([text, text + " too", "something else entirely is said here today"], words=5) == [(0, 1)]
    assert near_duplicates([text, " ".join(reversed(text.split()))], threshold=0.1, words=5) == []
