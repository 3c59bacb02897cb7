"""Nudges: whom a coordinator may ask now, and who was asked when, by whom, about what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, and_, case, exists, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.mail import BOUNCES_TOLERATED, Kind, Pace
from elearn.domain.nudges import PAUSE, LeftOut, Reason
from elearn.domain.rollup import INDIVIDUALS, recent_since
from elearn.storage.accounts import Account, Token
from elearn.storage.base import Base, UtcDateTime
from elearn.storage.community import Membership
from elearn.storage.mail_choices import Bounce, MailChoice
from elearn.storage.progress import ProgressRow

_REASONS = ", ".join(f"'{reason}'" for reason in Reason)


class Nudge(Base):
    """One sending. `place` is an ALS code, `individual-members`, or empty for the whole region; `uid` the form's."""

    __tablename__ = "nudge"
    __table_args__ = (
        CheckConstraint(f"reason IN ({_REASONS})", name="reason_known"),
        Index("ix_nudge_ralo_id", "ralo", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    ralo: Mapped[str] = mapped_column(String(8))
    place: Mapped[str] = mapped_column(String(40))
    course: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(12))
    own_texts: Mapped[dict[str, str]] = mapped_column(JSON)
    left_out: Mapped[dict[str, int]] = mapped_column(JSON)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NudgeRecipient(Base):
    """Who was asked. The latest row of a person begins her cool-down."""

    __tablename__ = "nudge_recipient"
    __table_args__ = (Index("ix_nudge_recipient_asked", "account_id", "asked_at"),)

    nudge_id: Mapped[int] = mapped_column(ForeignKey("nudge.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Cell:
    """Whom it is about: members of one home (`als_id` None: of the whole RALO) in one state of one course, now."""

    ralo: str
    als_id: int | None
    course: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """`left_out` empty: she may be asked. An unnamed one is counted on pages and never named."""

    account_id: int
    uid: str
    name: str
    email: str
    language: str
    named: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A recipient in the log. `named`: she may be named and still belongs to this RALO."""

    nudge_id: int
    account_id: int
    uid: str
    name: str
    named: bool
    joined_at: datetime | None


def list_candidates(
    session: Session,
    cell: Cell,
    *,
    now: datetime,
    cool_down: timedelta,
    left_out: bool,
    limit: int,
) -> list[Candidate]:
    """By name: those who may be asked, or (`left_out`) those who may not."""
    statement, why = _candidates(cell, now, cool_down)
    statement = statement.where(why != "" if left_out else why == "").order_by(Account.name_sort, Account.id)
    return [Candidate(*row) for row in session.execute(statement.limit(limit))]


def list_chosen(
    session: Session, cell: Cell, uids: Collection[str], *, now: datetime, cool_down: timedelta
) -> list[Candidate]:
    """Those of these people who are in this cell now, with what keeps a letter from them."""
    statement, _ = _candidates(cell, now, cool_down)
    return [Candidate(*row) for row in session.execute(statement.where(Account.uid.in_(uids)).order_by(Account.id))]


def count_candidates(session: Session, cell: Cell, *, now: datetime, cool_down: timedelta) -> dict[str, int]:
    """How many there are by what keeps a letter from them; empty for those who may be asked."""
    statement, _ = _candidates(cell, now, cool_down)
    found = statement.subquery()
    rows = session.execute(select(found.c.left_out, func.count()).group_by(found.c.left_out))
    return {row[0]: row[1] for row in rows}


def lock_people(session: Session, uids: Collection[str]) -> set[str]:
    """Those who are still members of some RALO; nobody else asks them until this transaction ends.

    In one order, so that two coordinators with the same people wait for each other and never block each other.
    """
    statement = (
        select(Account.uid, Membership.ralo)
        .join(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
        .where(Account.uid.in_(uids))
        .order_by(Account.id)
        .with_for_update(of=Account)
    )
    return {row.uid for row in session.execute(statement)}


def list_in_region(session: Session, ralo: str, als_id: int | None, uids: Collection[str]) -> set[str]:
    """Those of these people who are members there now."""
    statement = (
        select(Account.uid)
        .join(Membership, Membership.account_id == Account.id)
        .where(*_home(ralo, als_id), Account.uid.in_(uids), Account.disabled_at.is_(None))
    )
    return set(session.scalars(statement))


def find_nudge(session: Session, uid: str) -> Nudge | None:
    return session.scalar(select(Nudge).where(Nudge.uid == uid))


def list_recipients(session: Session, nudge_id: int) -> dict[str, bool]:
    """uid -> whether she may be named, of everybody these letters went to."""
    statement = select(Account.uid, Account.named).join(NudgeRecipient, NudgeRecipient.account_id == Account.id)
    return {row.uid: row.named for row in session.execute(statement.where(NudgeRecipient.nudge_id == nudge_id))}


def add_nudge(session: Session, values: Mapping[str, object], account_ids: Sequence[int], now: datetime) -> int:
    """The id. The same `uid` twice raises IntegrityError."""
    nudge_id = session.execute(insert(Nudge).values(**values).returning(Nudge.id)).scalar_one()
    rows = [{"nudge_id": nudge_id, "account_id": account_id, "asked_at": now} for account_id in account_ids]
    session.execute(insert(NudgeRecipient), rows)
    return int(nudge_id)


def list_nudges(session: Session, ralo: str, *, limit: int) -> list[tuple[Nudge, str]]:
    """(sending, name of who sent it), the latest first."""
    statement = (
        select(Nudge, Account.name)
        .outerjoin(Account, Account.id == Nudge.sent_by)
        .where(Nudge.ralo == ralo)
        .order_by(Nudge.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1] or "") for row in session.execute(statement)]


def list_asked(session: Session, ralo: str, nudge_ids: Collection[int]) -> list[Asked]:
    """Everybody these letters went to, by name."""
    here = exists().where(Membership.account_id == Account.id, Membership.ralo == ralo, Membership.until.is_(None))
    statement = (
        select(
            NudgeRecipient.nudge_id,
            Account.id,
            Account.uid,
            Account.name,
            and_(Account.named, here).label("shown"),
            Account.joined_at,
        )
        .join(Account, Account.id == NudgeRecipient.account_id)
        .where(NudgeRecipient.nudge_id.in_(nudge_ids))
        .order_by(Account.name_sort, Account.id)
    )
    return [Asked(row[0], row[1], row[2], row[3], bool(row[4]), row[5]) for row in session.execute(statement)]


def _home(ralo: str, als_id: int | None) -> list[Any]:
    rules = [Membership.ralo == ralo, Membership.until.is_(None)]
    if als_id is None:
        return rules
    return [*rules, Membership.als_id.is_(None) if als_id == INDIVIDUALS else Membership.als_id == als_id]


def _candidates(cell: Cell, now: datetime, cool_down: timedelta) -> tuple[Any, Any]:
    why = _why(cell.reason, now, cool_down).label("left_out")
    statement = (
        select(Account.id, Account.uid, Account.name, Account.email, Account.language, Account.named, why)
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(ProgressRow, (ProgressRow.u == Account.uid) & (ProgressRow.course == cell.course))
        .outerjoin(MailChoice, (MailChoice.account_id == Account.id) & (MailChoice.kind == Kind.NUDGE.value))
        .outerjoin(Bounce, Bounce.email_key == Account.email_key)
        .where(*_home(cell.ralo, cell.als_id), Account.disabled_at.is_(None), *_state(cell.reason, now))
    )
    return statement, why


def _why(reason: Reason, now: datetime, cool_down: timedelta) -> Any:
    """To the invited also a letter that invites is one that asked."""
    asked: Any = exists().where(NudgeRecipient.account_id == Account.id, NudgeRecipient.asked_at > now - cool_down)
    if reason is Reason.INVITED:
        link = (Token.purpose == "invitation", Token.created_at > now - PAUSE)
        asked = or_(asked, exists().where(Token.account_id == Account.id, *link))
    return case(
        (MailChoice.pace == Pace.OFF.value, LeftOut.UNSUBSCRIBED.value),
        (Bounce.failures >= BOUNCES_TOLERATED, LeftOut.BOUNCED.value),
        (asked, LeftOut.COOLING.value),
        else_="",
    )


def _state(reason: Reason, now: datetime) -> list[Any]:
    """As `domain.rollup.state_of` has it."""
    if reason is Reason.INVITED:
        return [Account.joined_at.is_(None)]
    joined = Account.joined_at.is_not(None)
    if reason is Reason.NOT_STARTED:
        return [joined, ProgressRow.last_active_at.is_(None), ProgressRow.completed_at.is_(None)]
    recent = datetime.combine(recent_since(now.date()), time(), UTC)
    return [joined, ProgressRow.completed_at.is_(None), ProgressRow.last_active_at < recent]
