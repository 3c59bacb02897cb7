"""The product and the yardstick, running, and what is sent to them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.bench.load import Request, post
from tests.bench.servers import Server, ceiling, product, running
from tests.bench.worlds import World

QUIZ = "/en/c/ip/ip-addresses-quiz"
REGION = "/en/regions/afralo"


@contextmanager
def yardstick(name: str = "app", world: World | None = None) -> Iterator[Server]:
    """`app`: Flask, with `world` the ORM page too; `bare`: WSGI alone."""
    arguments, port = ceiling(name)
    with running(arguments, port, "/", world.environment if world else {}) as server:
        yield server


@contextmanager
def site(world: World, workers: int = 1) -> Iterator[Server]:
    arguments, port = product(workers)
    environment = {**world.environment, "BASE_URL": f"http://127.0.0.1:{port}"}
    with running(arguments, port, "/readyz", environment) as server:
        yield server


def read(port: int, path: str, cookie: str = "") -> str:
    """The body of a page. Raises RuntimeError for anything but 200."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read().decode()
    if answer.status != 200:
        raise RuntimeError(f"{path}: status {answer.status}")
    return body


def quiz_fields(port: int) -> dict[str, str]:
    """The form of the quiz as somebody fills it in, the typed answers left out."""
    rev = re.search(r'name="rev" value="([^"]+)"', read(port, QUIZ))
    assert rev
    fields = {"rev": rev[1], "seed": "0", "bits": "c", "new-name": "false", "person": "a", "registry": "d"}
    return fields | {f"chain.{line}": str(number) for number, line in enumerate("abcd", 1)}


def submissions(port: int, cookie: str) -> Request:
    """A different answer each time, so that each submission is a new attempt, written and synced."""
    fields = quiz_fields(port)

    def make(number: int) -> bytes:
        event = f"{number:08x}{os.getpid():08x}{int(time.time()):016x}"
        body = urlencode({**fields, "colons": str(number), "directory": "DNS", "event": event})
        return post(QUIZ, port, body, Cookie=cookie)

    return make
