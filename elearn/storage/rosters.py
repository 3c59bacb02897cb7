"""Who was at which face-to-face session: what coordinators entered. Each entry stands for one event of the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.names import sort_key
from elearn.storage.accounts import Account
from elearn.storage.base import Base, UtcDateTime
from elearn.storage.community import Als, Membership

CHUNK = 500
KIND_CHECK = "subject_kind IN ('topic', 'course')"


class RosterRow(Base):
    """A session on a day about a topic or a course, in a region, maybe held by one of its ALSes."""

    __tablename__ = "roster"
    __table_args__ = (
        CheckConstraint(KIND_CHECK, name="subject_known"),
        Index("ix_roster_ralo_day", "ralo", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    ralo: Mapped[str] = mapped_column(String(8))
    als_id: Mapped[int | None] = mapped_column(ForeignKey("als.id"))
    subject_kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(64))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32))


class RosterEntry(Base):
    """One person there. The index lets her be there once a day and subject, whoever writes it down."""

    __tablename__ = "roster_entry"
    __table_args__ = (
        CheckConstraint(KIND_CHECK, name="subject_known"),
        Index(
            "uq_roster_entry_open",
            "u",
            "subject_kind",
            "subject",
            "held_on",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"), index=True)
    u: Mapped[str] = mapped_column(String(32))
    event_id: Mapped[str] = mapped_column(String(32), unique=True)
    subject_kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(64))
    held_on: Mapped[date]
    created_by: Mapped[str] = mapped_column(String(32))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Present:
    """A member who may be on a roster of her region."""

    account_id: int
    uid: str
    name: str
    email_key: str
    als: str
    named: bool


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A roster as lists show it. `people` are those on it now."""

    uid: str
    ralo: str
    subject_kind: str
    subject: str
    held_on: date
    place: str
    als: str
    als_name: str
    people: int


def list_present(session: Session, ralo: str, email_keys: Collection[str], *, also_unnamed: bool) -> dict[str, Present]:
    """The members of this region with these addresses (folded)."""
    keys = sorted(email_keys)
    members = _members(ralo) if also_unnamed else _members(ralo).where(Account.named)
    rows = [
        row
        for start in range(0, len(keys), CHUNK)
        for row in session.execute(members.where(Account.email_key.in_(keys[start : start + CHUNK])))
    ]
    return {row.email_key: Present(*row) for row in rows}


def list_same_name(session: Session, ralo: str, name: str, als: str) -> list[Present]:
    """The named members of this region (of this ALS, if its code is given) with this name, case and marks aside."""
    statement = _members(ralo).where(Account.named, Account.name_sort == sort_key(name)).limit(3)
    return [Present(*row) for row in session.execute(statement.where(Als.code == als) if als else statement)]


def list_with_names(session: Session, ralo: str, names: Collection[str]) -> dict[str, list[Present]]:
    """By the key that sorts them: the named members of this region with these names, case and marks aside."""
    keys, found = sorted({sort_key(name) for name in names}), defaultdict[str, list[Present]](list)
    for start in range(0, len(keys), CHUNK):
        there = Account.name_sort.in_(keys[start : start + CHUNK])
        for row in session.execute(_members(ralo).where(Account.named, there).order_by(Account.id)):
            found[sort_key(row.name)].append(Present(*row))
    return found


def list_named(session: Session, ralo: str, als: str, *, limit: int) -> list[Present]:
    """The named members of one ALS by name: to be picked from."""
    statement = _members(ralo).where(Account.named, Als.code == als).order_by(Account.name_sort, Account.id)
    return [Present(*row) for row in session.execute(statement.limit(limit))]


def _members(ralo: str) -> Any:
    return (
        select(Account.id, Account.uid, Account.name, Account.email_key, func.coalesce(Als.code, ""), Account.named)
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(Als, Als.id == Membership.als_id)
        .where(Membership.ralo == ralo, Membership.until.is_(None))
    )


def list_entered(session: Session, keys: Collection[tuple[str, str, date]]) -> set[tuple[str, str, str, date]]:
    """(uid, kind, subject, day) of everybody who is on a roster about one of these (kind, subject, day)."""
    found = set()
    for kind, subject, day in sorted(keys):
        here = (RosterEntry.subject_kind == kind, RosterEntry.subject == subject, RosterEntry.held_on == day)
        statement = select(RosterEntry.u).where(*here, RosterEntry.taken_back_at.is_(None))
        found |= {(uid, kind, subject, day) for uid in session.scalars(statement)}
    return found


def find_roster(session: Session, values: Mapping[str, Any]) -> tuple[int, str] | None:
    """(id, uid) of the roster that says exactly this, whoever made it."""
    named = ("ralo", "als_id", "subject_kind", "subject", "held_on", "place")
    here = [getattr(RosterRow, name).is_not_distinct_from(values[name]) for name in named]
    row = session.execute(select(RosterRow.id, RosterRow.uid).where(*here).order_by(RosterRow.id).limit(1)).first()
    return None if row is None else (row.id, row.uid)


def add_roster(session: Session, values: Mapping[str, Any]) -> int:
    number: int = session.scalars(insert(RosterRow).returning(RosterRow.id), dict(values)).one()
    return number


def add_entries(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Somebody who is there already raises IntegrityError: ask `list_entered` while the log is locked."""
    session.execute(insert(RosterEntry), [dict(row) for row in rows])


def take_entry_back(session: Session, event_id: str, now: datetime) -> None:
    session.execute(update(RosterEntry).where(RosterEntry.event_id == event_id).values(taken_back_at=now))


def list_rosters(session: Session, ralo: str, *, limit: int) -> list[RosterLine]:
    """The rosters of a region that have somebody on them, the latest day first."""
    counted = func.count(RosterEntry.id)
    statement = _rosters(counted).where(RosterRow.ralo == ralo).having(counted > 0)
    rows = session.execute(statement.order_by(RosterRow.held_on.desc(), RosterRow.id.desc()).limit(limit))
    return [RosterLine(*row) for row in rows]


def find_roster_line(session: Session, ralo: str, uid: str) -> RosterLine | None:
    statement = _rosters(func.count(RosterEntry.id)).where(RosterRow.ralo == ralo, RosterRow.uid == uid)
    row = session.execute(statement).first()
    return None if row is None else RosterLine(*row)


def _rosters(counted: Any) -> Any:
    columns = (RosterRow.uid, RosterRow.ralo, RosterRow.subject_kind, RosterRow.subject, RosterRow.held_on)
    names = (RosterRow.place, func.coalesce(Als.code, ""), func.coalesce(Als.name, ""))
    return (
        select(*columns, *names, counted)
        .outerjoin(Als, Als.id == RosterRow.als_id)
        .outerjoin(RosterEntry, (RosterEntry.roster_id == RosterRow.id) & RosterEntry.taken_back_at.is_(None))
        .group_by(RosterRow.id, Als.id)
    )


def list_roster_people(session: Session, uid: str, *, limit: int) -> list[tuple[str, int, str]]:
    """(event, account id, name) of those on this roster who are named members of its region now, by name."""
    statement = (
        select(RosterEntry.event_id, Account.id, Account.name)
        .join(RosterRow, RosterRow.id == RosterEntry.roster_id)
        .join(Account, Account.uid == RosterEntry.u)
        .join(Membership, (Membership.account_id == Account.id) & (Membership.ralo == RosterRow.ralo))
        .where(RosterRow.uid == uid, RosterEntry.taken_back_at.is_(None), Account.named, Membership.until.is_(None))
        .order_by(Account.name_sort, Account.id)
        .limit(limit)
    )
    return [(row.event_id, row.id, row.name) for row in session.execute(statement)]


def find_entry(session: Session, ralo: str, roster: str, event_id: str) -> str | None:
    """The uid of the person of this entry, if it stands and the roster is this region's."""
    statement = (
        select(RosterEntry.u)
        .join(RosterRow, RosterRow.id == RosterEntry.roster_id)
        .where(
            RosterRow.ralo == ralo,
            RosterRow.uid == roster,
            RosterEntry.event_id == event_id,
            RosterEntry.taken_back_at.is_(None),
        )
    )
    return session.scalar(statement)
