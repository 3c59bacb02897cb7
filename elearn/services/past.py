"""The report of a day that is over: the events up to that day, for the members of that day.

The kept counts know everybody's last activity only as it is now, so the past is folded from the log: exact, also for
what arrived late or was voided since, and slower than today's report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    members = list_members_on(session, ralo, day)
    standings: dict[PersonCourse, Standing] = {}
    for start in range(0, len(members), PEOPLE_AT_ONCE):
        uids = [member.uid for member in members[start : start + PEOPLE_AT_ONCE]]
        standings.update(_standings_on(session, uids, day))
    counted = _count(members, standings, recent_since(day))
    here = {member.home.als_id for member in members}
    lines = [(row.id, row.line) for row in list_als(session) if row.ralo == ralo or row.id in here]
    report = make_report(ralo, day, courses, lines, counted, edition=edition)
    _kept.keep(session, key, report)
    return report


def _standings_on(session: Session, uids: Sequence[str], day: date) -> Iterator[tuple[PersonCourse, Standing]]:
    last = _last_days(session, uids, day)
    done = list_done(session, uids)
    for key, last_active_on in last.items():
        finished_at = done[key].completed_at if key in done else None
        finished = finished_at is not None and finished_at.date() <= day
        yield key, Standing(started=True, last_active_on=last_active_on, finished=finished)


def _last_days(session: Session, uids: Sequence[str], day: date) -> dict[PersonCourse, date]:
    """The last day up to this one on which each person did something in each course."""
    aliases = list_aliases(session, uids)
    events = live_events(list_events_of(session, {*uids, *aliases}))
    published = list_published(session, (stored.event for stored in events))
    last: dict[PersonCourse, date] = {}
    for stored in events:
        event = stored.event
        if event.t in ACTIVITY and is_known(event, published):
            on = effective(stored, published).date()
            key = (aliases.get(event.u or "", event.u or ""), event.c or "")
            if on <= day:
                last[key] = max(on, last.get(key, on))
    return last


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
