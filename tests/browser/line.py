"""The line between a phone and the site: it is cut, goes through a portal, loses a reply, breaks off in the middle."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PORTAL = "<!doctype html><title>Wi-Fi</title><p>Welcome. Accept our terms."
_LOADED = re.compile(r'(?:href|src)="(/(?:static|media)/[^"]+\.(?:css|js|svg))"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def change(self, **headers: str) -> Answer:
        kept = [(name, value) for name, value in self.headers if name.lower() not in headers]
        return Answer(self.status, [*kept, *headers.items()], self.body)


Turn = Callable[[str, str, bytes], "Answer | None"]


@dataclass
class Line:
    """Between browser and site. `turn(method, path, body)` may answer in the site's place; None lets through.

    `lose` are paths whose reply never comes although the site did its work; `cut` is the share of a body that comes.
    """

    upstream: str
    address: str = ""
    up: bool = True
    turn: Turn | None = None
    lose: str = ""
    cut: float = 1.0
    slow: float = 0
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    pack_words: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """The site itself."""
        host = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers or {"Host": urlsplit(self.address).netloc})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def synced(self) -> list[bytes]:
        """The bodies of every delivery of events that was tried."""
        return [body for method, path, body in self.asked if method == "POST" and path == "/sync/v1/events"]

    def pack(self, course: str, language: str) -> dict[str, object]:
        """The bundle of a course: the public pages and what they load, as the site sends them."""
        start = f"/{language}/c/{course}"
        first = self.text(start)
        paths = [start, *dict.fromkeys(re.findall(rf'href="({start}/[a-z0-9-]+)"', first))]
        files = {path: self.text(path) for path in paths if not path.endswith(("/print", "/facilitator"))}
        loaded = sorted({path for text in files.values() for path in _LOADED.findall(text)})
        files |= {path: self.text(path) for path in loaded}
        if self.pack_words:
            files = {path: text.replace("</h1>", f" {self.pack_words}</h1>") for path, text in files.items()}
        rev = sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]
        size = sum(len(text.encode()) for text in files.values())
        return {"id": course, "lang": language, "rev": rev, "count": len(files), "bytes": size, "files": files}

    def text(self, path: str) -> str:
        answer = self.ask("GET", path)
        assert answer.status == 200, path
        return answer.body.decode()


def json_answer(value: object, status: int = 200) -> Answer:
    return Answer(status, [("Content-Type", "application/json")], json.dumps(value).encode())


def html_answer(text: str, status: int = 200) -> Answer:
    return Answer(status, [("Content-Type", "text/html; charset=utf-8")], text.encode())


class _Handler(BaseHTTPRequestHandler):
    """One request over the line. HTTP/1.0: each has a connection of its own, which may simply end."""

    line: Line
    protocol_version = "HTTP/1.0"

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at what was asked."""

    def _serve(self) -> None:
        line = self.line
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        line.asked.append((self.command, self.path, body))
        if not line.up:
            self.connection.close()
            return
        if line.slow:
            threading.Event().wait(line.slow)
        answer = line.turn(self.command, self.path, body) if line.turn else None
        answer = answer or line.ask(self.command, self.path, body, dict(self.headers.items()))
        if line.pack_words or answer.status == 404:
            answer = _pack(line, self.path) or answer
        if line.lose and re.search(line.lose, self.path):
            self.connection.close()
            return
        self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        # The answer to a HEAD says how long the body would be (RFC 9110 §9.3.2).
        stated = {name.lower(): value for name, value in answer.headers}.get("content-length")
        asked_only = self.command == "HEAD" and not answer.body and stated
        self.send_header("Content-Length", (asked_only and stated) or str(len(answer.body)))
        self.end_headers()
        cut = self.line.cut if "pack.json" in self.path else 1
        if self.command != "HEAD":
            self.wfile.write(answer.body[: int(len(answer.body) * cut)])

    do_GET = do_POST = do_HEAD = _serve  # noqa: N815 - the names that http.server asks for


def _pack(line: Line, path: str) -> Answer | None:
    """A bundle that the site does not have, or has in another edition."""
    found = re.fullmatch(r"/(\w\w)/c/([\w-]+)/pack\.json", path)
    if found:
        return json_answer(line.pack(found[2], found[1]))
    if path != "/packs.json":
        return None
    pack = line.pack("ip", "en")
    entry = {key: pack[key] for key in ("rev", "bytes", "count")}
    return json_answer({"ip": dict[str, object].fromkeys(("en", "fr", "ar"), entry)})


@contextmanager
def open_line(upstream: str) -> Iterator[Line]:
    """A line of its own, on a port of its own: another address is another phone's storage."""
    line = Line(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"line": line}))
    line.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
