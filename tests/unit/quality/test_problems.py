"""All checks together: known issues excuse, and may only shrink."""

from collections.abc import Sequence

import pytest
from tests.fixtures_small import reduced_corpus
from tests.unit.quality.breaking import BREAKERS, assert_found, resworn

from stance.codebook import Codebook
from stance.dataset import KnownIssue
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
