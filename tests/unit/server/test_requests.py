"""Limits and hostile bytes: never a status of 500 or above, never a word of the request in a refusal."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.codebook import Codebook
from stance.records import Prediction
from stance.server import create_app
from stance.server.requests import ApiError, check_media_type, parse_request
from stance.server.schemas import ErrorReply, Limits, request_model

SECRET = "an embargoed sentence"
SMALL = Limits(texts=3, characters=30, partners=2, body_bytes=2_000)
CODES = frozenset({"KZ", "ASEAN"})
JSON = {"content-type": "application/json"}
LABELS = [{"name": "trade", "definition": "Trade."}, {"name": "politics", "definition": "Politics."}]
TASK = {"name": "topics", "kind": "multilabel", "question": "What about?", "labels": LABELS}


class Echo:
    """Predicts every text to be a paragraph about nothing."""

    model = {"sha256": "00", "codebook": "tiny@1.0.0", "version": "0.1.0"}  # noqa: RUF012 - a stand-in

    def predict(self, texts: Sequence[str], *, partners: Sequence[Sequence[str]] | None = None) -> list[Prediction]:
        return [
            Prediction("t", 0, 0, 1, text, "paragraph", None, None, "en", True, (), {}, "none", {}, (), ())
            for text in texts
        ]


def make_app() -> FastAPI:
    codebook = Codebook.model_validate({"name": "tiny", "version": "1.0.0", "tasks": [TASK]})
    return create_app(Echo(), codebook, partner_codes=CODES, limits=SMALL)


def post(body: bytes | AsyncIterator[bytes], headers: dict[str, str] | None = None) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(make_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://stance") as http:
            return await http.post("/v1/predict", content=body, headers=JSON if headers is None else headers)

    return asyncio.run(run())


async def chunks(count: int) -> AsyncIterator[bytes]:
    yield b'{"texts": ["'
    for _ in range(count):
        yield SECRET.encode() * 10


def refuse(reply: httpx.Response, status: int) -> str:
    """Check what holds of every refusal and return its message."""
    assert reply.status_code == status
    assert "embargoed" not in reply.text
    error = ErrorReply.model_validate_json(reply.content).error
    assert error.request_id == reply.headers["X-Request-ID"]
    return error.message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "texts is missing"),
        ({"texts": []}, "texts needs at least 1 item"),
        ({"texts": ["a"] * 4}, "texts has more than the limit of 3 items"),
        ({"texts": ["a", SECRET * 2]}, "texts[1] is longer than the limit of 30 characters"),
        ({"texts": ["a", 7]}, "texts[1] must be a string"),
        ({"texts": [True]}, "texts[0] must be a string"),
        ({"texts": [10**400]}, "texts[0] must be a string"),
        ({"texts": SECRET}, "texts must be a list"),
        ({"texts": {SECRET: 1}}, "texts must be a list"),
        ({"texts": ["a"], SECRET: 1}, "the body has a field that is not known; allowed: texts, partners"),
        ([SECRET], "the body must be a JSON object with the field texts"),
        (None, "the body must be a JSON object with the field texts"),
        ({"texts": ["a", "\ud800" + SECRET[:9]]}, "texts[1] has a lone surrogate, which is not text"),
        ({"texts": ["a"], "\ud800": 1}, "the body has a lone surrogate, which is not text"),
        ({"texts": ["a"], "partners": [[], []]}, "partners has 2 lists for 1 texts; give one list per text, or null"),
        ({"texts": ["a"], "partners": ["KZ"]}, "partners[0] must be a list"),
        ({"texts": ["a"], "partners": [["KZ"] * 3]}, "partners[0] has more than the limit of 2 items"),
        ({"texts": ["a"], "partners": [["KZ", 1]]}, "partners[0][1] must be a string"),
    ],
)  # fmt: skip
def test_schema_and_limits(body: Any, message: str) -> None:
    assert refuse(post(json.dumps(body).encode()), 422) == message


@pytest.mark.parametrize("code", ["XX", "kz", "", SECRET, "\ud800", "KZ "])
def test_partners_must_be_known(code: str) -> None:
    body = json.dumps({"texts": ["a", "b"], "partners": [[], ["ASEAN", code]]}).encode()
    assert refuse(post(body), 422).startswith("partners[1][1] is no ISO 3166-1 alpha-2 code")


def test_the_limits_themselves_are_allowed() -> None:
    body = {"texts": ["é" * 30] * 3, "partners": [["KZ", "ASEAN"]] * 3}
    assert post(json.dumps(body, ensure_ascii=False).encode()).status_code == 200


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not JSON: line 1, column 1"),
        (b'{"texts": ["an embargoed sentence', "not JSON: line 1, column 12"),
        (b"texts=an+embargoed+sentence", "not JSON"),
        (b'{"texts": ["\xff embargoed"]}', "not UTF-8: byte 12"),
        (b'{"texts": ["\xed\xa0\x80 embargoed"]}', "not UTF-8: byte 12"),
        (b'{"texts": ["\0 embargoed"]}', "not JSON"),
        (b'\xef\xbb\xbf{"texts": ["a"]}', "not JSON"),
        ('{"texts": ["embargoed"]}'.encode("utf-16"), "not UTF-8: byte 0"),
        ('{"texts": ["embargoed"]}'.encode("utf-16-le"), "not JSON"),
        (b'{"texts": [NaN]}', "NaN or Infinity"),
        (b'{"texts": [-Infinity]}', "NaN or Infinity"),
        (b'{"texts": ["a"], "texts": ["an embargoed sentence"]}', "names a field twice"),
    ],
)
def test_what_is_not_json(body: bytes, message: str) -> None:
    assert message in refuse(post(body), 400)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"texts": [1e999]}', 422),
        (b'{"texts": ["a"], "partners": 1e999}', 422),
        (b'{"texts": [' + b"9" * 1_900 + b"]}", 422),
        (b'{"texts": ' + b"[" * 500 + b"]" * 500 + b"}", 422),
        (b'{"texts": ["\\u0000"]}', 200),
        (b'{"texts": ["\\ud83d\\ude00"]}', 200),
    ],
)
def test_odd_but_well_formed(body: bytes, status: int) -> None:
    assert post(body).status_code == status


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[" * 1_000_000, "nested too deeply"),
        (b'{"texts": [' + b"9" * 1_000_000 + b"]}", "a number that is too long"),
    ],
)
def test_bodies_that_would_exhaust_a_parser(body: bytes, message: str) -> None:
    with pytest.raises(ApiError, match=message):
        parse_request(body, request_model(Limits()), CODES)


@pytest.mark.parametrize("body", [b"a" * 2_001, chunks(10), chunks(5_000)])
def test_the_body_cap_holds_for_declared_and_chunked_bodies(body: bytes | AsyncIterator[bytes]) -> None:
    reply = post(body)
    assert refuse(reply, 413) == "the body is larger than the limit of 2000 bytes"
    assert reply.headers["Connection"] == "close"


@pytest.mark.parametrize("length", ["abc", "-1", "²", "9" * 5_000])
def test_a_strange_content_length_is_not_trusted(length: str) -> None:
    headers = httpx.Headers(JSON | {"content-length": length}, encoding="latin-1")
    assert post(b'{"texts": ["a"]}', headers).status_code == 200  # type: ignore[arg-type]


def test_a_declared_length_is_enough_to_refuse() -> None:
    refuse(post(b'{"texts": ["a"]}', JSON | {"content-length": "2001"}), 413)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_anything_but_json_is_refused(headers: dict[str, str]) -> None:
    assert "Content-Type: application/json" in refuse(post(b'{"texts": ["an embargoed sentence"]}', headers), 415)


@pytest.mark.parametrize("value", ["application/json;charset=UTF-8", 'Application/JSON; charset="utf-8"'])
def test_json_by_other_spellings(value: str) -> None:
    check_media_type({"content-type": value})


def test_a_client_that_leaves_is_no_failure_of_the_server() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/predict", "headers": headers, "query_string": b""}
    asyncio.run(make_app()(scope, receive, send))
    assert sent[0]["status"] == 400


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60).map(lambda tail: b'{"texts": ["embargoed' + tail))
def test_no_bytes_make_the_server_fail(body: bytes) -> None:
    reply = post(body)
    assert reply.status_code < 500
    assert reply.status_code == 200 or "embargoed" not in reply.text


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=60, deadline=None)
@given(_ANY_JSON, _ANY_JSON)
def test_no_json_makes_the_server_fail(texts: Any, partners: Any) -> None:
    reply = post(json.dumps({"texts": texts, "partners": partners}).encode())
    assert reply.status_code < 500
    assert reply.status_code == 200 or ErrorReply.model_validate_json(reply.content)
