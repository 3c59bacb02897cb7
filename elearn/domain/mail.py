"""When a mail that could not be handed over is tried again."""

from __future__ import annotations

from datetime import timedelta

# A worker that takes a mail has it to itself for this long.
LEASE = timedelta(minutes=10)
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))


def wait_before_try(tries: int) -> timedelta | None:
    """The pause after so many failed tries, growing to a day; None when it is given up, after some two days."""
    return _WAITS[tries - 1] if 1 <= tries <= len(_WAITS) else None
