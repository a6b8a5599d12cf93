"""Fixtures of the contract tests."""

from tests.fixtures_small import codebook, corpus, small_corpus

__all__ = ["codebook", "corpus", "small_corpus"]
