"""The words of the HTTP API: what a request may hold, what replies and errors look like."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model
from pydantic.config import JsonDict

from stance.codebook import Codebook

__all__ = [
    "CodebookReply",
    "ErrorReply",
    "Limits",
    "PredictReply",
    "PredictRequest",
    "PredictionReply",
    "StatusReply",
    "request_model",
]

_MODEL: Final[JsonDict] = {"sha256": "9f2c" * 16, "codebook": "diplomacy@1.1.0", "version": "0.1.0"}
_EXAMPLE_REQUEST: Final[JsonDict] = {"texts": ["Việt Nam welcomes trade with Kazakhstan."], "partners": [["KZ"]]}
_EXAMPLE_PREDICTION: Final[JsonDict] = {
    "document": "text-0",
    "index": 0,
    "start": 0,
    "end": 40,
    "text": "Việt Nam welcomes trade with Kazakhstan.",
    "kind": "paragraph",
    "number": None,
    "heading": None,
    "language": "en",
    "language_seen": True,
    "topics": ["trade"],
    "topic_probabilities": {"politics": 0.12, "trade": 0.97},
    "scs_stance": "none",
    "scs_stance_probabilities": {"none": 1.0},
    "partners": [
        {
            "partner": "KZ",
            "sentiment": "positive",
            "probabilities": {"negative": 0.01, "neutral": 0.08, "positive": 0.91},
            "intensity": 1,
            "source": "VN",
            "implied": False,
            "mentions": [{"start": 29, "end": 39, "surface": "Kazakhstan"}],
        }
    ],
    "abstained": [],
    "model": _MODEL,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, and the queue, may hold.

    Parameters
    ----------
    texts, characters, partners : int
        Texts in a request, characters (code points) in a text, partners asked about per text.
    body_bytes : int
        Bytes of a request body, whether its length is declared or it comes in chunks.
    concurrency, queue : int
        Predictions that run at once, and requests admitted (running or waiting) before 429.
    """

    texts: int = 64
    characters: int = 20_000
    partners: int = 64
    body_bytes: int = 2_000_000
    concurrency: int = 1
    queue: int = 64


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PredictRequest(_Strict):
    """Texts to code and, per text, the partners whose sentiment is asked for."""

    model_config = ConfigDict(title="PredictRequest", json_schema_extra={"examples": [_EXAMPLE_REQUEST]})

    texts: list[str]
    partners: list[list[str]] | None = None


class MentionReply(_Strict):
    """Where a text names a partner, in code points."""

    start: int
    end: int
    surface: str


class PartnerReply(_Strict):
    """Sentiment toward one partner."""

    partner: str
    sentiment: str
    probabilities: dict[str, float]
    intensity: int
    source: str | None
    implied: bool
    mentions: list[MentionReply]


class ModelReply(_Strict):
    """Which model answered."""

    sha256: str
    codebook: str
    version: str


class PredictionReply(_Strict):
    """Everything predicted of one text; the same object as in ``predictions.jsonl``."""

    document: str
    index: int
    start: int
    end: int
    text: str
    kind: Literal["paragraph", "heading", "boilerplate"]
    number: str | None
    heading: str | None
    language: str
    language_seen: bool
    topics: list[str]
    topic_probabilities: dict[str, float]
    scs_stance: str
    scs_stance_probabilities: dict[str, float]
    partners: list[PartnerReply]
    abstained: list[str]
    model: ModelReply


class PredictReply(_Strict):
    """One prediction per text, in order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"predictions": [_EXAMPLE_PREDICTION], "model": _MODEL}]})

    predictions: list[PredictionReply]
    model: ModelReply


class CodebookReply(_Strict):
    """The whole codebook; ``sha256`` is the hash of the canonical JSON of ``codebook``."""

    version: str
    sha256: str
    codebook: Codebook


class StatusReply(_Strict):
    """Whether the process lives, or the model answers."""

    status: Literal["ok", "ready"]


class ErrorDetail(_Strict):
    """What was refused and why."""

    code: str
    message: str
    request_id: str


class ErrorReply(_Strict):
    """The body of every reply of status 400 and above."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "code": "text_too_long",
                        "message": "texts[3] is longer than the limit of 20000 characters",
                        "request_id": "5f0c3f6e9d0b4c0e8a4f5b1f2d3c4e5f",
                    }
                }
            ]
        }
    )

    error: ErrorDetail


def request_model(limits: Limits) -> type[PredictRequest]:
    """Return ``PredictRequest`` narrowed to ``limits``, so that OpenAPI states them."""
    text = Annotated[str, StringConstraints(max_length=limits.characters)]
    texts = Annotated[list[text], Field(min_length=1, max_length=limits.texts)]
    codes = Annotated[list[str], Field(max_length=limits.partners)]
    partners = Annotated[list[codes], Field(max_length=limits.texts)]
    return create_model("PredictRequest", __base__=PredictRequest, texts=(texts, ...), partners=(partners | None, None))
