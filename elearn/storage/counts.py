"""The kept counts: taking differences in, reading one RALO, and what they would be if they were counted afresh.

A row whose numbers have all come to zero is deleted, so that counting afresh gives the very same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from elearn.domain.rollup import Counted, Home, People, Standing, Tally
from elearn.storage.accounts import Account
from elearn.storage.base import run
from elearn.storage.community import Membership
from elearn.storage.progress import CountVersion, CourseCount, DayCount, PeopleCount, ProgressRow
from elearn.storage.upserts import insert_into, speaks_postgresql

CHUNK = 1000
# Any fixed number: on PostgreSQL whoever changes counts waits for the one who holds it (SQLite has one writer anyway).
COUNTS_LOCK = 0x656C636F

CountKey = tuple[Any, ...]
Numbers = tuple[int, int]

_TABLES: tuple[type[PeopleCount] | type[CourseCount] | type[DayCount], ...] = (PeopleCount, CourseCount, DayCount)


def lock_counts(session: Session) -> None:
    """One transaction at a time changes counts: two that take the same rows in another order would deadlock."""
    if speaks_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": COUNTS_LOCK})


def add_people(session: Session, changes: Mapping[Home, People]) -> None:
    """Add these differences to the members of each home."""
    _add(session, PeopleCount, {(home.ralo, home.als_id): (p.members, p.invited) for home, p in changes.items()})


def add_tallies(session: Session, changes: Mapping[tuple[Home, str, date], Tally]) -> None:
    """Add these differences, by home, course and day of last activity."""
    days = {(home.ralo, day, home.als_id, course): tally for (home, course, day), tally in changes.items()}
    courses: dict[CountKey, Tally] = {}
    for (ralo, _, als_id, course), tally in days.items():
        courses[ralo, als_id, course] = courses.get((ralo, als_id, course), Tally()) + tally
    moved = {key: tally for key, tally in courses.items() if tally}
    _add(session, CourseCount, {key: (tally.unfinished, tally.finished) for key, tally in moved.items()})
    _add(session, DayCount, {key: (tally.unfinished, tally.finished) for key, tally in days.items()})


def raise_versions(session: Session, ralos: Iterable[str]) -> None:
    """Pages kept about these RALOs are no longer true."""
    rows = [{"ralo": ralo, "version": 1} for ralo in sorted(set(ralos))]
    if rows:
        run(session, insert_into(session, CountVersion, _or_raise), rows)


def _or_raise(insert: Any) -> Any:
    return insert.on_conflict_do_update(index_elements=["ralo"], set_={"version": CountVersion.version + 1})


def find_version(session: Session, ralo: str) -> int:
    """0 while nothing was ever counted there."""
    version: int | None = run(session, _VERSION, {"ralo": ralo}).scalar()
    return version or 0


_VERSION = select(CountVersion.version).where(CountVersion.ralo == bindparam("ralo"))


def read_counts(session: Session, ralo: str, recent_since: date) -> Counted:
    """All counts of one RALO in two statements, however many people there are."""
    return _with_people(session, ralo, _with_tallies(session, ralo, recent_since))


def sum_people(session: Session, ralo: str) -> int:
    """All members of one RALO."""
    return int(session.scalar(select(func.sum(PeopleCount.members)).where(PeopleCount.ralo == ralo)) or 0)


def list_homes(session: Session, uids: Sequence[str]) -> dict[str, tuple[Home, bool]]:
    """Where each of these people is counted and whether she has joined. Guests and people without a home are absent."""
    found = {}
    for start in range(0, len(uids), CHUNK):
        for row in run(session, _HOMES, {"uids": uids[start : start + CHUNK]}):
            found[row.uid] = (Home(row.ralo, row.als_id or 0), row.joined_at is not None)
    return found


_HOMES = (
    select(Account.uid, Account.joined_at, Membership.ralo, Membership.als_id)
    .join(Membership, Membership.account_id == Account.id)
    .where(Account.uid.in_(bindparam("uids", expanding=True)), Membership.until.is_(None))
)


def list_standings(session: Session, account_id: int) -> dict[str, Standing]:
    """Where one person stands in every course in which she did something."""
    statement = select(
        ProgressRow.course, ProgressRow.started, ProgressRow.last_active_at, ProgressRow.completed_at
    ).where(ProgressRow.u == select(Account.uid).where(Account.id == account_id).scalar_subquery())
    return {
        row.course: Standing(
            row.started, row.last_active_at and row.last_active_at.date(), row.completed_at is not None
        )
        for row in session.execute(statement)
    }


def _standing(row: Any) -> Standing:
    day = row.last_active_at.date() if row.last_active_at else None
    return Standing(started=row.started, last_active_on=day, finished=row.completed_at is not None)


def move_to_ralo(session: Session, als_id: int, ralo: str) -> None:
    """An ALS went to another RALO with everybody in it."""
    for table in (*_TABLES, Membership):
        open_only = [Membership.until.is_(None)] if table is Membership else []
        session.execute(
            table.__table__.update().where(table.__table__.c.als_id == als_id, *open_only).values(ralo=ralo)  # type: ignore[attr-defined] # declared classes have a Table here
        )


def replace_counts(session: Session) -> int:
    """Count everything afresh from members and progress: how many rows were wrong. Right ones are not touched."""
    wrong = 0
    ralos: set[str] = set()
    for table in _TABLES:
        kept, true = _kept(session, table), _counted(session, table)
        changes = {key: _less(true.get(key), kept.get(key)) for key in kept.keys() | true.keys()}
        changes = {key: change for key, change in changes.items() if kept.get(key) != true.get(key)}
        _add(session, table, changes)
        wrong += len(changes)
        ralos |= {key[0] for key in changes}
    raise_versions(session, ralos)
    return wrong


def _less(numbers: Numbers | None, others: Numbers | None) -> Numbers:
    (first, second), (other_first, other_second) = numbers or (0, 0), others or (0, 0)
    return first - other_first, second - other_second


def _split(table: Any) -> tuple[Table, list[str], list[str]]:
    plain: Table = table.__table__
    keys = [column.name for column in plain.primary_key]
    return plain, keys, [column.name for column in plain.columns if column.name not in keys]


def _add(session: Session, table: Any, changes: Mapping[CountKey, Numbers]) -> None:
    """Keys in one order for everybody; what has come to zero goes."""
    _plain, keys, numbers = _split(table)
    rows = [dict(zip([*keys, *numbers], (*key, *change), strict=True)) for key, change in sorted(changes.items())]
    if rows:
        run(session, insert_into(session, table, _or_add), rows)
    fallen = [{f"k_{name}": row[name] for name in keys} for row in rows if max(row[name] for name in numbers) <= 0]
    if fallen:
        run(session, _delete_empty(table), fallen)


def _or_add(insert: Any) -> Any:
    keys = [column.name for column in insert.table.primary_key]
    sums = {column.name: column + insert.excluded[column.name] for column in insert.table.c if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=sums)


@cache
def _delete_empty(table: Any) -> Any:
    plain, keys, numbers = _split(table)
    here = [plain.c[name] == bindparam(f"k_{name}") for name in keys]
    return delete(plain).where(*here, *(plain.c[name] == 0 for name in numbers))


def _with_tallies(session: Session, ralo: str, recent_since: date) -> Counted:
    rows = run(session, _TALLIES, {"ralo": ralo, "since": recent_since}).all()
    return Counted(
        tallies={(row.als_id, row.course): Tally(row.unfinished, row.finished) for row in rows},
        recent={(row.als_id, row.course): int(row.started) for row in rows if row.started},
    )


def _with_people(session: Session, ralo: str, counted: Counted) -> Counted:
    rows = run(session, _PEOPLE, {"ralo": ralo}).all()
    return Counted(
        people={row.als_id: People(row.members, row.invited) for row in rows},
        tallies=counted.tallies,
        recent=counted.recent,
        last_active_on={row.als_id: row.last for row in rows if row.last},
    )


_RECENT = (
    select(DayCount.als_id, DayCount.course, func.sum(DayCount.unfinished).label("started"))
    .where(DayCount.ralo == bindparam("ralo"), DayCount.day >= bindparam("since", type_=Date))
    .group_by(DayCount.als_id, DayCount.course)
    .subquery()
)
_TALLIES = (
    select(CourseCount.als_id, CourseCount.course, CourseCount.unfinished, CourseCount.finished, _RECENT.c.started)
    .outerjoin(_RECENT, and_(_RECENT.c.als_id == CourseCount.als_id, _RECENT.c.course == CourseCount.course))
    .where(CourseCount.ralo == bindparam("ralo"))
)
_LAST = (
    select(func.max(DayCount.day))
    .where(DayCount.ralo == PeopleCount.ralo, DayCount.als_id == PeopleCount.als_id)
    .scalar_subquery()
)
_PEOPLE = select(PeopleCount.als_id, PeopleCount.members, PeopleCount.invited, _LAST.label("last")).where(
    PeopleCount.ralo == bindparam("ralo")
)


def _kept(session: Session, table: Any) -> dict[CountKey, Numbers]:
    plain, keys, numbers = _split(table)
    rows = session.execute(select(*(plain.c[name] for name in keys), *(plain.c[name] for name in numbers)))
    return {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}


def _counted(session: Session, table: Any) -> dict[CountKey, Numbers]:
    statement = _people_afresh() if table is PeopleCount else _standings_afresh(by_day=table is DayCount)
    return {tuple(row[:-2]): (int(row[-2]), int(row[-1])) for row in session.execute(statement)}


def _people_afresh() -> Any:
    als_id = func.coalesce(Membership.als_id, 0)
    invited = func.sum(case((Account.joined_at.is_(None), 1), else_=0))
    return (
        select(Membership.ralo, als_id, func.count(), invited)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.until.is_(None))
        .group_by(Membership.ralo, als_id)
    )


def _standings_afresh(*, by_day: bool) -> Any:
    als_id = func.coalesce(Membership.als_id, 0)
    day = func.date(ProgressRow.last_active_at, type_=Date)
    finished = func.sum(case((ProgressRow.completed_at.is_(None), 0), else_=1))
    keys: list[ColumnElement[Any]] = [Membership.ralo, als_id, ProgressRow.course]  # type: ignore[list-item] # mapped attributes are columns in a statement
    if by_day:
        keys.insert(1, day)
    return (
        select(*keys, func.count() - finished, finished)
        .select_from(ProgressRow)
        .join(Account, Account.uid == ProgressRow.u)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.until.is_(None),
            Account.joined_at.is_not(None),
            ProgressRow.last_active_at.is_not(None),
            or_(ProgressRow.started, ProgressRow.completed_at.is_not(None)),
        )
        .group_by(*keys)
    )
