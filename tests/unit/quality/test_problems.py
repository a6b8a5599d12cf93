"""All checks together: known issues excuse, and may only shrink."""

from collections.abc import Sequence

import pytest
from tests.fixtures_small import reduced_corpus
from tests.unit.quality.breaking import BREAKERS, assert_found, resworn

from stance.codebook import Codebook
from stance.dataset import Floors, KnownIssue
from stance.errors import DataError
from stance.quality import CHECKS, Findings, find_problems


def of(check: str, findings: Sequence[Findings]) -> Findings:
    return next(found for found in findings if found.check == check)


def test_every_check_is_tested() -> None:
    assert set(BREAKERS) == set(CHECKS)


def test_missing_floors_are_found(codebook: Codebook) -> None:
    assert_found("floors", codebook)


def test_a_known_issue_excuses_its_place_and_is_reported_when_gone(codebook: Codebook) -> None:
    corpus = BREAKERS["offsets"](reduced_corpus())
    place = next(CHECKS["offsets"](corpus, codebook)).place
    issues = [KnownIssue(check="offsets", place=p, reason="Left for the test.") for p in (place, "nowhere:0")]
    found = of("offsets", find_problems(resworn(corpus, known_issues=issues), codebook))
    assert [problem.place for problem in found.known] == [place]
    assert (list(found.unknown), list(found.gone), found.ok) == ([], ["nowhere:0"], False)
    only = of("offsets", find_problems(resworn(corpus, known_issues=issues[:1]), codebook))
    assert only.ok


def test_a_known_issue_of_no_check_is_an_error(codebook: Codebook) -> None:
    corpus = resworn(reduced_corpus(), known_issues=[KnownIssue(check="ofsets", place="a", reason="b")])
    with pytest.raises(DataError, match=r"unknown check 'ofsets'; did you mean 'offsets'\?"):
        find_problems(corpus, codebook)


def test_a_check_says_what_it_asks(codebook: Codebook) -> None:
    assert all(found.question.endswith(".") for found in find_problems(reduced_corpus(), codebook))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"topisc": {"trade": 1}}, r"unknown task 'topisc'; did you mean 'topics'\?"),
        ({"topics": {"trad": 1}}, r"unknown label 'trad'; did you mean 'trade'\?"),
    ],
)
def test_a_floor_of_nothing_is_an_error(labels: dict[str, dict[str, int]], message: str, codebook: Codebook) -> None:
    with pytest.raises(DataError, match=message):
        find_problems(resworn(reduced_corpus(), floors=Floors(labels=labels)), codebook)


def test_what_is_not_promised_is_no_problem(codebook: Codebook) -> None:
    corpus = resworn(BREAKERS["coders"](reduced_corpus()), floors=Floors())
    assert list(of("coders", find_problems(corpus, codebook)).unknown) == []
