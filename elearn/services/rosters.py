"""Rosters of face-to-face sessions: entered by coordinators, kept as events of the log, and taken back by a void."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from elearn.domain import namesakes
from elearn.domain.errors import NotFound
from elearn.domain.events import Event
from elearn.exchange.csv_tables import Problem
from elearn.exchange.roster_csv import RosterCells
from elearn.services.audit import write_entry
from elearn.services.intake import take_events
from elearn.services.roster_reading import COURSE, Attendance, Meeting, read_attendances
from elearn.storage import rosters as storage
from elearn.storage.base import begin_writing
from elearn.storage.events import lock_log

PICKED_FROM = 300
SHOWN = 100
PEOPLE_SHOWN = 500
NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who writes (a uid), where, when, and where new ids come from (32 hex each).

    `finds_all`: an administrator or the operator, for whom an address is also somebody who prefers not to be named.
    """

    ralo: str
    by: str
    new_id: Callable[[], str]
    now: datetime
    finds_all: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of a roster. With problems nothing was written. `new` are those who were not on one about it yet.

    `doubted`: the account id of whom each of the doubts names, in the same order.
    """

    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    new: tuple[Attendance, ...] = ()
    known: int = 0
    doubted: tuple[int, ...] = ()


def list_choices(session: Session, *, ralo: str, als: str) -> list[storage.Present]:
    """The people of one ALS of this region who may be named, to be picked from; none for another region's."""
    return storage.list_named(session, ralo, als, limit=PICKED_FROM) if als else []


def tell_apart(people: Iterable[storage.Present]) -> dict[str, str]:
    """What tells several of one name in one group apart, by uid."""
    return namesakes.tell_apart((person.uid, person.name, person.als, person.email_key) for person in people)


def enter_roster(
    session: Session,
    *,
    clerk: Clerk,
    lines: Sequence[RosterCells],
    common: RosterCells,
    picked: Collection[str] = (),
    courses: Iterable[str],
    dry_run: bool = False,
) -> Entered:
    """Write down who was there, all of it or, with one problem, nothing. A dry run writes nothing.

    Who may: coordinators of the region, administrators. Everybody must be a member of the region;
    an address of anybody else, or of somebody not named, is as unknown as one of nobody.
    `picked` are uids of people of the ALS of `common`.
    Whoever is on a roster about this topic or course of this day already stays there once: the same again, also by
    somebody else at the same moment, changes nothing.
    """
    begin_writing(session)
    lock_log(session)
    ralo = clerk.ralo
    chosen = [person for person in list_choices(session, ralo=ralo, als=common.als) if person.uid in picked]
    read = read_attendances(
        session,
        ralo=ralo,
        lines=lines,
        common=common,
        picked=chosen,
        courses=courses,
        today=clerk.now.date(),
        finds_all=clerk.finds_all,
    )
    problems = read.problems or _nobody(read.attendances)
    if problems:
        session.rollback()
        return Entered(problems, read.doubts)
    keys = {(meeting.kind, meeting.subject, meeting.on) for meeting in (one.meeting for one in read.attendances)}
    there = storage.list_entered(session, keys)
    once = {_key(attendance): attendance for attendance in reversed(read.attendances)}
    new = tuple(sorted((one for key, one in once.items() if key not in there), key=lambda one: one.line))
    done = Entered((), read.doubts, new, len(once) - len(new), read.doubted)
    if dry_run or not new:
        session.rollback()
        return done
    _write(session, clerk, new)
    write_entry(session, actor=clerk.by, action="roster-entered", about=f"{ralo} {len(new)}", now=clerk.now)
    session.commit()
    return done


def _nobody(attendances: Sequence[Attendance]) -> tuple[Problem, ...]:
    return () if attendances else (Problem(0, "people", "people-missing"),)


def _key(attendance: Attendance) -> tuple[str, str, str, object]:
    meeting = attendance.meeting
    return attendance.person.uid, meeting.kind, meeting.subject, meeting.on


def _write(session: Session, clerk: Clerk, new: Sequence[Attendance]) -> None:
    rosters: dict[Meeting, tuple[int, str]] = {}
    events, rows = [], []
    for attendance in new:
        meeting = attendance.meeting
        if meeting not in rosters:
            rosters[meeting] = _roster(session, clerk, meeting)
        number, uid = rosters[meeting]
        event = _event(attendance, uid, clerk)
        events.append(event)
        rows.append(
            {
                "roster_id": number,
                "u": attendance.person.uid,
                "event_id": event.id,
                "subject_kind": meeting.kind,
                "subject": meeting.subject,
                "held_on": meeting.on,
                "created_by": clerk.by,
            }
        )
    storage.add_entries(session, rows)
    take_events(session, events, recv_from="roster", now=clerk.now)


def _roster(session: Session, clerk: Clerk, meeting: Meeting) -> tuple[int, str]:
    values: Mapping[str, object] = {
        "uid": clerk.new_id(),
        "ralo": clerk.ralo,
        "als_id": meeting.als.id if meeting.als else None,
        "subject_kind": meeting.kind,
        "subject": meeting.subject,
        "held_on": meeting.on,
        "place": meeting.place,
        "created_at": clerk.now,
        "created_by": clerk.by,
    }
    return storage.find_roster(session, values) or (storage.add_roster(session, values), str(values["uid"]))


def _event(attendance: Attendance, roster: str, clerk: Clerk) -> Event:
    """About a course it counts as attendance there; about a topic it belongs to no course."""
    meeting = attendance.meeting
    body = {
        "roster": roster,
        "face_to_face": True,
        "share": 1,
        "place": meeting.place,
        "als": meeting.als.line.code if meeting.als else "",
    }
    at = datetime.combine(meeting.on, NOON)
    uid, event_id = attendance.person.uid, clerk.new_id()
    if meeting.kind == COURSE:
        return Event(event_id, "attend", at, u=uid, c=meeting.subject, i=f"roster-{roster}", by=clerk.by, b=body)
    return Event(event_id, "roster", at, u=uid, i=meeting.subject, by=clerk.by, b=body)


def list_rosters(session: Session, *, ralo: str) -> list[storage.RosterLine]:
    """The rosters of a region, the latest first. Who may: its coordinators, administrators."""
    return storage.list_rosters(session, ralo, limit=SHOWN)


def get_roster(session: Session, *, ralo: str, uid: str) -> tuple[storage.RosterLine, list[tuple[str, int, str]]]:
    """A roster of this region with (event, account, name) of those on it who are named members of the region today.

    Raises NotFound.
    """
    line = storage.find_roster_line(session, ralo, uid)
    if line is None:
        raise NotFound("roster", uid)
    return line, storage.list_roster_people(session, uid, limit=PEOPLE_SHOWN)


def take_back(session: Session, *, clerk: Clerk, roster: str, entry: str) -> None:
    """Somebody was not there after all: a void in the log; what she earned by it is hers no more. Twice is once.

    Who may: coordinators of the region, administrators. Raises NotFound for a roster of another region.
    """
    begin_writing(session)
    lock_log(session)
    if storage.find_roster_line(session, clerk.ralo, roster) is None:
        raise NotFound("roster", roster)
    uid = storage.find_entry(session, clerk.ralo, roster, entry)
    if uid is not None:
        storage.take_entry_back(session, entry, clerk.now)
        void = Event(clerk.new_id(), "void", clerk.now, u=uid, ref=entry, by=clerk.by)
        take_events(session, [void], recv_from="roster", now=clerk.now)
        write_entry(session, actor=clerk.by, action="roster-taken-back", about=uid, now=clerk.now)
    session.commit()
