"""What the work beside the pages did last: one row for each kind of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.upserts import insert_into


class JobState(Base):
    """`done_at` is the last time that it went well, `failed_at` the last time that it did not."""

    __tablename__ = "job_state"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")


def list_job_states(session: Session) -> list[JobState]:
    return list(session.scalars(select(JobState).order_by(JobState.name)))


def set_done(session: Session, name: str, *, at: datetime, note: str) -> None:
    run(session, insert_into(session, JobState, _done), {"name": name, "done_at": at, "note": note})


def set_failed(session: Session, name: str, *, at: datetime, note: str) -> None:
    """The last time that it went well stays known."""
    run(session, insert_into(session, JobState, _failed), {"name": name, "failed_at": at, "note": note})


def _done(insert: Any) -> Any:
    new = insert.excluded
    return insert.on_conflict_do_update(index_elements=["name"], set_={"done_at": new.done_at, "note": new.note})


def _failed(insert: Any) -> Any:
    new = insert.excluded
    return insert.on_conflict_do_update(index_elements=["name"], set_={"failed_at": new.failed_at, "note": new.note})
