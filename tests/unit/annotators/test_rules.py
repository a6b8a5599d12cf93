"""Rules: cues to labels, for tasks of all kinds."""

import re

import pytest

from stance.annotators.rules import RulesAnnotator
from stance.codebook import Codebook
from stance.errors import CodebookError, ConfigError
from stance.protocols import Annotator
from stance.records import Annotation, Kind, Mention, Paragraph


class CapitalFinder:
    """Takes every word of two capitals for a partner; those in brackets are implied."""

    def find(self, text: str, language: str) -> list[Mention]:
        found = re.finditer(r"[A-Z]{2}", text)
        return [Mention(m[0], m.start(), m.end(), m[0], text[m.start() - 1 : m.start()] == "[") for m in found]


def paragraph(text: str, language: str = "en", kind: Kind = "paragraph") -> Paragraph:
    return Paragraph("log", 0, 0, len(text), text, kind, language=language)


def code(text: str, codebook: Codebook, language: str = "en") -> list[Annotation]:
    return list(RulesAnnotator(finder=CapitalFinder()).annotate([paragraph(text, language)], codebook))


def labels(text: str, codebook: Codebook, language: str = "en") -> dict[tuple[str, str], str]:
    return {(row.task, row.target): row.label for row in code(text, codebook, language)}


def test_is_an_annotator() -> None:
    assert isinstance(RulesAnnotator(), Annotator)


def test_multilabel_takes_every_label_with_a_cue_in_codebook_order(tiny_codebook: Codebook) -> None:
    assert labels("Weather and catch", tiny_codebook)["subject", ""] == "harvest|weather"


def test_no_cue_is_the_empty_set(tiny_codebook: Codebook) -> None:
    assert labels("A quiet day", tiny_codebook) == {("subject", ""): ""}


def test_boilerplate_is_skipped(tiny_codebook: Codebook) -> None:
    assert not list(RulesAnnotator().annotate([paragraph("weather", kind="boilerplate")], tiny_codebook))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("weather", "calm"),
        ("weather: rain", "rain"),
        ("weather: rain, rains and a storm", "storm"),
        ("weather: a storm, a flood and floods", "flood"),
        ("weather: a storm and a flood", "storm"),
    ],
)
def test_conditional_takes_rank_then_number_of_cues(tiny_codebook: Codebook, text: str, label: str) -> None:
    assert labels(text, tiny_codebook)["alarm", ""] == label


def test_conditional_is_not_coded_where_its_condition_does_not_hold(tiny_codebook: Codebook) -> None:
    assert ("alarm", "") not in labels("a storm on the catch", tiny_codebook)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("AA thanks", "warm"),
        ("AA is named", "even"),
        ("thanks AA blames", "even"),
        ("we thank AA and then blame", "warm"),
        ("AA came. They blame it", "even"),
        ("AA in the U.S. blames it", "cold"),
        ("AA came. AA blames it", "cold"),
        ("AA来访。他们谴责", "even"),
        ("AA来访，他们谴责", "cold"),
    ],
)
def test_targeted_takes_the_nearest_cue_of_the_sentence(tiny_codebook: Codebook, text: str, label: str) -> None:
    language = "zh" if "来" in text else "en"
    assert labels(text, tiny_codebook, language)["tone", "AA"] == label


def test_every_partner_has_its_own_nearest_cue(tiny_codebook: Codebook) -> None:
    found = labels("Thanks to AA but a lot of blame on BB", tiny_codebook)
    assert (found["tone", "AA"], found["tone", "BB"]) == ("warm", "cold")


def test_implied_only_where_every_mention_is(tiny_codebook: Codebook) -> None:
    found = {row.target: row.implied for row in code("[AA and [BB and BB", tiny_codebook) if row.target}
    assert found == {"AA": True, "BB": False}


def test_without_a_finder_no_partner_is_coded(tiny_codebook: Codebook) -> None:
    assert {row.task for row in RulesAnnotator().annotate([paragraph("AA thanks")], tiny_codebook)} == {"subject"}


def test_the_middle_label_is_neutral_where_all_have_cues(tiny_codebook: Codebook) -> None:
    plain = tiny_codebook.model_dump()
    plain["tasks"][2]["labels"][1]["cues"] = {"en": ("note*",)}
    assert labels("AA came", Codebook.model_validate(plain))["tone", "AA"] == "even"


def test_english_cues_help_out_and_other_languages_do_not(tiny_codebook: Codebook) -> None:
    assert labels("cá, weather", tiny_codebook, "vi-VN")["subject", ""] == "harvest|weather"
    assert labels("cá, weather", tiny_codebook, "en")["subject", ""] == "weather"


def test_an_unknown_language_is_read_with_all_cues(tiny_codebook: Codebook) -> None:
    assert labels("cá, আবহাওয়া", tiny_codebook, "und")["subject", ""] == "harvest|weather"


def test_languages_asked_for_replace_the_paragraphs(tiny_codebook: Codebook) -> None:
    rows = RulesAnnotator(languages=["vi"], name="cá").annotate([paragraph("cá, weather", "en")], tiny_codebook)
    assert [(row.label, row.annotator) for row in rows] == [("harvest", "cá")]


def test_a_cue_shared_by_languages_counts_once(tiny_codebook: Codebook) -> None:
    plain = tiny_codebook.model_dump()
    plain["tasks"][0]["labels"][2]["cues"]["vi"] = ("flood*",)
    text = "weather: storm, gale, flood"
    rows = RulesAnnotator(languages=["en", "vi"]).annotate([paragraph(text)], Codebook.model_validate(plain))
    assert "storm" in {row.label for row in rows}


def test_a_language_without_cues_is_an_error(tiny_codebook: Codebook) -> None:
    with pytest.raises(ConfigError, match=r"'harbour' has no cues in 'xx'.*Allowed: bn, en, vi, zh"):
        list(RulesAnnotator(languages=["xx"]).annotate([], tiny_codebook))


def test_a_codebook_without_cues_is_an_error(tiny_codebook: Codebook) -> None:
    plain = tiny_codebook.model_dump()
    for task in plain["tasks"]:
        for label in task["labels"]:
            label["cues"] = {}
    with pytest.raises(CodebookError, match="'harbour' has no cues"):
        list(RulesAnnotator().annotate([], Codebook.model_validate(plain)))


def test_circular_conditions_are_an_error(tiny_codebook: Codebook) -> None:
    plain = tiny_codebook.model_dump()
    plain["tasks"] = list(plain["tasks"])
    plain["tasks"][1] |= {"kind": "conditional", "condition": {"task": "alarm", "label": "calm"}, "default": "x"}
    with pytest.raises(CodebookError, match="'alarm', 'subject' are conditions of one another"):
        list(RulesAnnotator().annotate([], Codebook.model_validate(plain)))
