"""`elearn check --online`: links to other sites are opened once each; nothing leaves this machine here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from elearn.cli.main import elearn
from elearn.cli.online import ask_all, find_fault
from tests.content.trees import CAPTIONS, TALK, Files, L, changed


class Handler(BaseHTTPRequestHandler):
    """`/404` and the like answer with that number, `/moved` leads on, `/no-head` takes only GET."""

    def do_HEAD(self) -> None:
        if self.path == "/no-head":
            self._say(405)
        else:
            self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.path == "/moved":
            self._say(302, "/there")
        else:
            self._say(int(self.path[1:]) if self.path[1:].isdigit() else 200)

    def _say(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def here() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "fault"),
    [("/there", ""), ("/moved", ""), ("/no-head", ""), ("/404", "404"), ("/410", "410"), ("/500", "500")],
)
def test_what_a_site_answers(here: str, path: str, fault: str) -> None:
    assert find_fault(f"{here}{path}", timeout=5, public=False) == fault


def test_the_own_network_is_not_asked(here: str) -> None:
    assert find_fault(f"{here}/there") == "not a public address"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://[", "https://name.invalid/x"])
def test_a_site_that_is_not_there(address: str) -> None:
    assert find_fault(address, timeout=2, public=False) == "no connection"


def test_each_address_is_asked_once() -> None:
    asked: list[str] = []

    def ask(address: str) -> str:
        asked.append(address)
        return ""

    assert ask_all(["a", "b", "a"], ask) == {"a": "", "b": ""}
    assert sorted(asked) == ["a", "b"]


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_a_failed_link_is_told_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"https://example.org/old": "404", "https://example.org/en.mp3": "no connection"}
    monkeypatch.setattr("elearn.cli.checking.find_fault", lambda address: answers.get(address, ""))
    files = changed(L, "Drop the", "See [the rules](https://example.org/old). Drop the")
    talk: Files = {"ip/addresses/media/talk.md": TALK, "ip/addresses/media/talk.en.vtt": CAPTIONS}
    root = write(tmp_path / "courses", files | talk)
    offline = CliRunner().invoke(elearn, ["check", str(root)])
    assert "L003" not in offline.output
    online = CliRunner().invoke(elearn, ["check", "--online", str(root)])
    assert "reading.md:23:17: L003 [warning] external link failed (checked on " in online.output
    assert ": 404)" in online.output
    assert "talk.md:10:13: L003" in online.output
    assert online.exit_code == 0
    assert "L003" not in CliRunner().invoke(elearn, ["check", str(root)]).output, "what is online is never kept"
