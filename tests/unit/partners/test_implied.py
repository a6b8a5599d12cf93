"""Implied partners: who "the two sides" are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.partners import PartnerFinder, document_pair, implied_mentions
from stance.partners.gazetteer import LANGUAGES
from stance.records import Paragraph

_FINDER = PartnerFinder()
_SIDES = {
    "en": "Both sides agreed.",
    "vi": "Hai bên nhất trí.",
    "bn": "দুই পক্ষ সম্মত হয়েছে।",
    "ar": "اتفق الجانبان على ذلك.",
    "ko": "양측은 합의했다.",
    "ru": "Обе стороны согласились.",
    "zh": "双方同意。",
    "kk": "Екі тарап келісті.",
    "id": "Kedua pihak sepakat.",
    "ja": "双方は一致した。",
    "fr": "Les deux parties ont convenu.",
    "es": "Ambas partes acordaron.",
}


def _document(*lines: str, kind: str = "paragraph", language: str = "en") -> list[Paragraph]:
    return [Paragraph("d", at, 0, len(line), line, kind, language=language) for at, line in enumerate(lines)]  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_countries_are_meant_when_the_two_sides_are_named(language: str) -> None:
    text = _SIDES[language]
    mentions = implied_mentions(text, language, ("CN", "VN"))
    assert [mention.partner for mention in mentions] == ["CN", "VN"]
    assert all(m.implied and text[m.start : m.end] == m.surface for m in mentions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_meant_when_the_pair_is_unknown(language: str) -> None:
    assert implied_mentions(_SIDES[language], language, None) == []


@pytest.mark.parametrize(
    "text", ["The ministers agreed.", "The sides of the road.", ""], ids=["none", "other", "empty"]
)
def test_nobody_is_meant_when_no_phrase_means_the_pair(text: str) -> None:
    assert implied_mentions(text, "en", ("CN", "VN")) == []


def test_every_phrase_is_marked_when_several_stand_in_a_text() -> None:
    text = "Both sides said the two countries are friends."
    surfaces = {mention.surface for mention in implied_mentions(text, "en", ("CN", "VN"))}
    assert surfaces == {"Both sides", "the two countries"}


def test_phrases_of_all_languages_are_known_when_the_language_has_no_table() -> None:
    assert len(implied_mentions("双方 — both sides", "de", ("CN", "VN"))) == 4


@given(st.text(max_size=40))
def test_offsets_lie_inside_when_any_text_is_read(text: str) -> None:
    for mention in implied_mentions(f"{text} both sides", "en", ("CN", "VN")):
        assert mention.surface == f"{text} both sides"[mention.start : mention.end]


def test_pair_is_clear_when_two_countries_open_the_document() -> None:
    lines = _document("Vietnam and Kazakhstan meet", "Vietnam thanked Kazakhstan.", "Trade grew.", "India was named.")
    assert document_pair(lines, _FINDER) == ("KZ", "VN")


def test_pair_is_clear_when_the_title_names_it_and_the_text_once() -> None:
    lines = _document("The ministers met in the capital.")
    assert document_pair(lines, _FINDER, title="Vietnam – Japan joint statement") == ("JP", "VN")
    assert document_pair(lines, _FINDER) is None


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Vietnam, Japan and India met."] * 3, id="three alike"),
        pytest.param(["Vietnam met Japan.", "Vietnam spoke."], id="second named once"),
        pytest.param(["Vietnam spoke."] * 4, id="one country"),
        pytest.param(["Vietnam and ASEAN met."] * 4, id="an organisation is no country"),
        pytest.param(["Nothing happened."], id="nobody"),
        pytest.param([], id="no text"),
    ],
)
def test_pair_is_none_when_it_is_not_clear(lines: list[str]) -> None:
    assert document_pair(_document(*lines), _FINDER) is None


def test_pair_is_none_when_only_boilerplate_names_it() -> None:
    assert document_pair(_document(*["Vietnam and Japan"] * 4, kind="boilerplate"), _FINDER) is None


def test_pair_is_that_of_the_opening_when_others_come_later() -> None:
    lines = ["Vietnam met Japan."] * 6 + ["China met India."] * 20
    assert document_pair(_document(*lines), _FINDER) == ("JP", "VN")


@pytest.mark.parametrize(("times", "pair"), [(2, ("JP", "VN")), (3, None)], ids=["third clearly less", "third near"])
def test_third_country_decides_when_it_is_named_often(times: int, pair: tuple[str, str] | None) -> None:
    lines = ["Vietnam met Japan."] * 3 + ["India spoke."] * times
    assert document_pair(_document(*lines), _FINDER) == pair


def test_pair_is_found_when_the_document_is_not_english() -> None:
    lines = ["Вьетнам и Казахстан", "Вьетнамская сторона посетила Казахстан."]
    assert document_pair(_document(*lines, language="ru"), _FINDER) == ("KZ", "VN")
