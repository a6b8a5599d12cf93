"""Majority gold, by hand."""

from dataclasses import replace

import pytest

from stance.aggregation import Gold, adjudicated, majority
from stance.codebook import Codebook
from stance.records import Annotation


def votes(task: str, *labels: str, target: str = "") -> list[Annotation]:
    return [Annotation("log", 0, task, target, label, f"coder{i}") for i, label in enumerate(labels)]


def only(annotations: list[Annotation], codebook: Codebook) -> Gold:
    (gold,) = majority(annotations, codebook)
    return gold


@pytest.mark.parametrize(
    ("labels", "winner", "tied"),
    [
        (["storm"], "storm", False),
        (["storm", "flood", "flood"], "flood", False),
        (["flood", "storm"], "storm", True),
        (["absent", "flood"], "flood", True),
        (["absent", "absent", "flood"], "absent", False),
    ],
)
def test_single_labels(tiny_codebook: Codebook, labels: list[str], winner: str, tied: bool) -> None:
    gold = only(votes("alarm", *labels), tiny_codebook)
    assert (gold.annotation.label, gold.tied) == (winner, tied)
    assert gold.annotation.annotator == "majority"
    assert gold.votes == {label: labels.count(label) for label in labels}


@pytest.mark.parametrize(
    ("labels", "winner", "tied"),
    [
        (["weather|harvest"], "harvest|weather", False),
        (["weather", "weather|harvest", "harvest"], "harvest|weather", False),
        (["weather", "harvest", ""], "", False),
        (["weather", "", "", "weather"], "", True),
        (["weather", ""], "", True),
        (["weather|weather", "", ""], "", False),
        (["", ""], "", False),
    ],
)
def test_labels_of_a_set_are_voted_on_one_by_one(
    tiny_codebook: Codebook,
    labels: list[str],
    winner: str,
    tied: bool,
) -> None:
    gold = only(votes("subject", *labels), tiny_codebook)
    assert (gold.annotation.label, gold.tied) == (winner, tied)


def test_targeted_items_are_voted_on_by_those_who_named_the_partner(tiny_codebook: Codebook) -> None:
    rows = votes("tone", "warm", "warm", "cold", target="KZ") + votes("tone", "cold", target="VN")
    assert [(g.annotation.target, g.annotation.label) for g in majority(rows, tiny_codebook)] == [
        ("KZ", "warm"),
        ("VN", "cold"),
    ]


def test_intensity_source_and_implied_come_from_the_winners_side(tiny_codebook: Codebook) -> None:
    rows = [
        Annotation("log", 0, "tone", "KZ", "warm", "a", 1, "VN", True),
        Annotation("log", 0, "tone", "KZ", "warm", "b", 2, "VN", True, 0.9),
        Annotation("log", 0, "tone", "KZ", "warm", "c", None, None, False),
        Annotation("log", 0, "tone", "KZ", "cold", "d", -2, "RU", False),
    ]
    assert only(rows, tiny_codebook).annotation == Annotation("log", 0, "tone", "KZ", "warm", "majority", 1, "VN", True)


def test_a_later_code_replaces_an_earlier_one(tiny_codebook: Codebook) -> None:
    rows = votes("alarm", "storm") + votes("alarm", "flood")
    assert only(rows, tiny_codebook).votes == {"flood": 1}


def test_the_order_of_annotations_does_not_matter(tiny_codebook: Codebook) -> None:
    rows = [
        Annotation("log", 0, "tone", "KZ", "warm", "a", 1, "VN"),
        Annotation("log", 0, "tone", "KZ", "warm", "b", 2, "RU"),
    ]
    assert majority(rows, tiny_codebook) == majority(rows[::-1], tiny_codebook)


def test_a_conditional_code_falls_with_its_condition(tiny_codebook: Codebook) -> None:
    subject = votes("subject", "weather", "harvest", "harvest")
    assert [g.annotation.task for g in majority(subject + votes("alarm", "storm"), tiny_codebook)] == ["subject"]
    with_default = majority(subject + votes("alarm", "absent"), tiny_codebook)
    assert [g.annotation.label for g in with_default] == ["absent", "harvest"]


def test_tasks_that_the_codebook_does_not_have_are_voted_on_too(tiny_codebook: Codebook) -> None:
    assert only(votes("kind", "heading", "paragraph", "heading"), tiny_codebook).annotation.label == "heading"


def test_an_adjudicator_decides_the_whole_line(tiny_codebook: Codebook) -> None:
    coded = [*votes("alarm", "storm", "flood"), *votes("mood", "glad", target="smith")]
    other = [replace(row, index=1) for row in coded]
    verdict = Annotation("log", 0, "alarm", "", "flood", "judge")
    golds = adjudicated([*coded, *other, verdict], tiny_codebook, adjudicator="judge")
    found = {gold.annotation.item: (gold.annotation.label, gold.annotation.annotator) for gold in golds}
    assert found == {
        ("log", 0, "alarm", ""): ("flood", "judge"),
        ("log", 1, "alarm", ""): ("storm", "majority"),
        ("log", 1, "mood", "smith"): ("glad", "majority"),
    }


def test_without_an_adjudicator_the_majority_holds(tiny_codebook: Codebook) -> None:
    coded = votes("alarm", "storm", "flood", "flood")
    assert adjudicated(coded, tiny_codebook, adjudicator="") == majority(coded, tiny_codebook)
