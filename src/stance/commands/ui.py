"""``stance ui``: the MLflow UI on the local store."""

import os
import sys
from pathlib import Path

from pydantic import Field

from stance.config import Invocation
from stance.errors import DataError
from stance.settings import Settings
from stance.tracking import store_uri

__all__ = ["run"]


class UiSettings(Settings):
    """Settings of ``stance ui``; see conf/ui.yaml."""

    root: str
    host: str
    port: int = Field(ge=0, le=65535)


def run(invocation: Invocation) -> None:
    """Become ``mlflow server`` with one worker and no job runners, which takes a third of the memory."""
    settings = UiSettings.of(invocation.settings)
    root = Path(settings.root)
    if not (root / "mlflow" / "mlflow.db").exists():
        raise DataError(f"{str(root)!r} holds no MLflow store; run stance train root={settings.root} first")
    print(f"MLflow UI on http://{settings.host}:{settings.port} (Ctrl-C ends it)", flush=True)
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", store_uri(root), "--workers", "1"]
    command += ["--host", settings.host, "--port", str(settings.port)]
    sys.stdout.flush()
    os.execve(sys.executable, command, os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"})  # noqa: S606
