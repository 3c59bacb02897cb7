"""People at a site that is being killed: some answer quizzes until each answer is confirmed, somebody reads."""

from __future__ import annotations

import http.client
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlencode

QUIZ, LESSON = "/en/c/ip/ip-quiz", "/en/c/ip/ip-reading"
TIMEOUT_S = 15
PAUSE_S = 0.1
_RESULT = re.compile(r"/en/attempts/([0-9a-f]{32})")


@dataclass
class Told:
    """What people saw. Moments are of `time.monotonic()`."""

    sent: list[str] = field(default_factory=list)  # event ids, in the order in which they were first sent
    confirmed: dict[str, str] = field(default_factory=dict)  # event id -> attempt
    confirmed_at: list[float] = field(default_factory=list)
    read_at: list[float] = field(default_factory=list)
    failed: int = 0
    unread: int = 0
    waits: list[float] = field(default_factory=list)  # seconds of each request that went well
    strange: list[str] = field(default_factory=list)

    def silence(self, began: float, ended: float) -> float:
        """The longest time between two confirmations from `began` on, `ended` counted as one."""
        return _longest(self.confirmed_at, began, ended)

    def darkness(self, began: float, ended: float) -> float:
        """The longest time between two public pages that came."""
        return _longest(self.read_at, began, ended)


def _longest(moments: list[float], began: float, ended: float) -> float:
    inside = [began, *sorted(moment for moment in moments if began <= moment <= ended), ended]
    return max(later - earlier for earlier, later in pairwise(inside))


class Visitor:
    """One browser on one line that is opened again when it breaks; keeps the guest's cookie."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line: http.client.HTTPConnection | None = None
        self.cookie = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """(status, Location). Raises OSError or HTTPException when the line breaks."""
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("guest="):
                self.cookie = cookie.partition(";")[0]
        return answer.status, answer.headers.get("Location", "")

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def submissions() -> Iterator[dict[str, str]]:
    """What one guest can send in a day without saying the same twice."""
    for seed in range(16):
        for choice in "ab":
            yield {"rev": "", "seed": str(seed), "bits": choice, "event": secrets.token_hex(16)}


def answer_quizzes(port: int, told: Told, stop: threading.Event) -> None:
    """One new guest after the other. Each form is sent again, as it was, until its result page is confirmed."""
    while not stop.is_set():
        visitor = Visitor(port)
        for form in submissions():
            if stop.is_set():
                break
            told.sent.append(form["event"])
            while not _confirmed(visitor, form, told) and not stop.is_set():
                time.sleep(0.2)
            stop.wait(PAUSE_S)
        visitor.close()


def _confirmed(visitor: Visitor, form: dict[str, str], told: Told) -> bool:
    began = time.monotonic()
    try:
        status, place = visitor.ask("POST", QUIZ, form)
    except (OSError, http.client.HTTPException):
        told.failed += 1
        return False
    found = _RESULT.search(place)
    if status != 303 or not found:
        told.failed += 1
        if status not in (502, 503, 504):
            told.strange.append(f"{status} to an answer")
        return False
    now = time.monotonic()
    told.waits.append(now - began)
    told.confirmed[form["event"]] = found.group(1)
    told.confirmed_at.append(now)
    return True


def read_pages(port: int, told: Told, stop: threading.Event) -> None:
    """A lesson and a search, again and again."""
    visitor = Visitor(port)
    paths = (LESSON, "/fr/c/ip", "/en/search?q=address")
    for number in range(1 << 30):
        if stop.wait(PAUSE_S):
            break
        try:
            status, _ = visitor.ask("GET", paths[number % len(paths)])
        except (OSError, http.client.HTTPException):
            status = 0
        if status == 200:
            told.read_at.append(time.monotonic())
        else:
            told.unread += 1
            if status not in (0, 502, 503, 504):
                told.strange.append(f"{status} to a page")
    visitor.close()


@contextmanager
def people(port: int, told: Told, answering: int) -> Iterator[None]:
    """So many answer quizzes and one reads, until the block ends."""
    stop = threading.Event()
    threads = [threading.Thread(target=answer_quizzes, args=(port, told, stop), daemon=True) for _ in range(answering)]
    threads.append(threading.Thread(target=read_pages, args=(port, told, stop), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
