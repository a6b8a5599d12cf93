"""Encoders of transformers, tried with a tiny random BERT on disk."""

import builtins
from pathlib import Path

import numpy as np
import pytest

from stance.encoder.hub import HubEncoder
from stance.errors import MissingExtraError, ModelError

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "china", "praised", "blamed", "japan", "rice", "##s", "query", ":"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random BERT of two layers, 32 positions and twelve pieces."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(vocab_size=len(_WORDS), max_position_embeddings=32, initializer_range=0.5, **sizes)
    BertModel(config).save_pretrained(folder)
    vocabulary = {word: number for number, word in enumerate(_WORDS)}
    BertTokenizerFast(vocab=vocabulary, do_lower_case=True).save_pretrained(folder)
    return folder


def test_vectors_are_unit_length_when_a_local_model_is_used(model: Path) -> None:
    encoder = HubEncoder(str(model))
    vectors = encoder.encode(["China praised Japan", "rice", ""])
    assert vectors.shape == (3, encoder.dimension) == (3, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_vector_is_the_mean_state_of_the_model_when_the_text_is_short(model: Path) -> None:
    import torch
    from transformers import AutoModel

    with torch.inference_mode():
        states = AutoModel.from_pretrained(model).eval()(input_ids=torch.tensor([[2, 4, 5, 7, 3]])).last_hidden_state
    mean = states[0].mean(dim=0).numpy()
    vector = HubEncoder(str(model)).encode(["china praised japan"])[0]
    np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-5)


def test_vectors_are_the_same_when_encoded_together_or_alone(model: Path) -> None:
    encoder = HubEncoder(str(model))
    texts = ["rice", "china blamed japan", "rice"]
    np.testing.assert_allclose(encoder.encode(texts), np.vstack([encoder.encode([t]) for t in texts]), atol=1e-6)


def test_vectors_differ_when_spans_do(model: Path) -> None:
    text = "china praised japan"
    vectors = HubEncoder(str(model), prefix="query: ").encode([text] * 3, [[(0, 5)], [(14, 19)], []])
    assert (vectors @ vectors.T)[np.triu_indices(3, 1)].max() < 0.999


def test_all_windows_count_when_the_text_is_longer_than_the_model(model: Path) -> None:
    encoder = HubEncoder(str(model))
    one, other = encoder.encode(["rice " * 70 + "china", "rice " * 70 + "blamed"])
    assert np.isfinite(one).all()
    assert not np.allclose(one, other, atol=1e-6)


def test_shape_is_kept_when_there_are_no_texts(model: Path) -> None:
    assert HubEncoder(str(model)).encode([]).shape == (0, 16)


def test_error_says_what_to_install_when_torch_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_torch(name: str, *rest: object) -> object:
        if name == "torch":
            raise ImportError("No module named 'torch'")
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_torch)
    with pytest.raises(MissingExtraError, match=r"pip install 'diplomatic-stance\[torch\]'"):
        HubEncoder("some/model").encode(["rice"])


def test_error_names_the_model_when_the_folder_is_none(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(ModelError, match=r"\Aencoder model '.*empty' cannot be loaded: [^\n]+\Z"):
        HubEncoder(str(tmp_path / "empty")).encode(["rice"])


def test_name_tells_settings_apart_when_vectors_would_differ() -> None:
    names = {HubEncoder(m, revision=r, prefix=p).name for m in "ab" for r in ("1", None) for p in ("", "query: ")}
    assert len(names) == 8


def test_name_changes_when_the_model_in_a_folder_is_trained_anew(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    before = HubEncoder(str(tmp_path)).name
    assert HubEncoder(str(tmp_path)).name == before
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert HubEncoder(str(tmp_path)).name != before
