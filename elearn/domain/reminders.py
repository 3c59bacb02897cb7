"""Reminders of webinars and other events: which a person can ask for, and when each is sent or no longer worth it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from elearn.domain.webinars import Webinar


class Ahead(StrEnum):
    """So long before the start."""

    WEEK = "week"
    DAY = "day"
    HOUR = "hour"


# How long before the start a reminder is due, and from when on before the start it is too late for it.
WINDOWS: dict[Ahead, tuple[timedelta, timedelta]] = {
    Ahead.WEEK: (timedelta(days=7), timedelta(days=5)),
    Ahead.DAY: (timedelta(days=1), timedelta(hours=12)),
    Ahead.HOUR: (timedelta(hours=1), timedelta(minutes=10)),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder of `webinar` that is sent from its moment on, and not from `until` on."""

    webinar: Webinar
    ahead: Ahead
    until: datetime

    @property
    def prefix(self) -> str:
        """What begins the number of each of its letters: another day or hour of the event is another reminder."""
        return f"{plan_of(self.webinar)} {self.ahead} "


def plan_of(webinar: Webinar) -> str:
    """Names the event at its time. Letters of a plan that holds no longer are not sent."""
    return f"remind {hashlib.sha256(f'{webinar.id} {webinar.starts}'.encode()).hexdigest()[:16]}"


def offered(webinar: Webinar, now: datetime) -> tuple[Ahead, ...]:
    """What can be asked for now: nothing of a cancelled event; of one that has days and no hour, no hour before."""
    if webinar.year_only or webinar.why == "cancelled":
        return ()
    start = webinar.span()[0]
    kinds = (ahead for ahead in Ahead if ahead is not Ahead.HOUR or not webinar.whole_days)
    return tuple(ahead for ahead in kinds if now < start - WINDOWS[ahead][1])


def list_due(webinars: Iterable[Webinar], now: datetime) -> Iterator[Due]:
    """What is to be sent now. A reminder that comes late says so little that it is left out."""
    for webinar in webinars:
        start = webinar.span()[0]
        for ahead in offered(webinar, now):
            begin, end = WINDOWS[ahead]
            if start - begin <= now:
                yield Due(webinar, ahead, start - end)


def list_plans(webinars: Iterable[Webinar]) -> frozenset[str]:
    """Of all events that take place."""
    return frozenset(plan_of(one) for one in webinars if one.why != "cancelled" and not one.year_only)
