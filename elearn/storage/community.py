"""ALSes, memberships, roles, and the log of who looked at whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.community import RALOS, SCOPE_OF_ROLE
from elearn.storage.base import Base, UtcDateTime

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
    """A role on a scope with dates. The check refuses a role on the wrong kind of scope."""

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
