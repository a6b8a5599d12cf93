"""A model on disk: JSON and arrays, no pickle, every file's hash checked before it is parsed."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from stance.calibration import Calibration
from stance.classifiers import CLASSIFIERS, LinearClassifier, MajorityClassifier, ScaleRegressor
from stance.codebook import Codebook, Task
from stance.errors import CodebookError, ConfigError, ModelError, choose
from stance.protocols import Encoder
from stance.provenance import canonical_json, package_version, sha256_bytes, write_atomic

__all__ = ["Bundle", "Head", "load_bundle", "save_bundle"]

_FORMAT = 1
_MANIFEST = "manifest.json"
_MISFITS = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
_FILES = frozenset({"bundle.json", "codebook.json", "heads.safetensors"})


@dataclass(frozen=True, slots=True)
class Head:
    """The fitted classifier of one task, its calibration and, for ordinal tasks, its scale."""

    classifier: LinearClassifier | MajorityClassifier
    calibration: Calibration
    scale: ScaleRegressor | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A whole model: heads by task, the codebook they code by, and what they were trained on.

    ``facts`` holds what predictions and cards cite: encoder name, languages of the training data,
    corpus name, version and hash. ``sha256`` is that of the manifest, and so of everything.
    """

    codebook: Codebook
    heads: Mapping[str, Head]
    facts: Mapping[str, Any]
    sha256: str = ""
    version: str = ""


def save_bundle(bundle: Bundle, folder: Path) -> str:
    """Write a bundle and return its SHA-256; equal models give equal bytes.

    The folder appears whole or not at all.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    arrays: dict[str, NDArray[Any]] = {}
    heads = {task: _describe(task, head, arrays) for task, head in bundle.heads.items()}
    files = {
        "codebook.json": canonical_json(bundle.codebook.model_dump(mode="json")).encode(),
        "bundle.json": canonical_json({"heads": heads, "facts": dict(bundle.facts)}).encode(),
        "heads.safetensors": save({name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}),
    }
    for name, data in files.items():
        write_atomic(staging / name, data)
    hashes = {name: sha256_bytes(data) for name, data in files.items()}
    manifest = canonical_json({"format": _FORMAT, "version": package_version(), "files": hashes}).encode()
    write_atomic(staging / _MANIFEST, manifest)
    if folder.exists():
        shutil.rmtree(folder)
    staging.rename(folder)
    folder.chmod(0o755)
    return sha256_bytes(manifest)


def load_bundle(folder: str | Path, encoder: Encoder) -> Bundle:
    """Read a bundle, checking every file against the manifest before anything in it is parsed.

    Parameters
    ----------
    folder : str or Path
    encoder : Encoder
        Must be the one that the bundle was trained with.

    Raises
    ------
    ModelError
        If a file is missing, damaged or unlisted, the files do not fit together, or the encoder is another one.
    """
    root = Path(folder)
    manifest, digest = _manifest(root)
    content = {name: _checked(root / name, expected) for name, expected in manifest["files"].items()}
    try:
        book, heads, facts = _parsed(content, encoder)
    except (*_MISFITS, CodebookError, ConfigError, SafetensorError) as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        raise ModelError(f"bundle {str(root)!r} does not hold together ({told}); train it again") from error
    return Bundle(book, heads, facts, digest, manifest["version"])


def _parsed(content: Mapping[str, bytes], encoder: Encoder) -> tuple[Codebook, dict[str, Head], dict[str, Any]]:
    book = Codebook.model_validate_json(content["codebook.json"])
    description = json.loads(content["bundle.json"])
    arrays, facts = load(content["heads.safetensors"]), description["facts"]
    if facts["encoder"] != encoder.name:
        advice = "choose the one that the config.yaml of its run has under encoder"
        raise ModelError(f"the bundle needs the encoder {facts['encoder']!r}, given {encoder.name!r}; {advice}")
    frozenset(facts["languages"])
    described = {book.task(name).name: one for name, one in description["heads"].items()}
    heads = {task.name: _rebuild(task, described[task.name], arrays, encoder) for task in book.tasks}
    return book, heads, facts


def _describe(task: str, head: Head, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    arrays |= {f"{task}/{name}": array for name, array in head.classifier.arrays.items()}
    described: dict[str, Any] = {
        "class": type(head.classifier).__name__,
        "settings": head.classifier.settings,
        "calibration": asdict(head.calibration),
        "scale": None,
    }
    if head.scale is not None:
        arrays |= {f"{task}/scale/{name}": array for name, array in head.scale.arrays.items()}
        described["scale"] = head.scale.settings
    return described


def _rebuild(task: Task, one: dict[str, Any], arrays: dict[str, Any], encoder: Encoder) -> Head:
    if one["class"] not in CLASSIFIERS:
        raise ModelError(f"bundle holds the unknown classifier {one['class']!r}; {choose(one['class'], CLASSIFIERS)}")
    place = f"{task.name}/"
    mine = {name.removeprefix(place): array for name, array in arrays.items() if name.startswith(place)}
    classifier = CLASSIFIERS[one["class"]](task, encoder, **one["settings"]).restore(mine)
    scale = None
    if one["scale"] is not None:
        scaled = {name.removeprefix("scale/"): array for name, array in mine.items() if name.startswith("scale/")}
        scale = ScaleRegressor(task, encoder, **one["scale"]).restore(scaled)
    return Head(classifier, _calibration(one["calibration"]), scale)


def _calibration(numbers: Mapping[str, Any]) -> Calibration:
    calibration = Calibration(**{name: float(value) for name, value in numbers.items()})
    if not np.isfinite(astuple(calibration)).all() or calibration.temperature <= 0:
        raise ValueError(f"{calibration} is out of range")
    return calibration


def _manifest(root: Path) -> tuple[dict[str, Any], str]:
    try:
        data = (root / _MANIFEST).read_bytes()
        manifest = json.loads(data)
        version, _ = manifest["format"], manifest["version"].encode()
        listed = frozenset(manifest["files"].keys())
    except (OSError, *_MISFITS) as error:
        raise ModelError(f"{str(root)!r} is no bundle: {_MANIFEST} cannot be read ({error})") from error
    if version != _FORMAT:
        raise ModelError(f"bundle {str(root)!r} has format {version}, this version reads {_FORMAT}; train it again")
    if listed != _FILES:
        raise ModelError(f"bundle {str(root)!r} lists {sorted(listed)}, not {sorted(_FILES)}; train it again")
    return manifest, sha256_bytes(data)


def _checked(path: Path, expected: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"bundle file {str(path)!r} is missing; copy or train the bundle again") from error
    if sha256_bytes(data) != expected:
        raise ModelError(f"bundle file {str(path)!r} does not match its manifest; copy or train the bundle again")
    return data
