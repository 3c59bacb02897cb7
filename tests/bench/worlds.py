"""Communities to measure against: as many learners as wanted in all regions, their histories folded by the product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import LANGUAGES
from elearn.cli.reading import get_catalogue
from elearn.domain.community import Grant, Role
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.accounts import Applicant, add_account
from elearn.services.migrating import upgrade_schema
from elearn.services.passwords import hash_password
from elearn.services.publishing import publish
from elearn.services.rebuild import rebuild_progress
from elearn.services.roles import grant_role
from elearn.storage.base import begin_writing
from elearn.storage.events import EventRow
from elearn.storage.releases import QuizRevision
from tests.bench.bulk import load_rows, loosen, settle
from tests.bench.histories import COLUMNS, Deed, event_rows, make_lives
from tests.bench.people import Place, add_groups, load_people
from tests.bench.servers import ROOT

PASSWORD = "measured by the bench"
COORDINATOR = "coordinator@example.org"
# What is true before the first event: the courses, then the people.
PUBLISHED, JOINED = timedelta(days=800), timedelta(days=790)
AT_ONCE = 20_000
MADE = "made.json"
EDITION = 1  # raise it when another kind of world is made: kept ones are made again


@dataclass(frozen=True)
class World:
    """A prepared instance. `environment` is what a server needs to serve it."""

    environment: dict[str, str]
    coordinator: str = COORDINATOR
    learners: int = 0
    events: int = 0

    @property
    def url(self) -> str:
        return self.environment["DATABASE_URL"]


def make_world(folder: Path, *, learners: int) -> World:
    """A published site with this many learners. One that stands in `folder` from an earlier run is taken as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"INSTANCE_PATH": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'elearn.sqlite3'}"}
    made = folder / MADE
    told = json.loads(made.read_text()) if made.exists() else {}
    if told.get("edition") != EDITION or told.get("learners") != learners:
        for old in folder.glob("elearn.sqlite3*"):
            old.unlink()
        events = fill_world(environment["DATABASE_URL"], learners)
        told = {"edition": EDITION, "learners": learners, "events": events}
        made.write_text(json.dumps(told))
    return World(environment, learners=learners, events=told["events"])


def fill_world(url: str, learners: int, *, fold: bool = True) -> int:
    """Courses, coordinator and ALSes by their use cases, people and the log in bulk, and the fold over all of it.

    How many events there are; without `fold` nothing is folded, and 0.
    """
    now = datetime.now(UTC)
    compile_catalogues(ROOT / "translations")
    with open_session(url) as session:
        upgrade_schema(session)
        publish(session, roots=[ROOT / "courses"], languages=LANGUAGES, author="", note="", now=now - PUBLISHED)
        places = add_groups(session, now - JOINED)
        _add_coordinator(session, now)
        loosen(session)
        load_learners(session, range(learners), places, now)
        settle(session)
        if not fold:
            return 0
        rebuilt = rebuild_progress(session, now=now)
        settle(session)
    return rebuilt.events


def load_learners(session: Session, numbers: Sequence[int], places: dict[str, list[Place]], now: datetime) -> None:
    """People and their events as they would have come in; nothing is folded yet."""
    lives = _lives(session, now)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        begin_writing(session)
        load_people(session, part, places, now - JOINED)
        load_rows(session, EventRow, COLUMNS, event_rows(part, lives))
        session.commit()


def _lives(session: Session, now: datetime) -> list[list[Deed]]:
    rows = session.execute(select(QuizRevision.quiz, QuizRevision.rev, QuizRevision.blob))
    blobs = {(row.quiz, row.rev): row.blob for row in rows}
    return make_lives(get_catalogue(session).site.courses, blobs, now)


def _add_coordinator(session: Session, now: datetime) -> None:
    password_hash = hash_password(PASSWORD)
    begin_writing(session)
    applicant = Applicant("Coordinator", COORDINATOR, "SN", None, "en")
    account = add_account(session, applicant, password_hash=password_hash, uid="c" * 32, now=now).id
    session.commit()
    grant = Grant(Role.COORDINATOR, "AFRALO", now.date() - timedelta(days=1))
    grant_role(session, by=None, account_id=account, grant=grant, now=now)


def sign_in(port: int, address: str, password: str = PASSWORD) -> str:
    """The value of the session cookie."""
    connection = HTTPConnection("127.0.0.1", port)
    body = urlencode({"email": address, "password": password})
    connection.request("POST", "/en/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return next(cookie.split("=", 1)[1].split(";")[0] for cookie in cookies if cookie.startswith("session="))
