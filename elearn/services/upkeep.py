"""The state of a site for its administrators: jobs, mail, backups, disk, release, version. Counts and times only."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from elearn.domain.upkeep import Chore, Seen, list_chores
from elearn.services.held import count_held
from elearn.services.job_states import Work, WorkState, read_work
from elearn.services.mail import count_queue
from elearn.services.schema import describe_schema
from elearn.storage.releases import Head, find_head

_SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_database_size(current_database())",
}


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Bytes and UTC times; `free` and `room` are of the disk of this machine's instance folder."""

    work: dict[Work, WorkState]
    waiting: int
    given_up: int
    held: int
    free: int
    room: int
    database: str
    database_bytes: int
    schema: str
    head: Head | None
    chores: tuple[Chore, ...]


def read_upkeep(session: Session, *, instance: Path, now: datetime) -> Upkeep:
    """Who may: administrators. Eight statements, whatever the site has grown to."""
    work = dict(read_work(session))
    waiting, given_up = count_queue(session)
    held = count_held(session)
    disk = shutil.disk_usage(instance)
    kind = session.get_bind().dialect.name
    jobs, backup = work[Work.ROUND], work[Work.BACKUP]
    seen = Seen(now, jobs.done_at, backup.done_at, work[Work.HOURLY].failed_last, disk.free, given_up, held)
    return Upkeep(
        work=work,
        waiting=waiting,
        given_up=given_up,
        held=held,
        free=disk.free,
        room=disk.total,
        database=kind,
        database_bytes=int(session.scalar(text(_SIZES[kind])) or 0),
        schema=describe_schema(session).current,
        head=find_head(session),
        chores=list_chores(seen),
    )
