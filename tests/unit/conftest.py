"""Fixtures that several unit tests share."""

import pytest
from tests.fixtures_small import codebook, corpus, predictor, small_corpus, small_run, trained

from stance.codebook import Codebook

__all__ = ["codebook", "corpus", "predictor", "small_corpus", "small_run", "tiny_codebook", "trained"]


@pytest.fixture(scope="session")
def tiny_codebook() -> Codebook:
    """A codebook with one task of each kind and nothing diplomatic in it."""
    return Codebook.model_validate(
        {
            "name": "harbour",
            "version": "1.0.0",
            "partners": {"organisations": ["LEAGUE"]},
            "tasks": [
                {
                    "name": "alarm",
                    "kind": "conditional",
                    "question": "Which alarm is raised?",
                    "condition": {"task": "subject", "label": "weather"},
                    "default": "absent",
                    "labels": [
                        {"name": "calm", "definition": "No alarm.", "rank": 0},
                        {"name": "storm", "definition": "A storm.", "rank": 2, "cues": {"en": ["storm*", "gale*"]}},
                        {"name": "flood", "definition": "A flood.", "rank": 2, "cues": {"en": ["flood*"]}},
                        {"name": "rain", "definition": "Rain.", "rank": 1, "cues": {"en": ["rain*"]}},
                    ],
                },
                {
                    "name": "subject",
                    "kind": "multilabel",
                    "question": "What is it about?",
                    "labels": [
                        {"name": "harvest", "definition": "Fish.", "cues": {"en": ["catch"], "vi": ["cá"]}},
                        {"name": "weather", "definition": "Weather.", "cues": {"en": ["weather"], "bn": ["আবহাওয়া"]}},
                    ],
                },
                {
                    "name": "tone",
                    "kind": "targeted",
                    "question": "In which tone?",
                    "ordinal": True,
                    "labels": [
                        {"name": "cold", "definition": "Cold.", "cues": {"en": ["blame*"], "zh": ["谴责"]}},
                        {"name": "even", "definition": "Neither."},
                        {"name": "warm", "definition": "Warm.", "cues": {"en": ["thank*"], "zh": ["感谢"]}},
                    ],
                    "intensity": [{"value": value, "meaning": "A step."} for value in (-2, -1, 0, 1, 2)],
                },
            ],
        }
    )
