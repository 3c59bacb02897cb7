"""How long the next try has to wait: some tries are free, then the wait doubles up to a cap. Nothing is ever locked, so
the owner of an account gets in after a short wait whatever others try (ASVS 6.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class BackOff:
    """`free` tries without a wait, then `first`, doubling, never more than `cap`; forgotten after `memory` of quiet."""

    free: int
    first: timedelta
    cap: timedelta
    memory: timedelta


# A workshop signs thirty people up and in behind one network address within a quarter of an hour: the rules of networks
# leave room for that. Confirming and resetting links hold 128 random bits; their rule only keeps noise down.
RULES: dict[str, BackOff] = {
    "sign-in-account": BackOff(5, timedelta(seconds=2), timedelta(seconds=60), timedelta(hours=1)),
    "sign-in-network": BackOff(15, timedelta(seconds=2), timedelta(seconds=60), timedelta(minutes=15)),
    "sign-up-network": BackOff(40, timedelta(seconds=5), timedelta(seconds=60), timedelta(hours=1)),
    "reset-account": BackOff(3, timedelta(seconds=30), timedelta(minutes=10), timedelta(hours=6)),
    "reset-network": BackOff(15, timedelta(seconds=5), timedelta(minutes=2), timedelta(hours=1)),
    "link-network": BackOff(15, timedelta(seconds=2), timedelta(seconds=60), timedelta(minutes=15)),
    # Pressing the button that writes to up to 200 strangers.
    "invite-account": BackOff(30, timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=6)),
    "change-account": BackOff(5, timedelta(seconds=2), timedelta(seconds=60), timedelta(hours=1)),
}


def count_after(rule: BackOff, *, failures: int, last_at: datetime, now: datetime) -> int:
    """The failures that still count: none after the memory has passed. A clock that went back forgets nothing."""
    return 0 if now - last_at >= rule.memory else failures


def wait_after(rule: BackOff, failures: int) -> timedelta:
    """How long after the last failure the next try has to wait."""
    beyond = failures - rule.free
    if beyond < 0:
        return timedelta(0)
    doubled: int = 2 ** min(beyond, 20)  # beyond every cap; a larger power would only make large numbers
    return min(rule.cap, rule.first * doubled)


def retry_after(rule: BackOff, *, failures: int, last_at: datetime, now: datetime) -> int:
    """Whole seconds until the next try is heard, 0 = now; never more than the cap, whatever the clock did."""
    counted = count_after(rule, failures=failures, last_at=last_at, now=now)
    wait = wait_after(rule, counted)
    left = min(wait, last_at + wait - now)
    return max(0, ceil(left.total_seconds()))
