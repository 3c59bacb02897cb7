"""Who learns where: one list of rows per RALO that every table, file and answer renders, and the people behind a row.

Who may see which is asked before, in `web/policy.py`; here an ALS of another RALO looks like none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound
from elearn.domain.members import CourseState, MemberLine
from elearn.domain.report_filters import Filters, choose_rows
from elearn.domain.rollup import NOTHING_DONE, Report, Row, Standing, make_report, recent_since, state_of
from elearn.services.community import get_home
from elearn.services.past import past_report
from elearn.services.shelf import Shelf
from elearn.storage.community import find_als, list_als
from elearn.storage.counts import find_version, read_counts
from elearn.storage.members import Done, MemberRow, count_members, find_member, list_done, list_members

PEOPLE_ON_A_PAGE = 50
TRIES = 3

_kept: Shelf[Report] = Shelf(64)
_chosen: Shelf[Report] = Shelf(128)


@dataclass(frozen=True, slots=True)
class AlsReport:
    """One ALS, or (an empty `row.als`) the individual members. `unnamed` people are counted in `row` only."""

    ralo: str
    as_of: date
    courses: tuple[str, ...]
    row: Row
    people: tuple[MemberLine, ...]
    unnamed: int
    page: int
    pages: int


def progress_report(
    session: Session, *, ralo: str, courses: Sequence[str], today: date, filters: Filters | None = None
) -> Report:
    """The rows of one RALO as these filters want them. Raises NotFound for a RALO that is not.

    At most six statements whatever the number of people, one when nothing has changed since the last time. A day in
    the past (`filters.as_of`) is folded from the events of that day's members: exact, and slower.
    """
    if ralo not in RALOS:
        raise NotFound("ralo", ralo)
    filters = filters or Filters()
    day = filters.as_of or today
    whole = _report(session, ralo, tuple(courses), day) if day == today else past_report(session, ralo, courses, day)
    return _choose(session, whole, filters)


def als_report(
    session: Session, *, ralo: str, als_code: str | None, courses: Sequence[str], today: date, page: int = 1
) -> AlsReport:
    """One ALS (None: the RALO's individual members) with one page of its people by name.

    Raises NotFound for an ALS of another RALO and for a page that is not.
    """
    home = get_home(session, ralo=ralo, als_code=als_code)
    report = progress_report(session, ralo=ralo, courses=courses, today=today)
    row = report.individual if als_code is None else next((row for row in report.rows if row.als == als_code), None)
    named, unnamed = count_members(session, home)
    pages = max(1, -(-named // PEOPLE_ON_A_PAGE))
    if row is None or not 1 <= page <= pages:
        raise NotFound("page", str(page)[:20])
    members = list_members(session, home, limit=PEOPLE_ON_A_PAGE, offset=(page - 1) * PEOPLE_ON_A_PAGE)
    done = list_done(session, [member.uid for member in members])
    people = tuple(member_line(member, done, report.courses, today) for member in members)
    return AlsReport(ralo, today, report.courses, row, people, unnamed, page, pages)


def member_report(
    session: Session, *, ralo: str, als_code: str | None, uid: str, courses: Sequence[str], today: date
) -> MemberLine:
    """Where one member of this ALS (None: an individual member of this RALO) stands in every course.

    Raises NotFound when she is not one, and when she prefers not to be named.
    """
    member = find_member(session, get_home(session, ralo=ralo, als_code=als_code), uid)
    if member is None:
        raise NotFound("member", uid)
    als = find_als(session, als_code) if als_code else None
    return replace(member_line(member, list_done(session, [uid]), courses, today), group=als.line.name if als else "")


def _choose(session: Session, whole: Report, filters: Filters) -> Report:
    key = (whole.edition, whole.courses, filters)
    chosen = _chosen.find(session, key) if whole.edition else None
    if chosen is None:
        chosen = choose_rows(whole, filters)
        if whole.edition:
            _chosen.keep(session, key, chosen)
    return chosen


def _report(session: Session, ralo: str, courses: tuple[str, ...], today: date) -> Report:
    """All rows. Read again when something changed in between; a region that never rests is shown as last read."""
    for _ in range(TRIES):
        version = find_version(session, ralo)
        key = (ralo, version, today, courses)
        kept = _kept.find(session, key)
        if kept:
            return kept
        lines = [(row.id, row.line) for row in list_als(session, ralo)]
        counted = read_counts(session, ralo, recent_since(today))
        report = make_report(ralo, today, courses, lines, counted, edition=f"{ralo} {version} {today}")
        if find_version(session, ralo) == version:
            _kept.keep(session, key, report)
            return report
    return replace(report, edition="")


def member_line(
    member: MemberRow, done: Mapping[tuple[str, str], Done], courses: Sequence[str], today: date
) -> MemberLine:
    """A member with what she has done; invited people have done nothing that counts."""
    states = {course: _course_state(member, done.get((member.uid, course)), today) for course in courses}
    return MemberLine(
        account_id=member.account_id,
        uid=member.uid,
        name=member.name,
        language=member.language,
        joined=member.joined,
        confirmed=member.status == "confirmed",
        since=member.since,
        courses=states,
    )


def _course_state(member: MemberRow, done: Done | None, today: date) -> CourseState:
    if done is None or not member.joined:
        return CourseState(state_of(NOTHING_DONE, joined=member.joined, today=today))
    last = done.last_active_at.date()
    standing = Standing(started=True, last_active_on=last, finished=done.completed_at is not None)
    finished_on = done.completed_at.date() if done.completed_at else None
    return CourseState(state_of(standing, joined=True, today=today), last, finished_on)
