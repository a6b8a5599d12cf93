"""Turn what a user writes for a codebook, a corpus, a model or a list of files into the thing itself."""

import glob
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from stance.codebook import Codebook, load_codebook
from stance.dataset import Corpus, read_corpus
from stance.errors import DataError, ModelError

__all__ = ["bundle_folder", "codebook_at", "corpus_at", "files_at"]


def codebook_at(name: str | None) -> Codebook:
    """Load a codebook by path, or by its name in conf/codebook; None is the diplomatic one."""
    if name is not None and not Path(name).exists():
        packaged = resources.files("stance.conf") / "codebook" / f"{name}.yaml"
        if packaged.is_file():
            return load_codebook(str(packaged))
    return load_codebook(name)


def corpus_at(folder: str | None, codebook: Codebook) -> Corpus:
    """Read a corpus by folder; None is the one that ships."""
    return read_corpus(folder, codebook=codebook)


def bundle_folder(path: str) -> Path:
    """Return the bundle folder that a path means: itself, or the ``model`` folder of a run."""
    folder = Path(path)
    for candidate in (folder, folder / "model"):
        if (candidate / "manifest.json").is_file():
            return candidate
    raise ModelError(f"{path!r} holds no bundle; give a run folder or the model folder in it (stance train makes one)")


def files_at(patterns: str | Sequence[str]) -> list[Path]:
    """Return the files that paths and globs name, each once, in order; an empty match is an error."""
    files: dict[Path, None] = {}
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        found = sorted(path for path in map(Path, glob.glob(pattern, recursive=True)) if path.is_file())
        if not found:
            raise DataError(f"no file matches {pattern!r}; give a path or a glob in quotes")
        files |= dict.fromkeys(found)
    return list(files)
