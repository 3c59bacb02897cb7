"""The report of a day that is over: the events up to that day, for the members of that day.

The kept counts know everybody's last activity only as it is now, so the past is folded from the log: exact, also for
what arrived late or was voided since, and slower than today's report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.rollup import Counted, People, Report, Standing, Tally, cells, make_report, recent_since
from elearn.services.facts import effective, is_known, list_published, live_events
from elearn.services.shelf import Shelf
from elearn.storage.community import list_als
from elearn.storage.counts import find_version
from elearn.storage.events import list_events_of
from elearn.storage.identity import list_aliases
from elearn.storage.members import list_done
from elearn.storage.past import PastMember, find_newest_event, list_members_on

ACTIVITY = frozenset({"lesson.done", "quiz.submit", "attend"})
PEOPLE_AT_ONCE = 500

_kept: Shelf[Report] = Shelf(16)

PersonCourse = tuple[str, str]


def past_report(session: Session, ralo: str, courses: Sequence[str], day: date) -> Report:
    """All rows of this RALO at the end of that day (UTC)."""
    edition = f"{ralo} {find_version(session, ralo)} {day} {find_newest_event(session)}"
    key = (edition, tuple(courses))
    kept = _kept.find(session, key)
    if kept:
        return kept
    report = replace(past_reports(session, ralo, courses, [day])[0], edition=edition)
    _kept.keep(session, key, report)
    return report


def past_reports(session: Session, ralo: str, courses: Sequence[str], days: Sequence[date]) -> list[Report]:
    """The same for several days, in their order: the log is read once for all of them."""
    members = {day: list_members_on(session, ralo, day) for day in days}
    uids = sorted({member.uid for there in members.values() for member in there})
    standings: dict[date, dict[PersonCourse, Standing]] = {day: {} for day in days}
    for start in range(0, len(uids), PEOPLE_AT_ONCE):
        _add_standings(session, uids[start : start + PEOPLE_AT_ONCE], standings)
    alses = list_als(session)
    reports = []
    for day in days:
        counted = _count(members[day], standings[day], recent_since(day))
        here = {member.home.als_id for member in members[day]}
        lines = [(row.id, row.line) for row in alses if row.ralo == ralo or row.id in here]
        reports.append(make_report(ralo, day, courses, lines, counted))
    return reports


def _add_standings(
    session: Session, uids: Sequence[str], standings: Mapping[date, dict[PersonCourse, Standing]]
) -> None:
    active, done = _active_days(session, uids), list_done(session, uids)
    for day, there in standings.items():
        for key, days in active.items():
            last = max((on for on in days if on <= day), default=None)
            if last is not None:
                finished_at = done[key].completed_at if key in done else None
                finished = finished_at is not None and finished_at.date() <= day
                there[key] = Standing(started=True, last_active_on=last, finished=finished)


def _active_days(session: Session, uids: Sequence[str]) -> dict[PersonCourse, set[date]]:
    """The days on which each person did something in each course."""
    aliases = list_aliases(session, uids)
    events = live_events(list_events_of(session, {*uids, *aliases}))
    published = list_published(session, (stored.event for stored in events))
    active: dict[PersonCourse, set[date]] = {}
    for stored in events:
        event = stored.event
        if event.t in ACTIVITY and is_known(event, published):
            key = (aliases.get(event.u or "", event.u or ""), event.c or "")
            active.setdefault(key, set()).add(effective(stored, published).date())
    return active


def _count(members: Sequence[PastMember], standings: Mapping[PersonCourse, Standing], recent_from: date) -> Counted:
    people: dict[int, People] = {}
    for member in members:
        one = People(1, 0 if member.joined else 1)
        people[member.home.als_id] = people.get(member.home.als_id, People()) + one
    tallies: dict[tuple[int, str], Tally] = {}
    recent: dict[tuple[int, str], int] = {}
    last: dict[int, date] = {}
    for als_id, course, on, tally in _steps(members, standings):
        tallies[als_id, course] = tallies.get((als_id, course), Tally()) + tally
        if on >= recent_from:
            recent[als_id, course] = recent.get((als_id, course), 0) + tally.unfinished
        last[als_id] = max(on, last.get(als_id, on))
    return Counted(people=people, tallies=tallies, recent=recent, last_active_on=last)


def _steps(
    members: Sequence[PastMember], standings: Mapping[PersonCourse, Standing]
) -> Iterator[tuple[int, str, date, Tally]]:
    homes = {member.uid: member.home.als_id for member in members if member.joined}
    for (uid, course), standing in standings.items():
        if uid in homes:
            for on, tally in cells(standing).items():
                yield homes[uid], course, on, tally
