"""From the settings of ``stance train`` to a plan whose parts are built."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from stance.codebook import Task
from stance.config import Invocation, build
from stance.encoder import CachedEncoder, MemoEncoder
from stance.errors import ConfigError
from stance.naming import codebook_at, corpus_at
from stance.protocols import Classifier, Encoder
from stance.settings import Settings
from stance.training import Plan

__all__ = ["TrainSettings", "make_plan"]

_MEMO = 100_000  # vectors; every fold asks for the same ones
_VOLATILE = frozenset({"root", "tracking", "cache"})


class TrainSettings(Settings):
    """Settings of ``stance train``; see conf/train.yaml."""

    classifier: dict[str, Any]
    baselines: dict[str, dict[str, Any]]
    encoder: dict[str, Any]
    tracking: dict[str, Any]
    corpus: str | None
    codebook: str | None
    seeds: list[Annotated[int, Field(ge=0, lt=2**32)]] = Field(min_length=1)
    folds: int = Field(ge=2)
    risk: float = Field(ge=0, le=1)
    replicates: int = Field(ge=0)
    cache: bool
    root: str


def make_plan(invocation: Invocation) -> Plan:
    """Build every part that the settings name."""
    settings = TrainSettings.of(invocation.settings)
    if len(set(settings.seeds)) < len(settings.seeds):
        raise ConfigError(f"setting seeds={settings.seeds}: a seed stands there twice; each deals the same folds")
    encoder: Encoder = build(settings.encoder)
    encoder = MemoEncoder(CachedEncoder(encoder) if settings.cache else encoder, size=_MEMO)
    codebook = codebook_at(settings.codebook)
    name = next((o.removeprefix("classifier=") for o in invocation.overrides if o.startswith("classifier=")), "linear")
    families = {name: settings.classifier} | {k: v for k, v in settings.baselines.items() if k != name}
    keep = {key: value for key, value in invocation.settings.items() if key not in _VOLATILE}
    changed = [o for o in invocation.overrides if o.lstrip("+~").split("=")[0].split(".")[0] not in _VOLATILE]
    return Plan(
        corpus=corpus_at(settings.corpus, codebook),
        codebook=codebook,
        encoder=encoder,
        families={family: _maker(nodes, encoder) for family, nodes in families.items()},
        seeds=settings.seeds,
        folds=settings.folds,
        risk=settings.risk,
        replicates=settings.replicates,
        config=keep,
        name=" ".join(changed) or "default",
    )


class _maker:  # noqa: N801 - reads as a function
    """Makes a fresh classifier for a task from the node of the task's kind."""

    def __init__(self, nodes: Mapping[str, Any], encoder: Encoder) -> None:
        self.nodes, self.encoder = nodes, encoder

    def __call__(self, task: Task) -> Classifier:
        if not isinstance(self.nodes.get(task.kind), Mapping):
            raise ConfigError(f"the classifier has no settings for {task.kind} tasks as {task.name!r}")
        made: Classifier = build(self.nodes[task.kind], task=task, encoder=self.encoder)
        return made
