"""A mail server on the loopback interface that keeps what it is told, and can be made to misbehave."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Sink(socketserver.ThreadingTCPServer):
    """`mails` holds (options of MAIL, recipient, text). `answers` replaces the reply to a verb; empty = hang up."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, international: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[tuple[str, str, str]] = []
        self.answers: dict[str, str] = {}
        self.international = international

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    """One connection (RFC 5321 §4.1.1)."""

    server: Sink

    def handle(self) -> None:
        self.say("220 sink")
        options = recipient = ""
        while line := self.rfile.readline().decode("utf-8").strip():
            verb = line.split()[0].upper()
            if self.server.answers.get(verb) == "":
                return
            if verb == "MAIL":
                options = line
            elif verb == "RCPT":
                recipient = line.partition("<")[2].rstrip(">")
            elif verb == "DATA" and "DATA" not in self.server.answers:
                self.say("354 go on")
                self.keep(options, recipient)
                if self.server.answers.get("TEXT") == "":
                    return
                self.say(self.server.answers.get("TEXT", "250 kept"))
                continue
            self.say(self.server.answers.get(verb) or self.usual(verb))

    def usual(self, verb: str) -> str:
        if verb == "EHLO":
            return "250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8" if self.server.international else "250 sink"
        return "221 bye" if verb == "QUIT" else "250 ok"

    def keep(self, options: str, recipient: str) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append((options, recipient, b"".join(lines).decode("utf-8")))

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def running_sink(*, international: bool = True) -> Iterator[Sink]:
    with Sink(international=international) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
