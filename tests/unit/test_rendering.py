"""Templates filled and intervals written."""

import math

import jinja2
import pytest

from stance.rendering import interval, render


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("card.md.jinja", {}, interval=str)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [((0.5, 0.25, 0.75), "0.50 [0.25, 0.75]"), ((0.5, math.nan, math.nan), "0.50"), ((math.nan,) * 3, "–")],
)
def test_an_interval_is_written_where_there_is_one(numbers: tuple[float, float, float], shown: str) -> None:
    assert interval(*numbers, digits=2) == shown
