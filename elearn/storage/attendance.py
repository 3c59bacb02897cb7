"""Who was at which webinar: the words said about each person, and the codes that an organiser opens at its end.

Each word stands for one event of the log. At most one word of a person and webinar stands; those before it stay, with
the moment at which it was replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, bindparam, func, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.accounts import Account
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.community import Als, Membership

CHUNK = 500


class AttendanceRow(Base):
    """One word. The index lets one stand per person and webinar, whoever says it at the same moment."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("status IN ('present', 'absent', 'apology')", name="status_known"),
        CheckConstraint("source IN ('list', 'file', 'code')", name="source_known"),
        CheckConstraint("share BETWEEN 0 AND 100", name="share_percent"),
        Index(
            "uq_attendance_standing",
            "webinar",
            "u",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index("ix_attendance_u", "u"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar: Mapped[str] = mapped_column(String(64))
    u: Mapped[str] = mapped_column(String(32))
    event_id: Mapped[str] = mapped_column(String(32), unique=True)
    status: Mapped[str] = mapped_column(String(10))
    share: Mapped[int]
    channel: Mapped[str] = mapped_column(String(8), default="")
    source: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32))
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttendanceCode(Base):
    """What people type who were there. It opens nothing but their own attendance and is over within two hours, so it is
    kept as it is: the organiser must be able to show it again. `ralo` empty: for everybody.
    """

    __tablename__ = "attendance_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar: Mapped[str] = mapped_column(String(64), index=True)
    ralo: Mapped[str] = mapped_column(String(8), default="")
    code: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32))


@dataclass(frozen=True, slots=True)
class Said:
    """The word that stands about one person."""

    u: str
    event_id: str
    status: str
    share: int
    channel: str
    source: str


@dataclass(frozen=True, slots=True)
class SaidLine:
    """The same with who it is, for the page of her region. `als_name` is empty for an individual member."""

    said: Said
    account_id: int
    name: str
    email_key: str
    als_name: str


@dataclass(frozen=True, slots=True)
class OpenCode:
    ralo: str
    code: str
    until: datetime


_SAID = (
    AttendanceRow.u,
    AttendanceRow.event_id,
    AttendanceRow.status,
    AttendanceRow.share,
    AttendanceRow.channel,
    AttendanceRow.source,
)
_COUNT_OWN = (
    select(func.count())
    .select_from(AttendanceRow)
    .where(AttendanceRow.u == bindparam("u"), AttendanceRow.replaced_at.is_(None), AttendanceRow.status == "present")
)


def list_said(session: Session, webinar: str, uids: Collection[str]) -> dict[str, Said]:
    """The standing words about these people."""
    return {said.u: said for said in _words(session, webinar, uids, AttendanceRow.replaced_at.is_(None))}


def list_said_by_files(session: Session, webinar: str, uids: Collection[str]) -> set[tuple[str, str, int, str]]:
    """(uid, status, share, channel) of everything that files ever said about these people."""
    told = _words(session, webinar, uids, AttendanceRow.source == "file")
    return {(said.u, said.status, said.share, said.channel) for said in told}


def _words(session: Session, webinar: str, uids: Collection[str], condition: Any) -> list[Said]:
    people, found = sorted(uids), []
    for start in range(0, len(people), CHUNK):
        here = (AttendanceRow.webinar == webinar, AttendanceRow.u.in_(people[start : start + CHUNK]), condition)
        found += [Said(*row) for row in session.execute(select(*_SAID).where(*here))]
    return found


def find_said(session: Session, webinar: str, event_id: str, ralo: str) -> Said | None:
    """The standing word with this event, if it is about a named member of this region."""
    statement = _in_region(select(*_SAID), webinar, ralo).where(AttendanceRow.event_id == event_id, Account.named)
    row = session.execute(statement).first()
    return None if row is None else Said(*row)


def find_person_told(session: Session, webinar: str, event_id: str, ralo: str) -> str | None:
    """Whom a word with this event was about, whether it stands or not: the uid of a named member of this region."""
    statement = (
        select(AttendanceRow.u)
        .join(Account, Account.uid == AttendanceRow.u)
        .join(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
        .where(AttendanceRow.webinar == webinar, AttendanceRow.event_id == event_id)
        .where(Membership.ralo == ralo, Account.named)
    )
    return session.scalar(statement)


def list_said_in_region(
    session: Session, webinar: str, ralo: str, *, limit: int
) -> tuple[list[SaidLine], dict[str, int]]:
    """(the named members of this region about whom a word stands, by name; how many by status, named or not)."""
    names = (Account.id, Account.name, Account.email_key, func.coalesce(Als.name, ""))
    statement = _in_region(select(*_SAID, *names), webinar, ralo).outerjoin(Als, Als.id == Membership.als_id)
    rows = session.execute(statement.where(Account.named).order_by(Account.name_sort, Account.id).limit(limit))
    lines = [SaidLine(Said(*row[:6]), *row[6:]) for row in rows]
    counted = _in_region(select(AttendanceRow.status, func.count()), webinar, ralo).group_by(AttendanceRow.status)
    return lines, {row[0]: row[1] for row in session.execute(counted)}


def list_webinars_in_region(session: Session, ralo: str, *, limit: int) -> list[tuple[str, int]]:
    """(webinar, how many of this region's members were present), the one told last first."""
    statement = (
        select(AttendanceRow.webinar, func.count())
        .join(Account, Account.uid == AttendanceRow.u)
        .join(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
        .where(Membership.ralo == ralo, AttendanceRow.replaced_at.is_(None), AttendanceRow.status == "present")
        .group_by(AttendanceRow.webinar)
        .order_by(func.max(AttendanceRow.id).desc())
        .limit(limit)
    )
    return [(webinar, number) for webinar, number in session.execute(statement)]


def _in_region(statement: Any, webinar: str, ralo: str) -> Any:
    return (
        statement.select_from(AttendanceRow)
        .join(Account, Account.uid == AttendanceRow.u)
        .join(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
        .where(AttendanceRow.webinar == webinar, AttendanceRow.replaced_at.is_(None), Membership.ralo == ralo)
    )


def list_own_words(session: Session, u: str) -> list[tuple[str, Said]]:
    """(webinar, word) of everything that stands about one person, the one said last first."""
    statement = select(AttendanceRow.webinar, *_SAID).where(AttendanceRow.u == u, AttendanceRow.replaced_at.is_(None))
    return [(row[0], Said(*row[1:])) for row in session.execute(statement.order_by(AttendanceRow.id.desc()))]


def count_own_present(session: Session, u: str) -> int:
    return run(session, _COUNT_OWN, {"u": u}).scalar() or 0


def replace_words(session: Session, event_ids: Collection[str], now: datetime) -> None:
    told = sorted(event_ids)
    for start in range(0, len(told), CHUNK):
        there = AttendanceRow.event_id.in_(told[start : start + CHUNK])
        session.execute(update(AttendanceRow).where(there).values(replaced_at=now))


def add_words(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """A person with a standing word raises IntegrityError: replace it first, while the log is locked."""
    session.execute(insert(AttendanceRow), [dict(row) for row in rows])


def list_open_codes(session: Session, webinar: str, ralos: Collection[str], now: datetime) -> list[OpenCode]:
    """Those that hold now for members of these regions (empty: for everybody), the one that ends last first."""
    statement = select(AttendanceCode.ralo, AttendanceCode.code, AttendanceCode.until).where(
        AttendanceCode.webinar == webinar,
        AttendanceCode.until > now,
        or_(AttendanceCode.ralo.in_(ralos), AttendanceCode.ralo == ""),
    )
    return [OpenCode(*row) for row in session.execute(statement.order_by(AttendanceCode.until.desc()))]


def add_code(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(insert(AttendanceCode), dict(values))


def end_codes(session: Session, webinar: str, ralo: str, now: datetime) -> bool:
    """Those that were opened for exactly this region; False where none was open."""
    here = (AttendanceCode.webinar == webinar, AttendanceCode.ralo == ralo, AttendanceCode.until > now)
    ended = session.scalars(update(AttendanceCode).where(*here).values(until=now).returning(AttendanceCode.id))
    return bool(ended.all())


def find_region(session: Session, account_id: int) -> str:
    """The region of which this person is a member today; empty for nobody's."""
    open_one = (Membership.account_id == account_id, Membership.until.is_(None))
    return session.scalar(select(Membership.ralo).where(*open_one).limit(1)) or ""
