import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save
from tests.conftest import HashEncoder
from tests.fixtures_small import make_plan

from stance.bundle import load_bundle
from stance.errors import ModelError
from stance.predictor import Predictor
from stance.provenance import canonical_json, sha256_bytes, sha256_file
from stance.training import fit_bundle

FILES = ("bundle.json", "codebook.json", "heads.safetensors", "manifest.json")
TEXT = "Viet Nam and Kazakhstan protested against the incident in the South China Sea."


@pytest.fixture
def copy(trained: Path, tmp_path: Path) -> Path:
    """A copy of the small bundle that a test may damage."""
    return Path(shutil.copytree(trained / "model", tmp_path / "model"))


def rewrite(folder: Path, name: str, content: Any) -> None:
    """Replace a file and sign it, as somebody who means harm would."""
    data = canonical_json(content).encode()
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"][name] = sha256_bytes(data)
    (folder / "manifest.json").write_text(canonical_json(manifest), encoding="utf-8")


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_bytes())


def test_a_bundle_holds_json_and_arrays_only(trained: Path) -> None:
    assert sorted(file.name for file in (trained / "model").iterdir()) == sorted(FILES)


def test_two_fits_give_equal_bytes(trained: Path, tmp_path: Path) -> None:
    fit_bundle(make_plan(HashEncoder()), tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (trained / "model" / name).read_bytes(), name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again"]


def test_a_loaded_bundle_predicts_as_before(trained: Path, copy: Path) -> None:
    first, second = (Predictor.load(folder, encoder=HashEncoder()) for folder in (trained / "model", copy))
    assert first.predict([TEXT]) == second.predict([TEXT])


def test_a_loaded_bundle_knows_its_hash_version_and_languages(copy: Path) -> None:
    bundle = load_bundle(copy, HashEncoder())
    assert bundle.sha256 == sha256_file(copy / "manifest.json")
    assert bundle.facts["languages"] == ["bn", "en", "ko"]
    assert bundle.facts["encoder"] == HashEncoder.name
    assert bundle.version == read(copy, "manifest.json")["version"]
    assert set(bundle.heads) == {task.name for task in bundle.codebook.tasks}


def test_only_the_ordinal_task_has_a_scale(copy: Path) -> None:
    bundle = load_bundle(copy, HashEncoder())
    assert [name for name, head in bundle.heads.items() if head.scale] == ["partner_sentiment"]


@pytest.mark.parametrize("where", [0.02, 0.5, 0.98], ids=["start", "middle", "end"])
@pytest.mark.parametrize("name", FILES[:3])
def test_one_flipped_bit_is_noticed(name: str, where: float, copy: Path) -> None:
    data = bytearray((copy / name).read_bytes())
    data[int(where * len(data))] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(ModelError, match=rf"{name}' does not match its manifest"):
        load_bundle(copy, HashEncoder())


def outcome(folder: Path) -> str:
    """Return the hash that a bundle loads with, or what is said of it."""
    try:
        return load_bundle(folder, HashEncoder()).sha256
    except ModelError as error:
        return f"refused: {error}"


def test_any_flipped_bit_of_the_manifest_is_refused_or_changes_the_hash(copy: Path) -> None:
    whole, before = (copy / "manifest.json").read_bytes(), outcome(copy)
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 7)]
    told = []
    for data in flipped:
        (copy / "manifest.json").write_bytes(data)
        told.append(outcome(copy))
    assert before not in told
    assert sum(each.startswith("refused") for each in told) > 0.9 * len(told)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str, copy: Path) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_bundle(copy, HashEncoder())


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("", "no bundle"),
        ("[]", "no bundle"),
        ("{}", "no bundle"),
        ('{"format":1}', "no bundle"),
        ('{"format":2,"version":"9","files":{}}', "has format 2, this version reads 1"),
        ('{"format":1,"version":"9","files":{}}', "lists"),
        ('{"format":1,"version":"9","files":{"../../../etc/passwd":"0"}}', "lists"),
    ],
    ids=["empty", "list", "object", "no-files", "format", "unlisted", "outside"],
)
def test_another_manifest_is_refused(manifest: str, message: str, copy: Path) -> None:
    (copy / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_bundle(copy, HashEncoder())


def test_an_unknown_classifier_is_refused_though_its_hash_is_right(copy: Path) -> None:
    content = read(copy, "bundle.json")
    content["heads"]["topics"]["class"] = "LinearClasifier"
    rewrite(copy, "bundle.json", content)
    with pytest.raises(ModelError, match=r"unknown classifier 'LinearClasifier'; did you mean 'LinearClassifier'\?"):
        load_bundle(copy, HashEncoder())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("heads", "topics", "settings"), {"file": "/etc/passwd"}),
        (("heads", "topics", "settings"), {"views": ["nowhere"]}),
        (("heads", "weather"), {"class": "MajorityClassifier", "settings": {}}),
        (("heads", "topics", "calibration"), {"heat": 1}),
        (("heads", "topics"), None),
        (("facts",), []),
    ],
    ids=["setting", "view", "task", "calibration", "head", "facts"],
)
def test_what_does_not_fit_together_is_refused_though_its_hash_is_right(
    path: tuple[str, ...], value: Any, copy: Path
) -> None:
    content = read(copy, "bundle.json")
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    rewrite(copy, "bundle.json", content)
    with pytest.raises(ModelError, match=r"does not hold together"):
        load_bundle(copy, HashEncoder())


@pytest.mark.parametrize("manifest", ['{"files": ["bundle.json"], "format": 1, "version": "0"}', "[" * 100_000])
def test_a_manifest_of_another_shape_is_refused(manifest: str, copy: Path) -> None:
    (copy / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ModelError, match=r"is no bundle"):
        load_bundle(copy, HashEncoder())


def test_a_bundle_without_a_head_for_each_task_is_refused(copy: Path) -> None:
    content = read(copy, "bundle.json")
    del content["heads"]["topics"]
    rewrite(copy, "bundle.json", content)
    with pytest.raises(ModelError, match=r"topics"):
        load_bundle(copy, HashEncoder())


@pytest.mark.parametrize(("number", "value"), [("threshold", "a"), ("temperature", 0), ("floor", None)])
def test_a_calibration_that_is_none_is_refused(number: str, value: object, copy: Path) -> None:
    content = read(copy, "bundle.json")
    content["heads"]["topics"]["calibration"][number] = value
    rewrite(copy, "bundle.json", content)
    with pytest.raises(ModelError, match=r"does not hold together"):
        load_bundle(copy, HashEncoder())


def test_weights_of_another_width_are_refused(copy: Path) -> None:
    arrays = load((copy / "heads.safetensors").read_bytes())
    data = save({name: array[..., :3].copy() for name, array in arrays.items()})
    (copy / "heads.safetensors").write_bytes(data)
    manifest = read(copy, "manifest.json")
    manifest["files"]["heads.safetensors"] = sha256_bytes(data)
    (copy / "manifest.json").write_text(canonical_json(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match=r"does not hold together"):
        load_bundle(copy, HashEncoder())


def test_arrays_that_are_none_are_refused_though_their_hash_is_right(copy: Path) -> None:
    rewrite(copy, "heads.safetensors", {"no": "arrays"})
    with pytest.raises(ModelError, match=r"does not hold together"):
        load_bundle(copy, HashEncoder())


def test_another_encoder_is_refused(copy: Path) -> None:
    other = HashEncoder()
    other.name = "other-encoder"
    with pytest.raises(ModelError, match=r"needs the encoder 'hash-3gram-64', given 'other-encoder'"):
        load_bundle(copy, other)


def test_learnt_numbers_are_finite(copy: Path) -> None:
    for head in load_bundle(copy, HashEncoder()).heads.values():
        assert all(np.isfinite(array).all() for array in head.classifier.arrays.values())
