"""``stance serve``: the inference API."""

from typing import Any

from pydantic import Field

from stance.config import Invocation, build
from stance.model import load
from stance.server import create_app, serve
from stance.settings import Settings

__all__ = ["run"]


class ServeSettings(Settings):
    """Settings of ``stance serve``; see conf/serve.yaml."""

    model: str | None
    host: str
    port: int = Field(ge=0, le=65535)
    encoder: dict[str, Any]


def run(invocation: Invocation) -> None:
    """Serve until interrupted."""
    settings = ServeSettings.of(invocation.settings)
    predictor = load(settings.model, encoder=build(settings.encoder), progress=print)
    app = create_app(predictor, predictor.codebook, partner_codes=predictor.finder.codes)
    print(f"serving model {predictor.model['sha256'][:12]} on http://{settings.host}:{settings.port}", flush=True)
    serve(app, host=settings.host, port=settings.port)
