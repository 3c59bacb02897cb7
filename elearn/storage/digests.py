"""Digests that were made: one row per person, kind and period, with the figures that the next one compares with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, cast, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.community import Role
from elearn.domain.mail import BOUNCES_TOLERATED, Kind, Pace
from elearn.storage.accounts import Account, Token
from elearn.storage.base import Base
from elearn.storage.community import Membership, RoleGrant
from elearn.storage.mail_choices import Bounce, MailChoice
from elearn.storage.upserts import insert_new


class Digest(Base):
    """`key` names person, kind, RALO and period: whatever dies in the middle, there is one letter per period."""

    __tablename__ = "digest"
    __table_args__ = (Index("ix_digest_last", "account_id", "kind", "ralo", "made_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    ralo: Mapped[str] = mapped_column(String(8))
    made_on: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a digest; `ralo` is empty for a learner's own."""

    account_id: int
    uid: str
    name: str
    email: str
    language: str
    ralo: str
    pace: Pace


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of a digest as its owner sees it."""

    id: int
    ralo: str
    created_at: datetime
    expires_at: datetime


def list_coordinators(session: Session, today: date) -> list[Reader]:
    """Everybody who coordinates a RALO today and wants its digest, with the RALO."""
    pace = func.coalesce(MailChoice.pace, Pace.MONTH.value)
    statement = (
        _people(Kind.DIGEST, RoleGrant.scope, pace)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.COORDINATOR.value, RoleGrant.since <= today)
        .where(or_(RoleGrant.until.is_(None), RoleGrant.until >= today), pace != Pace.OFF.value)
        .order_by(RoleGrant.scope, Account.id)
        .distinct()
    )
    return [_reader(row) for row in session.execute(statement)]


def list_weekly_readers(session: Session, *, before: date, after: int, limit: int) -> list[Reader]:
    """The next learners, by id, who asked for the weekly digest and got none since that day."""
    last = select(func.max(Digest.made_on)).where(Digest.account_id == Account.id, Digest.kind == Kind.WEEKLY.value)
    statement = (
        _people(Kind.WEEKLY, cast("", String), MailChoice.pace)
        .where(MailChoice.pace == Pace.WEEK.value, Account.id > after)
        .where(func.coalesce(last.scalar_subquery(), cast(date(1970, 1, 1), Date)) < before)
        .order_by(Account.id)
        .limit(limit)
    )
    return [_reader(row) for row in session.execute(statement)]


def _reader(row: Any) -> Reader:
    return Reader(row.id, row.uid, row.name, row.email, row.language, row.ralo, Pace(row.pace))


def _people(kind: Kind, ralo: Any, pace: Any) -> Any:
    columns = (Account.id, Account.uid, Account.name, Account.email, Account.language)
    return (
        select(*columns, ralo.label("ralo"), pace.label("pace"))
        .select_from(Account)
        .outerjoin(MailChoice, (MailChoice.account_id == Account.id) & (MailChoice.kind == kind.value))
        .outerjoin(Bounce, Bounce.email_key == Account.email_key)
        .where(Account.joined_at.is_not(None), Account.disabled_at.is_(None))
        .where(func.coalesce(Bounce.failures, 0) < BOUNCES_TOLERATED)
    )


def add_digest(session: Session, values: Mapping[str, object]) -> bool:
    """False when there is one of this key, also when another worker makes it at this moment."""
    return insert_new(session, Digest, values, unique="key")


def list_keys(session: Session, keys: list[str]) -> set[str]:
    """Those of these that are made."""
    return set(session.scalars(select(Digest.key).where(Digest.key.in_(keys))))


def find_last(session: Session, *, account_id: int, kind: Kind, ralo: str) -> tuple[date, dict[str, Any]] | None:
    """(day, figures) of the latest one of this kind."""
    statement = (
        select(Digest.made_on, Digest.figures)
        .where(Digest.account_id == account_id, Digest.kind == kind.value, Digest.ralo == ralo)
        .order_by(Digest.made_on.desc(), Digest.id.desc())
        .limit(1)
    )
    row = session.execute(statement).first()
    return None if row is None else (row.made_on, row.figures)


def count_declared(session: Session, ralo: str) -> int:
    """Members of this RALO's ALSes who said so themselves and wait for somebody to confirm it."""
    statement = (
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.ralo == ralo,
            Membership.until.is_(None),
            Membership.als_id.is_not(None),
            Membership.status == "declared",
        )
    )
    return session.scalar(statement) or 0


def list_links(session: Session, account_id: int, now: datetime) -> list[LinkRow]:
    """A person's digest links that still open something, the newest first."""
    statement = (
        select(Token.id, Token.detail, Token.created_at, Token.expires_at)
        .where(Token.purpose == Kind.DIGEST.value, Token.account_id == account_id, Token.expires_at > now)
        .order_by(Token.created_at.desc(), Token.id.desc())
    )
    return [LinkRow(*row) for row in session.execute(statement)]


def delete_link(session: Session, *, account_id: int, link_id: int) -> None:
    statement = delete(Token).where(
        Token.id == link_id, Token.account_id == account_id, Token.purpose == Kind.DIGEST.value
    )
    session.execute(statement)
