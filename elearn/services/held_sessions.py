"""Sessions that ALSes held with a facilitator's guide: reported by those who look after an ALS, seen by everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, regions_of
from elearn.domain.community import RALOS, AlsLine
from elearn.domain.days import read_day
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_text, problem_of_text
from elearn.services.audit import write_entry
from elearn.services.community import list_own_als
from elearn.services.counts import touch_regions
from elearn.storage import held_sessions as storage
from elearn.storage.base import begin_writing
from elearn.storage.community import find_als, list_als

SESSIONS_ON_A_PAGE = 30
NOTES_LIMIT = 4000
MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """A session as the form has it, every field as it was typed."""

    als: str
    course: str
    on: str
    people: str
    language: str
    notes: str


def list_reportable(session: Session, viewer: Viewer, day: date) -> list[tuple[str, AlsLine]]:
    """(RALO, ALS) for every ALS about which she may report: her own as representative, her regions' as coordinator."""
    found = dict.fromkeys(list_own_als(session, viewer.grants, day))
    ralos: Sequence[str] = regions_of(viewer, day, tuple(RALOS))
    if ralos:
        found |= dict.fromkeys((row.ralo, row.line) for row in list_als(session) if row.ralo in ralos)
    return list(found)


def report_session(
    session: Session, *, told: Told, by: Viewer, courses: Collection[str], new_uid: str, now: datetime
) -> None:
    """An ALS held a session. The same ALS, course and day again corrects people, language and notes.

    Who may: a representative of the ALS, a coordinator of its RALO, an administrator; an ALS of anybody else looks like
    none. Raises Refused with codes by field.
    """
    begin_writing(session)
    allowed = {line.code for _ralo, line in list_reportable(session, by, now.date())}
    on, people = read_day(told.on), _read_people(told.people)
    found = {
        "als": None if told.als in allowed else "als-unknown" if told.als else "als-missing",
        "course": None if told.course in courses else "course-missing",
        "date": "day-wrong" if on is None else None if on <= now.date() else "day-past",
        "people": None if people else "people-wrong",
        "language": None if told.language in LANGUAGES else "language-missing",
        "notes": problem_of_text(told.notes, NOTES_LIMIT),
    }
    problems = {field: code for field, code in found.items() if code}
    als = find_als(session, told.als) if "als" not in problems else None
    if problems or als is None:
        raise Refused(problems)
    values = {
        "uid": new_uid,
        "als_id": als.id,
        "course": told.course,
        "held_on": on,
        "people": people,
        "language": told.language,
        "notes": clean_text(told.notes),
        "created_at": now,
        "created_by": by.uid,
    }
    storage.put_session(session, values)
    touch_regions(session, {als.ralo})
    write_entry(session, actor=by.uid, action="session-reported", about=f"{told.als} {told.course}", now=now)
    session.commit()


def withdraw_session(session: Session, *, uid: str, by: Viewer, now: datetime) -> None:
    """It counts no more and nobody sees it. Twice is once. Who may: whoever may report it. Raises NotFound."""
    begin_writing(session)
    line = storage.find_session(session, uid)
    if line is not None:
        if line.als not in {als.code for _ralo, als in list_reportable(session, by, now.date())}:
            raise NotFound("session", uid)
        storage.withdraw_session(session, uid, now)
        touch_regions(session, {line.ralo})
        write_entry(session, actor=by.uid, action="session-withdrawn", about=f"{line.als} {line.course}", now=now)
    session.commit()


def list_sessions(session: Session, *, course: str = "", page: int = 1) -> tuple[list[storage.SessionLine], bool]:
    """One page of sessions of all regions, the latest first, and whether there is another. Nobody's names."""
    offset = (page - 1) * SESSIONS_ON_A_PAGE
    found = storage.list_sessions(session, course=course, limit=SESSIONS_ON_A_PAGE + 1, offset=offset)
    return found[:SESSIONS_ON_A_PAGE], len(found) > SESSIONS_ON_A_PAGE


def find_session(session: Session, uid: str) -> storage.SessionLine | None:
    """Its plan is to be copied: None for one that was withdrawn or never was."""
    return storage.find_session(session, uid) if uid else None


def sum_sessions(session: Session, *, ralo: str, until: date) -> tuple[int, int]:
    """(sessions held, people reached) by the ALSes of this region up to this day."""
    return storage.sum_sessions(session, ralo, until)


def _read_people(text: str) -> int:
    """0 for what is no believable number of people. The digits of every script are welcome."""
    return int(text) if text.isdecimal() and len(text) <= 5 and int(text) <= MOST_PEOPLE else 0
