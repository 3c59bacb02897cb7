"""A site and a workshop laptop as real servers on loopback, and the browsers of phones, for the tests."""

from __future__ import annotations

import os
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT
from elearn.domain.community import Grant, Role
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.catalogue import load_catalogue
from elearn.services.migrating import upgrade_schema
from elearn.services.publishing import publish
from elearn.services.roles import give_role
from elearn.services.sessions import open_session as open_web_session
from elearn.services.workshops import Plan, make_bundle, prepare_workshop
from elearn.storage.accounts import Account
from tests.bench.servers import free_port, wait_until_up
from tests.commands import run_elearn
from tests.content.trees import BASE
from tests.makers import make_als, make_member

ELEARN = [sys.executable, "-m", "elearn.cli"]
RIGHT, WRONG = {"bits": "b"}, {"bits": "a"}
LESSON, QUIZ = "/en/c/ip/ip-reading/done", "/en/c/ip/ip-quiz"
LANGUAGES = ("en", "fr", "ar")


@dataclass
class Page:
    """An answer after redirects."""

    status: int
    address: str
    text: str
    body: bytes

    def find(self, pattern: str) -> str:
        """The first group of this pattern. Raises AssertionError."""
        found = re.search(pattern, self.text)
        assert found, f"{pattern} is not in {self.address}"
        return str(found.group(1))


class Browser:
    """A phone or laptop with cookies of its own."""

    def __init__(self, base: str) -> None:
        self.base, self.jar = base, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def clone(self) -> Browser:
        """Another phone with a copy of everything in this one."""
        twin = Browser(self.base)
        for cookie in self.jar:
            twin.jar.set_cookie(cookie)
        return twin

    def get(self, path: str) -> Page:
        return self._ask(path)

    def post(self, path: str, form: Mapping[str, object]) -> Page:
        return self._ask(path, urlencode(form, doseq=True).encode())

    def send_file(self, path: str, data: bytes, **fields: str) -> Page:
        border = "x" * 20
        parts = b"".join(
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="f.elp"\r\n\r\n'.encode()
        body = parts + head + data + f"\r\n--{border}--\r\n".encode()
        return self._ask(path, body, f"multipart/form-data; boundary={border}")

    def _ask(self, path: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> Page:
        request = Request(self.base + path, data)  # noqa: S310 - our own servers
        if data is not None:
            request.add_header("Content-Type", kind)
        try:
            with self.opener.open(request, timeout=30) as answer:
                body = answer.read()
                return Page(answer.status, answer.url, body.decode("utf-8", "replace"), body)
        except HTTPError as error:
            with error:
                body = error.read()
                return Page(error.code, request.full_url, body.decode("utf-8", "replace"), body)


@dataclass
class Centre:
    """The site: AFRALO with two groups; three members of one may be named and one may not."""

    folder: Path
    url: str
    port: int = field(default_factory=free_port)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return {
            **clean_environment(),
            "DATABASE_URL": self.url,
            "INSTANCE_PATH": str(self.folder / "instance"),
            "COURSES_PATH": str(self.folder / "courses"),
            "BASE_URL": self.base,
            "SECRET_KEY": "k" * 40,
        }

    @contextmanager
    def up(self) -> Iterator[Browser]:
        """The browser of the region's coordinator, who is signed in."""
        with serving([*ELEARN, "serve", "--port", str(self.port), "--workers", "1"], self.port, self.environment()):
            browser = Browser(self.base)
            browser.opener.addheaders = [("Cookie", "session=the-coordinator")]
            yield browser


def clean_environment() -> dict[str, str]:
    settings = ("DATABASE_URL", "INSTANCE_PATH", "COURSES_PATH", "BASE_URL", "ELEARN_ENV", "LANGUAGES", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if name not in settings}


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until_up(port, "/readyz", process)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        assert process.stdout
        sys.stderr.write(process.stdout.read())  # what the server said stands beside a test that failed
        process.stdout.close()


def make_centre(folder: Path, url: str) -> Centre:
    courses = folder / "courses"
    for name, content in BASE.items():
        path = courses / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "instance").mkdir()
    compile_catalogues(folder / "instance/translations")
    now = datetime.now(UTC)
    with open_session(url) as session:
        upgrade_schema(session)
        publish(session, roots=[courses], languages=LANGUAGES, author="tests", note="", now=now)
        make_als(session, "KE-01")
        make_als(session, "KE-02")
        for name in ("Amina", "Brahim", "Chipo"):
            make_member(session, name, als="KE-01", now=now)
        make_member(session, "Dalia", als="KE-01", named=False, now=now)
        make_member(session, "Yaw at home", als="KE-02", now=now)
        make_coordinator(session, "Coordinator", "AFRALO", "the-coordinator", now)
    return Centre(folder, url)


def make_coordinator(session: Session, name: str, ralo: str, token: str, now: datetime) -> str:
    """The uid of somebody who coordinates this region, signed in with this token."""
    uid = make_member(session, name, country="SN" if ralo == "AFRALO" else "DE", now=now)
    account = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    give_role(session, account_id=account, grant=Grant(Role.COORDINATOR, ralo, now.date()), by="", now=now)
    session.commit()
    open_web_session(session, account_id=account, token=token, now=now)
    return uid


def prepare(coordinator: Browser) -> tuple[str, str]:
    """(uid of the workshop, its code) by the coordinator's form."""
    form = {
        "form": "prepare",
        "uid": secrets.token_hex(16),
        "title": "Nairobi",
        "held_on": datetime.now(UTC).date().isoformat(),
        "als": ["KE-01", "KE-02"],
        "courses": ["ip"],
        "languages": ["en", "ar"],
    }
    page = coordinator.post("/en/regions/afralo/workshops", form)
    assert page.status == 200, page.text
    return str(form["uid"]), page.find(r'class="big"><bdi dir="ltr">([A-Z0-9-]{14})<')


@dataclass
class Room:
    """A workshop laptop in a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    started: str = ""
    courses: Path = ROOT / "courses"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return {**clean_environment(), "INSTANCE_PATH": str(self.folder), "COURSES_PATH": str(self.courses)}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`elearn node` with these words."""
        return run_elearn("node", *words, cwd=self.folder.parent, environment=self.environment())

    @contextmanager
    def up(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        command = [*ELEARN, "node", "serve", "--address", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        with serving([*command, *words], self.port, self.environment()) as process:
            self.started = read_until(process, "Stop with Ctrl-C")
            yield process

    def code(self, words: str) -> str:
        """A code that was printed at the start."""
        found = re.search(rf"{words}.*?(\d{{4,8}})$", self.started, re.MULTILINE)
        assert found, self.started
        return found.group(1)

    def phone(self) -> Browser:
        return Browser(self.base)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def pull_the_plug(process: subprocess.Popen[str]) -> None:
    """SIGKILL for the server and its workers at once, as when the power goes: `serving` gave it a group of its own."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
    time.sleep(0.05)


def join_by_slip(phone: Browser, code: str, name: str, slip: str) -> Page:
    page = phone.get(f"/en/workshop?code={code}")
    uid = page.find(rf'<option value="([0-9a-f]{{32}})">{name}</option>')
    return phone.post("/en/workshop", {"form": "slip", "code": code, "who": uid, "slip": slip})


def join_as_new(phone: Browser, code: str, name: str, als: str = "KE-01") -> Page:
    nonce = phone.get(f"/en/workshop?code={code}").find(r'name="nonce"[^>]*value="([0-9a-f]{32})"')
    return phone.post("/en/workshop", {"form": "new", "code": code, "nonce": nonce, "name": name, "als": als})


def leave(phone: Browser) -> None:
    phone.post("/en/sign-out", {})


def slips_of(page: Page) -> dict[str, str]:
    """Name -> digits on the page of slips."""
    pattern = r'<li><b><bdi>([^<]+)</bdi></b><span class="big"><bdi dir="ltr">(\d{4})</bdi></span>'
    return dict(re.findall(pattern, page.text))


def make_bundle_file(centre: Centre) -> bytes:
    """A prepared workshop as the file for a laptop that is never online."""
    now = datetime.now(UTC)
    uid = secrets.token_hex(16)
    with open_session(centre.url) as session:
        books = load_catalogue(session)
        assert books
        plan = Plan(uid, "Nairobi", now.date().isoformat(), ["KE-01", "KE-02"], ["ip"], ["en"])
        key, code = secrets.token_bytes(32), secrets.token_hex(6)
        prepare_workshop(session, ralo="AFRALO", plan=plan, courses=["ip"], key=key, code=code, by="", now=now)
        return make_bundle(session, ralo="AFRALO", uid=uid, books=books, centre=centre.base, by="", now=now)


def submit_until_cut(room: Room, confirmed: list[str], stop: threading.Event) -> None:
    """New people join and answer, one after the other, until the line is gone. The uid of every attempt whose result
    page came back goes to `confirmed`."""
    wall = room.code("Code on the wall")
    for number in count():
        phone = room.phone()
        try:
            join_as_new(phone, wall, f"Person {number}")
            for answers in (RIGHT, WRONG):
                page = phone.post(QUIZ, {"rev": "", "seed": "0", **answers})
                if page.status == 200 and "/attempts/" in page.address:
                    confirmed.append(page.address.rpartition("/")[2])
        except (OSError, HTTPException, AssertionError):
            return
        if stop.is_set():
            return


def cut_power(room: Room, rounds: int, random: Random, phones: int = 3) -> tuple[int, int]:
    """(answers that were confirmed, those of them that are not there) after so many cuts at random moments."""
    confirmed: list[str] = []
    stop = threading.Event()
    for _ in range(rounds):
        with room.up() as process:
            arguments = (room, confirmed, stop)
            people = [threading.Thread(target=submit_until_cut, args=arguments) for _ in range(phones)]
            for person in people:
                person.start()
            wanted = len(confirmed) + random.randint(1, 6)
            while len(confirmed) < wanted and any(person.is_alive() for person in people):
                time.sleep(0.005)
            time.sleep(random.random() * 0.1)
            pull_the_plug(process)
            for person in people:
                person.join(40)
    with closing(sqlite3.connect(room.folder / "elearn.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {row[0] for row in database.execute("SELECT id FROM event")}
    return len(confirmed), len(set(confirmed) - kept)
