"""Conversion: once per machine, whole or not at all."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from stance.encoder import convert
from stance.encoder.convert import converted_model


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The tokenizer of the converted model."""
    return Tokenizer.from_file(str(converted_model() / "tokenizer.json"))


def test_converted_model_is_complete_when_made() -> None:
    folder = converted_model()
    assert {"model.bin", "config.json", "tokenizer.json", "shape.json"} <= {path.name for path in folder.iterdir()}
    assert json.loads((folder / "shape.json").read_text())["hidden"] == 384


def test_nothing_is_converted_when_the_model_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    first = converted_model()
    monkeypatch.setattr(convert, "_convert", lambda *_: pytest.fail("converted again"))
    assert converted_model() == first


def test_model_is_converted_once_when_several_ask_at_once(clean_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def fake(_: Path, target: Path, __: str) -> None:
        made.append(target)
        target.mkdir()

    monkeypatch.setattr(convert, "_convert", fake)
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: converted_model(), range(8)))
    assert len(made) == 1
    assert set(folders) == {made[0]}
    assert made[0].is_relative_to(clean_cache)


def test_precisions_have_folders_of_their_own_when_converted(
    clean_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert, "_convert", lambda source, target, quantization: target.mkdir())
    assert converted_model("int8") != converted_model("float32")
    assert len([path for path in (clean_cache / "encoders").iterdir() if path.is_dir()]) == 2


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("Hello world", ["<s>", "▁Hello", "▁world", "</s>"], id="words"),
        pytest.param("", ["<s>", "</s>"], id="empty"),
        pytest.param("ＡＳＥＡＮ", ["<s>", "▁ASEAN", "</s>"], id="full width"),
    ],
)
def test_tokenizer_gives_the_pieces_of_xlm_r_when_text_is_read(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert tokenizer.encode(text).tokens == pieces


def test_ids_are_those_published_for_xlm_r_when_a_sentence_is_read(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("Hello world").ids == [0, 35378, 8999, 2]


def test_offsets_cut_the_words_when_the_text_is_vietnamese(tokenizer: Tokenizer) -> None:
    text = "query: Việt Nam"
    offsets = tokenizer.encode(text).offsets
    covered = {place for start, end in offsets for place in range(start, end)}
    assert {place for place, character in enumerate(text) if not character.isspace()} <= covered
