"""Releases of the shipped corpus: what each was called, what it hashed to, and what took its place."""

from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from stance.errors import DataError, choose

__all__ = ["Release", "releases", "require_current"]


class Release(BaseModel):
    """One release: its hash never changes, because a release is never edited.

    Parameters
    ----------
    release : str
        ``name@version``.
    sha256 : str
        `Corpus.sha256` of the release.
    superseded_by : str
        The release that took its place; empty for the current one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    release: str
    sha256: str
    superseded_by: str = ""


def releases() -> list[Release]:
    """Return all releases of the shipped corpus, the oldest first."""
    text = (resources.files("stance.corpus") / "releases.yaml").read_text(encoding="utf-8")
    return [Release.model_validate(entry) for entry in yaml.load(text, Loader=yaml.CSafeLoader)]


def require_current(reference: str) -> None:
    """Check that a reference names the release that ships.

    Raises
    ------
    DataError
        If there is no such release, or another took its place.
    """
    known = {entry.release: entry for entry in releases()}
    if reference not in known:
        raise DataError(f"no corpus {reference!r}; {choose(reference, known)}, or give a folder")
    if known[reference].superseded_by:
        newer = known[reference].superseded_by
        raise DataError(f"corpus {reference!r} is superseded by {newer!r}, which ships with this version of stance")
