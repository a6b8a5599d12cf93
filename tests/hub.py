"""A small hub on the loopback that speaks as much of the Hugging Face protocol as a push of a dataset needs."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

REVISION = "1" * 40


class Hub(ThreadingHTTPServer):
    """Keeps the files that are committed to it in ``files``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.stored: dict[str, bytes] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version: ClassVar[str] = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if "/tree/" in path:
            folder = path.partition(f"/tree/{REVISION}")[2].strip("/")
            self._list([name for name in self.server.files if name.startswith(folder)], missing=bool(folder))
        elif path.startswith("/api/datasets/"):
            self._answer({"id": "me/corpus", "sha": REVISION, "siblings": [], "private": False, "tags": []})
        else:
            self._missing()

    def do_POST(self) -> None:
        body = self._body()
        if "/preupload/" in self.path:
            names = [file["path"] for file in json.loads(body)["files"]]
            modes = {name: "lfs" if name.endswith(".parquet") else "regular" for name in names}
            self._answer({"files": [{"path": n, "uploadMode": m, "shouldIgnore": False} for n, m in modes.items()]})
        elif self.path.endswith("/info/lfs/objects/batch"):
            objects = json.loads(body)["objects"]
            actions = [{"upload": {"href": f"{self.server.url}/lfs/{each['oid']}"}} for each in objects]
            pairs = zip(objects, actions, strict=True)
            self._answer({"transfer": "basic", "objects": [each | {"actions": action} for each, action in pairs]})
        elif "/commit/" in self.path:
            for line in map(json.loads, body.splitlines()):
                self._keep(line["key"], line["value"])
            url = f"{self.server.url}/datasets/me/corpus/commit/{'2' * 40}"
            self._answer({"success": True, "commitOid": "2" * 40, "commitUrl": url, "hookOutput": ""})
        elif self.path.endswith("/validate-yaml"):
            self._answer({"errors": [], "warnings": []})
        else:
            self._missing()

    def do_PUT(self) -> None:
        self.server.stored[self.path.rpartition("/")[2]] = self._body()
        self._answer({})

    def _keep(self, key: str, value: dict[str, Any]) -> None:
        if key == "file":
            self.server.files[value["path"]] = base64.b64decode(value["content"])
        elif key == "lfsFile":
            self.server.files[value["path"]] = self.server.stored[value["oid"]]

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _list(self, names: list[str], *, missing: bool) -> None:
        if missing and not names:
            self._missing()
        else:
            self._answer([{"type": "file", "path": name, "size": 1, "oid": "0" * 40} for name in names])

    def _missing(self) -> None:
        self._answer({"error": "not found"}, status=404)

    def _answer(self, content: Any, *, status: int = 200) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status != 200:
            self.send_header("X-Error-Code", "EntryNotFound")
        self.end_headers()
        self.wfile.write(data)
