"""``corpus.yaml``: what a corpus says of itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stance.errors import DataError, choose

__all__ = ["CorpusCard", "Floors", "KnownIssue", "read_card", "read_utf8", "yaml_mapping"]

_STRICT = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Floors(BaseModel):
    """The fewest that a corpus promises to hold; what is not promised is not checked.

    Parameters
    ----------
    documents, paragraphs, genres, partners : int
        Of the corpus as a whole; ``genres`` are those that each language has.
    language_paragraphs : int
        Paragraphs in each language, translation families not counted.
    families, family_paragraphs : int
        Translation families that exist in every language, and their paragraphs in each.
    labels : mapping of str to mapping of str to int
        By task and label, in each language.
    hard_cases : int
        Paragraphs of each hard case in each language.
    coders : int
        Annotators of every line, the adjudicator not counted.
    """

    model_config = _STRICT

    documents: int = 0
    paragraphs: int = 0
    genres: int = 0
    partners: int = 0
    language_paragraphs: int = 0
    families: int = 0
    family_paragraphs: int = 0
    labels: Mapping[str, Mapping[str, int]] = Field(default_factory=dict)
    hard_cases: int = 0
    coders: int = 0


class KnownIssue(BaseModel):
    """A problem that is known of and left: which check finds it, where, and why it stays."""

    model_config = _STRICT

    check: str
    place: str
    reason: str


class CorpusCard(BaseModel):
    """A corpus's own statement of name, version, makers, promises and splits.

    Parameters
    ----------
    name, version, statement, license : str
        The statement says what kind of text this is and who coded it.
    splits : mapping of str to sequence of str
        Names of the documents in ``train``, ``validation`` and ``test``.
    codebook : str
        Reference of the codebook that its coders used.
    languages : sequence of str
    supersedes : str
        ``name@version`` of the release that this one takes the place of.
    annotators : mapping of str to str
        What each annotator is, by name.
    adjudicator : str
        The annotator whose codes are the gold of every line that they coded.
    hard_cases : mapping of str to str
        What each kind of hard case is, by name.
    floors : Floors
    known_issues : sequence of KnownIssue
    """

    model_config = _STRICT

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    license: str = Field(min_length=1)
    splits: Mapping[str, Sequence[str]] = Field(min_length=1)
    codebook: str = ""
    languages: Sequence[str] = ()
    supersedes: str = ""
    annotators: Mapping[str, str] = Field(default_factory=dict)
    adjudicator: str = ""
    hard_cases: Mapping[str, str] = Field(default_factory=dict)
    floors: Floors = Floors()
    known_issues: Sequence[KnownIssue] = ()

    @property
    def reference(self) -> str:
        """``name@version``."""
        return f"{self.name}@{self.version}"


def read_card(root: Path) -> CorpusCard:
    """Read ``corpus.yaml`` of a corpus folder.

    Raises
    ------
    DataError
        If it cannot be read, is not YAML, or a key is missing, unknown or of another type.
    """
    path = root / "corpus.yaml"
    if not path.is_file():
        raise DataError(f"{str(root)!r} is no corpus folder: corpus.yaml cannot be read (No such file or directory)")
    content = yaml_mapping(read_utf8(path), str(path))
    required = [name for name, field in CorpusCard.model_fields.items() if field.is_required()]
    for key in content:
        if key not in CorpusCard.model_fields:
            raise DataError(f"{path}: unknown key {key!r}; {choose(str(key), CorpusCard.model_fields)}")
    missing = [key for key in required if not content.get(key)]
    if missing:
        raise DataError(f"{path}: keys without a value: {', '.join(missing)}")
    try:
        return CorpusCard.model_validate(content)
    except ValidationError as error:
        raise DataError(f"{path}: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        part = str(first["loc"][0])
        known = Floors.model_fields if part == "floors" else KnownIssue.model_fields
        return f"unknown key {where!r}; {choose(str(first['loc'][-1]), known)}"
    return f"{where}={first['input']!r}: {first['msg']}"


def read_utf8(path: Path, *, what: str = "file") -> str:
    """Read a file of a corpus folder, or say in one line why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: the {what} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: the {what} cannot be read as UTF-8 at byte {error.start}; save it as UTF-8"
        ) from error


def yaml_mapping(text: str, origin: str) -> dict[str, Any]:
    """Parse YAML that must be keys and values; ``origin`` names the place in errors."""
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DataError(f"{origin}: not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise DataError(f"{origin}: keys and values are expected, as YAML (in a document between lines of ---)")
    return content
