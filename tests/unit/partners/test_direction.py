"""Direction: which country speaks, and of whom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.partners import PartnerFinder, speaker
from stance.partners.gazetteer import LANGUAGES
from stance.records import Mention

_FINDER = PartnerFinder()


def _who(text: str, language: str = "en", *, author: tuple[str, ...] = (), target: str | None = None) -> str | None:
    return speaker(text, _FINDER.find(text, language), language, author=author, target=target)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "China's foreign minister said the talks with Vietnam were good."),
        ("vi", "Bộ trưởng Ngoại giao Trung Quốc khẳng định quan hệ với Việt Nam rất tốt."),
        ("bn", "চীনের পররাষ্ট্রমন্ত্রী বলেন ভিয়েতনামের সঙ্গে সম্পর্ক ভালো।"),
        ("ar", "قال وزير خارجية الصين إن العلاقات مع فيتنام جيدة."),
        ("ko", "중국 외교부장은 베트남과의 관계가 좋다고 말했다."),
        ("ru", "Министр иностранных дел Китая заявил, что отношения с Вьетнамом хорошие."),
        ("zh", "中国外长表示，对越南的关系良好。"),
        ("kk", "Қытай сыртқы істер министрі Вьетнаммен қатынас жақсы деп мәлімдеді."),
        ("id", "Menteri Luar Negeri Tiongkok mengatakan hubungan dengan Vietnam baik."),
        ("ja", "中国の外相はベトナムとの関係は良好だと述べた。"),
        ("fr", "Le ministre chinois a déclaré que les relations avec le Vietnam sont bonnes."),
        ("es", "El ministro chino afirmó que las relaciones con Vietnam son buenas."),
    ],
    ids=LANGUAGES,
)
def test_country_before_the_verb_speaks_when_a_minister_is_quoted(language: str, text: str) -> None:
    assert _who(text, language) == "CN"
    assert _who(text, language, target="VN") == "CN"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        pytest.param("Trade grew.", "VN", id="no verb"),
        pytest.param("The delegation said trade grew.", "VN", id="nobody named"),
        pytest.param("Japan grew. The delegation said so.", "VN", id="another sentence"),
        pytest.param("ASEAN said trade grew.", "VN", id="an organisation does not speak"),
    ],
)
def test_author_speaks_when_nobody_else_does(text: str, who: str) -> None:
    assert _who(text, author=("VN",)) == who
    assert _who(text) is None
    assert _who(text, author=("VN", "CN")) is None


def test_country_far_from_the_verb_does_not_speak_when_words_stand_between() -> None:
    assert _who(f"Japan {'and rice ' * 30} said so.") is None


def test_implied_partner_does_not_speak_when_it_stands_before_the_verb() -> None:
    assert speaker("Both sides said so.", [Mention("CN", 0, 10, "Both sides", implied=True)], "en") is None


def test_country_does_not_speak_of_itself_when_it_is_the_target() -> None:
    text = "China said the talks with Vietnam were good."
    assert _who(text, target="CN") is None
    assert _who("Trade with Japan grew.", author=("JP",), target="JP") is None


def test_last_speaker_speaks_of_a_target_when_its_sentence_has_no_verb() -> None:
    text = "China said talks went well. Vietnam is a friend."
    assert _who(text, target="VN") == "CN"


def test_speaker_of_its_own_sentence_is_taken_when_several_speak() -> None:
    text = "China said talks went well. Japan said Vietnam is a friend."
    assert _who(text, target="VN") == "JP"


def test_speaker_behind_the_verb_is_found_when_the_language_is_verb_first() -> None:
    assert _who("أكد الوزير الصيني أهمية التعاون مع اليابان", "ar") == "CN"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.sampled_from([*LANGUAGES, "de"]))
def test_speaker_is_a_mention_or_the_author_when_any_text_is_read(text: str, language: str) -> None:
    full = f"{text} China said {text} to Japan"
    codes = {mention.partner for mention in _FINDER.find(full, language)}
    assert _who(full, language, author=("KZ",)) in codes | {"KZ"}
