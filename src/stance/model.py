"""Load a model: a bundle by path, or the default one, made from the shipped corpus on first use."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from stance.config import compose
from stance.naming import bundle_folder
from stance.planning import make_plan
from stance.predictor import Predictor
from stance.protocols import Encoder
from stance.provenance import cache_folder, code_sha256, sha256_json
from stance.training import Plan, fit_bundle

__all__ = ["load"]

_OVERRIDES = ("seeds=[0]",)


def load(
    model: str | Path | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Predictor:
    """Load a predictor.

    Parameters
    ----------
    model : str or Path, optional
        A run folder or a bundle. By default the default model: it is fitted on the shipped corpus
        when first asked for (a minute or two) and kept in the cache folder by the hash of corpus, codebook,
        settings and code.
    encoder : Encoder, optional
        The one that the model was trained with, where that is not the default encoder.
    progress : callable
        Told when the default model has to be made.

    Returns
    -------
    Predictor

    Raises
    ------
    ModelError
        If the path holds no bundle, or a damaged one.

    Examples
    --------
    >>> import stance
    >>> prediction = stance.load().predict(["Both sides agreed to double bilateral trade."])[0]
    >>> prediction.topics
    ('trade',)
    """
    if model is not None:
        return Predictor.load(bundle_folder(str(model)), encoder=encoder)
    plan = make_plan(compose("train", _OVERRIDES))
    folder = cache_folder() / "models" / _key(plan)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "manifest.json").is_file():
            progress("fitting the default model on the shipped corpus (once, a minute or two)")
            fit_bundle(plan, folder)
    return Predictor.load(folder, encoder=encoder)


def _key(plan: Plan) -> str:
    return sha256_json([dict(plan.config), plan.corpus.sha256, plan.codebook.sha256, plan.encoder.name, code_sha256()])[
        :16
    ]
