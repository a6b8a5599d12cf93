"""The inference HTTP API: what a model predicts of texts, and the codebook it was made with."""

import asyncio
import contextlib
import logging
import socket
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Final, Protocol, TypeVar

import uvicorn
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from stance.codebook import Codebook
from stance.errors import ConfigError, DataError, StanceError
from stance.records import Prediction
from stance.server.requests import ApiError, Guard, add_error_handlers, check_media_type, parse_request
from stance.server.schemas import (
    CodebookReply,
    ErrorReply,
    Limits,
    PredictReply,
    PredictRequest,
    StatusReply,
    request_model,
)

__all__ = ["Limits", "Predicts", "TerseFormatter", "create_app", "serve"]

_LOG: Final = logging.getLogger(__name__)
_GOLDEN_TEXT: Final = "Việt Nam and Kazakhstan agreed to expand trade."
_REFUSALS: Final = (400, 413, 415, 422, 429)
_API_VERSION: Final = "1.0.0"  # of the contract under /v1, not of the package
_LIMITS: Final = Limits()
_Result = TypeVar("_Result")


class Predicts(Protocol):
    """What the server needs of a predictor."""

    @property
    def model(self) -> dict[str, str]:
        """Keys ``sha256``, ``codebook`` and ``version``."""

    def predict(self, texts: Sequence[str], *, partners: Sequence[Sequence[str]] | None = None) -> list[Prediction]:
        """Return one prediction per text, in order."""


def create_app(
    predictor: Predicts, codebook: Codebook, *, partner_codes: frozenset[str], limits: Limits = _LIMITS
) -> FastAPI:
    """Build the HTTP API around a predictor.

    Parameters
    ----------
    predictor : Predicts
        Called from worker threads, ``limits.concurrency`` calls at a time.
    codebook : Codebook
        Served at ``/v1/codebook``.
    partner_codes : frozenset of str
        The partners that may be asked about: ISO 3166-1 alpha-2 and the codebook's organisations.
    limits : Limits
        What one request may hold.

    Returns
    -------
    FastAPI
        No CORS headers, no redirects, and no ``/docs``, which would load scripts from elsewhere.
    """
    app = FastAPI(
        title="stance",
        summary="Topics, stance and sentiment toward partners in diplomatic texts.",
        version=_API_VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(Guard, body_bytes=limits.body_bytes)
    add_error_handlers(app)
    gate = _Gate(limits)
    _add_predict(app, predictor, gate, model=request_model(limits), partner_codes=partner_codes)
    _add_codebook(app, codebook)
    _add_health(app, predictor, gate)
    return app


def serve(app: FastAPI, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Run ``app`` until it is interrupted; port 0 takes any free port.

    Raises
    ------
    ConfigError
        If the address cannot be listened on.
    """
    config = uvicorn.Config(app, server_header=False, access_log=False, log_config=_log_config(), ws="none")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=config.backlog)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"cannot listen on {host}:{port} ({error}); choose another host or port") from error
    # asyncio sets this only on sockets made with an explicit protocol; without it each reply waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


class _Gate:
    """Runs work in threads, a few at a time, and turns callers away once too many wait."""

    def __init__(self, limits: Limits) -> None:
        self._running = asyncio.Semaphore(limits.concurrency)
        self._queue = limits.queue
        self._admitted = 0

    async def run(self, function: Callable[[], _Result]) -> _Result:
        if self._admitted >= self._queue:
            message = f"the limit of {self._queue} requests at once is reached; try again in a second"
            raise ApiError(429, "overloaded", message, {"Retry-After": "1"})
        self._admitted += 1
        try:
            async with self._running:
                return await run_in_threadpool(function)
        finally:
            self._admitted -= 1


def _add_predict(
    app: FastAPI, predictor: Predicts, gate: _Gate, *, model: type[PredictRequest], partner_codes: frozenset[str]
) -> None:
    body = {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}
    responses: dict[int | str, dict[str, Any]] = {status: {"model": ErrorReply} for status in _REFUSALS}

    # The body is read here and not by FastAPI, whose parser lets NaN, UTF-16 and repeated names through.
    @app.post("/v1/predict", response_model=PredictReply, responses=responses, openapi_extra={"requestBody": body})
    async def predict(request: Request) -> Response:
        check_media_type(request.headers)
        asked = await run_in_threadpool(parse_request, await request.body(), model, partner_codes)
        return await gate.run(lambda: _predict(predictor, asked))


def _predict(predictor: Predicts, asked: PredictRequest) -> Response:
    """Predict and render, both off the event loop."""
    try:
        predictions = predictor.predict(asked.texts, partners=asked.partners)
    except DataError:
        raise ApiError(422, "unreadable_text", "one of the texts cannot be read as text") from None
    return JSONResponse({"predictions": [one.to_dict() for one in predictions], "model": predictor.model})


def _add_codebook(app: FastAPI, codebook: Codebook) -> None:
    content = {
        "version": codebook.version,
        "sha256": codebook.sha256,
        "codebook": codebook.model_dump(mode="json"),
    }

    body = JSONResponse(content).body

    @app.get("/v1/codebook", response_model=CodebookReply)
    async def get_codebook() -> Response:
        return Response(body, media_type="application/json")


def _add_health(app: FastAPI, predictor: Predicts, gate: _Gate) -> None:
    ready = asyncio.Event()

    @app.get("/healthz")
    async def healthz() -> StatusReply:
        return StatusReply(status="ok")

    @app.get("/readyz", responses={429: {"model": ErrorReply}, 503: {"model": ErrorReply}})
    async def readyz() -> StatusReply:
        if not ready.is_set():
            await gate.run(lambda: _check(predictor))
            ready.set()
        return StatusReply(status="ready")


def _check(predictor: Predicts) -> None:
    """Predict the golden text, or raise 503; the reason goes to nobody, as it may quote paths."""
    try:
        answered = [one.text for one in predictor.predict([_GOLDEN_TEXT])] == [_GOLDEN_TEXT]
    except (StanceError, OSError, RuntimeError, ValueError) as error:
        _LOG.error("the model does not answer: %s", type(error).__name__)
        answered = False
    if not answered:
        raise ApiError(503, "not_ready", "the model does not answer its test text", {"Retry-After": "5"})


class TerseFormatter(logging.Formatter):
    """Shows of an exception its type and frames, not its message, which may quote a text."""

    def formatException(  # noqa: N802 - the name is the standard library's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the frames and the type of the exception in ``ei``."""
        kind = ei[0].__name__ if ei[0] else "no exception"
        return "".join((*traceback.format_tb(ei[2]), kind))


def _log_config() -> dict[str, Any]:
    """Send the logs of uvicorn and the server to standard error, with nothing that a client wrote."""
    logger = {"handlers": ["stderr"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"terse": {"()": TerseFormatter, "format": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "terse"}},
        "loggers": {"uvicorn": logger, "stance.server": logger},
    }
