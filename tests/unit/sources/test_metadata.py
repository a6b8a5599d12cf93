"""Metadata and names of documents."""

from datetime import date

import pytest

from stance.sources.metadata import Names, document, plain


def test_known_fields_are_kept_and_others_ignored() -> None:
    found = document(
        "n", "t", "f", {"title": " T ", "date": date(2024, 1, 2), "author": "vn, cn", "parties": ["KZ"], "x": 1}
    )
    assert (found.title, found.date, found.author, found.parties) == ("T", "2024-01-02", ("VN", "CN"), ("KZ",))


@pytest.mark.parametrize("value", [None, "", "  ", float("nan"), [1], {}])
def test_empty_values_are_none(value: object) -> None:
    assert plain(value) is None


def test_names_are_given_once() -> None:
    names = Names()
    assert [names.take("a", "one"), names.take("a", "two"), names.take("a", "two"), names.take("b")] == [
        "a",
        "a-two",
        "a-two-2",
        "b",
    ]
