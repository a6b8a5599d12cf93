import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import HashEncoder
from tests.fixtures_small import make_plan

from stance.dataset import CodedParagraph, Corpus
from stance.errors import DataError
from stance.run import Run
from stance.training import Plan, fit_bundle, train, write_config


@pytest.fixture
def plan() -> Plan:
    return make_plan(HashEncoder(), families=("majority",))


def with_lines(corpus: Corpus, lines: Sequence[CodedParagraph]) -> Corpus:
    return replace(corpus, paragraphs=[*corpus.paragraphs, *lines])


def moved(corpus: Corpus, split: str, *, text: str | None = None, family: str | None = None) -> CodedParagraph:
    """Return a line of train as if it stood in a document of another split."""
    line = next(c for c in corpus.split("train") if c.paragraph.kind == "paragraph" and len(c.paragraph.text) > 80)
    target = corpus.documents[corpus.splits[split][0]]
    paragraph = replace(line.paragraph, document=target.name, index=99, text=text or line.paragraph.text)
    return replace(line, paragraph=paragraph, document=replace(target, family=family))


def test_a_test_split_that_repeats_a_paragraph_of_train_is_refused(plan: Plan, tmp_path: Path) -> None:
    leaking = with_lines(plan.corpus, [moved(plan.corpus, "test")])
    with pytest.raises(DataError, match=r"the test split leaks into development: .*move both to one split"):
        train(replace(plan, corpus=leaking), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_near_duplicate_of_train_in_test_is_refused(plan: Plan, tmp_path: Path) -> None:
    text = moved(plan.corpus, "test").paragraph.text
    leaking = with_lines(plan.corpus, [moved(plan.corpus, "test", text=f"{text} (1)")])
    with pytest.raises(DataError, match=r"leaks into development"):
        train(replace(plan, corpus=leaking), tmp_path / "run")


def test_a_family_with_a_rendering_in_train_and_one_in_test_is_refused(plan: Plan, tmp_path: Path) -> None:
    lines = [
        moved(plan.corpus, split, text=f"A text of its own for {split}: {len(split) ** 9}.", family="f9")
        for split in ("validation", "test")
    ]
    with pytest.raises(DataError, match=r"leaks into development: f9"):
        train(replace(plan, corpus=with_lines(plan.corpus, lines)), tmp_path / "run")


@pytest.mark.parametrize("split", ["test", "train"])
def test_a_part_without_an_item_of_a_task_is_named(split: str, plan: Plan, tmp_path: Path) -> None:
    names = plan.corpus.splits[split] + (plan.corpus.splits["validation"] if split == "train" else [])
    left = [line for line in plan.corpus.paragraphs if line.document.name not in names]
    with pytest.raises(DataError, match=rf"splits {split}.* hold no item of task 'partner_sentiment'"):
        train(replace(plan, corpus=replace(plan.corpus, paragraphs=left)), tmp_path / "run")


def test_a_run_is_written_whole(trained: Path) -> None:
    names = {str(path.relative_to(trained)) for path in trained.rglob("*") if path.is_file()}
    assert names >= {"run.json", "predictions.parquet", "config.yaml", "model/manifest.json", "model_card/README.md"}
    assert not [name for name in names if name.startswith(".")]


def test_the_key_follows_from_configuration_data_and_codebook(plan: Plan) -> None:
    book = plan.codebook.model_copy(update={"version": "9.9.9"})
    splits = {name: list(reversed(names)) for name, names in plan.corpus.splits.items()}
    others = [
        replace(plan, config={**plan.config, "seeds": [1]}),
        replace(plan, codebook=book),
        replace(plan, corpus=plan.corpus.resplit(splits)),
    ]
    assert len({plan.key, *(other.key for other in others)}) == 4
    assert replace(plan, name="another name").key == plan.key
    assert len(plan.key) == 12


def test_each_step_is_told_and_timed(plan: Plan, tmp_path: Path) -> None:
    told: list[str] = []
    run = train(plan, tmp_path / "run", progress=told.append)
    assert told[0].startswith("encoding ")
    assert told[1:] == ["majority: 1 seeds x 2 folds"]
    assert set(run.time) == {"prepare", "encode", "fit majority", "write"}
    assert run.key == Run.load(tmp_path / "run").key


def test_every_text_passes_the_encoder_in_one_call_before_fitting(tmp_path: Path) -> None:
    encoder = HashEncoder()
    fit_bundle(make_plan(encoder, families=("majority",)), tmp_path / "model")
    assert len(encoder.calls[0]) > 500
    first = set(encoder.calls[0])
    later = {text for call in encoder.calls[1:] for text in call}
    assert later <= first


def test_fitting_a_bundle_never_reads_the_test_split(plan: Plan, tmp_path: Path) -> None:
    left = [line for line in plan.corpus.paragraphs if line.document.name not in plan.corpus.splits["test"]]
    without = replace(plan, corpus=replace(plan.corpus, paragraphs=left))
    assert fit_bundle(without, tmp_path / "a") == fit_bundle(plan, tmp_path / "b")


def test_the_configuration_is_kept_with_the_run(tmp_path: Path) -> None:
    assert write_config(tmp_path, "a: 1\n").read_text(encoding="utf-8") == "a: 1\n"


def test_a_language_of_the_test_split_alone_is_not_seen(plan: Plan, tmp_path: Path) -> None:
    names = set(plan.corpus.splits["test"])
    documents = {
        name: replace(each, language="sw") if name in names else each for name, each in plan.corpus.documents.items()
    }
    lines = [replace(line, document=documents[line.document.name]) for line in plan.corpus.paragraphs]
    fit_bundle(replace(plan, corpus=replace(plan.corpus, documents=documents, paragraphs=lines)), tmp_path / "model")
    facts = json.loads((tmp_path / "model" / "bundle.json").read_bytes())["facts"]
    assert facts["languages"] == ["bn", "en", "ko"]
