"""A real server on the loopback: start, one request, interrupt."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import httpx
import pytest

from stance.codebook import Codebook
from stance.records import Prediction
from stance.server import create_app, serve

SECRET = "an embargoed sentence"
LABELS = [{"name": "trade", "definition": "Trade."}, {"name": "politics", "definition": "Politics."}]
TASK = {"name": "topics", "kind": "multilabel", "question": "What about?", "labels": LABELS}


class Echo:
    """Predicts every text to be a paragraph about nothing, and fails on the text ``fail``."""

    model = {"sha256": "00", "codebook": "tiny@1.0.0", "version": "0.1.0"}  # noqa: RUF012 - a stand-in

    def predict(self, texts: Sequence[str], *, partners: Sequence[Sequence[str]] | None = None) -> list[Prediction]:
        if "fail" in texts:
            raise RuntimeError(f"cannot predict {SECRET}")
        return [
            Prediction("t", 0, 0, 1, text, "paragraph", None, None, "en", True, (), {}, "none", {}, (), ())
            for text in texts
        ]


def run_server(port: int) -> None:
    codebook = Codebook.model_validate({"name": "tiny", "version": "1.0.0", "tasks": [TASK]})
    serve(create_app(Echo(), codebook, partner_codes=frozenset({"KZ"})), port=port)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until_alive(http: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            http.get("/healthz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not come up in 30 s")


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    port = free_port()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONWARNINGS": "error"}
    command = [sys.executable, __file__, str(port)]
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as http,
    ):
        try:
            wait_until_alive(http)
            yield process, http
        finally:
            process.kill()


def test_serve_answers_and_stops_cleanly(server: tuple[subprocess.Popen[str], httpx.Client]) -> None:
    process, http = server
    reply = http.post("/v1/predict", json={"texts": [SECRET]})
    failed = http.post("/v1/predict", json={"texts": ["fail"]})
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=30)
    assert (reply.status_code, reply.json()["predictions"][0]["text"]) == (200, SECRET)
    assert "server" not in reply.headers
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "internal_error")
    assert process.returncode == 0
    assert "/v1/predict 200" in log
    assert "RuntimeError" in log
    assert SECRET not in log


def test_replies_do_not_wait_for_acknowledgements(server: tuple[subprocess.Popen[str], httpx.Client]) -> None:
    _, http = server
    spent = [http.post("/v1/predict", json={"texts": ["a"]}).elapsed.total_seconds() for _ in range(20)]
    assert statistics.median(spent) < 0.03


if __name__ == "__main__":
    run_server(int(sys.argv[1]))
