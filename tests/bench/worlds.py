"""Communities to measure against: sixty ALSes in AFRALO and as many learners as wanted, made through the use cases."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.events import Event
from elearn.extensions import open_session
from elearn.services.accounts import Applicant, add_account
from elearn.services.community import NewAls, add_als
from elearn.services.learning import ingest
from elearn.services.passwords import hash_password
from elearn.services.roles import grant_role
from elearn.storage.base import begin_writing
from tests.bench.servers import ROOT

PASSWORD = "measured by the bench"
COORDINATOR = "coordinator@example.org"
COUNTRIES = ("SN", "KE", "NG", "GH", "CM", "ZA", "TZ", "UG", "BF", "ML")
LESSONS = ("what-addresses-are-for", "reading-ipv6", "from-pool-to-phone", "four-billion")
AT_ONCE = 500


@dataclass(frozen=True)
class World:
    """A prepared instance. `environment` is what a server needs to serve it."""

    environment: dict[str, str]
    coordinator: str = COORDINATOR


def make_world(folder: Path, *, learners: int) -> World:
    """A published site with this many learners, each with one to four lessons done on different days."""
    environment = {"INSTANCE_PATH": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'elearn.sqlite3'}"}
    prepare = [sys.executable, "-m", "elearn.cli", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    now = datetime.now(UTC)
    with open_session(environment["DATABASE_URL"]) as session:
        codes = [f"BENCH-{number:02}" for number in range(60)]
        add_als(
            session,
            new=[NewAls(code, f"Circle {code}", COUNTRIES[n % 10], "fr") for n, code in enumerate(codes)],
            now=now,
        )
        _add_coordinator(session, now)
        for start in range(0, learners, AT_ONCE):
            _add_learners(session, codes, range(start, min(start + AT_ONCE, learners)), now)
    return World(environment)


def _add_coordinator(session: Session, now: datetime) -> None:
    password_hash = hash_password(PASSWORD)
    begin_writing(session)
    applicant = Applicant("Coordinator", COORDINATOR, "SN", None, "en")
    account = add_account(session, applicant, password_hash=password_hash, uid="c" * 32, now=now).id
    session.commit()
    grant = Grant(Role.COORDINATOR, "AFRALO", now.date() - timedelta(days=1))
    grant_role(session, by=None, account_id=account, grant=grant, now=now)


def _add_learners(session: Session, codes: list[str], numbers: range, now: datetime) -> None:
    begin_writing(session)
    for number in numbers:
        name = f"Learner {number}"
        code = codes[number % len(codes)]
        country = COUNTRIES[(number % len(codes)) % 10]
        applicant = Applicant(name, f"learner-{number}@example.org", country, code, "fr")
        add_account(session, applicant, password_hash="!", uid=f"{number:032x}", now=now - timedelta(days=300))
    session.commit()
    events = [
        Event(
            id=f"{number:024x}{part:08x}",
            t="lesson.done",
            at=now,
            u=f"{number:032x}",
            c="ip",
            i=LESSONS[part],
            lang="fr",
        )
        for number in numbers
        if number % 5
        for part in range(number % 4 + 1)
    ]
    ingest(session, events, recv_from="bench", now=now)


def sign_in(port: int, address: str, password: str = PASSWORD) -> str:
    """The value of the session cookie."""
    connection = HTTPConnection("127.0.0.1", port)
    body = urlencode({"email": address, "password": password})
    connection.request("POST", "/en/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return next(cookie.split("=", 1)[1].split(";")[0] for cookie in cookies if cookie.startswith("session="))
