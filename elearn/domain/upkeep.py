"""What somebody who looks after the site has to do, from what is known of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# The jobs write every minute that they are there; a machine under load may be late.
JOBS_SILENT = timedelta(minutes=10)
# A nightly backup, and a night in which the machine was off.
BACKUP_OLD = timedelta(hours=50)
# Below this a backup of a grown database no longer fits beside it.
LEAST_FREE_BYTES = 200_000_000


class Chore(StrEnum):
    """Something that needs doing; the most urgent first."""

    DISK = "disk"
    JOBS = "jobs"
    HOURLY = "hourly"
    BACKUP = "backup"
    NO_BACKUP = "no-backup"
    MAIL = "mail"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at. Times are of the last success; `failing` True when the hourly work failed last.

    `held` things could not be taken in and wait for somebody to settle them.
    """

    now: datetime
    jobs_at: datetime | None
    backup_at: datetime | None
    failing: bool
    free: int
    given_up: int
    held: int = 0


def list_chores(seen: Seen) -> tuple[Chore, ...]:
    """Empty when nothing needs doing."""
    silent = seen.jobs_at is None or seen.now - seen.jobs_at > JOBS_SILENT
    old = seen.backup_at is not None and seen.now - seen.backup_at > BACKUP_OLD
    found = {
        Chore.DISK: seen.free < LEAST_FREE_BYTES,
        Chore.JOBS: silent,
        Chore.HOURLY: seen.failing and not silent,
        Chore.BACKUP: old,
        Chore.NO_BACKUP: seen.backup_at is None,
        Chore.MAIL: seen.given_up > 0,
        Chore.HELD: seen.held > 0,
    }
    return tuple(chore for chore, needed in found.items() if needed)
