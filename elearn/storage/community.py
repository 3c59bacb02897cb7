"""ALSes, memberships, roles, and the log of who looked at whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    bindparam,
    delete,
    false,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.community import RALOS, SCOPE_OF_ROLE, AlsLine, Grant, Role
from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.storage.base import Base, UtcDateTime, run

_RALOS = ", ".join(f"'{code}'" for code in RALOS)
_SCOPES = " OR ".join(f"(role = '{role}' AND scope_kind = '{kind}')" for role, kind in SCOPE_OF_ROLE.items())


class Als(Base):
    """An At-Large Structure. `ralo` follows the country unless an administrator set it (`ralo_set_by_hand`)."""

    __tablename__ = "als"
    __table_args__ = (CheckConstraint(f"ralo IN ({_RALOS})", name="ralo_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(400))
    country: Mapped[str] = mapped_column(String(2))
    ralo: Mapped[str] = mapped_column(String(8), index=True)
    ralo_set_by_hand: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(40), default="")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """A person in an ALS, or (als_id empty) an individual member of a RALO, from one day to another.

    At most one is open per person; `declared` by herself or `confirmed` by a representative or coordinator.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(f"ralo IN ({_RALOS})", name="ralo_known"),
        CheckConstraint("status IN ('declared', 'confirmed')", name="status_known"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        Index(
            "uq_membership_open",
            "account_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_membership_als_open", "als_id", "until"),
        Index("ix_membership_ralo_open", "ralo", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    als_id: Mapped[int | None] = mapped_column(ForeignKey("als.id"))
    ralo: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(10), default="declared")
    since: Mapped[date]
    until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """A role on a scope with dates. The check refuses a role on the wrong kind of scope.

    `alternate` is for representatives: somebody who stands in for one.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(_SCOPES, name="scope_fits_role"),
        CheckConstraint("(scope_kind = 'site') = (scope = '')", name="site_has_no_scope"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str] = mapped_column(String(10))
    scope: Mapped[str] = mapped_column(String(40), default="")
    alternate: Mapped[bool] = mapped_column(default=False, server_default=false())
    since: Mapped[date]
    until: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(String(32), default="")
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Look(Base):
    """Somebody with a role looked at a person's states. Shown to that person on her account page."""

    __tablename__ = "look"

    id: Mapped[int] = mapped_column(primary_key=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    page: Mapped[str] = mapped_column(String(20))


@dataclass(frozen=True, slots=True)
class AlsRow:
    """An ALS with what its page and its changes need."""

    id: int
    line: AlsLine
    ralo: str


@dataclass(frozen=True, slots=True)
class MembershipRow:
    id: int
    home: Home
    status: str
    since: date


def find_als(session: Session, code: str) -> AlsRow | None:
    """An ALS that is open; its code in capitals, as it was given."""
    row = session.execute(_als().where(Als.code == code, Als.closed_at.is_(None))).first()
    return None if row is None else _as_row(row)


def find_als_by_id(session: Session, als_id: int) -> AlsRow | None:
    """None for an ALS that is closed."""
    row = session.execute(_als().where(Als.id == als_id, Als.closed_at.is_(None))).first()
    return None if row is None else _as_row(row)


def find_als_code(session: Session, als_id: int) -> str | None:
    """The code of this ALS, open or closed."""
    return session.scalar(select(Als.code).where(Als.id == als_id))


def lock_als(session: Session, als_id: int) -> None:
    """Nobody else changes what belongs to this ALS until the transaction ends (SQLite: nobody writes anyway)."""
    session.execute(select(Als.id).where(Als.id == als_id).with_for_update())


def list_als(session: Session, ralo: str | None = None, *, codes: Collection[str] | None = None) -> list[AlsRow]:
    """The open ALSes of one RALO (or of all), by name; with `codes` only these."""
    statement = _als().where(Als.closed_at.is_(None)).order_by(Als.name_sort, Als.id)
    if ralo is not None:
        statement = statement.where(Als.ralo == ralo)
    if codes is not None:
        statement = statement.where(Als.code.in_(codes))
    return [_as_row(row) for row in session.execute(statement)]


def add_als(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """New ALSes with all their columns. A code that is there already raises IntegrityError."""
    session.execute(insert(Als), [dict(row) for row in rows])


def set_als_ralo(session: Session, als_id: int, ralo: str) -> None:
    session.execute(update(Als).where(Als.id == als_id).values(ralo=ralo, ralo_set_by_hand=True))


def find_open_membership(session: Session, account_id: int) -> MembershipRow | None:
    """Where she is a member now."""
    columns = (Membership.id, Membership.ralo, Membership.als_id, Membership.status, Membership.since)
    statement = select(*columns).where(Membership.account_id == account_id, Membership.until.is_(None))
    row = session.execute(statement).first()
    return (
        None if row is None else MembershipRow(row.id, Home(row.ralo, row.als_id or INDIVIDUALS), row.status, row.since)
    )


def add_memberships(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """A second open one of a person raises IntegrityError."""
    session.execute(insert(Membership), [dict(row) for row in rows])


def end_membership(session: Session, membership_id: int, until: date) -> None:
    session.execute(update(Membership).where(Membership.id == membership_id).values(until=until))


def set_membership_status(session: Session, membership_id: int, status: str) -> None:
    session.execute(update(Membership).where(Membership.id == membership_id).values(status=status))


def list_grants(session: Session, account_id: int) -> list[tuple[int, Grant]]:
    """(id, role) for all of a person's roles, those that are over and those to come too, the oldest first."""
    rows = run(session, _GRANTS, {"account_id": account_id})
    return [(row.id, Grant(Role(row.role), row.scope, row.since, row.until, row.alternate)) for row in rows]


_GRANTS = (
    select(RoleGrant.id, RoleGrant.role, RoleGrant.scope, RoleGrant.since, RoleGrant.until, RoleGrant.alternate)
    .where(RoleGrant.account_id == bindparam("account_id"))
    .order_by(RoleGrant.since, RoleGrant.id)
)


def add_grant(session: Session, values: Mapping[str, object]) -> None:
    session.execute(insert(RoleGrant).values(**values))


def set_grant_end(session: Session, grant_id: int, until: date | None) -> None:
    session.execute(update(RoleGrant).where(RoleGrant.id == grant_id).values(until=until))


def set_alternate(session: Session, grant_id: int, *, alternate: bool) -> None:
    session.execute(update(RoleGrant).where(RoleGrant.id == grant_id).values(alternate=alternate))


def delete_grant(session: Session, grant_id: int) -> None:
    session.execute(delete(RoleGrant).where(RoleGrant.id == grant_id))


def _als() -> Any:
    return select(Als.id, Als.code, Als.name, Als.country, Als.language, Als.ralo)


def _as_row(row: Any) -> AlsRow:
    return AlsRow(row.id, AlsLine(row.code, row.name, row.country, row.language), row.ralo)
