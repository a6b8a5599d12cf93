"""Checks of the texts, each against a corpus that breaks its promise."""

import pytest
from tests.unit.quality.breaking import assert_found

from stance.codebook import Codebook
from stance.quality import texts


@pytest.mark.parametrize("check", texts.__all__)
def test_a_broken_promise_is_found_by_its_check(check: str, codebook: Codebook) -> None:
    assert_found(check, codebook)
