import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from stance.display import LEGEND, print_predictions
from stance.records import Document, PartnerPrediction, Prediction

CHANCES = {"politics": 0.97, "trade": 0.8}
TEXTS = {
    "bn": "দুই দেশের কূটনৈতিক সম্পর্কের চল্লিশ বছর পূর্তিতে রাষ্ট্রপতি অভিনন্দন বার্তা পাঠিয়েছেন এবং ধন্যবাদ জানিয়েছেন।",
    "ar": "اتفق الوزيران على عقد جولة جديدة من المشاورات السياسية وتبادل الزيارات رفيعة المستوى بين البلدين.",
    "ko": "양국 정상은 수교 35주년을 맞아 양국 관계를 포괄적 동반자 관계로 격상하기로 합의했다고 발표했다.",
    "zh": "两党领导人就加强治党理政经验交流和增进政治互信交换了意见，并同意扩大在各领域的合作与往来。",
    "en": "The Speaker accepted the invitation to pay an official visit next spring and thanked the hosts.",
}


def prediction(text: str = "They met.", **changes: object) -> Prediction:
    partner = PartnerPrediction("KZ", "positive", {"positive": 1.0}, 2, "VN", implied=False)
    made = Prediction(
        document="note", index=0, start=0, end=len(text), text=text, kind="paragraph", number="34", heading=None,
        language="en", language_seen=True, topics=("politics", "science_environment"), topic_probabilities=CHANCES,
        scs_stance="neutral_mention", scs_stance_probabilities={}, partners=(partner,), abstained=(), model={},
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def printed(*predictions: Prediction) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_predictions(Document(name="note", text=""), predictions, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("language", TEXTS)
def test_a_line_fits_into_80_columns(language: str) -> None:
    table = printed(*[prediction(text, language=language) for text in (TEXTS[language], TEXTS[language] * 3)])
    assert max(cell_len(line.rstrip()) for line in table.splitlines()) <= 80
    assert "…" in table
    assert TEXTS[language][:6] in table


def test_columns_stand_under_one_another_in_every_script() -> None:
    table = printed(*[prediction(text, language=code, partners=()) for code, text in TEXTS.items()])
    starts = [cell_len(line.partition("par ")[0]) for line in table.splitlines() if "par " in line and "34" in line]
    assert len(starts) == len(TEXTS)
    assert len(set(starts)) == 1


def test_a_row_says_what_a_person_wants_to_know() -> None:
    table = printed(prediction())
    for cell in ("34", "They met.", "par", "en", "politics", "science/env", "mention", "VN>KZ +2", "0.80"):
        assert cell in table, cell


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"implied": True}, "VN>KZ +2*"),
        ({"source": None}, "KZ +2"),
        ({"intensity": -3}, "VN>KZ -3"),
        ({"intensity": 0, "sentiment": "neutral"}, "VN>KZ 0"),
        ({"source": "ASEAN", "partner": "BRICS"}, "ASEAN>BRICS"),
    ],
    ids=["implied", "no-source", "negative", "neutral", "long"],
)
def test_a_partner_is_shown_with_direction_and_intensity(changes: dict[str, object], cell: str) -> None:
    partner = replace(prediction().partners[0], **changes)  # type: ignore[arg-type]
    assert cell in printed(prediction(partners=(partner,)))


def test_abstentions_and_unknown_languages_are_marked() -> None:
    table = printed(prediction(abstained=("partner_sentiment:KZ",), language="ka", language_seen=False))
    assert "+2?" in table
    assert "ka!" in table


def test_boilerplate_is_shown_without_codes() -> None:
    table = printed(
        prediction("Source: x", kind="boilerplate", topics=(), topic_probabilities={}, scs_stance="none", partners=())
    )
    assert "boil" in table
    assert "none" not in table


def test_a_line_without_a_number_shows_its_place() -> None:
    assert "(7)" in printed(prediction(number=None, index=7))


def test_markup_in_a_text_is_shown_as_it_is() -> None:
    assert "[bold]x[/bold] [red" in printed(prediction("[bold]x[/bold] [red]"))


def test_the_legend_explains_every_sign() -> None:
    assert [sign for sign in ("*", "?", "!", ">", "conf") if sign not in LEGEND] == []
