"""The finder: inflected names in twelve languages, blockers, homonyms, leaders of the day."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.partners import PartnerFinder
from stance.partners.gazetteer import LANGUAGES

_FINDER = PartnerFinder()

_INFLECTED = {
    "en": "Vietnam's:VN Vietnamese:VN Chinese:CN Kazakhstani:KZ U.S.:US Philippines:PH Turkey:TR Dutch:NL",
    "vi": "Việt_Nam:VN Trung_Quốc:CN Ca-dắc-xtan:KZ Mỹ:US Nga:RU Pháp:FR Nhật_Bản:JP Lào:LA Cu-ba:CU nước_Anh:GB Úc:AU",
    "bn": "ভিয়েতনামের:VN চীনের:CN চীনা:CN বাংলাদেশে:BD ভারতকে:IN কাজাখস্তানের:KZ মার্কিন:US জাপানের:JP রাশিয়ার:RU",
    "ar": "وفيتنام:VN بالصين:CN للصين:CN وللهند:IN الفيتنامية:VN كازاخستان:KZ لإيران:IR والسعودية:SA للفلبين:PH",
    "ko": "베트남과:VN 중국은:CN 한국의:KR 주베트남:VN 러시아의:RU 일본은:JP 카자흐스탄에서:KZ 미국:US 태국과:TH",
    "ru": "Вьетнаму:VN вьетнамский:VN Китаем:CN китайская:CN Казахстане:KZ Индию:IN Японией:JP Лаосом:LA Ирана:IR",
    "zh": "越南:VN 中方:CN 哈萨克斯坦:KZ 美方:US 俄罗斯:RU 日本:JP 法国:FR 印度尼西亚:ID 孟加拉国:BD 韩国:KR",
    "kk": "Вьетнамның:VN Вьетнаммен:VN Қазақстанға:KZ Қытайдың:CN Ресеймен:RU Үндістанның:IN Жапонияның:JP АҚШ-пен:US",
    "id": "Vietnam:VN Tiongkok:CN Cina:CN Kazakhstan:KZ AS:US Jepang:JP Filipina:PH Inggris:GB Rusia:RU Belanda:NL",
    "ja": "ベトナムと:VN 中国側:CN カザフスタン:KZ 米国の:US ロシア:RU 韓国:KR 豪州:AU フィリピン:PH 英国:GB",
    "fr": "vietnamienne:VN vietnamiens:VN chinoises:CN l'Inde:IN l’Indonésie:ID États-Unis:US kazakhe:KZ japonais:JP",
    "es": "vietnamitas:VN chinos:CN Kazajistán:KZ EE.UU.:US Japón:JP rusos:RU coreano:KR Filipinas:PH Turquía:TR",
}
_FORMS = [
    pytest.param(language, *form.replace("_", " ").rsplit(":", 1), id=f"{language}-{form}")
    for language, forms in _INFLECTED.items()
    for form in forms.split()
]
_BLOCKED = {
    "en": ["the South China Sea", "the UN Charter", "the Indian Ocean", "Atlanta, Georgia", "Latin America"],
    "vi": ["Hiến chương Liên hợp quốc", "Ấn Độ Dương", "Thái Bình Dương"],
    "bn": ["দক্ষিণ চীন সাগরে", "জাতিসংঘ সনদ", "ভারত মহাসাগর"],
    "ar": ["بحر الصين الجنوبي", "ميثاق الأمم المتحدة"],
    "ko": ["남중국해에서", "유엔 헌장", "인도양", "중국어"],
    "ru": ["в Южно-Китайском море", "Устав ООН"],
    "zh": ["南中国海", "联合国宪章", "印度洋", "日本海"],
    "kk": ["Оңтүстік Қытай теңізінде", "БҰҰ Жарғысы"],
    "id": ["Laut Tiongkok Selatan", "Laut China Selatan", "Piagam PBB"],
    "ja": ["南シナ海", "国連憲章", "日本海", "インド洋"],
    "fr": ["la mer de Chine méridionale", "la Charte des Nations Unies"],
    "es": ["el mar de China Meridional", "la Carta de las Naciones Unidas"],
}
_SEAS = [pytest.param(lang, text, id=f"{lang}-{text}") for lang, texts in _BLOCKED.items() for text in texts]


def _codes(text: str, language: str, **settings: str) -> list[str]:
    return [mention.partner for mention in _FINDER.find(text, language, **settings)]


@pytest.mark.parametrize(("language", "form", "code"), _FORMS)
def test_partner_is_found_when_its_name_is_inflected(language: str, form: str, code: str) -> None:
    assert _codes(form, language) == [code]


@pytest.mark.parametrize(("language", "form", "code"), _FORMS)
def test_partner_is_found_when_the_text_is_decomposed(language: str, form: str, code: str) -> None:
    text = f"({unicodedata.normalize('NFD', form)})"
    (mention,) = _FINDER.find(text, language)
    assert mention.partner == code
    assert mention.surface == text[mention.start : mention.end]


@pytest.mark.parametrize(("language", "text"), _SEAS)
def test_nothing_is_found_when_a_name_is_part_of_another_thing(language: str, text: str) -> None:
    assert _codes(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Papua New Guinea, Guinea-Bissau, Equatorial Guinea and Guinea", "PG GW GQ GN"),
        ("vi", "Ghi-nê và Pa-pua Niu Ghi-nê", "GN PG"),
        ("ar", "غينيا وبابوا غينيا الجديدة", "GN PG"),
        ("ko", "기니와 파푸아뉴기니", "GN PG"),
        ("ru", "Гвинеи и Папуа — Новая Гвинея", "GN PG"),
        ("zh", "几内亚和巴布亚新几内亚", "GN PG"),
        ("ja", "ギニアとパプアニューギニア、赤道ギニア", "GN PG GQ"),
        ("fr", "la Guinée et la Papouasie-Nouvelle-Guinée", "GN PG"),
        ("es", "Guinea, Papúa Nueva Guinea y Guinea Ecuatorial", "GN PG GQ"),
        ("id", "Guinea dan Papua Nugini", "GN PG"),
        ("en", "Niger and Nigeria, Nigerien and Nigerian", "NE NG NE NG"),
        ("vi", "Ni-giê và Ni-giê-ri-a", "NE NG"),
        ("bn", "নাইজার ও নাইজেরিয়া", "NE NG"),
        ("ar", "النيجر ونيجيريا", "NE NG"),
        ("ko", "니제르와 나이지리아", "NE NG"),
        ("ru", "Нигер и Нигерии", "NE NG"),
        ("zh", "尼日尔和尼日利亚", "NE NG"),
        ("kk", "Нигерия мен Нигер", "NG NE"),
        ("ja", "ニジェールとナイジェリア", "NE NG"),
        ("fr", "le Niger et le Nigéria", "NE NG"),
        ("es", "Níger y Nigeria", "NE NG"),
        ("en", "North Korea, South Korea, the DPRK and the Republic of Korea", "KP KR KP KR"),
        ("vi", "Triều Tiên và Hàn Quốc", "KP KR"),
        ("bn", "উত্তর কোরিয়া ও দক্ষিণ কোরিয়া", "KP KR"),
        ("ar", "كوريا الشمالية وكوريا الجنوبية", "KP KR"),
        ("ko", "북한과 남한, 조선민주주의인민공화국", "KP KR KP"),
        ("ru", "Северная Корея, КНДР и Республики Корея", "KP KP KR"),
        ("zh", "朝鲜和韩国", "KP KR"),
        ("kk", "Солтүстік Корея мен Оңтүстік Корея", "KP KR"),
        ("ja", "北朝鮮と韓国", "KP KR"),
        ("id", "Korea Utara dan Korea Selatan", "KP KR"),
        ("fr", "la Corée du Nord et la Corée du Sud", "KP KR"),
        ("es", "Corea del Norte y Corea del Sur", "KP KR"),
        ("en", "the Democratic Republic of the Congo and the Republic of the Congo", "CD CG"),
        ("ru", "Демократическая Республика Конго и Республика Конго", "CD CG"),
        ("zh", "刚果（金）和刚果（布）", "CD CG"),
        ("fr", "la République démocratique du Congo et Congo-Brazzaville", "CD CG"),
        ("en", "Indonesia is not India", "ID IN"),
        ("ar", "إندونيسيا والهند", "ID IN"),
        ("ko", "인도네시아와 인도", "ID IN"),
        ("ru", "Индонезии и Индии", "ID IN"),
        ("zh", "印度尼西亚和印度", "ID IN"),
        ("ja", "インドネシアとインド", "ID IN"),
        ("kk", "Индонезия мен Үндістан", "ID IN"),
        ("en", "Georgia, not Atlanta, Georgia", "GE"),
        ("ru", "Грузии, а не грузовой", "GE"),
        ("fr", "la Géorgie", "GE"),
        ("en", "Oman, Romania, Mali, Somalia, Dominica and the Dominican Republic", "OM RO ML SO DM DO"),
        ("ru", "индивидуальный план Индии", "IN"),
        ("ar", "عُمان", "OM"),
        ("vi", "anh ấy học mỹ thuật ở Mỹ", "US"),
        ("id", "Indonesia dan AS, bukan as roda", "ID US"),
    ],
)
def test_homonyms_are_told_apart_when_named_together(language: str, text: str, codes: str) -> None:
    assert _codes(text, language) == codes.split()


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Sino-Vietnamese", "CN VN"),
        ("ko", "한-베트남", "KR VN"),
        ("ko", "한미", "KR US"),
        ("zh", "中越", "CN VN"),
        ("ja", "日米", "JP US"),
    ],
)
def test_both_partners_are_found_when_one_word_names_two(language: str, text: str, codes: str) -> None:
    mentions = _FINDER.find(text, language)
    assert {m.partner for m in mentions} == set(codes.split())
    assert {(m.start, m.end) for m in mentions} == {(0, len(text))}


@pytest.mark.parametrize(
    ("date", "code"),
    [
        pytest.param("2015-06-01", ["US"], id="in office"),
        pytest.param("2005-06-01", [], id="before"),
        pytest.param("2019-06-01", [], id="after"),
        pytest.param(None, ["US"], id="no date"),
    ],
)
def test_leader_stands_for_the_country_when_in_office(date: str | None, code: list[str]) -> None:
    found = _FINDER.find("Barack Obama spoke.", "en", date=date)
    assert [mention.partner for mention in found] == code


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Xi Jinping"),
        ("vi", "Tập Cận Bình"),
        ("ru", "Си Цзиньпин"),
        ("zh", "习近平"),
        ("ko", "시진핑"),
        ("ja", "習近平"),
    ],
)
def test_leader_is_found_when_named_in_any_language(language: str, name: str) -> None:
    assert _codes(name, language, date="2022-10-01") == ["CN"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_names_are_found_when_they_stand_in_another_language(language: str) -> None:
    assert _codes("(ASEAN, Kazakhstan)", language) == ["ASEAN", "KZ"]


def test_names_of_all_languages_are_found_when_the_language_has_no_table() -> None:
    assert _codes("中国, Vietnam, 베트남, Китаем", "de") == ["CN", "VN", "VN", "CN"]


def test_organisations_are_left_out_when_not_asked_for() -> None:
    text = "ASEAN, the EU and Vietnam"
    assert [m.partner for m in PartnerFinder(["ASEAN"]).find(text, "en")] == ["ASEAN", "VN"]
    assert [m.partner for m in PartnerFinder([]).find(text, "en")] == ["VN"]
    assert [m.partner for m in PartnerFinder().find(text, "en")] == ["ASEAN", "EU", "VN"]


def test_organisation_still_covers_its_name_when_not_asked_for() -> None:
    assert PartnerFinder([]).find("the Shanghai Cooperation Organisation", "en") == []


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40) | st.text(alphabet="中国 Vietnam베트남과وللصين", max_size=40),
    st.sampled_from([*LANGUAGES, "und"]),
)
def test_mentions_cut_their_surface_when_any_text_is_read(text: str, language: str) -> None:
    for mention in _FINDER.find(text, language):
        assert text[mention.start : mention.end] == mention.surface != ""
        assert mention.partner in _FINDER.codes


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("2025-01-19", []),
        ("2025-01-20", ["US"]),
        ("2025-01-20T09:00:00+07:00", ["US"]),
        ("2025-01", ["US"]),
        ("2025", ["US"]),
        ("2023", []),
        ("18 May 2023", ["US"]),
        ("5/1/2023", ["US"]),
        ("20230501", ["US"]),
        (None, ["US"]),
    ],
)
def test_an_office_holder_is_found_unless_the_date_speaks_against_it(date: str | None, found: list[str]) -> None:
    assert [m.partner for m in _FINDER.find("President Trump spoke.", "en", date=date)] == found
