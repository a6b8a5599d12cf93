from pathlib import Path

import pytest

from stance.classifiers import LinearClassifier, MajorityClassifier
from stance.config import compose
from stance.encoder import CachedEncoder, E5Encoder, MemoEncoder
from stance.errors import CodebookError, ConfigError, DataError, StanceError
from stance.planning import make_plan

pytestmark = pytest.mark.usefixtures("clean_cache")


def test_the_default_plan_is_the_linear_model_with_its_baselines() -> None:
    plan = make_plan(compose("train"))
    assert list(plan.families) == ["linear", "majority", "target_blind"]
    assert (plan.family, plan.name, plan.folds, list(plan.seeds)) == ("linear", "default", 5, [0, 1])
    assert plan.corpus.name == "diplomatic-paragraphs"


def test_the_chosen_classifier_comes_first_and_once() -> None:
    plan = make_plan(compose("train", ["classifier=majority", "folds=3"]))
    assert list(plan.families) == ["majority", "target_blind"]
    assert plan.name == "classifier=majority folds=3"


def test_classifiers_are_made_for_each_kind_of_task() -> None:
    plan = make_plan(compose("train", ["classifier.conditional.C=0.5"]))
    made = plan.families["linear"](plan.codebook.task("scs_stance"))
    assert isinstance(made, LinearClassifier)
    assert made.C == 0.5
    assert made.encoder is plan.encoder
    assert isinstance(plan.families["majority"](plan.codebook.task("topics")), MajorityClassifier)


@pytest.mark.parametrize(("setting", "kind"), [("true", CachedEncoder), ("false", E5Encoder)])
def test_vectors_are_cached_where_the_settings_say_so(setting: str, kind: type) -> None:
    memo = make_plan(compose("train", [f"cache={setting}"])).encoder
    assert isinstance(memo, MemoEncoder)
    assert type(memo.encoder) is kind


@pytest.mark.parametrize("override", ["root=elsewhere", "tracking=none", "cache=false"])
def test_what_does_not_change_results_does_not_change_the_key(override: str) -> None:
    assert make_plan(compose("train", [override])).key == make_plan(compose("train")).key


@pytest.mark.parametrize("override", ["seeds=[3]", "folds=4", "risk=0.1", "replicates=9", "encoder.prefix=passage:"])
def test_what_changes_results_changes_the_key(override: str) -> None:
    assert make_plan(compose("train", [override])).key != make_plan(compose("train")).key


@pytest.mark.parametrize(
    ("override", "kind", "message"),
    [
        ("seeds=abc", ConfigError, r"setting seeds='abc': .*list"),
        ("seeds=[a]", ConfigError, r"setting seeds.0='a'"),
        ("seeds=[]", ConfigError, r"setting seeds"),
        ("folds=1", ConfigError, r"setting folds=1: .*greater than or equal to 2"),
        ("folds=two", ConfigError, r"setting folds='two'"),
        ("risk=2", ConfigError, r"setting risk=2"),
        ("replicates=-1", ConfigError, r"setting replicates=-1"),
        ("+flods=3", ConfigError, r"unknown setting 'flods'; did you mean 'folds'\?"),
        ("encoder.threads=many", ConfigError, r"E5Encoder cannot take threads='many'"),
        ("encoder.quantization=int3", ConfigError, r"E5Encoder cannot take quantization='int3'.*'int8'"),
        ("corpus=/nowhere", DataError, r"'/nowhere' is no corpus folder"),
        ("codebook=/nowhere.yaml", CodebookError, r"'/nowhere.yaml' cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(override: str, kind: type[StanceError], message: str) -> None:
    with pytest.raises(kind, match=message):
        make_plan(compose("train", [override]))


@pytest.mark.parametrize("override", ["seeds=[-1]", "seeds=[0,4294967296]", "seeds=[1,1]", "seeds=[]"])
def test_seeds_that_cannot_be_dealt_are_named(override: str) -> None:
    with pytest.raises(ConfigError, match=r"setting seeds"):
        make_plan(compose("train", [override]))


@pytest.mark.parametrize("override", ["~classifier.targeted", "classifier.targeted=null"])
def test_a_kind_of_task_without_a_classifier_is_named(override: str) -> None:
    plan = make_plan(compose("train", [override]))
    with pytest.raises(ConfigError, match=r"no settings for targeted tasks"):
        plan.families["linear"](plan.codebook.task("partner_sentiment"))


@pytest.mark.parametrize("target", ["stance.encoder.E5Encoder", "stance.encoder.hub.HubEncoder"])
def test_a_class_that_is_no_classifier_is_named(target: str) -> None:
    node = {"_target_": target}
    plan = make_plan(compose("train"))
    plan.families["linear"].nodes = {"targeted": node}  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match=r"Encoder cannot be made here"):
        plan.families["linear"](plan.codebook.task("partner_sentiment"))


def test_planning_writes_nothing_but_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_plan(compose("train"))
    assert [path.name for path in tmp_path.iterdir()] == ["stance-cache"]
