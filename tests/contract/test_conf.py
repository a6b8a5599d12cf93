"""What every file of conf/ promises: it composes, builds and keeps to its protocol; no test names a part."""

import re
import shlex
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from tests.conftest import HashEncoder

from stance.annotations import check_labels
from stance.cli import COMMANDS, main
from stance.codebook import Codebook, load_codebook
from stance.config import build, compose
from stance.dataset import Corpus
from stance.errors import ConfigError
from stance.items import TaskData, task_data
from stance.naming import codebook_at
from stance.partners import PartnerFinder
from stance.protocols import Annotator, Classifier, Encoder, Source, Tracker
from stance.records import Document

CONF = Path(str(resources.files("stance.conf")))
KINDS = ("multilabel", "conditional", "targeted")
ANY_VALUE = {"annotator.sheets": "sheets/*.csv", "tracking.uri": "http://localhost:5000"}


def options(group: str) -> list[str]:
    return sorted(file.stem for file in (CONF / group).glob("*.yaml"))


def required(command: str) -> list[str]:
    """Give a value to every setting of a command that has none."""
    settings = yaml.safe_load((CONF / f"{command}.yaml").read_text(encoding="utf-8"))
    return [f"{key}=given" for key, value in settings.items() if value == "???"]


def node(group: str, option: str) -> dict[str, Any]:
    """Compose one option of a group in a command that has the group, and return its node."""
    command = next(c for c in COMMANDS if re.search(rf"- {group}:", (CONF / f"{c}.yaml").read_text(encoding="utf-8")))
    settings = yaml.safe_load((CONF / group / f"{option}.yaml").read_text(encoding="utf-8"))
    missing = [f"{group}.{key}={ANY_VALUE[f'{group}.{key}']}" for key, value in settings.items() if value == "???"]
    found: dict[str, Any] = compose(command, [*required(command), f"{group}={option}", *missing]).settings[group]
    return found


def targets(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "_target_")
    nested = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in nested:
        yield from targets(each)


FILES = sorted(str(file.relative_to(CONF)) for file in CONF.rglob("*.yaml"))


@pytest.mark.parametrize("file", FILES)
def test_a_file_says_in_its_first_line_what_it_is(file: str) -> None:
    first = (CONF / file).read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"# \S.{10,}", first)


@pytest.mark.parametrize("file", FILES)
def test_a_file_names_targets_of_this_package_only(file: str) -> None:
    found = list(targets(yaml.safe_load((CONF / file).read_text(encoding="utf-8"))))
    assert [target for target in found if not target.startswith("stance.")] == []


def test_commands_and_their_files_are_the_same() -> None:
    assert sorted(COMMANDS) == sorted(file.stem for file in CONF.glob("*.yaml"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_composes(command: str) -> None:
    invocation = compose(command, required(command))
    assert yaml.safe_load(invocation.yaml) == invocation.settings
    assert "???" not in invocation.yaml


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_the_settings_and_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    printed = capsys.readouterr().out
    assert (CONF / f"{command}.yaml").read_text(encoding="utf-8").strip() in printed
    assert f"  stance {command}" in printed


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_a_command_is_complete(command: str) -> None:
    program, name, *overrides = shlex.split(COMMANDS[command][1])
    assert (program, name) == ("stance", command)
    assert "???" not in compose(command, overrides).yaml


@pytest.mark.parametrize("name", options("codebook"))
def test_a_codebook_loads_by_its_name(name: str) -> None:
    book = codebook_at(name)
    assert book.sha256 == load_codebook(CONF / "codebook" / f"{name}.yaml").sha256
    assert book.reference.startswith(f"{book.name}@")


@pytest.mark.parametrize("option", options("encoder"))
def test_an_encoder_builds(option: str) -> None:
    encoder = build(node("encoder", option))
    assert encoder.name
    assert option == "hub" or isinstance(encoder, Encoder)  # asking the hub encoder for more loads its model


@pytest.mark.parametrize("option", options("tracking"))
def test_a_tracker_builds(option: str, tmp_path: Path) -> None:
    assert isinstance(build(node("tracking", option), root=tmp_path), Tracker)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", options("source"))
def test_a_source_reads_a_document(option: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Both sides met.\n", encoding="utf-8")
    source = build(node("source", option) | {"input": str(tmp_path)})
    assert isinstance(source, Source)
    assert [found.text for found in source.documents() if isinstance(found, Document)] == ["Both sides met.\n"]


@pytest.mark.parametrize("option", options("annotator"))
def test_an_annotator_builds(option: str) -> None:
    annotator = build(node("annotator", option))
    assert isinstance(annotator, Annotator)
    assert annotator.name == option


@pytest.mark.parametrize("option", [name for name in options("annotator") if name != "people"])
def test_an_annotator_codes_every_line_that_is_not_boilerplate(
    option: str, small_corpus: Corpus, codebook: Codebook
) -> None:
    lines = [coded.paragraph for coded in small_corpus.split("validation")]
    rows = list(build(node("annotator", option)).annotate(lines, codebook))
    check_labels(rows, codebook)
    asked = {(line.document, line.index) for line in lines if line.kind != "boilerplate"}
    assert {(row.document, row.index) for row in rows} == asked


@pytest.fixture(scope="module")
def samples(small_corpus: Corpus, codebook: Codebook) -> dict[str, TaskData]:
    """A seeded sample of items for each kind of task."""
    finder, generator = PartnerFinder(codebook.partners.organisations), np.random.default_rng(7)
    lines = [*small_corpus.split("train"), *small_corpus.split("validation")]
    whole = {task.kind: task_data(lines, task, codebook, finder) for task in codebook.tasks}
    return {kind: data.take(np.sort(generator.permutation(len(data.items))[:60])) for kind, data in whole.items()}


def fit(option: str, data: TaskData) -> Any:
    encoder = HashEncoder()
    classifier = build(node("classifier", option)[data.task.kind], task=data.task, encoder=encoder)
    return classifier.fit(data.items, data.labels)


@pytest.fixture(scope="module", params=[f"{option}-{kind}" for option in options("classifier") for kind in KINDS])
def case(request: pytest.FixtureRequest, samples: dict[str, TaskData]) -> tuple[str, Any, TaskData]:
    """The name of a classifier, what it learnt of a task, and what it learnt from."""
    option, _, kind = request.param.partition("-")
    return option, fit(option, samples[kind]), samples[kind]


_Case = tuple[str, Any, TaskData]


def test_a_classifier_gives_probabilities_in_codebook_order(case: _Case) -> None:
    _, classifier, data = case
    chances = classifier.predict_proba(data.items)
    assert isinstance(classifier, Classifier)
    assert classifier.classes_ == data.task.label_names
    assert chances.shape == (len(data.items), len(data.task.labels))
    assert ((chances >= 0) & (chances <= 1)).all()
    if data.task.kind != "multilabel":
        np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-9)


def test_a_classifier_learns_the_same_twice(case: _Case) -> None:
    option, classifier, data = case
    np.testing.assert_array_equal(fit(option, data).predict_proba(data.items), classifier.predict_proba(data.items))


def test_a_classifier_is_restored_from_settings_and_arrays(case: _Case) -> None:
    _, classifier, data = case
    again = type(classifier)(data.task, HashEncoder(), **classifier.settings).restore(classifier.arrays)
    np.testing.assert_array_equal(again.predict_proba(data.items), classifier.predict_proba(data.items))


def test_a_classifier_answers_for_no_items(case: _Case) -> None:
    _, classifier, data = case
    assert classifier.predict_proba([]).shape == (0, len(data.task.labels))


def test_a_classifier_predicts_an_item_alone_as_among_others(case: _Case) -> None:
    _, classifier, data = case
    together = classifier.predict_proba(data.items)[3:4]
    np.testing.assert_allclose(classifier.predict_proba(data.items[3:4]), together, atol=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"_target_": "os.system"}, r"'os.system' is not allowed"),
        ({"_target_": "stancex.Evil"}, r"'stancex.Evil' is not allowed"),
        ({"_target_": None}, r"None is not allowed"),
        ({"_target_": "stance.classifiers.Linear"}, r"'stance.classifiers.Linear' does not exist"),
        ({"_target_": "stance.nowhere.Linear"}, r"'stance.nowhere.Linear' does not exist"),
        ({"C_": 2}, r"no parameter 'C_'; did you mean 'C'\?"),
        ({"veiws": []}, r"no parameter 'veiws'; did you mean 'views'\?"),
        ({"C": "much"}, r"cannot take C='much'"),
        ({"C": -1}, r"C=-1.0 is out of range"),
        ({"views": ["paragraf"]}, r"unknown view 'paragraf'; did you mean 'paragraph'\?"),
    ],
    ids=["foreign", "prefix", "none", "class", "module", "parameter", "nearest", "type", "range", "view"],
)
def test_build_refuses_what_it_does_not_know(change: dict[str, Any], message: str, codebook: Codebook) -> None:
    good = node("classifier", "linear")["conditional"]
    with pytest.raises(ConfigError, match=message):
        build(good | change, task=codebook.only("conditional"), encoder=HashEncoder())


@pytest.mark.parametrize(
    "target", ["stance.config.os", "stance.classifiers.linear.LogisticRegression", "stance.config.os.system"]
)
def test_build_refuses_other_packages_behind_its_own_name(target: str) -> None:
    with pytest.raises(ConfigError, match=r"is not allowed|does not exist"):
        build({"_target_": target})


def test_target_blind_does_not_see_which_partner_is_asked_about(samples: dict[str, TaskData]) -> None:
    data = samples["targeted"]
    by_text: dict[str, list[Any]] = {}
    for item in data.items:
        by_text.setdefault(item.text, []).append(item)
    pair = next(items for items in by_text.values() if len({item.spans for item in items}) > 1)
    blind, seeing = (fit(option, data).predict_proba(pair) for option in ("target_blind", "linear"))
    np.testing.assert_allclose(blind[0], blind[1], atol=1e-12)
    assert not np.allclose(seeing[0], seeing[1], atol=1e-6)
