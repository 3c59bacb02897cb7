"""A site and a workshop laptop as real servers on loopback, and the browsers of phones, for the tests."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

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
from tests.http_browser import Browser, Page
from tests.makers import make_als, make_member

ELEARN = [sys.executable, "-m", "elearn.cli"]
RIGHT, WRONG = {"bits": "b"}, {"bits": "a"}
LESSON, QUIZ = "/en/c/ip/ip-reading/done", "/en/c/ip/ip-quiz"
LANGUAGES = ("en", "fr", "ar")


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
