"""From what a coordinator wrote down to members of her region: every problem and every doubt by line and column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.addresses import clean_email, email_key
from elearn.domain.days import read_day
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.exchange.csv_tables import Problem
from elearn.exchange.roster_csv import RosterCells
from elearn.storage.community import AlsRow, list_als
from elearn.storage.rosters import Present, list_present, list_same_name
from elearn.storage.topics import list_topics

TOPIC, COURSE = "topic", "course"
MOST_NAMES = 200  # people without an address, each of whom is one more statement


@dataclass(frozen=True, slots=True)
class Meeting:
    """A face-to-face session: on a day, about a topic or course, maybe of an ALS of the region, somewhere."""

    on: date
    kind: str
    subject: str
    als: AlsRow | None
    place: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one meeting, and the line that says so. `label` is what to call her on the page."""

    line: int
    person: Present
    meeting: Meeting
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`doubts` keep nobody out, but somebody should look at them; `doubted` are the accounts that they name."""

    attendances: tuple[Attendance, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    doubted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is in this region today."""

    today: date
    topics: frozenset[str]
    courses: frozenset[str]
    als: dict[str, AlsRow]


@dataclass(frozen=True, slots=True)
class _Search:
    """Looking for people: `people` by address are read already; what is found wrong is added."""

    ralo: str
    people: Mapping[str, Present]
    problems: list[Problem]
    doubts: list[tuple[Problem, int]]


def read_attendances(
    session: Session,
    *,
    ralo: str,
    lines: Sequence[RosterCells],
    common: RosterCells,
    picked: Collection[Present],
    courses: Iterable[str],
    today: date,
    finds_all: bool,
) -> Reading:
    """Who was where. What a line leaves empty is what `common` (the form) says; `picked` people were at that.

    By address nobody is found who prefers not to be named, unless `finds_all`: it would tell where she is.
    """
    topics = frozenset(topic.key for topic in list_topics(session))
    als = {row.line.code: row for row in list_als(session, ralo)}
    known = _Known(today, topics, frozenset(courses), als)
    problems: list[Problem] = []
    doubts: list[tuple[Problem, int]] = []
    found: list[Attendance] = []
    if picked or not lines:
        meeting = _read_meeting(common, known, problems)
        if meeting:
            found += [Attendance(0, person, meeting, person.name) for person in picked]
    keys = {email_key(clean_email(line.email)) for line in lines if line.email}
    people = list_present(session, ralo, keys, also_unnamed=finds_all)
    unaddressed = sum(not line.email for line in lines)
    if unaddressed > MOST_NAMES:
        problems.append(Problem(0, "name", "names-many", str(unaddressed)))
        return Reading(problems=tuple(problems))
    found += _read_lines(session, _Search(ralo, people, problems, doubts), lines, common, known)
    problems.sort(key=lambda problem: problem.line)
    told, doubted = tuple(doubt for doubt, _ in doubts), tuple(account_id for _, account_id in doubts)
    return Reading(tuple(found), tuple(problems), told, doubted)


def _read_lines(
    session: Session, search: _Search, lines: Sequence[RosterCells], common: RosterCells, known: _Known
) -> Iterator[Attendance]:
    meetings: dict[RosterCells, Meeting | None] = {}
    for line in lines:
        full = _filled(line, common)
        about = replace(full, line=0, email="", name="")
        if about not in meetings:
            meetings[about] = _read_meeting(full, known, search.problems)
        meeting, person = meetings[about], _find_person(session, search, full)
        if meeting and person:
            yield Attendance(line.line, person, meeting, person.name if person.named else line.email)


def _filled(line: RosterCells, common: RosterCells) -> RosterCells:
    """A line about a topic or course of its own says nothing about the form's."""
    about = line if line.topic or line.course else common
    return replace(
        line,
        date=line.date or common.date,
        topic=about.topic,
        course=about.course,
        als=line.als or common.als,
        place=line.place or common.place,
    )


def _read_meeting(cells: RosterCells, known: _Known, problems: list[Problem]) -> Meeting | None:
    on, als = read_day(cells.date), known.als.get(cells.als.upper())
    found = {
        "date": _problem_of_day(on, known.today),
        **_problem_of_subject(cells, known),
        "als": "als-unknown" if cells.als and als is None else None,
        "place": "place-wrong" if cells.place and problem_of_name(cells.place) else None,
    }
    wrong = [Problem(cells.line, name, code, getattr(cells, name)[:100]) for name, code in found.items() if code]
    problems += wrong
    if wrong or on is None:
        return None
    kind = TOPIC if cells.topic else COURSE
    return Meeting(on, kind, cells.topic or cells.course, als, clean_name(cells.place))


def _problem_of_day(on: date | None, today: date) -> str | None:
    if on is None:
        return "day-wrong"
    return None if on <= today else "day-past"


def _problem_of_subject(cells: RosterCells, known: _Known) -> dict[str, str | None]:
    """One of topic and course, and one that is there."""
    if bool(cells.topic) == bool(cells.course):
        return {"topic": "subject-one"}
    if cells.topic:
        return {"topic": None if cells.topic in known.topics else "topic-unknown"}
    return {"course": None if cells.course in known.courses else "course-unknown"}


def _find_person(session: Session, search: _Search, line: RosterCells) -> Present | None:
    """By address; without one by name, among the ALS's people where the line names an ALS."""
    if line.email:
        person = search.people.get(email_key(clean_email(line.email)))
        if person is None:
            search.problems.append(Problem(line.line, "email", "person-unknown", line.email[:100]))
        elif line.name and person.named and sort_key(line.name) != sort_key(person.name):
            doubt = Problem(line.line, "name", "name-differs", f"{line.name[:80]} / {person.name}")
            search.doubts.append((doubt, person.account_id))
        return person
    same = list_same_name(session, search.ralo, line.name, line.als.upper()) if not problem_of_name(line.name) else []
    if len(same) == 1:
        search.doubts.append((Problem(line.line, "name", "name-only", same[0].name), same[0].account_id))
        return same[0]
    search.problems.append(Problem(line.line, "name", "name-several" if same else "name-unknown", line.name[:100]))
    return None
