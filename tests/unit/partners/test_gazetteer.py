"""The gazetteer: names in every language, from CLDR and the reviewed tables."""

import re
from datetime import date

import pytest

from stance.codebook import load_codebook
from stance.partners.gazetteer import LANGUAGES, Gazetteer, Name, _entries, _spelt_out, _stem, load_table

_NAMELESS = {"CQ", "MF", "SX", "VG", "VI"}  # parts of islands that CLDR does not name or tells apart in brackets only
_TABLES = ("compounds.yaml", "implied.yaml", "names.yaml", "speech.yaml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_when_the_language_is_known(language: str) -> None:
    named = {name.partner for _, name in _entries(language) if name.kind != "leader"}
    assert Gazetteer().codes - named <= _NAMELESS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_organisation_of_the_codebook_has_a_name_when_the_language_is_known(language: str) -> None:
    table = load_table("names.yaml")["organisations"]
    assert [code for code in load_codebook().partners.organisations if not table[code].get(language)] == []


@pytest.mark.parametrize("table", _TABLES)
def test_table_speaks_every_language_when_loaded(table: str) -> None:
    content = load_table(table)
    assert set(content["blockers"] if table == "names.yaml" else content) == set(LANGUAGES)


def test_every_code_is_known_when_a_table_uses_it() -> None:
    names = load_table("names.yaml")
    used = set(names["countries"]) | {row["country"] for row in load_table("leaders.yaml")}
    used |= {code for pairs in load_table("compounds.yaml").values() for codes in pairs.values() for code in codes}
    assert used - Gazetteer().codes == set()


@pytest.mark.parametrize("code", ["VN", "KZ", "TW", "XK", "PS", "ASEAN", "AFU", "EU", "UN"])
def test_code_is_known_when_it_is_a_country_or_an_organisation(code: str) -> None:
    assert code in Gazetteer().codes


@pytest.mark.parametrize("code", ["ZZ", "EZ", "XA", "QO", "001", "vn", ""])
def test_code_is_unknown_when_it_names_no_partner(code: str) -> None:
    assert code not in Gazetteer().codes


def test_african_union_is_not_australia_when_codes_are_compared() -> None:
    texts = Gazetteer().matcher("en").find("the African Union and Australia")
    assert [match.value.partner for match in texts] == ["AFU", "AU"]


@pytest.mark.parametrize(
    ("form", "spelt"),
    [
        pytest.param("Hanoi", ["Hanoi"], id="plain"),
        pytest.param("кита{ец,йца}", ["китаец", "китайца"], id="endings"),
        pytest.param("kazakh{,s}", ["kazakh", "kazakhs"], id="empty ending"),
        pytest.param("{a,b} c{d,e}", ["a cd", "a ce", "b cd", "b ce"], id="two places"),
    ],
)
def test_braces_stand_for_every_ending_when_spelt_out(form: str, spelt: list[str]) -> None:
    assert list(_spelt_out([form])) == spelt


def test_no_brace_is_left_when_all_names_are_spelt_out() -> None:
    forms = [form for language in LANGUAGES for form, _ in _entries(language)]
    assert [form for form in forms if re.search(r"[{}]", form) or form != form.strip() or not form] == []


@pytest.mark.parametrize(
    ("form", "language", "stem"),
    [
        pytest.param("Япония", "ru", "Япони*", id="ending off"),
        pytest.param("Вьетнам", "ru", "Вьетнам*", id="no ending"),
        pytest.param("Иран", "ru", "Иран", id="too short"),
        pytest.param("Қазақстан", "kk", "Қазақстан*", id="Kazakh"),
        pytest.param("ОАЭАБ", "ru", "ОАЭАБ", id="capitals"),
        pytest.param("Japan", "en", "Japan", id="not inflected"),
    ],
)
def test_stem_may_go_on_when_the_language_is_inflected(form: str, language: str, stem: str) -> None:
    assert _stem(form, language) == stem


def test_matcher_is_built_once_when_asked_twice() -> None:
    assert Gazetteer().matcher("ko") is Gazetteer().matcher("ko")
    assert Gazetteer().matcher("de") is Gazetteer().matcher("und")


def test_term_of_office_is_in_order_when_a_leader_is_listed() -> None:
    wrong = []
    for row in load_table("leaders.yaml"):
        start, end = (date.fromisoformat(str(row[key] or "9999-12-31")) for key in ("from", "to"))
        wrong += [row["names"]["en"]] if start > end or not row["names"].get("en") else []
    assert wrong == []


def test_leader_stands_for_a_country_when_looked_up() -> None:
    names = [match.value for match in Gazetteer().matcher("en").find("Angela Merkel")]
    assert {name[:2] for name in names} == {("DE", "leader")}
    assert any(name.since <= "2020-01-01" <= name.until for name in names)
    assert not any(name.since <= "2022-06-01" <= name.until for name in names)


def test_blocker_stands_for_nobody_when_looked_up() -> None:
    assert [m.value for m in Gazetteer().matcher("en").find("South China Sea")] == [Name(None, "blocker")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_means_one_country_when_it_is_no_compound(language: str) -> None:
    compounds = {form.rstrip("*$").lower() for form in load_table("compounds.yaml")[language]}
    owners: dict[str, set[str | None]] = {}
    for form, name in _entries(language):
        if name.kind == "name" and form.rstrip("*$").lower() not in compounds:
            owners.setdefault(form.rstrip("*$"), set()).add(name.partner)
    assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}
