"""What the work beside the pages did last, for those who look after the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from elearn.storage import job_states
from elearn.storage.base import begin_writing


class Work(StrEnum):
    """Kinds of work that leave a trace."""

    ROUND = "round"
    HOURLY = "hourly"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class WorkState:
    """When it last went well and when it last did not; `note` is about the later of the two, in codes and names."""

    done_at: datetime | None
    failed_at: datetime | None
    note: str

    @property
    def failed_last(self) -> bool:
        return self.failed_at is not None and (self.done_at is None or self.failed_at > self.done_at)


NEVER = WorkState(None, None, "")


def read_work(session: Session) -> Mapping[Work, WorkState]:
    """Every kind of work; NEVER for what has not happened."""
    known = {row.name: WorkState(row.done_at, row.failed_at, row.note) for row in job_states.list_job_states(session)}
    return {work: known.get(work, NEVER) for work in Work}


def note_done(session: Session, work: Work, *, now: datetime, note: str = "") -> None:
    begin_writing(session)
    job_states.set_done(session, work, at=now, note=note[:200])
    session.commit()


def note_failed(session: Session, work: Work, *, now: datetime, note: str) -> None:
    begin_writing(session)
    job_states.set_failed(session, work, at=now, note=note[:200])
    session.commit()
