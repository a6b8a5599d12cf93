"""Kinds of line on pages made up for the test, in many languages and of many sites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.records import Kind
from stance.segmentation.kinds import line_kinds

PROSE = {
    "en": "The two sides welcomed the growth of relations and agreed to widen cooperation in trade, investment and "
    "security, to double trade within five years and to keep the peace at sea under international law.",
    "vi": "Hai bên đánh giá cao sự phát triển nhanh chóng của quan hệ song phương trong những năm gần đây và nhất trí "
    "tăng cường hợp tác trong các lĩnh vực thương mại, đầu tư và an ninh, vì lợi ích của nhân dân hai nước.",
    "bn": "দুই পক্ষ সাম্প্রতিক বছরগুলিতে সম্পর্কের দ্রুত বিকাশকে স্বাগত জানায় এবং বাণিজ্য, বিনিয়োগ ও নিরাপত্তা ক্ষেত্রে "
    "সহযোগিতা আরও জোরদার করতে সম্মত হয়, যাতে দুই দেশের জনগণ উপকৃত হয় এবং অঞ্চলে শান্তি থাকে।",
    "ar": "أشاد الجانبان بالتطور السريع للعلاقات في السنوات الأخيرة، واتفقا على تعزيز التعاون في مجالات التجارة "
    "والاستثمار والأمن، وأكدا أهمية الحفاظ على السلام والاستقرار في البحر وفقاً للقانون الدولي.",
    "ko": "양측은 최근 몇 년간 양국 관계가 빠르게 발전해 온 것을 높이 평가하고 무역과 투자, "
    "안보 분야에서의 협력을 한층 강화하기로 합의하였으며 "
    "해상에서의 평화와 안정을 유지하는 것이 중요하다고 강조하였다.",
    "de": "Die beiden Seiten würdigten die gute Entwicklung der Beziehungen und vereinbarten, den Handel in Jahren "
    "zu verdoppeln, Investitionen zu erleichtern und die Zusammenarbeit der Küstenwachen zu vertiefen.",
    "zh": "双方高度评价两国关系近年来取得的快速发展，同意深化贸易、投资和安全领域合作，"
    "争取五年内实现双边贸易额翻一番，"
    "并强调在国际法基础上维护海上和平稳定符合各方共同利益。",
}


def page(language: str, line: str, place: str = "middle") -> Kind:
    """Return the kind that a line gets on a page of prose."""
    prose = [PROSE[language].replace(",", ", " + "also " * i, 1) for i in range(4)]
    index = {"first": 0, "second": 1, "middle": 2, "last": 4}[place]
    return line_kinds([*prose[:index], line, *prose[index:]])[index]


@pytest.mark.parametrize(
    ("language", "line", "place"),
    [
        ("vi", "Nguồn: https://bao.example.org/tin/1.html", "last"),
        ("vi", "Theo TTXVN", "second"),
        ("vi", "Thủ tướng tiếp Tổng thống. (Ảnh: Dương Giang/TTXVN)", "middle"),
        ("vi", "Bình luận (0)", "last"),
        ("vi", "[quảng cáo_2]", "middle"),
        ("vi", "Hà Nội, ngày 21 tháng 5 năm 2024", "last"),
        ("vi", "Hà Nội, ngày 21 tháng 5 năm 2024./.", "last"),
        ("bn", "মন্তব্য (0)", "last"),
        ("bn", "[বিজ্ঞাপন_2]", "middle"),
        ("bn", "দুই নেতা করমর্দন করছেন। ছবি: ডুয়ং জিয়াং", "middle"),
        ("bn", "থু হ্যাং (ভিয়েতনাম+ অনুসারে)", "last"),
        ("ar", "تعليق (0)", "last"),
        ("ar", "المصدر: وكالة الأنباء", "last"),
        ("ar", "أستانا. كازينفورم", "first"),
        ("ko", "사진: 아코르다", "middle"),
        ("ko", "댓글 12개", "last"),
        ("ko", "아스타나 – 카즈인폼", "first"),
        ("de", "Von Klaus Meier, Hanoi", "first"),
        ("de", "Foto: dpa/Müller", "middle"),
        ("de", "Teilen | Drucken", "last"),
        ("de", "© 2024 Tageblatt GmbH", "last"),
        ("zh", "责任编辑：某某", "last"),
        ("zh", "分享到：微信 微博", "last"),
        ("en", "HANOI, 5 May 2024", "first"),
        ("en", "Tags: trade, sea, ports", "last"),
        ("en", "Home > News > World", "first"),
        ("en", "Read also: Rice prices fall in three cities", "middle"),
        ("en", "(End of text)", "last"),
    ],
)
def test_furniture_is_boilerplate(language: str, line: str, place: str) -> None:
    assert page(language, line, place) == "boilerplate"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("vi", "II. Kinh tế, thương mại"),
        ("vi", "Nông nghiệp"),
        ("vi", "Thúc đẩy hợp tác trong lĩnh vực dầu khí"),
        ("bn", "২. রাজনৈতিক সহযোগিতা গভীর করা"),
        ("bn", "ষষ্ঠ. আঞ্চলিক সমস্যা"),
        ("bn", "প্রধানমন্ত্রী কাজাখস্তানের রাষ্ট্রপতির সাথে সাক্ষাৎ করেছেন"),
        ("ar", "ثانياً: التجارة والاستثمار"),
        ("ar", "الجانبان يوقعان حزمة من الاتفاقيات"),
        ("ko", "Ⅳ. 인적·문화 교류"),
        ("ko", "한국 정부는 말을 아꼈다"),
        ("de", "Was jetzt zu tun ist"),
        ("zh", "三、人文交流"),
        ("en", "Photographs of a shared past"),
        ("en", "Share of trade keeps growing"),
        ("en", "Cooperation in oil and gas is growing fast."),
        ("en", "## Trade"),
    ],
)
def test_titles_over_prose_are_headings(language: str, line: str) -> None:
    assert page(language, line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "We strongly protest.",
        "Thank you very much.",
        "The spokesperson said:",
        "(b) coffee; and",
        "- tea and coffee",
        "Read the statement at https://mfa.example.org/x, where the ministry explains how both sides share the costs.",
        "Photo exhibitions, which both museums share, will be shown from May to October 2024, said the curator.",
        PROSE["en"] + " Source: https://mfa.example.org/long",
        "Q: What is your comment on the statement by the Philippines?",
    ],
)
def test_prose_stays_a_paragraph(line: str) -> None:
    assert page("en", line) == "paragraph"


def test_sentence_with_date_and_time_is_no_dateline() -> None:
    assert page("en", "The talks start at 14:30 on 5 May 2024.") != "boilerplate"


def test_lead_in_before_the_first_clause_is_boilerplate() -> None:
    lines = ["The agency respectfully presents the full text:", f"1. {PROSE['en']}", f"2. {PROSE['en']}"]
    assert line_kinds(lines) == ["boilerplate", "paragraph", "paragraph"]


@pytest.mark.parametrize("line", ["Short text.", "China opposes it", "Agriculture"])
def test_line_alone_is_a_paragraph(line: str) -> None:
    assert line_kinds([line]) == ["paragraph"]


def test_missing_full_stops_are_no_headings_where_nobody_uses_them() -> None:
    prose = PROSE["en"].rstrip(".")
    assert line_kinds([prose, prose[:100], prose, "Trade", prose])[1:4] == ["paragraph", "paragraph", "heading"]
    assert line_kinds(["China opposes it", "Viet Nam supports it", "Nobody else was asked"]) == ["paragraph"] * 3


@given(st.lists(st.text(min_size=1, max_size=80), max_size=8))
def test_every_line_gets_a_kind(lines: list[str]) -> None:
    assert len(line_kinds(lines)) == len(lines)


def test_question_of_an_agency_is_a_paragraph():
    lines = [
        "Spokesperson: Good afternoon. The minister will travel to Jakarta on Monday for the annual consultations.",
        "Reuters: Does the Philippines have any comment on the collision near the shoal yesterday?",
        "Spokesperson: We have seen the reports and we are still gathering the facts from our coast guard.",
    ]
    assert line_kinds(lines) == ["paragraph"] * 3


@pytest.mark.parametrize("line", ["—", "* * *", "...", "№", "！！", "🙂", "### ###"])
def test_a_line_without_letters_or_figures_is_furniture(line: str) -> None:
    prose = "The two sides held talks on trade and security and signed several agreements in the capital today."
    assert line_kinds([prose, line, prose]) == ["paragraph", "boilerplate", "paragraph"]
    assert line_kinds([line]) == ["boilerplate"]
