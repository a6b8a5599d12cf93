"""Turn the packaged weights into a CTranslate2 model and a tokenizer file, once per machine."""

import json
import shutil
import tempfile
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from filelock import FileLock
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from stance.encoder.weights import E5Weights, packaged_file
from stance.provenance import cache_folder, sha256_file

__all__ = ["converted_model"]

_UNKNOWN = "<unk>"
_SPECIALS = ("<s>", "<pad>", "</s>", _UNKNOWN)
_RECIPE = 1


def converted_model(quantization: str = "int8") -> Path:
    """Return the folder of the converted encoder, making it where it is not there yet.

    Several processes may ask at once: one converts, the others wait for its lock.

    Parameters
    ----------
    quantization : str
        A CTranslate2 type: ``int8`` or ``float32``.

    Returns
    -------
    Path
        Holds ``model.bin``, ``config.json`` and ``tokenizer.json``.
    """
    source = packaged_file()
    key = f"e5-small-{sha256_file(source)[:12]}-{quantization}-r{_RECIPE}"
    target = cache_folder() / "encoders" / key
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{target}.lock"):
        if not target.is_dir():
            _convert(source, target, quantization)
    return target


def _convert(source: Path, target: Path, quantization: str) -> None:
    weights = E5Weights(source)
    staging = Path(tempfile.mkdtemp(dir=target.parent))
    specification = _specification(weights)
    specification.validate()
    specification.optimize(quantization=quantization)
    specification.save(str(staging))
    _tokenizer(weights).save(str(staging / "tokenizer.json"))
    (staging / "shape.json").write_text(json.dumps(weights.shape._asdict()), encoding="utf-8")
    if target.exists():
        shutil.rmtree(target)
    staging.rename(target)


def _specification(weights: E5Weights) -> transformer_spec.TransformerEncoderModelSpec:
    shape = weights.shape
    encoder = transformer_spec.TransformerEncoderSpec(
        shape.layers,
        shape.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    model = transformer_spec.TransformerEncoderModelSpec(encoder)
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights.matrix("emb.word", shape.hidden)
    encoder.embeddings[1].weight = weights.matrix("emb.type", shape.hidden)
    encoder.position_encodings.encodings = weights.matrix("emb.pos", shape.hidden)
    _layer_norm(encoder.layernorm_embedding, weights, "emb.ln")
    for index, layer in enumerate(encoder.layer):
        _layer(layer, weights, f"l{index}")
    pieces = [piece for piece, _ in weights.pieces]
    model.register_vocabulary(pieces + [f"<unused{i}>" for i in range(shape.vocabulary - len(pieces))])
    model.config.unk_token = _UNKNOWN
    return model


def _layer(layer: transformer_spec.TransformerEncoderLayerSpec, weights: E5Weights, name: str) -> None:
    hidden = weights.shape.hidden
    attention = layer.self_attention
    joined = attention.linear[0]
    joined.weight = np.concatenate([weights.matrix(f"{name}.{part}.w", hidden) for part in "qkv"])
    joined.bias = np.concatenate([weights.vector(f"{name}.{part}.b") for part in "qkv"])
    _linear(attention.linear[1], weights, f"{name}.ao", hidden)
    _layer_norm(attention.layer_norm, weights, f"{name}.aln")
    _linear(layer.ffn.linear_0, weights, f"{name}.fi", hidden)
    _linear(layer.ffn.linear_1, weights, f"{name}.fo", weights.shape.ffn)
    _layer_norm(layer.ffn.layer_norm, weights, f"{name}.oln")


def _linear(spec: common_spec.LinearSpec, weights: E5Weights, name: str, columns: int) -> None:
    spec.weight = weights.matrix(f"{name}.w", columns)
    spec.bias = weights.vector(f"{name}.b")


def _layer_norm(spec: common_spec.LayerNormSpec, weights: E5Weights, name: str) -> None:
    spec.gamma = weights.vector(f"{name}.w")
    spec.beta = weights.vector(f"{name}.b")


def _tokenizer(weights: E5Weights) -> Tokenizer:
    """Rebuild the XLM-R tokenizer from its pieces.

    ``tokenizers``' NFKC after its Nmt cleaning stands for SentencePiece's own normalisation table.
    """
    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=_SPECIALS.index(_UNKNOWN), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(" {2,}", " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in _SPECIALS])
    ids = [(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ids)
    return tokenizer


def load_engine(folder: Path, *, threads: int) -> ctranslate2.Encoder:
    """Load a converted model for the processor with ``threads`` threads inside one batch."""
    return ctranslate2.Encoder(str(folder), device="cpu", intra_threads=threads, inter_threads=1)
