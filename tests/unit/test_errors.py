"""Errors: one family, and hints that name what is allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance import errors
from stance.errors import StanceError, choose


@pytest.mark.parametrize("name", sorted(set(errors.__all__) - {"choose", "StanceError"}))
def test_error_is_a_stance_error_when_raised(name: str) -> None:
    with pytest.raises(StanceError, match="what was given"):
        raise getattr(errors, name)("what was given")


@pytest.mark.parametrize(
    ("given_name", "hint"),
    [
        pytest.param("trad", "did you mean 'trade'? Allowed: politics, trade", id="near"),
        pytest.param("polticis", "did you mean 'politics'? Allowed: politics, trade", id="swapped"),
        pytest.param("zzz", "Allowed: politics, trade", id="far"),
        pytest.param("", "Allowed: politics, trade", id="empty"),
    ],
)
def test_choose_names_the_nearest_when_there_is_one(given_name: str, hint: str) -> None:
    assert choose(given_name, ["trade", "politics"]) == hint


def test_choose_says_nothing_is_allowed_when_the_list_is_empty() -> None:
    assert choose("trade", []) == "Allowed: nothing"


@given(st.text(), st.sets(st.text(alphabet="abcdef", min_size=1)))
def test_choose_lists_every_name_when_given_any_text(text: str, names: set[str]) -> None:
    assert choose(text, names).endswith(f"Allowed: {', '.join(sorted(names)) or 'nothing'}")
