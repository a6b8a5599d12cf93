"""Language of documents and lines."""

import pytest

from stance.segmentation.language import LanguageIdentifier


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return LanguageIdentifier()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hai bên nhất trí tăng cường hợp tác.", "vi"),
        ("দুই পক্ষ সহযোগিতা জোরদার করতে সম্মত হয়।", "bn"),
        ("اتفق الجانبان على تعزيز التعاون بينهما.", "ar"),
        ("양측은 협력을 강화하기로 하였다.", "ko"),
        ("Стороны договорились развивать сотрудничество.", "ru"),
        ("双方同意加强合作。", "zh"),
        ("Екі тарап ынтымақтастықты нығайтуға келісті.", "kk"),
        ("双方は協力を強化することで一致した。", "ja"),
        ("Les deux parties sont convenues de coopérer davantage.", "fr"),
        ("Las dos partes acordaron ampliar la cooperación.", "es"),
        ("12 — 34", "und"),
        ("", "und"),
        ("\ud800", "und"),
    ],
)
def test_language_of_a_document(identifier: LanguageIdentifier, text: str, code: str) -> None:
    assert identifier.document(text) == code


def test_stated_language_is_believed_unless_the_script_contradicts(identifier: LanguageIdentifier) -> None:
    assert identifier.document("Kerja sama kedua negara terus berkembang.", "ms-MY") == "ms"
    assert identifier.document("Hai bên nhất trí tăng cường hợp tác.", "bn") == "vi"


def test_short_lines_lean_on_the_document(identifier: LanguageIdentifier) -> None:
    lines = [
        "양측은 협력을 한층 강화하기로 합의하였다고 외교부가 밝혔다.",
        "AD",
        "https://a.example.org/very/long/address",
        "12",
    ]
    assert identifier.lines(lines) == ["ko"] * 4


def test_clear_evidence_overrules_the_document(identifier: LanguageIdentifier) -> None:
    vietnamese = "Hai bên nhất trí tăng cường hợp tác trong lĩnh vực thương mại, đầu tư vì lợi ích của nhân dân."
    english = "The two sides agreed to strengthen their cooperation in trade and investment for both peoples."
    assert identifier.lines([vietnamese, vietnamese, english, "협력 강화"]) == ["vi", "vi", "en", "ko"]
