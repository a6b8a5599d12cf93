"""What a check returns."""

from stance.quality import Problem


def test_equal_problems_are_one() -> None:
    assert len({Problem("offsets", "en-01:2", "given twice"), Problem("offsets", "en-01:2", "given twice")}) == 1
