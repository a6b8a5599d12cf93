"""Matching: the word boundaries of each script, offsets into the text as given, the longest match."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.matching import Match, Matcher, fold, script

_ANY = st.text(alphabet=st.characters(codec=None))
_SAMPLE = Matcher(
    (phrase, phrase)
    for phrase in (
        *("China", "US", "Anh", "Mỹ", "negotiat*", "Вьетнам*", "Россия", "中国", "ベトナム", "베트남", "중국$"),
        *("ভারত", "চিন$", "গ্রো", "فيتنام", "ناتو$", "أستانا", "Việt Nam", "İstanbul", "ss"),
    )
)


def _found(phrase: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in Matcher([(phrase, None)]).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "surfaces"),
    [
        pytest.param("China", "China, Indochina, Chinas and (china).", ["China", "china"], id="Latin whole word"),
        pytest.param("Oman", "Romania and Omani", [], id="Latin inside a word"),
        pytest.param("Peru", "Peru2 Peru_ Peru-", ["Peru", "Peru"], id="digit goes on, underscore does not"),
        pytest.param("état", "l'état et l’État", ["état", "État"], id="apostrophes part words"),
        pytest.param("negotiat*", "negotiations renegotiate", ["negotiat"], id="open end"),
        pytest.param("Вьетнам*", "Вьетнаму, вьетнамский, Невьетнам", ["Вьетнам", "вьетнам"], id="Cyrillic open"),
        pytest.param("Россия", "Россия и России", ["Россия"], id="Cyrillic whole word"),
        pytest.param("Қазақстан*", "Қазақстанның", ["Қазақстан"], id="Kazakh stem"),
        pytest.param("中国", "越南和中国的关系", ["中国"], id="Chinese anywhere"),
        pytest.param("ベトナム", "在ベトナム大使", ["ベトナム"], id="Japanese anywhere"),
        pytest.param("ভারত", "ভারতের সঙ্গে, মহাভারত", ["ভারত"], id="Bengali endings but no beginnings"),
        pytest.param("চিন$", "চিন ও চিনি", ["চিন"], id="Bengali closed"),
        pytest.param("ناتو$", "ناتو وناتوي", ["ناتو"], id="Arabic closed"),
        pytest.param("فيتنام", "الفيتنامية", ["فيتنام"], id="Arabic endings"),
        pytest.param("베트남", "베트남과 베트남의", ["베트남", "베트남"], id="Hangul particles"),
        pytest.param("중국$", "중국 중국어", ["중국"], id="Hangul closed"),
        pytest.param("G20", "G20 G200 AG20", ["G20"], id="digits"),
        pytest.param("U.S.", "the U.S. and u.s.", ["U.S.", "u.s."], id="stops inside"),
    ],
)
def test_boundaries_are_those_of_the_script_when_matching(phrase: str, text: str, surfaces: list[str]) -> None:
    assert _found(phrase, text) == surfaces


@pytest.mark.parametrize("clitic", ["", "و", "ب", "ل", "ك", "ف", "ال", "وال", "بال", "لل", "ولل", "وبال", "فال"])
def test_arabic_clitic_is_skipped_when_it_stands_before_a_name(clitic: str) -> None:
    text = f"قال {clitic}فيتنام"
    assert [(m.start, m.end) for m in Matcher([("فيتنام", 1)]).find(text)] == [(4 + len(clitic), len(text))]


@pytest.mark.parametrize("before", ["ن", "مست", "وست"])
def test_arabic_name_is_not_found_when_other_letters_stand_before_it(before: str) -> None:
    assert _found("فيتنام", f"{before}فيتنام") == []


@pytest.mark.parametrize("form", ["أستانا", "استانا", "إستانا", "آستانا", "أَسْتَانَا", "أســتانا"])
def test_arabic_spelling_makes_no_difference_when_matching(form: str) -> None:
    assert _found("أستانا", f"في {form} اليوم") == [form]


@pytest.mark.parametrize("prefix", list("주대친반재방한북남"))
def test_hangul_prefix_is_skipped_when_it_is_the_first_syllable(prefix: str) -> None:
    assert _found("베트남", f"{prefix}베트남") == ["베트남"]


@pytest.mark.parametrize("text", ["가베트남", "신주베트남"], ids=["no prefix", "not the first syllable"])
def test_hangul_name_is_not_found_when_it_stands_inside_a_word(text: str) -> None:
    assert _found("베트남", text) == []


def test_hangul_prefix_is_not_skipped_when_the_name_has_two_syllables() -> None:
    assert _found("중국", "주중국") == []


@pytest.mark.parametrize(
    ("phrase", "text", "surfaces"),
    [
        pytest.param("US", "US told us, Us", ["US"], id="acronym"),
        pytest.param("ASEAN", "ASEAN asean", ["ASEAN"], id="long acronym"),
        pytest.param("Anh", "Anh và anh", ["Anh"], id="short name"),
        pytest.param("Mỹ", "Mỹ mỹ thuật MỸ", ["Mỹ"], id="short name with marks"),
        pytest.param("Japan", "Japan JAPAN japan", ["Japan", "JAPAN", "japan"], id="long name"),
        pytest.param("trade", "Trade TRADE", ["Trade", "TRADE"], id="word without capitals"),
    ],
)
def test_case_counts_when_the_entry_is_short_or_an_acronym(phrase: str, text: str, surfaces: list[str]) -> None:
    assert _found(phrase, text) == surfaces


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        pytest.param("Việt Nam", "nước Việt Nam ta", id="Vietnamese"),
        pytest.param("Mỹ", "với Mỹ và", id="Vietnamese with case"),
        pytest.param("베트남", "저는 베트남의", id="Hangul"),
        pytest.param("কোরিয়া", "দক্ষিণ কোরিয়ার", id="Bengali"),
        pytest.param("État", "un État fort", id="French"),
        pytest.param("Китай*", "о Китае и Китай", id="Cyrillic"),
        pytest.param("ガーナ", "在ガーナ大使", id="kana"),
        pytest.param("آسيان", "دول آسيان", id="Arabic"),
    ],
)
def test_offsets_are_right_when_the_text_is_decomposed(phrase: str, text: str) -> None:
    whole, parts = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    surfaces = [unicodedata.normalize("NFC", surface) for surface in _found(phrase, parts)]
    assert len(surfaces) == 1
    assert surfaces == _found(phrase, whole)


def test_match_is_the_same_when_the_entry_is_decomposed() -> None:
    assert _found(unicodedata.normalize("NFD", "Mỹ"), "với Mỹ") == ["Mỹ"]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u200d", "\ufeff"], ids=lambda c: f"U+{ord(c):04X}")
def test_invisible_character_makes_no_difference_when_inside_a_name(hidden: str) -> None:
    assert _found("Japan", f"to Ja{hidden}pan now") == [f"Ja{hidden}pan"]


def test_full_width_letters_are_found_when_the_entry_is_plain() -> None:
    assert _found("US", "与ＵＳ和ｕｓ") == ["ＵＳ"]


@pytest.mark.parametrize(
    ("entries", "text", "surfaces"),
    [
        pytest.param(["South China Sea", "China"], "the South China Sea", ["South China Sea"], id="inside"),
        pytest.param(["Guinea", "Papua New Guinea"], "Papua New Guinea", ["Papua New Guinea"], id="at the end"),
        pytest.param(
            ["New York", "York City Hall"], "New York City Hall", ["York City Hall"], id="overlap, later longer"
        ),
        pytest.param(["New York", "York Co"], "New York Co", ["New York"], id="overlap, earlier longer"),
        pytest.param(["中国", "中国人民", "人民"], "中国人民", ["中国人民"], id="han"),
    ],
)
def test_longest_wins_when_matches_overlap(entries: list[str], text: str, surfaces: list[str]) -> None:
    matches = Matcher((entry, entry) for entry in entries).find(text)
    assert [text[m.start : m.end] for m in matches] == surfaces


def test_every_value_is_returned_when_a_phrase_stands_for_several() -> None:
    matches = Matcher([("Sino-US", "CN"), ("Sino-US", "US"), ("Sino-US", "CN")]).find("Sino-US talks")
    assert matches == [Match(0, 7, "CN"), Match(0, 7, "US")]


def test_no_value_is_left_behind_when_a_longer_match_overlaps_several() -> None:
    matcher = Matcher([("中国", 1), ("中国", 2), ("国家海洋", 3)])
    assert matcher.find("中国家海洋") == [Match(1, 5, 3)]


@pytest.mark.parametrize("phrases", [[], [""], ["*"], ["\u200b"]], ids=["none", "empty", "sign", "invisible"])
def test_nothing_is_found_when_there_is_no_phrase(phrases: list[str]) -> None:
    assert Matcher((phrase, 1) for phrase in phrases).find("China * 中国") == []


@pytest.mark.parametrize(
    ("character", "name"),
    [
        *[("a", "other"), ("ж", "other"), ("7", "other"), ("中", "han"), ("ア", "han"), ("한", "hangul")],
        *[("ভ", "bengali"), ("ف", "arabic"), ("،", ""), (" ", ""), ("-", ""), ("\u0301", "other")],
    ],
)
def test_script_is_the_boundary_class_when_asked_for_a_character(character: str, name: str) -> None:
    assert script(character) == name


@settings(max_examples=300)
@given(st.lists(_ANY | st.sampled_from(["China", "Mỹ", "베트남", "وفيتنام", "চিন", "中国", "US"])).map(" ".join))
def test_offsets_lie_inside_and_in_order_when_any_text_is_searched(text: str) -> None:
    places = [0]
    for match in _SAMPLE.find(text):
        assert places[-1] <= match.start < match.end <= len(text)
        places.append(match.end)


@given(_ANY)
def test_fold_maps_every_character_when_given_any_text(text: str) -> None:
    folded, places = fold(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


@given(_ANY, _ANY)
def test_matcher_finds_the_same_when_asked_twice(phrase: str, text: str) -> None:
    matcher = Matcher([(phrase, 1)])
    assert matcher.find(text) == matcher.find(text)


@given(st.text(alphabet="abc ", max_size=30))
def test_matches_equal_a_plain_search_when_words_are_latin(text: str) -> None:
    words = [at for at in range(len(text)) if f" {text} "[at : at + 4] == " ab "]
    assert [m.start for m in Matcher([("ab", 1)]).find(text)] == words
