"""How long a signed-in browser stays signed in. Two kinds of people, two answers: see docs/decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Life:
    """Ends after `idle` without a page, and after `absolute` whatever happens (ASVS 7.3.1, 7.3.2)."""

    idle: timedelta
    absolute: timedelta


# A learner's session on her own phone opens nobody's data but hers; signing in again costs her data and patience.
LEARNER = Life(idle=timedelta(days=30), absolute=timedelta(days=90))
# Anybody with a role sees other people or changes what all read.
STAFF = Life(idle=timedelta(hours=2), absolute=timedelta(hours=12))


def is_open(life: Life, *, created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    return now < created_at + life.absolute and now < seen_at + life.idle


def must_touch(seen_at: datetime, now: datetime) -> bool:
    """True when the last visit on record is old enough to be written again: a page view is not a write each time."""
    return now - seen_at >= TOUCH_EVERY
