"""Checks of the codes, each against a corpus that breaks its promise, and on corpora of other shapes."""

from dataclasses import replace

import pytest
from tests.unit.quality.breaking import assert_found

from stance.codebook import Codebook
from stance.dataset import Corpus
from stance.quality import codes
from stance.quality.codes import adjudication, coders, intensities
from stance.records import Annotation


@pytest.mark.parametrize("check", codes.__all__)
def test_a_broken_promise_is_found_by_its_check(check: str, codebook: Codebook) -> None:
    assert_found(check, codebook)


def scale(*names: str) -> Codebook:
    labels = [{"name": name, "definition": "A value."} for name in names]
    task = {"name": "mood", "kind": "targeted", "question": "?", "labels": labels, "ordinal": True}
    return Codebook.model_validate({"name": "scale", "version": "1.0.0", "tasks": [task]})


@pytest.mark.parametrize("names", [("worst", "bad", "even", "good", "best"), ("worst", "bad", "good", "best")])
def test_every_label_of_a_longer_scale_has_a_sign(names: tuple[str, ...], small_corpus: Corpus) -> None:
    levels = {"worst": -3, "bad": -1, "even": 0, "good": 1, "best": 2}
    rows = [Annotation("a", n, "mood", "CN", name, "mai", intensity=levels[name]) for n, name in enumerate(names)]
    corpus = replace(small_corpus, annotations=rows)
    assert list(intensities(corpus, scale(*names))) == []
    turned = replace(corpus, annotations=[replace(row, intensity=4) for row in rows])
    assert [problem.place for problem in intensities(turned, scale(*names))] == [
        f"a:{n}" for n, name in enumerate(names) if levels[name] <= 0
    ]


def test_a_line_that_the_adjudicator_alone_coded_was_coded_by_nobody(small_corpus: Corpus, codebook: Codebook) -> None:
    judge = small_corpus.card.adjudicator or "judge"
    line = small_corpus.paragraphs[0]
    row = Annotation(line.document.name, line.paragraph.index, "kind", "", "paragraph", judge)
    card = small_corpus.card.model_copy(update={"adjudicator": judge, "annotators": {judge: "Decides."}})
    corpus = replace(small_corpus, card=card, paragraphs=[line], annotations=[row], hard_cases=[])
    assert [problem.message for problem in coders(corpus, codebook)] == ["coded by nobody; 2 coders are promised"]


def test_a_mark_of_a_hard_case_alone_settles_no_codes(small_corpus: Corpus, codebook: Codebook) -> None:
    codes = [Annotation("a", 0, "topics", "", label, coder) for label, coder in (("trade", "mai"), ("culture", "bao"))]
    mark = Annotation("a", 0, "hard_case", "", "hedge", "judge")
    card = small_corpus.card.model_copy(update={"adjudicator": "judge"})
    corpus = replace(small_corpus, card=card, annotations=codes, hard_cases=[mark])
    assert [problem.place for problem in adjudication(corpus, codebook)] == ["a:0"]
