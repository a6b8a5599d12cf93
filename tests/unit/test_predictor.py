import json
import math
from pathlib import Path

import pytest
from tests.conftest import HashEncoder

from stance.errors import DataError
from stance.predictor import Context, Predictor
from stance.records import Document

KEYS = {
    "document", "index", "start", "end", "text", "kind", "number", "heading", "language", "language_seen", "topics",
    "topic_probabilities", "scs_stance", "scs_stance_probabilities", "partners", "abstained", "model",
}  # fmt: skip
PARTNER_KEYS = {"partner", "sentiment", "probabilities", "intensity", "source", "implied", "mentions"}
TRADE = "Both sides agreed to expand trade and investment with Kazakhstan and Japan."
SEA = "The South China Sea disputes must be settled under international law and UNCLOS 1982."
BOILERPLATE = "Source: https://news.example.org/a/1"
ODD = ["", " ", "\n", "a\nb\nc", "!", "1.", "🙂", "\u200b", "ঢাকা", "x" * 3000, TRADE, BOILERPLATE]


@pytest.mark.parametrize(
    "texts", [[], [""], ODD, [TRADE] * 5, [BOILERPLATE]], ids=["none", "empty", "odd", "same", "bp"]
)
def test_there_are_as_many_predictions_as_texts_in_their_order(texts: list[str], predictor: Predictor) -> None:
    predictions = predictor.predict(texts)
    assert [one.text for one in predictions] == texts
    assert [one.index for one in predictions] == list(range(len(texts)))
    assert [(one.start, one.end) for one in predictions] == [(0, len(text)) for text in texts]


def test_a_prediction_has_the_keys_of_the_contract_and_is_json(predictor: Predictor) -> None:
    plain = predictor.predict([TRADE])[0].to_dict()
    assert set(plain) == KEYS
    assert {key for partner in plain["partners"] for key in partner} == PARTNER_KEYS
    assert [set(mention) for mention in plain["partners"][0]["mentions"]] == [{"start", "end", "surface"}]
    assert set(plain["model"]) == {"sha256", "codebook", "version"}
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_probabilities_name_every_label(predictor: Predictor) -> None:
    one = predictor.predict([SEA], partners=[["VN"]])[0]
    topics, stances, sentiments = (predictor.codebook.task(n) for n in ("topics", "scs_stance", "partner_sentiment"))
    assert tuple(one.topic_probabilities) == topics.label_names
    assert tuple(one.scs_stance_probabilities) == ("none", *stances.label_names)
    assert tuple(one.partners[0].probabilities) == sentiments.label_names


def test_probabilities_add_up(predictor: Predictor) -> None:
    for one in predictor.predict([SEA, TRADE, "Hello."], partners=[["VN"]] * 3):
        assert math.isclose(sum(one.scs_stance_probabilities.values()), 1, abs_tol=1e-5)
        assert math.isclose(sum(one.partners[0].probabilities.values()), 1, abs_tol=1e-5)
        without_sea = 1 - one.topic_probabilities["south_china_sea"]
        assert math.isclose(one.scs_stance_probabilities["none"], without_sea, abs_tol=1e-5)


def test_a_stance_is_given_exactly_where_the_topic_is(predictor: Predictor) -> None:
    for one in predictor.predict([SEA, TRADE, *ODD]):
        assert ("south_china_sea" in one.topics) == (one.scs_stance != "none")


def test_the_sign_of_an_intensity_is_the_sentiment(predictor: Predictor) -> None:
    texts = [TRADE, "Viet Nam strongly condemns China.", "Japan met France.", "We thank Cuba, our brother."]
    signs = {"negative": -1, "neutral": 0, "positive": 1}
    judged = [partner for one in predictor.predict(texts) for partner in one.partners]
    assert len(judged) >= 6
    assert [p for p in judged if (p.intensity > 0) - (p.intensity < 0) != signs[p.sentiment]] == []


def test_mentions_are_slices_of_the_text(predictor: Predictor) -> None:
    partners = predictor.predict([TRADE])[0].partners
    assert [partner.partner for partner in partners] == ["KZ", "JP"]
    assert [TRADE[m.start : m.end] for p in partners for m in p.mentions] == ["Kazakhstan", "Japan"]


def test_asked_partners_are_answered_whether_or_not_they_are_found(predictor: Predictor) -> None:
    asked = [["FR", "JP"], [], ["ASEAN"]]
    predictions = predictor.predict([TRADE, TRADE, ""], partners=asked)
    assert [[p.partner for p in one.partners] for one in predictions] == asked
    assert [bool(p.mentions) for p in predictions[0].partners] == [False, True]


def test_a_partner_that_is_asked_for_twice_is_answered_once(predictor: Predictor) -> None:
    assert [p.partner for p in predictor.predict([TRADE], partners=[["JP", "JP"]])[0].partners] == ["JP"]


@pytest.mark.parametrize(
    ("texts", "partners", "message"),
    [
        ([TRADE], [["JPN"]], r"unknown partner 'JPN'; give an ISO 3166-1 alpha-2 code or one of UN, ASEAN"),
        ([TRADE], [["jp"]], r"unknown partner 'jp'"),
        ([TRADE, TRADE], [["JP"]], r"partners has 1 entries for 2 texts"),
        (TRADE, None, r"given one string; write predict\(\[text\]\)"),
        (["a", "b\ud800"], None, r"lone surrogate"),
        (["a", None], None, r"NoneType"),
    ],
    ids=["code", "case", "length", "string", "surrogate", "none"],
)
def test_what_cannot_be_predicted_is_refused(
    texts: list[str], partners: list[list[str]] | None, message: str, predictor: Predictor
) -> None:
    with pytest.raises(DataError, match=message):
        predictor.predict(texts, partners=partners)


def test_boilerplate_carries_nothing(predictor: Predictor) -> None:
    one = predictor.predict([BOILERPLATE])[0]
    assert one.kind == "boilerplate"
    assert (one.topics, one.scs_stance, one.partners, one.abstained) == ((), "none", (), ())


def test_a_text_is_predicted_alone_as_among_others(predictor: Predictor) -> None:
    among = predictor.predict([SEA, TRADE, "Hello."])[1]
    alone = predictor.predict([TRADE])[0]
    assert (among.topics, among.scs_stance) == (alone.topics, alone.scs_stance)
    assert among.topic_probabilities == pytest.approx(alone.topic_probabilities, abs=1e-5)
    assert [p.partner for p in among.partners] == [p.partner for p in alone.partners]


def test_the_sentiment_depends_on_the_partner(predictor: Predictor) -> None:
    text = "The minister thanked Cuba warmly for its help; he strongly condemned the brutal attack by Japan."
    cuba, japan = predictor.predict([text])[0].partners
    assert cuba.probabilities["positive"] > japan.probabilities["positive"]


@pytest.mark.parametrize(
    ("text", "language", "seen"), [(TRADE, "en", True), ("გამარჯობა, როგორ ხართ დღეს?", "ka", False)]
)
def test_a_language_that_was_not_trained_on_is_said(text: str, language: str, seen: bool, predictor: Predictor) -> None:
    one = predictor.predict([text])[0]
    assert (one.language, one.language_seen) == (language, seen)


DOCUMENT = Document(
    name="note",
    text="I. Trade\n\n1. Both sides agreed to expand trade.\n  \nSource: https://a.example/b\n",
    parties=("VN", "KZ"),
    language="en",
)


def test_a_document_gives_one_row_for_each_line_that_is_not_empty(predictor: Predictor) -> None:
    rows = predictor.predict_document(DOCUMENT)
    assert [row.text for row in rows] == [line.strip() for line in DOCUMENT.text.splitlines() if line.strip()]
    assert [DOCUMENT.text[row.start : row.end] for row in rows] == [row.text for row in rows]
    assert [(row.document, row.index) for row in rows] == [("note", 0), ("note", 1), ("note", 2)]
    assert [row.kind for row in rows] == ["heading", "paragraph", "boilerplate"]
    assert [row.heading for row in rows] == [None, "I. Trade", None]


def test_the_parties_of_a_document_are_whom_both_sides_means(predictor: Predictor) -> None:
    partners = predictor.predict_document(DOCUMENT)[1].partners
    assert {(p.partner, p.implied) for p in partners} == {("VN", True), ("KZ", True)}


def test_metadata_that_are_no_codes_make_no_partners(predictor: Predictor) -> None:
    names = Document(name="a", text="Both sides met.", author=("VIETNAM",), parties=("VIETNAM", "KAZAKHSTAN"))
    once = Document(name="a", text="Both sides met.", parties=("VN", "VN"))
    assert [predictor.predict_document(one)[0].partners for one in (names, once)] == [(), ()]


def test_a_context_says_whom_both_sides_means(predictor: Predictor) -> None:
    one = predictor.predict(["Both sides met."], context=Context(pair=("FR", "DE")))[0]
    assert {p.partner for p in one.partners} == {"FR", "DE"}
    assert predictor.predict(["Both sides met."])[0].partners == ()


def test_abstentions_name_tasks_and_partners(predictor: Predictor) -> None:
    predictions = predictor.predict(["Hello there.", TRADE, SEA, "x"])
    named = {name for one in predictions for name in one.abstained}
    assert named
    assert {name.partition(":")[0] for name in named} <= {"topics", "scs_stance", "partner_sentiment"}
    assert {name for name in named if ":" in name} <= {"partner_sentiment:KZ", "partner_sentiment:JP"}


def test_what_was_encoded_before_is_not_encoded_again(trained: Path) -> None:
    encoder = HashEncoder()
    fresh = Predictor.load(trained / "model", encoder=encoder)
    fresh.predict([TRADE, SEA])
    first = [text for call in encoder.calls for text in call]
    fresh.predict([TRADE, SEA])
    assert [text for call in encoder.calls for text in call] == first
