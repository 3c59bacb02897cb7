"""What a community does beside courses, made up: topics, a programme, rosters, sessions, by their use cases."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Role
from elearn.domain.programmes import Level, Programme
from elearn.domain.topics import Topic
from elearn.exchange.roster_csv import RosterCells
from elearn.services.accounts import find_by_email
from elearn.services.community import list_grants
from elearn.services.demo_people import DemoPerson
from elearn.services.held_sessions import Told, report_session
from elearn.services.programmes import find_programme_version, save_programme
from elearn.services.rosters import Clerk, enter_roster
from elearn.services.topics import list_topics, save_topic

KEY = "ready-for-the-summit"
DAYS_LEFT = 190
MET_BEFORE = timedelta(days=20)
ON_THE_ROSTER = 3
TITLES = {
    "en": "Ready for the summit",
    "fr": "Prêts pour le sommet",
    "es": "Listos para la cumbre",
    "pt": "Prontos para a cúpula",
    "ar": "جاهزون للقمة",
    "ru": "Готовы к саммиту",
    "zh": "为峰会做好准备",
}
# Key, level, the course that satisfies it, titles.
TOPICS = (
    (
        "names-and-addresses",
        Level.REQUIRED,
        "ip",
        {
            "en": "Names and addresses of the internet",
            "fr": "Noms et adresses d’internet",
            "es": "Nombres y direcciones de internet",
            "pt": "Nomes e endereços da internet",
            "ar": "أسماء الإنترنت وعناوينها",
            "ru": "Имена и адреса интернета",
            "zh": "互联网的名称与地址",
        },
    ),
    (
        "first-steps",
        Level.NEWCOMERS,
        "start",
        {
            "en": "First steps in At-Large",
            "fr": "Premiers pas dans At-Large",
            "es": "Primeros pasos en At-Large",
            "pt": "Primeiros passos na At-Large",
            "ar": "خطوات أولى في At-Large",
            "ru": "Первые шаги в At-Large",
            "zh": "At-Large 入门",
        },
    ),
    ("making-policy", Level.RECOMMENDED, "pdp", {"en": "How policy is made", "fr": "Comment naît une politique"}),
)
NOTES = "45 minutes, paper only: the drawing of the address first, three questions in pairs, then the quiz together."


def load_programme(session: Session, *, people: Sequence[DemoPerson], courses: Collection[str], now: datetime) -> None:
    """Three topics and a programme for everybody, one roster and one session per region. Twice is once."""
    if find_programme_version(session, KEY):
        return
    known = {topic.key for topic in list_topics(session)}
    by = next(person.uid for person in people if person.role == Role.ADMINISTRATOR)
    for key, _level, course, titles in TOPICS:
        topic = Topic(key, titles, "en", (course,) if course in courses else ())
        if key not in known:
            save_topic(session, topic=topic, courses=courses, by=by, now=now)
    levels = {key: level for key, level, _course, _titles in TOPICS}
    deadline = (now + timedelta(days=DAYS_LEFT)).date()
    save_programme(session, programme=Programme(KEY, TITLES, "en", deadline, levels), by=by, now=now)
    numbers = count()
    for person in people:
        if person.role == Role.COORDINATOR:
            _meet(session, person, people, _clerk(person, numbers, now))
        if person.role == Role.REPRESENTATIVE and courses:
            _report(session, person, min(courses), now)


def _clerk(person: DemoPerson, numbers: count[int], now: datetime) -> Clerk:
    def new_id() -> str:
        return hashlib.sha256(f"{KEY} {person.uid} {next(numbers)}".encode()).hexdigest()[:32]

    return Clerk(person.ralo, person.uid, new_id, now)


def _meet(session: Session, coordinator: DemoPerson, people: Sequence[DemoPerson], clerk: Clerk) -> None:
    """Some of the coordinator's own ALS were at a meeting."""
    there = [person.email for person in people if person.als == coordinator.als and person.named and not person.invited]
    lines = [RosterCells(number, email=email) for number, email in enumerate(there[:ON_THE_ROSTER], 1)]
    day = (clerk.now - MET_BEFORE).date().isoformat()
    common = RosterCells(0, date=day, topic="first-steps", als=coordinator.als)
    enter_roster(session, clerk=clerk, lines=lines, common=common, courses=())


def _report(session: Session, person: DemoPerson, course: str, now: datetime) -> None:
    account = find_by_email(session, person.email)
    if account is None:
        return
    grants = list_grants(session, account.id)
    viewer = Viewer(account.id, person.uid, person.name, person.language, person.country, grants)
    day = (now - MET_BEFORE).date().isoformat()
    told = Told(person.scope, course, day, "9", person.language, NOTES)
    new_uid = hashlib.sha256(f"{KEY} session {person.uid}".encode()).hexdigest()[:32]
    report_session(session, told=told, by=viewer, courses={course}, new_uid=new_uid, now=now)
