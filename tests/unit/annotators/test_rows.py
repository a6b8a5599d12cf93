import pytest

from stance.annotators.rows import Places, shown
from stance.records import Paragraph


@pytest.fixture
def places():
    lines = [Paragraph("doc", 0, 0, 5, "Hello", "paragraph"), Paragraph("doc", 1, 6, 10, "(ad)", "boilerplate")]
    return Places(lines)


def test_a_known_row_has_no_problem(places):
    assert places.problem({"document": "doc", "index": "0", "text": "Hello"}, 2) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"document": "", "index": "0"}, "is empty"),
        ({"document": "doc", "index": "-1"}, "not a whole number"),
        ({"document": "dok", "index": "0"}, "unknown document 'dok'"),
        ({"document": "doc", "index": "1"}, "no paragraph 1"),
        ({"document": "doc", "index": "0", "text": "Goodbye"}, "Goodbye"),
    ],
    ids=["no document", "index", "unknown document", "boilerplate", "edited text"],
)
def test_a_wrong_row_says_why(places, row, said):
    assert said in places.problem(row, 2)


def test_a_row_twice_is_a_problem(places):
    row = {"document": "doc", "index": "0", "text": "Hello"}
    assert places.problem(row, 2) is None
    assert "2" in places.problem(row, 5)


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark():
    assert shown("a" * 40_000).endswith("…")
    assert shown("short") == "short"
