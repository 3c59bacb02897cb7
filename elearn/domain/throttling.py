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
    # Anybody may ask for a letter to anybody: an address gets few, and the answer is the same for all.
    "news-address": BackOff(3, timedelta(minutes=5), timedelta(minutes=10), timedelta(hours=6)),
    "news-network": BackOff(15, timedelta(seconds=5), timedelta(minutes=2), timedelta(hours=1)),
    "link-network": BackOff(15, timedelta(seconds=2), timedelta(seconds=60), timedelta(minutes=15)),
    # Pressing the button that writes to up to 200 strangers.
    "invite-account": BackOff(30, timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=6)),
    # At a workshop: four digits on a slip, four on the wall, eight for the facilitator.
    "workshop-slip": BackOff(5, timedelta(seconds=2), timedelta(seconds=60), timedelta(hours=1)),
    # Ten thousand slips are tried on many names at once: so are the tries of one telephone counted over all names, and
    # those of all telephones. The last makes a crowd slow; it concerns no facilitator, who has a code of her own.
    "slip-network": BackOff(15, timedelta(seconds=2), timedelta(seconds=60), timedelta(minutes=15)),
    "slip-laptop": BackOff(60, timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=15)),
    "workshop-code": BackOff(20, timedelta(seconds=2), timedelta(seconds=60), timedelta(hours=1)),
    # The code shown at the end of a webinar: 29^8, so this only keeps noise down.
    "attend-account": BackOff(5, timedelta(seconds=2), timedelta(seconds=60), timedelta(hours=1)),
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
    """Whole seconds until the next try is heard, 0 = now; never more than the cap, whatever the clock did.

    A last try that lies further ahead than the cap was made before the clock was set back. One try is heard, which is
    counted on top of the others by the right clock: nobody waits for a day that is still to come.
    """
    if last_at - now > rule.cap:
        return 0
    counted = count_after(rule, failures=failures, last_at=last_at, now=now)
    wait = wait_after(rule, counted)
    left = min(wait, last_at + wait - now)
    return max(0, ceil(left.total_seconds()))
