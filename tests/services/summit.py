"""A programme with three topics in a small AFRALO, for the tests of topics, programmes and rosters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.domain.events import Event
from elearn.domain.programmes import Audience, Level, Programme
from elearn.domain.topics import Topic
from elearn.exchange.roster_csv import RosterCells, read_roster
from elearn.services.learning import ingest
from elearn.services.programmes import find_programme_version, save_programme
from elearn.services.rosters import Clerk, Entered, enter_roster
from elearn.services.topics import list_topics, save_topic, version_of
from tests.makers import NOW

TITLES = {"en": "Domain names", "fr": "Noms de domaine"}
DEADLINE = date(2027, 5, 31)
ADMINISTRATOR, COORDINATOR, OTHER = "a" * 32, "c" * 32, "d" * 32
COURSES = ("ip", "start")
_numbers = count()


def new_id() -> str:
    """32 hex, never the same."""
    return hashlib.sha256(f"summit {next(_numbers)}".encode()).hexdigest()[:32]


def make_topic(
    session: Session,
    key: str = "dns",
    *,
    courses: Sequence[str] = (),
    webinars: Sequence[str] = (),
    now: datetime = NOW,
) -> None:
    topic = Topic(key, {**TITLES, "en": f"All about {key}"}, "en", tuple(courses), tuple(webinars))
    seen = next((version_of(one) for one in list_topics(session) if one.key == key), "")
    save_topic(session, topic=topic, courses=COURSES, by=ADMINISTRATOR, now=now, seen=seen)


def make_programme(session: Session, *, audience: Audience | None = None, key: str = "summit") -> Programme:
    """`dns` (the course ip) is required, `icann` for newcomers, `ai` recommended."""
    for topic, courses in (("dns", ["ip"]), ("icann", ["start"]), ("ai", [])):
        make_topic(session, topic, courses=courses)
    levels = {"dns": Level.REQUIRED, "icann": Level.NEWCOMERS, "ai": Level.RECOMMENDED}
    programme = Programme(key, {"en": "Ready for the summit"}, "en", DEADLINE, levels, audience or Audience())
    seen = find_programme_version(session, key)
    save_programme(session, programme=programme, by=ADMINISTRATOR, now=NOW, seen=seen)
    return programme


def attend(session: Session, learner: str, *, webinar: str = "talk-7", share: object = 0.9, at: datetime = NOW) -> str:
    """She was at a webinar of the course ip; the id of the event."""
    event = Event(new_id(), "attend", at, u=learner, c="ip", i=webinar, b={"share": share})
    ingest(session, [event], recv_from="tests", now=max(at, NOW))
    return event.id


def clerk(ralo: str = "AFRALO", by: str = COORDINATOR, make: Callable[[], str] = new_id) -> Clerk:
    return Clerk(ralo, by, make, NOW)


def enter(
    session: Session,
    text: str,
    *,
    common: RosterCells | None = None,
    who: Clerk | None = None,
    dry_run: bool = False,
) -> Entered:
    """Enter a CSV; what its lines leave out is about `dns` on 20 November."""
    file = read_roster(text)
    assert not file.problems, file.problems
    form = common or RosterCells(0, date="2026-11-20", topic="dns")
    return enter_roster(session, clerk=who or clerk(), lines=file.lines, common=form, courses=COURSES, dry_run=dry_run)


def address(uid: str) -> str:
    """The address that `make_member` gave her."""
    return f"{uid[:12]}@example.org"


def viewer(*grants: tuple[Role, str], uid: str = COORDINATOR) -> Viewer:
    roles = tuple(Grant(role, scope, date(2020, 1, 1)) for role, scope in grants)
    return Viewer(1, uid, "Viewer", "en", "KE", roles)


MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
