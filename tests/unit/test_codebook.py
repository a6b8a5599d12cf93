"""The codebook: the one that ships is complete, and a wrong one is refused with file, line and field."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.codebook import Codebook, Label, Task, load_codebook
from stance.errors import CodebookError
from stance.partners.gazetteer import LANGUAGES

_SHIPPED = [(task, label) for task in load_codebook().tasks for label in task.labels]
_NEUTRAL = {"neutral", "neutral_mention"}
_HARBOUR = """\
name: harbour
version: 1.0.0
tasks:
- name: subject
  kind: multilabel
  question: What is it about?
  labels:
  - name: fish
    definition: The catch.
  - name: weather
    definition: The sky.
- name: alarm
  kind: conditional
  question: Which alarm?
  default: none
  condition:
    task: subject
    label: weather
  labels:
  - name: storm
    definition: Wind.
  - name: flood
    definition: Water.
"""


def _load(folder: Path, text: str) -> Codebook:
    path = folder / "harbour.yaml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


@pytest.mark.parametrize(("task", "label"), _SHIPPED, ids=lambda each: each.name)
def test_shipped_label_is_complete_when_loaded(task: Task, label: Label) -> None:
    assert label.definition.strip()
    assert label.hypothesis.strip()
    assert label.include
    assert label.exclude
    assert len({example.language for example in label.examples}) >= 6
    assert all(example.text.strip() for example in label.examples)


@pytest.mark.parametrize(("task", "label"), _SHIPPED, ids=lambda each: each.name)
def test_shipped_label_has_cues_in_every_language_when_it_is_not_neutral(task: Task, label: Label) -> None:
    assert set(label.cues) == (set() if label.name in _NEUTRAL else set(LANGUAGES))
    assert all(cue.strip() for cues in label.cues.values() for cue in cues)
    assert all(cues for cues in label.cues.values())


def test_shipped_codebook_has_the_three_tasks_when_loaded() -> None:
    book = load_codebook()
    assert [(task.name, task.kind) for task in book.tasks] == [
        ("topics", "multilabel"),
        ("scs_stance", "conditional"),
        ("partner_sentiment", "targeted"),
    ]
    assert book.task("topics").label_names == (
        *("politics", "trade", "security", "south_china_sea", "culture", "science_environment"),
    )
    assert book.task("partner_sentiment").label_names == ("negative", "neutral", "positive")
    assert {kind.name for kind in book.line_kinds} == {"paragraph", "heading", "boilerplate"}


def test_shipped_scale_is_symmetrical_when_loaded() -> None:
    values = [step.value for step in load_codebook().task("partner_sentiment").intensity]
    assert values == [-3, -2, -1, 0, 1, 2, 3]


def test_codebook_loads_when_it_is_right(tmp_path: Path) -> None:
    book = _load(tmp_path, _HARBOUR)
    assert book.reference == "harbour@1.0.0"
    assert book.task("alarm").label("storm").definition == "Wind."
    assert [task.name for task in book.of_kind("conditional")] == ["alarm"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param(
            "    label: weather", "    label: wether", 18, "unknown condition 'subject.wether'", id="condition"
        ),
        pytest.param(
            "    task: subject", "    task: subjects", 18, "did you mean 'subject.weather'", id="condition task"
        ),
        pytest.param("- name: weather", "- name: fish", 10, "names the label 'fish' twice", id="duplicate label"),
        pytest.param("- name: alarm", "- name: subject", 12, "the task 'subject' is named twice", id="duplicate task"),
        pytest.param("definition: Wind", "defintion: Wind", 21, "did you mean 'definition'", id="misspelt key"),
        pytest.param("\n  default:", "\n  defualt:", 15, "did you mean 'default'", id="misspelt key of a task"),
        pytest.param("version: 1.0.0", "version: 1.0", 2, "version: Input should be a valid string", id="number"),
        pytest.param("version: 1.0.0", "version: v1", 2, "version: String should match", id="wrong version"),
        pytest.param("name: storm", "name: Storm!", 20, "String should match", id="name"),
        pytest.param("    definition: Water.\n", "", 22, "definition: Field required", id="missing key"),
        pytest.param("kind: multilabel", "kind: multi", 5, "kind: Input should be", id="kind"),
        pytest.param("kind: multilabel", "kind: conditional", 5, "needs a condition", id="no condition"),
        pytest.param("kind: conditional", "kind: targeted", 16, "cannot have a condition", id="condition too much"),
        pytest.param("  default: none\n", "", 13, "needs a default label", id="no default"),
        pytest.param("Wind.\n", "Wind.\n    definition: Gale.\n", 22, "stands twice", id="repeated key"),
        pytest.param("definition: Wind.", "definition: [Wind", 22, "not valid YAML", id="open bracket"),
        pytest.param("definition: Wind.", "definition: *wind", 21, "not valid YAML", id="unknown alias"),
    ],
)
def test_codebook_is_refused_with_its_line_when_wrong(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert _HARBOUR.count(old) == 1
    with pytest.raises(CodebookError, match=rf"harbour\.yaml:{line}: .*{message}"):
        _load(tmp_path, _HARBOUR.replace(old, new))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "a codebook is a mapping", id="empty"),
        pytest.param("- a\n- b\n", "a codebook is a mapping", id="list"),
        pytest.param("just words", "a codebook is a mapping", id="words"),
        pytest.param("name: a\0b", "not valid YAML", id="control character"),
        pytest.param("name: 2024-13-45", "not valid YAML: month must be in 1..12", id="impossible date"),
        pytest.param("name: !!python/object:os.system {}", "not valid YAML: could not determine", id="object"),
    ],
)
def test_codebook_is_refused_when_it_is_no_mapping(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CodebookError, match=rf"harbour\.yaml:1: {message}"):
        _load(tmp_path, text)


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_codebook_error_is_one_line_when_any_text_is_given(text: str) -> None:
    from stance.codebook import _parse

    with pytest.raises(CodebookError, match=r"\Ax\.yaml:\d+: [^\n]+\Z"):
        _parse(text, "x.yaml")


def test_codebook_error_names_the_file_when_it_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"nowhere\.yaml' cannot be read"):
        load_codebook(tmp_path / "nowhere.yaml")


def test_codebook_error_names_the_file_when_it_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(b"name: \xff")
    with pytest.raises(CodebookError, match=r"b\.yaml' cannot be read: 'utf-8' codec"):
        load_codebook(tmp_path / "b.yaml")


def test_hash_stays_when_only_the_layout_changes(tmp_path: Path) -> None:
    spaced = "# a comment\n" + _HARBOUR.replace("definition: Wind.", 'definition: "Wind."')
    assert _load(tmp_path, spaced).sha256 == _load(tmp_path, _HARBOUR).sha256


def test_hash_changes_when_one_word_does(tmp_path: Path) -> None:
    assert _load(tmp_path, _HARBOUR.replace("Wind.", "Winds.")).sha256 != _load(tmp_path, _HARBOUR).sha256


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        pytest.param(lambda book: book.task("alrm"), "no task 'alrm'; did you mean 'alarm'", id="task"),
        pytest.param(
            lambda book: book.task("alarm").label("flod"), "no label 'flod'; did you mean 'flood'", id="label"
        ),
    ],
)
def test_codebook_says_what_there_is_when_asked_for_what_is_not(tmp_path: Path, ask, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        ask(_load(tmp_path, _HARBOUR))


def test_only_is_none_when_no_task_is_of_the_kind(tmp_path: Path) -> None:
    book = _load(tmp_path, _HARBOUR)
    assert book.only("targeted") is None
    assert book.only("multilabel") == book.task("subject")


def test_only_refuses_when_two_tasks_are_of_the_kind(tmp_path: Path) -> None:
    block = _HARBOUR[_HARBOUR.index("- name: subject") : _HARBOUR.index("- name: alarm")]
    book = _load(tmp_path, _HARBOUR + block.replace("subject", "second"))
    with pytest.raises(CodebookError, match=r"2 multilabel tasks \(subject, second\); one is allowed"):
        book.only("multilabel")


def test_codebook_cannot_be_changed_when_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_codebook().version = "9.9.9"  # type: ignore[misc]
