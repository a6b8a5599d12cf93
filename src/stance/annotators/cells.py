"""What people write into a cell of a coding sheet."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from stance.codebook import Codebook, Task
from stance.errors import DataError, choose

__all__ = ["NOTHING", "Code", "parse_cell"]

NOTHING = "-"
_MINUS = str.maketrans("\u2212\u2013\u2010\u2011", "----")
_TARGET = re.compile(r"(?P<partner>[^=<!]+)=(?P<value>[^=<!]+)(?P<rest>(?:<[^=<!]+|!)*)")


@dataclass(frozen=True, slots=True)
class Code:
    """One label as a coder gave it; see `stance.records.Annotation` for the fields."""

    label: str
    target: str = ""
    intensity: int | None = None
    source: str | None = None
    implied: bool = False


def parse_cell(cell: str, task: Task, codebook: Codebook) -> list[Code] | None:
    """Read one coded cell.

    Multi-label: labels separated by ``|``, ``-`` for the empty set. Conditional: one label. Targeted:
    ``KZ=+2 VN=neutral<RU RU=-1!``, that is partner = label or intensity, ``<`` and the source where
    it is known, ``!`` where the partner is implied; ``-`` for no partner. Upper and lower case and
    the full-width signs of East Asian keyboards are read alike.

    Parameters
    ----------
    cell : str
    task : Task
    codebook : Codebook
        Names the organisations that count as partners.

    Returns
    -------
    list of Code or None
        None where the cell is empty: the coder did not code it.

    Raises
    ------
    DataError
        If any part of the cell is not allowed; says what was given and what is.
    """
    text = unicodedata.normalize("NFKC", cell).translate(_MINUS).strip()
    if not text:
        return None
    if task.kind == "multilabel":
        return [Code(_labels(text, task))]
    if task.kind == "conditional":
        return [Code(_label(text, (*task.label_names, *filter(None, [task.default]))))]
    return [] if text == NOTHING else _targets(text, task, codebook)


def _labels(text: str, task: Task) -> str:
    if text == NOTHING:
        return ""
    given = {_label(part, task.label_names) for part in re.split(r"[|,;]", text) if part.strip()}
    return "|".join(name for name in task.label_names if name in given)


def _label(text: str, allowed: Sequence[str]) -> str:
    name = text.strip().lower()
    if name not in allowed:
        raise DataError(f"unknown label {text.strip()!r}; {choose(name, set(allowed))}")
    return name


def _targets(text: str, task: Task, codebook: Codebook) -> list[Code]:
    joined = re.sub(r"\s+!", "!", re.sub(r"\s*([=<])\s*", r"\1", text))
    codes = [_target(part, task, codebook) for part in re.split(r"[\s|,;]+", joined) if part]
    partners = [code.target for code in codes]
    for partner in partners:
        if partners.count(partner) > 1:
            raise DataError(f"partner {partner!r} is coded {partners.count(partner)} times, once is allowed")
    return codes


def _target(part: str, task: Task, codebook: Codebook) -> Code:
    match = _TARGET.fullmatch(part)
    if match is None:
        example = f"XX={task.label_names[0]}"
        raise DataError(f"{part!r} is not partner=label; write for example {example} or {example}<YY!")
    sources = re.findall(r"<([^<!]+)", match["rest"])
    if len(sources) > 1:
        raise DataError(f"{part!r} names {len(sources)} sources, at most one is allowed")
    label, intensity = _value(match["value"], task)
    return Code(
        label,
        target=_partner(match["partner"], codebook),
        intensity=intensity,
        source=_partner(sources[0], codebook) if sources else None,
        implied="!" in match["rest"],
    )


def _partner(text: str, codebook: Codebook) -> str:
    code, organisations = text.upper(), codebook.partners.organisations
    if code not in organisations and not re.fullmatch("[A-Z]{2}", code):
        allowed = choose(code, organisations)
        raise DataError(
            f"unknown partner {text!r}; give a country's two letters of ISO 3166-1 or one of these: {allowed}"
        )
    return code


def _value(text: str, task: Task) -> tuple[str, int | None]:
    if not re.fullmatch(r"[+-]?\d+", text):
        return _label(text, task.label_names), None
    steps = {step.value for step in task.intensity}
    label = _label_of(int(text), task) if int(text) in steps else None
    if label is None:
        signed = (f"{step:+d}" if step else "0" for step in steps)
        raise DataError(f"unknown value {text!r}; {choose(text, {*task.label_names, *signed})}")
    return label, int(text)


def _label_of(intensity: int, task: Task) -> str | None:
    """Return the label that an intensity falls under, None where the scale does not say.

    Labels of an ordinal task run from low to high around the scale's zero, or its middle where all
    steps lie on one side; each side of the scale is shared out evenly among the labels there.
    """
    low, high = min(step.value for step in task.intensity), max(step.value for step in task.intensity)
    centre = 0 if low < 0 < high else (low + high) / 2
    side, odd = divmod(len(task.labels), 2)
    if not task.ordinal or (intensity == centre and not odd):
        return None
    if intensity == centre:
        return task.label_names[side]
    above = intensity > centre
    reach = (intensity - centre) / ((high if above else low) - centre)
    steps = ceil(reach * side)
    return task.label_names[side + odd - 1 + steps] if above else task.label_names[side - steps]
