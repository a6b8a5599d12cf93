"""The HTTP API as a client meets it: contract, health, errors, logs."""

import asyncio
import json
import logging
import re
import socket
import sys
import threading
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI

from stance.codebook import Codebook
from stance.errors import ConfigError, DataError, ModelError
from stance.provenance import sha256_json
from stance.records import Mention, PartnerPrediction, Prediction
from stance.server import Limits, TerseFormatter, create_app, serve
from stance.server.schemas import ErrorReply, PredictionReply, PredictReply, PredictRequest

MODEL = {"sha256": "ab" * 32, "codebook": "tiny@1.0.0", "version": "0.1.0"}
SECRET = "an embargoed sentence"
LABELS = [{"name": "trade", "definition": "Trade."}, {"name": "politics", "definition": "Politics."}]
TASK = {"name": "topics", "kind": "multilabel", "question": "What about?", "labels": LABELS}
CODEBOOK = Codebook.model_validate({"name": "tiny", "version": "1.0.0", "tasks": [TASK]})


def predict_one(index: int, text: str, codes: Sequence[str]) -> Prediction:
    mention = Mention(partner="KZ", start=0, end=2, surface=text[:2])
    partners = tuple(
        PartnerPrediction(code, "positive", {"positive": 1.0}, 1, None, False, (mention,)) for code in codes
    )
    return Prediction(
        f"text-{index}", 0, 0, len(text), text, "paragraph", None, None, "en", True, ("trade",), {"trade": 0.9},
        "none", {"none": 1.0}, partners, (), MODEL,
    )  # fmt: skip


class FakePredictor:
    """Answers with real records, waits where a test asks for it, or fails with the given error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.model = MODEL
        self.error = error
        self.calls = 0
        self.free = threading.Event()
        self.free.set()

    def predict(self, texts: Sequence[str], *, partners: Sequence[Sequence[str]] | None = None) -> list[Prediction]:
        self.calls += 1
        self.free.wait(10)
        if self.error:
            raise self.error
        asked = partners or [[]] * len(texts)
        return [predict_one(i, text, codes) for i, (text, codes) in enumerate(zip(texts, asked, strict=True))]


def make_app(predictor: FakePredictor | None = None, limits: Limits | None = None) -> FastAPI:
    codes = frozenset({"KZ", "VN", "ASEAN"})
    return create_app(predictor or FakePredictor(), CODEBOOK, partner_codes=codes, limits=limits or Limits())


def client(app: FastAPI, *, raising: bool = True) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=raising)
    return httpx.AsyncClient(transport=transport, base_url="http://stance")


def call(app: FastAPI, method: str, path: str, *, raising: bool = True, **options: Any) -> httpx.Response:
    async def run() -> httpx.Response:
        async with client(app, raising=raising) as http:
            return await http.request(method, path, **options)

    return asyncio.run(run())


def test_predictions_are_the_records() -> None:
    texts = ["Việt Nam and Қазақстан", "", "nul \0 here"]
    reply = call(make_app(), "POST", "/v1/predict", json={"texts": texts, "partners": [["KZ", "ASEAN"], [], []]})
    expected = [predict_one(i, text, ["KZ", "ASEAN"] if i == 0 else []).to_dict() for i, text in enumerate(texts)]
    assert reply.status_code == 200
    assert reply.json() == {"predictions": expected, "model": MODEL}


def test_the_schema_of_replies_is_that_of_the_records() -> None:
    reply = call(make_app(), "POST", "/v1/predict", json={"texts": ["abc"], "partners": None})
    PredictReply.model_validate_json(reply.content)
    assert set(PredictionReply.model_fields) == set(predict_one(0, "abc", []).to_dict())


def test_the_codebook_can_be_checked_by_its_hash() -> None:
    reply = call(make_app(), "GET", "/v1/codebook").json()
    assert (reply["version"], reply["sha256"]) == ("1.0.0", CODEBOOK.sha256)
    assert sha256_json(reply["codebook"]) == reply["sha256"]


def test_ready_asks_the_model_once() -> None:
    predictor = FakePredictor()
    app = make_app(predictor)
    assert [call(app, "GET", "/readyz").status_code for _ in range(3)] == [200, 200, 200]
    assert predictor.calls == 1


def test_not_ready_until_the_model_answers() -> None:
    predictor = FakePredictor(ModelError("damaged"))
    app = make_app(predictor)
    assert call(app, "GET", "/readyz").status_code == 503
    predictor.error = None
    assert call(app, "GET", "/readyz").status_code == 200


def test_the_loop_answers_while_a_prediction_runs_and_the_queue_is_bounded() -> None:
    predictor = FakePredictor()
    predictor.free.clear()

    async def run() -> tuple[int, httpx.Response, int]:
        async with client(make_app(predictor, Limits(queue=1))) as http:
            slow = asyncio.create_task(http.post("/v1/predict", json={"texts": ["a"]}))
            while not predictor.calls:
                await asyncio.sleep(0.001)
            alive = await http.get("/healthz")
            refused = await http.post("/v1/predict", json={"texts": ["b"]})
            predictor.free.set()
            return alive.status_code, refused, (await slow).status_code

    alive, refused, slow = asyncio.run(run())
    assert (alive, refused.status_code, slow) == (200, 429, 200)
    assert refused.headers["Retry-After"] == "1"


@pytest.mark.parametrize("path", ["/healthz", "/v1/codebook", "/nowhere"])
def test_a_plain_request_id_is_kept(path: str) -> None:
    assert call(make_app(), "GET", path, headers={"X-Request-ID": "run-7.a_B"}).headers["X-Request-ID"] == "run-7.a_B"


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "é".encode(), '"><script>'])
def test_any_other_request_id_is_replaced(given: str | bytes) -> None:
    reply = call(make_app(), "GET", "/nowhere", headers={b"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", reply.headers["X-Request-ID"])
    assert reply.json()["error"]["request_id"] == reply.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/{SECRET}", 404, "not_found"),
        ("GET", "/v1/predict/", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/v1/predict", 405, "method_not_allowed"),
        ("DELETE", "/v1/codebook", 405, "method_not_allowed"),
        ("OPTIONS", "/v1/predict", 405, "method_not_allowed"),
    ],
)
def test_wrong_addresses(method: str, path: str, status: int, code: str) -> None:
    reply = call(make_app(), method, path, headers={"Origin": "https://elsewhere.example"})
    assert reply.status_code == status
    assert ErrorReply.model_validate_json(reply.content).error.code == code
    assert not [name for name in reply.headers if name.startswith("access-control")]
    assert SECRET not in reply.text


def test_a_text_the_predictor_refuses_is_the_clients_error() -> None:
    reply = call(make_app(FakePredictor(DataError(SECRET))), "POST", "/v1/predict", json={"texts": ["a"]})
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "unreadable_text")
    assert SECRET not in reply.text


def test_a_failure_is_reported_without_its_message() -> None:
    app = make_app(FakePredictor(RuntimeError(SECRET)))
    reply = call(app, "POST", "/v1/predict", raising=False, json={"texts": [SECRET]})
    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "internal_error")
    assert reply.json()["error"]["request_id"] == reply.headers["X-Request-ID"]
    assert SECRET not in reply.text


def test_logs_hold_no_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        call(make_app(), "POST", "/v1/predict", json={"texts": [SECRET]}, params={"q": SECRET})
        call(make_app(), "POST", "/v1/predict", json={"texts": SECRET})
        call(make_app(), "GET", f"/{SECRET}")
    lines = [record.getMessage() for record in caplog.records if record.name == "stance.server"]
    assert [line.split(" ")[:2] for line in lines] == [["/v1/predict", "200"], ["/v1/predict", "422"], ["-", "404"]]
    assert SECRET not in caplog.text


def test_a_logged_exception_keeps_its_frames_and_drops_its_message() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    shown = TerseFormatter().format(record)
    assert shown.endswith("ValueError")
    assert "test_app.py" in shown
    assert SECRET not in shown.replace("raise ValueError(SECRET)", "")


def test_openapi_is_valid_and_states_the_limits() -> None:
    schema = call(make_app(limits=Limits(texts=7)), "GET", "/openapi.json").json()
    OpenAPI.model_validate(schema)
    assert set(schema["paths"]) == {"/v1/predict", "/v1/codebook", "/healthz", "/readyz"}
    operation = schema["paths"]["/v1/predict"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert (body["properties"]["texts"]["maxItems"], body["properties"]["texts"]["items"]["maxLength"]) == (7, 20_000)
    assert {"200", "400", "413", "415", "422", "429"} <= set(operation["responses"])
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(schema)))
    assert references <= set(schema["components"]["schemas"])


@pytest.mark.parametrize("model", [PredictRequest, PredictReply, ErrorReply])
def test_examples_are_valid(model: type[PredictRequest | PredictReply | ErrorReply]) -> None:
    (example,) = model.model_json_schema()["examples"]
    model.model_validate_json(json.dumps(example))


def test_an_address_that_is_taken_is_a_config_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1:{port}"):
            serve(make_app(), port=port)
