"""Links with which people ask to become members of an ALS: one open link per ALS, and how many came through it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.base import Base, UtcDateTime


class JoinLink(Base):
    """`token_hash` is all that is kept of the token, which whoever holds the site's key makes again from `nonce`.

    Without `revoked_at` it is the open link of its ALS, also when it has expired.
    """

    __tablename__ = "join_link"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="expires_later"),
        Index(
            "uq_join_link_open",
            "als_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    als_id: Mapped[int] = mapped_column(ForeignKey("als.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joined: Mapped[int] = mapped_column(default=0)


def find_open_join_link(session: Session, als_id: int) -> JoinLink | None:
    """The link of this ALS that nobody has revoked."""
    statement = select(JoinLink).where(JoinLink.als_id == als_id, JoinLink.revoked_at.is_(None))
    return session.scalar(statement.execution_options(populate_existing=True))


def find_join_link(session: Session, token_hash: str) -> JoinLink | None:
    """By its token, revoked or expired ones too."""
    statement = select(JoinLink).where(JoinLink.token_hash == token_hash)
    return session.scalar(statement.execution_options(populate_existing=True))


def add_join_link(session: Session, values: Mapping[str, object]) -> None:
    """A second open one of an ALS raises IntegrityError."""
    session.execute(insert(JoinLink).values(**values))


def revoke_join_link(session: Session, als_id: int, now: datetime) -> bool:
    """True when there was an open link."""
    statement = update(JoinLink).where(JoinLink.als_id == als_id, JoinLink.revoked_at.is_(None))
    return session.execute(statement.values(revoked_at=now).returning(JoinLink.id)).first() is not None


def count_joined(session: Session, link_id: int) -> None:
    """One more has come through this link."""
    session.execute(update(JoinLink).where(JoinLink.id == link_id).values(joined=JoinLink.joined + 1))
