"""When a mail that could not be handed over is tried again, and which letters people can do without."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

# A worker that takes a mail has it to itself for this long.
LEASE = timedelta(minutes=10)
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))


def wait_before_try(tries: int) -> timedelta | None:
    """The pause after so many failed tries, growing to a day; None when it is given up, after some two days."""
    return _WAITS[tries - 1] if 1 <= tries <= len(_WAITS) else None


# Letters to whoever has subscribed, with or without an account.
NEWSLETTER = "newsletter"
# Letters that a person asks for one by one; ending them forgets what she asked for.
REMINDER = "reminder"


class Kind(StrEnum):
    """Letters that nobody has to get: each can be switched off by its reader without signing in."""

    NUDGE = "nudge"
    DIGEST = "digest"
    WEEKLY = "weekly"


class Pace(StrEnum):
    OFF = "off"
    ON = "on"
    WEEK = "week"
    MONTH = "month"


# The choices per kind; the first one holds for whoever has not chosen.
PACES: dict[Kind, tuple[Pace, ...]] = {
    Kind.NUDGE: (Pace.ON, Pace.OFF),
    Kind.DIGEST: (Pace.MONTH, Pace.WEEK, Pace.OFF),
    Kind.WEEKLY: (Pace.OFF, Pace.WEEK),
}

# An address that refused so many letters in a row gets none of these any more.
BOUNCES_TOLERATED = 3
# What an answer says about the mailbox itself (RFC 5321 §4.2.3); 554 and the like speak of the sender or the text.
_MAILBOX_CODES = frozenset({550, 551, 552, 553})


def blames_mailbox(code: int) -> bool:
    return code in _MAILBOX_CODES


# What a report of a letter that came back says about the mailbox itself (RFC 3463 §3.2, §3.3): bad address, mailbox
# gone, moved, disabled or full. Size, policy and spam (5.2.3, 5.3.x, 5.7.x) speak of the letter or the sender.
_MAILBOX_STATUSES = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.0", "5.2.1", "5.2.2"})


def blames_mailbox_status(status: str) -> bool:
    return status in _MAILBOX_STATUSES
