"""Code diplomatic documents in any language: topics, stance on the South China Sea, sentiment toward partners."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stance.codebook import Codebook, load_codebook
    from stance.dataset import load_corpus, read_corpus
    from stance.errors import CodebookError, ConfigError, DataError, MissingExtraError, ModelError, StanceError
    from stance.model import load
    from stance.predictor import Context, Predictor
    from stance.records import Annotation, Document, Paragraph, Prediction

__all__ = [
    "Annotation",
    "Codebook",
    "CodebookError",
    "ConfigError",
    "Context",
    "DataError",
    "Document",
    "MissingExtraError",
    "ModelError",
    "Paragraph",
    "Prediction",
    "Predictor",
    "StanceError",
    "load",
    "load_codebook",
    "load_corpus",
    "read_corpus",
]

_HOMES = {
    "codebook": ("Codebook", "load_codebook"),
    "dataset": ("load_corpus", "read_corpus"),
    "errors": ("CodebookError", "ConfigError", "DataError", "MissingExtraError", "ModelError", "StanceError"),
    "model": ("load",),
    "predictor": ("Context", "Predictor"),
    "records": ("Annotation", "Document", "Paragraph", "Prediction"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``import stance`` costs nothing."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"stance.{module}"), name)
    raise AttributeError(f"module 'stance' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return list(__all__)
