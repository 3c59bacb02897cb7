"""One community with everything in it, for asserting that all that is said about it is the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.content.compiler import compile_tree
from elearn.content.files import memory_tree
from elearn.domain.community import Grant, Role
from elearn.services.attempts import submit_quiz
from elearn.services.held_sessions import Told, report_session
from elearn.services.learning import finish_lesson
from elearn.services.publishing import publish
from elearn.services.roles import grant_role
from elearn.services.sessions import open_session
from elearn.services.weeks import take_weeks
from elearn.storage.accounts import Account
from tests.content.trees import BASE, LANGUAGES, LESSON_FR, LF, TODAY
from tests.makers import NOW, make_als, make_member
from tests.services.summit import make_programme, viewer

COURSES = ["dns", "ip"]
LONG_AGO, PUBLISHED = NOW - timedelta(days=80), NOW - timedelta(days=320)
FILES = {LF: LESSON_FR, **BASE} | {
    path.replace("ip/", "dns/"): content.replace("id: ip", "id: dns").replace("=ip-reading", "=dns-reading")
    for path, content in BASE.items()
    if path.startswith("ip/") and isinstance(content, str)
}
# Name -> (ALS, how she is a member, course -> (days ago, finished)). All five states, names in two scripts.
PEOPLE: dict[str, tuple[str | None, dict[str, Any], dict[str, tuple[int, bool]]]] = {
    "Ama <i>": ("KE-01", {"now": NOW - timedelta(days=300)}, {"ip": (10, True), "dns": (40, False)}),
    "Bo": ("KE-01", {}, {"ip": (2, False)}),
    "Chi": ("KE-01", {}, {"ip": (45, False)}),
    "Didi": ("KE-01", {"joined": False}, {}),
    "Secret": ("KE-01", {"named": False}, {"ip": (3, False), "dns": (12, True)}),
    "أمينة": ("KE-01", {}, {}),
    "ليلى": ("DZ-01", {}, {"dns": (1, True)}),
    "=Gus": (None, {}, {"dns": (5, False)}),
    "Hawa": (None, {"joined": False}, {}),
    "Eve": ("FR-01", {}, {"ip": (1, True)}),
}
COUNTRIES = {"DZ-01": "DZ", "FR-01": "FR", None: "NG"}


def settle(session: Session) -> dict[str, str]:
    """Publish, people, what they did when they did it, a session held, a programme, the weeks; name -> uid."""
    compiled = compile_tree(memory_tree(FILES), languages=LANGUAGES, today=TODAY)
    assert not compiled.broken, compiled.diagnostics
    publish(session, roots=[], languages=LANGUAGES, author="tests", note="", now=PUBLISHED, compiled=compiled)
    make_als(session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(session, "DZ-01", country="DZ", name="حلقة الجزائر", language="ar")
    make_als(session, "SN-01", country="SN", name="Cercle « Karité »", language="fr")
    make_als(session, "FR-01", country="FR", name="Amis du Web", language="fr")
    uids = {}
    for name, (als, kind, done) in PEOPLE.items():
        country = COUNTRIES.get(als, "KE")
        uids[name] = make_member(
            session, name, als=als, country=country, status="confirmed", **{"now": LONG_AGO} | kind
        )
        for course, (days_ago, finished) in done.items():
            learn(session, uids[name], course, NOW - timedelta(days=days_ago), finished=finished)
    plan = Told("KE-01", "ip", "2026-11-12", "11", "en", "")
    coordinator = viewer((Role.COORDINATOR, "AFRALO"))
    report_session(session, told=plan, by=coordinator, courses=COURSES, new_uid="5" * 32, now=NOW)
    make_programme(session)
    while take_weeks(session, courses=COURSES, now=NOW):
        pass
    uids["Coordinator"] = enter(session)
    return uids


def learn(session: Session, learner: str, course: str, at: datetime, *, finished: bool) -> None:
    finish_lesson(session, learner=learner, course=course, lesson=f"{course}-reading", language="en", now=at)
    if finished:
        submit_quiz(
            session,
            learner=learner,
            quiz=f"{course}-quiz",
            revision=None,
            seed=0,
            answers={"bits": "b"},
            language="en",
            event_id=None,
            secret=b"k" * 40,
            now=at,
        )


def enter(session: Session) -> str:
    """The uid of a coordinator of AFRALO who is signed in with the token `coordinator`; she is a member elsewhere."""
    uid = make_member(session, "Coordinator", country="US")
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    grant = Grant(Role.COORDINATOR, "AFRALO", LONG_AGO.date())
    grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    open_session(session, account_id=account_id, token="coordinator", now=NOW)
    return uid
