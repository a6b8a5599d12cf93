"""The codebook: tasks, labels and their rules, read from one YAML file and validated line by line."""

from collections.abc import Iterator
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from stance.errors import CodebookError, choose
from stance.provenance import sha256_json

__all__ = ["Codebook", "Condition", "Example", "Label", "LineKind", "Task", "load_codebook"]

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


def _misfit(message: str, *place: str | int) -> PydanticCustomError:
    """Make the error of a validator that knows the place, below its model, of what is wrong."""
    return PydanticCustomError("misfit", "{message}", {"message": message, "place": place})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                raise _misfit(f"unknown key {key!r}; {choose(str(key), cls.model_fields)}", key)
        return data


class Example(_Strict):
    """A composed sentence that carries a label."""

    language: str
    text: str


class Label(_Strict):
    """One code of a task: what it means, what it takes in and leaves out.

    ``cues`` are keywords by language for the rules annotator; ``rank`` decides which label of a
    conditional task wins where two hold (the higher).
    """

    name: _Name
    definition: str
    title: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hypothesis: str = ""
    examples: tuple[Example, ...] = ()
    cues: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    rank: int = 0


class Condition(_Strict):
    """The label of another task that must hold before a conditional task is coded."""

    task: _Name
    label: _Name


class Intensity(_Strict):
    """One step of the ordinal scale behind a targeted task."""

    value: int
    meaning: str


class LineKind(_Strict):
    """A kind of line: paragraph, heading or boilerplate."""

    name: Literal["paragraph", "heading", "boilerplate"]
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Task(_Strict):
    """One question asked of every item.

    ``kind`` is ``multilabel`` (any set of labels), ``conditional`` (one label where ``condition``
    holds, else ``default``) or ``targeted`` (one label per paragraph and partner).
    """

    name: _Name
    kind: Literal["multilabel", "conditional", "targeted"]
    question: str
    labels: tuple[Label, ...] = Field(min_length=2)
    rules: tuple[str, ...] = ()
    condition: Condition | None = None
    default: str | None = None
    ordinal: bool = False
    intensity: tuple[Intensity, ...] = ()

    @property
    def label_names(self) -> tuple[str, ...]:
        """Names of the labels in codebook order."""
        return tuple(label.name for label in self.labels)

    @model_validator(mode="after")
    def _holds_together(self) -> "Task":
        for row, name in enumerate(self.label_names):
            if name in self.label_names[:row]:
                raise _misfit(f"task {self.name!r} names the label {name!r} twice", "labels", row, "name")
        if self.kind == "conditional" and self.condition is None:
            raise _misfit(f"task {self.name!r} of kind 'conditional' needs a condition", "kind")
        if self.kind != "conditional" and self.condition is not None:
            raise _misfit(f"task {self.name!r} of kind {self.kind!r} cannot have a condition", "condition")
        if self.kind == "conditional" and not self.default:
            raise _misfit(f"conditional task {self.name!r} needs a default label", "kind")
        return self

    def label(self, name: str) -> Label:
        """Return a label by name.

        Raises
        ------
        CodebookError
            If the task has no such label.
        """
        for label in self.labels:
            if label.name == name:
                return label
        raise CodebookError(f"task {self.name!r} has no label {name!r}; {choose(name, self.label_names)}")


class Partners(_Strict):
    """Which organisations count as partners beside the countries of ISO 3166-1."""

    organisations: tuple[str, ...] = ()


class Codebook(_Strict):
    """A versioned measurement instrument: tasks of three kinds over the lines of documents."""

    name: _Name
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    tasks: tuple[Task, ...] = Field(min_length=1)
    title: str = ""
    description: str = ""
    unit: str = ""
    line_kinds: tuple[LineKind, ...] = ()
    partners: Partners = Partners()

    @model_validator(mode="after")
    def _holds_together(self) -> "Codebook":
        names = [task.name for task in self.tasks]
        for row, name in enumerate(names):
            if name in names[:row]:
                raise _misfit(f"the task {name!r} is named twice", "tasks", row, "name")
        labels = {task.name: task.label_names for task in self.tasks}
        for row, task in enumerate(self.tasks):
            condition = task.condition
            if condition and condition.label not in labels.get(condition.task, ()):
                known = (f"{name}.{label}" for name in labels for label in labels[name])
                given = f"{condition.task}.{condition.label}"
                message = f"task {task.name!r} has the unknown condition {given!r}; {choose(given, known)}"
                raise _misfit(message, "tasks", row, "condition", "label")
        return self

    @property
    def reference(self) -> str:
        """``name@version``, as predictions and cards cite it."""
        return f"{self.name}@{self.version}"

    @cached_property
    def sha256(self) -> str:
        """Hash of the content: changes with any word of it, not with its layout."""
        return sha256_json(self.model_dump(mode="json"))

    def task(self, name: str) -> Task:
        """Return a task by name, or raise a CodebookError that lists those there are."""
        for task in self.tasks:
            if task.name == name:
                return task
        raise CodebookError(
            f"codebook {self.name!r} has no task {name!r}; {choose(name, (t.name for t in self.tasks))}"
        )

    def of_kind(self, kind: str) -> Iterator[Task]:
        """Yield the tasks of one kind in codebook order."""
        return (task for task in self.tasks if task.kind == kind)

    def only(self, kind: str) -> Task | None:
        """Return the task of one kind, or None; corpora and predictions hold one task of each kind."""
        tasks = list(self.of_kind(kind))
        if len(tasks) > 1:
            names = ", ".join(task.name for task in tasks)
            raise CodebookError(f"codebook {self.name!r} has {len(tasks)} {kind} tasks ({names}); one is allowed")
        return tasks[0] if tasks else None


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Load and validate a codebook.

    Parameters
    ----------
    path : str or Path, optional
        A YAML file; by default the diplomatic codebook that ships.

    Returns
    -------
    Codebook

    Raises
    ------
    CodebookError
        With the file, line and field of the first thing that is wrong.
    """
    if path is None:
        packaged = resources.files("stance.conf") / "codebook" / "diplomacy.yaml"
        return _parse(packaged.read_text(encoding="utf-8"), "diplomacy.yaml")
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(f"codebook {str(file)!r} cannot be read: {error}") from error
    return _parse(text, str(file))


def _parse(text: str, origin: str) -> Codebook:
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CodebookError(f"{origin}:{mark.line + 1 if mark else 1}: not valid YAML: {problem}") from error
    if not isinstance(content, dict) or node is None:
        raise CodebookError(f"{origin}:1: a codebook is a mapping with name, version and tasks")
    for key in _repeated_keys(node):
        raise CodebookError(f"{origin}:{key.start_mark.line + 1}: the key {key.value!r} stands twice in one mapping")
    try:
        return Codebook.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        location = (*first["loc"], *first.get("ctx", {}).get("place", ()))
        where = ".".join(str(part) for part in location) or "codebook"
        raise CodebookError(f"{origin}:{_line_of(node, location)}: {where}: {first['msg']}") from error


def _repeated_keys(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield the keys that YAML would silently let win over an earlier one of the same mapping."""
    waiting, seen = [root], set[int]()
    while waiting:
        node = waiting.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            yield from (key for at, key in enumerate(keys) if key.value in {other.value for other in keys[:at]})
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _line_of(node: yaml.Node, location: tuple[Any, ...]) -> int:
    """Follow a pydantic location down the YAML tree and return the 1-based line it ends on."""
    line = node.start_mark.line
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
    return line + 1
