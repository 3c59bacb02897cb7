"""What a laptop's facilitator reads when the site, or something in between, answers otherwise than it should."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import Config
from elearn.cli import node_sending
from elearn.cli.node_places import Places, close_to_others, write_new
from elearn.cli.node_sending import ask_for_bundle, send_relayed
from elearn.cli.unfit_words import sentence
from elearn.domain.errors import Unfit
from elearn.exchange.elp import Header, sum_lines, write_elp


@contextmanager
def answering(answer: bytes | None) -> Iterator[str]:
    """Whoever asks gets these bytes, and then nothing more; None: she is never answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def serve() -> None:
            line = server.accept()[0]
            held.append(line)
            line.recv(65_536)
            if answer is not None:
                line.sendall(answer)
                line.shutdown(socket.SHUT_RDWR)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)
        for line in held:
            line.close()


def told(url: str) -> str:
    with pytest.raises(Unfit) as unfit:
        ask_for_bundle("ABCD-EFGH-JKMN", url)
    return sentence(unfit.value)


@pytest.mark.parametrize("url", ["http://[::1", "https://[::1", "ftp://x", "", "https://", "http://learn.example.org"])
def test_an_address_that_is_none_is_said_to_be_none(url: str) -> None:
    assert "is not an address that begins with https://" in told(url)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            "307 T\r\nLocation: https://learn.example.org/sync/v1",
            "sends on to https://learn.example.org: where that is",
        ),
        ("302 F\r\nLocation: /portal", "sends on to another page of 127.0.0.1"),
        ("302 F\r\nLocation: http://[::1", "sends on to an address that cannot be read"),
        ("302 F", "sends on to another page of 127.0.0.1"),
        ("200 OK\r\nContent-Type: text/html", "something else answered for 127.0.0.1"),
        ("200 OK\r\nContent-Type: application/gzip\r\nContent-Length: 100", "broke off on its way: try again"),
        ("503 No", "the site answered 503: try again later"),
        ("429 No\r\nRetry-After: 7", "try again in 7 s"),
    ],
)
def test_every_answer_says_what_to_do(answer: str, words: str) -> None:
    with answering(f"HTTP/1.1 {answer}\r\nConnection: close\r\n\r\nhalf".encode()) as url:
        assert words in told(url)


def test_a_site_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_sending, "TIMEOUT_S", 0.2)
    with answering(None) as url:
        assert "cannot be reached: try again with a line" in told(url)


@pytest.mark.parametrize(
    ("body", "why"),
    [(b'{"receipt": 1, "node": "a', "node-cut"), (b"", "node-cut"), (b'{"receipt": 2}', "receipt-newer")],
)
def test_a_receipt_that_was_cut_off_is_asked_for_again(tmp_path: Path, body: bytes, why: str) -> None:
    header = Header("a" * 32, 1, 0, 0, sum_lines([]), "", "0" * 12, "2026-11-22T10:00:00Z")
    places = Places(tmp_path)
    kept = places.keep_relayed(header, write_elp(header, [], bytes(32)))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    with answering(head + body) as url, pytest.raises(Unfit) as unfit:
        send_relayed(places, url)
    assert unfit.value.why == why
    assert places.relayed() == [kept], "it is still to be sent"


def test_a_folder_that_is_not_there_names_no_option_that_is_not_there() -> None:
    with pytest.raises(Unfit) as unfit:
        write_new(Path("/nowhere/x.elp"), b"")
    assert "--to" not in sentence(unfit.value)


def test_a_workshop_from_before_is_closed_to_the_others_on_the_laptop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("ELEARN_ENV", "node")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "relay").mkdir()
    names = ("elearn.sqlite3", "elearn.sqlite3-wal", "elearn.sqlite3-shm", "secret_key", "relay/one.elp")
    for name in names:
        (tmp_path / name).write_text("x" * 64)
        (tmp_path / name).chmod(0o644)
    tmp_path.chmod(0o755)
    close_to_others(Config.from_environment())
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in names} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path, tmp_path / "relay")} == {0o700}
