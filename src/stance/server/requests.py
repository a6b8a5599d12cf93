"""From the bytes of a request to a checked one: body cap, strict JSON, and refusals that never quote what was sent."""

import json
import logging
import re
import time
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, NoReturn

from fastapi import FastAPI, Request
from pydantic import ValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stance.server.schemas import PredictRequest

__all__ = ["ApiError", "Guard", "add_error_handlers", "check_media_type", "parse_request"]

_LOG: Final = logging.getLogger("stance.server")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LENGTH_DIGITS: Final = 20  # as many as h11 takes; more would be slow to convert

# Sentences of our own: pydantic's carry keys of the body, and must not change under users.
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "missing": ("missing_field", "{where} is missing"),
        "extra_forbidden": ("unknown_field", "the body has a field that is not known; allowed: texts, partners"),
        "string_type": ("wrong_type", "{where} must be a string"),
        "list_type": ("wrong_type", "{where} must be a list"),
        "model_type": ("wrong_type", "the body must be a JSON object with the field texts"),
        "string_unicode": ("invalid_unicode", "{where} has a lone surrogate, which is not text"),
        "string_too_long": ("text_too_long", "{where} is longer than the limit of {max_length} characters"),
        "too_long": ("too_many_items", "{where} has more than the limit of {max_length} items"),
        "too_short": ("too_few_items", "{where} needs at least {min_length} item"),
    }
)


class ApiError(Exception):
    """A refusal with its status, stable code and one sentence that never quotes the request."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})


class Guard:
    """ASGI middleware: caps the body, numbers the request, and logs its route, status and time only.

    Parameters
    ----------
    app : ASGIApp
        What it stands before.
    body_bytes : int
        Most bytes a body may have.
    """

    def __init__(self, app: ASGIApp, *, body_bytes: int) -> None:
        self._app = app
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, started = Headers(scope=scope), time.perf_counter()
        request_id = _request_id(headers.get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({"X-Request-ID": request_id, "X-Content-Type-Options": "nosniff"})
                # The matched route and not the path, which a client may fill with text.
                route = getattr(scope.get("route"), "path", "-")
                spent = 1000 * (time.perf_counter() - started)
                _LOG.info("%s %d %.1f ms %s", route, message["status"], spent, request_id)
            await send(message)

        await self._app(scope, _capped(receive, headers, self._body_bytes), send_marked)


def _request_id(given: str) -> str:
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _capped(receive: Receive, headers: Headers, limit: int) -> Receive:
    """Wrap ``receive`` so that a body over ``limit`` raises, whether its length is declared or it comes in chunks."""
    given = headers.get("content-length", "")
    declared = int(given) if given.isascii() and given.isdigit() and len(given) <= _LENGTH_DIGITS else 0
    counted = 0

    async def receive_counted() -> Message:
        nonlocal counted
        message: Message = await receive() if declared <= limit else {}
        counted += len(message.get("body", b""))
        if max(declared, counted) > limit:
            explanation = f"the body is larger than the limit of {limit} bytes"
            raise ApiError(413, "body_too_large", explanation, {"Connection": "close"})
        return message

    return receive_counted


def add_error_handlers(app: FastAPI) -> None:
    """Give every error of ``app`` the body of ``ErrorReply``."""

    @app.exception_handler(ApiError)
    async def refused(request: Request, error: ApiError) -> Response:
        return _error(request, error)

    @app.exception_handler(HTTPException)
    async def no_route(request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase.lower()
        message = f"{phrase}; the endpoints are listed in /openapi.json"
        return _error(request, ApiError(error.status_code, phrase.replace(" ", "_"), message, error.headers))

    @app.exception_handler(ClientDisconnect)
    async def gone(request: Request, _: ClientDisconnect) -> Response:
        return _error(request, ApiError(400, "incomplete_body", "the connection ended before the body did"))

    @app.exception_handler(Exception)
    async def failed(request: Request, _: Exception) -> Response:
        return _error(request, ApiError(500, "internal_error", "the server failed; report it with the request id"))


def _error(request: Request, error: ApiError) -> Response:
    # The id is set here too: replies to unforeseen errors are sent from outside the guard.
    request_id = request.state.request_id
    content = {"error": {"code": error.code, "message": error.message, "request_id": request_id}}
    return JSONResponse(content, error.status, {**error.headers, "X-Request-ID": request_id})


def check_media_type(headers: Mapping[str, str]) -> None:
    """Refuse whatever is not plain JSON in UTF-8 with 415, before any of the body is read."""
    media, _, parameters = headers.get("content-type", "").lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "")
    plain = headers.get("content-encoding", "identity").lower() == "identity"
    if media.strip() != "application/json" or charset not in {"", "charset=utf-8"} or not plain:
        message = "the body must be uncompressed JSON in UTF-8 with the header Content-Type: application/json"
        raise ApiError(415, "unsupported_media_type", message, {"Connection": "close"})


def parse_request(body: bytes, model: type[PredictRequest], partner_codes: frozenset[str]) -> PredictRequest:
    """Read a request body.

    Parameters
    ----------
    body : bytes
        What the client sent.
    model : type of PredictRequest
        From ``request_model``.
    partner_codes : frozenset of str
        The partners that may be asked about.

    Raises
    ------
    ApiError
        400 where the body is not JSON in UTF-8, 422 where it is but does not hold a request.
    """
    try:
        request = model.model_validate(_loads(body))
    except ValidationError as error:
        raise _refusal(error) from None
    _check_partners(request, partner_codes)
    return request


def _loads(body: bytes) -> Any:
    """Parse JSON as RFC 8259 means it: UTF-8 only, no NaN, no name twice."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        message = f"the body is not UTF-8: byte {error.start} cannot be decoded"
    except json.JSONDecodeError as error:
        message = f"the body is not JSON: line {error.lineno}, column {error.colno}"
    except RecursionError:
        message = "the body is nested too deeply"
    except ValueError:
        message = "the body has a number that is too long to read"
    raise ApiError(400, "invalid_json", message)


def _refuse_constant(_: str) -> NoReturn:
    raise ApiError(400, "invalid_json", "the body has NaN or Infinity, which JSON does not know")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ApiError(400, "invalid_json", "the body has an object that names a field twice")
    return found


def _refusal(error: ValidationError) -> ApiError:
    """Turn the first finding of pydantic into a sentence with the index and the limit."""
    first = error.errors(include_url=False, include_input=False)[0]
    code, sentence = _SENTENCES.get(first["type"], ("invalid_request", "{where} is not valid"))
    return ApiError(422, code, sentence.format(where=_where(first["loc"]), **first.get("ctx", {})))


def _where(location: tuple[int | str, ...]) -> str:
    """Write a location as ``partners[3][0]``; a name that is not ours is not repeated."""
    name = location[0] if location and location[0] in PredictRequest.model_fields else "the body"
    return f"{name}{''.join(f'[{part}]' for part in location[1:] if isinstance(part, int))}"


def _check_partners(request: PredictRequest, allowed: frozenset[str]) -> None:
    if request.partners is None:
        return
    given, wanted = len(request.partners), len(request.texts)
    if given != wanted:
        message = f"partners has {given} lists for {wanted} texts; give one list per text, or null"
        raise ApiError(422, "length_mismatch", message)
    for i, codes in enumerate(request.partners):
        for j, code in enumerate(codes):
            if code not in allowed:
                message = f"partners[{i}][{j}] is no ISO 3166-1 alpha-2 code or organisation of the codebook"
                raise ApiError(422, "unknown_partner", message)
