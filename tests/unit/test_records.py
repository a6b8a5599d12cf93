"""Records: frozen, with ids that come from content, and dictionaries of the public contract."""

import dataclasses
import json

import pytest

from stance.records import Annotation, Document, Item, Mention, Paragraph, PartnerPrediction, Prediction


def _paragraph(text: str = "Peace.", **other: object) -> Paragraph:
    fields = {"document": "d", "index": 0, "start": 0, "end": len(text), "text": text, "kind": "paragraph"}
    return Paragraph(**(fields | other))  # type: ignore[arg-type]


def _prediction() -> Prediction:
    mention = Mention("KZ", 3, 11, "Казахстан")
    partner = PartnerPrediction("KZ", "positive", {"positive": 0.9}, 2, "VN", False, (mention,))
    return Prediction(
        document="d",
        index=0,
        start=0,
        end=181,
        text="Peace.",
        kind="paragraph",
        number="34",
        heading=None,
        language="bn",
        language_seen=True,
        topics=("politics",),
        topic_probabilities={"politics": 0.97},
        scs_stance="none",
        scs_stance_probabilities={"none": 1.0},
        partners=(partner,),
        abstained=("topics",),
        model={"codebook": "diplomacy@1.0.0"},
    )


def test_document_id_is_the_same_when_only_metadata_differs() -> None:
    assert Document("a", "Peace.").id == Document("b", "Peace.", date="2024-01-01").id
    assert Document("a", "Peace.").id != Document("a", "Peace. ").id
    assert len(Document("a", "").id) == 16


@pytest.mark.parametrize(
    ("field", "value"),
    [("document", "e"), ("index", 1), ("text", "War.")],
    ids=["document", "index", "text"],
)
def test_paragraph_id_changes_when_its_place_or_text_does(field: str, value: object) -> None:
    assert _paragraph().id != dataclasses.replace(_paragraph(), **{field: value}).id


def test_paragraph_id_stays_when_the_kind_is_judged_anew() -> None:
    assert _paragraph().id == _paragraph(kind="heading", language="en", number="3").id
    assert _paragraph().id.startswith("d:0:")


@pytest.mark.parametrize(
    "record",
    [Document("a", "b"), _paragraph(), Mention("VN", 0, 1, "V"), Item("i", "t"), _prediction()],
    ids=lambda record: type(record).__name__,
)
def test_record_cannot_be_changed_when_made(record: object) -> None:
    name = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
        setattr(record, name, "x")


def test_annotation_item_leaves_out_the_coder_when_asked_what_is_coded() -> None:
    one, two = (Annotation("d", 3, "topics", "", "trade", who) for who in ("anna", "ben"))
    assert one.item == two.item == ("d", 3, "topics", "")


def test_partner_prediction_has_the_keys_of_the_contract_when_made_a_dictionary() -> None:
    partner = _prediction().partners[0].to_dict()
    keys = {"partner", "sentiment", "probabilities", "intensity", "source", "implied", "mentions"}
    assert set(partner) == keys
    assert partner["mentions"] == [{"start": 3, "end": 11, "surface": "Казахстан"}]


def test_prediction_comes_back_from_json_as_it_was_when_written() -> None:
    plain = _prediction().to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert list(plain) == [field.name for field in dataclasses.fields(Prediction)]
    assert plain["topics"] == ["politics"]
