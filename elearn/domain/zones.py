"""Time zones that a reader may choose, and what their clocks say around a moment (IANA time zone database)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# One or more of every offset that people live in, by region and from west to east; a page is kept for each of them.
ZONES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago",
    "America/New_York", "America/Halifax", "America/St_Johns",
    "America/Mexico_City", "America/Guatemala", "America/Bogota", "America/Lima", "America/Jamaica",
    "America/Caracas", "America/La_Paz", "America/Puerto_Rico", "America/Santiago", "America/Asuncion",
    "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Montevideo",
    "Atlantic/Cape_Verde", "Africa/Dakar", "Africa/Casablanca", "Africa/Lagos", "Africa/Tunis", "Africa/Kinshasa",
    "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi", "Indian/Mauritius",
    "Europe/London", "Europe/Paris", "Europe/Athens", "Europe/Istanbul", "Europe/Moscow",
    "Asia/Beirut", "Asia/Baghdad", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Shanghai", "Asia/Manila", "Asia/Tokyo",
    "Australia/Perth", "Australia/Adelaide", "Australia/Sydney", "Pacific/Guam", "Pacific/Fiji", "Pacific/Auckland",
    "Pacific/Apia", "Pacific/Kiritimati",
)  # fmt: skip
# The same moment in places that stand for many, for readers who have chosen none.
PLACES = (
    "America/Los_Angeles",
    "America/Argentina/Buenos_Aires",
    "Africa/Dakar",
    "Europe/Paris",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Pacific/Auckland",
)
NEAR = timedelta(days=7)
STEP = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """The moment from which on the clocks of a place are `after` ahead of UTC and no longer `before`."""

    at: datetime
    before: timedelta
    after: timedelta


def find_zone(name: str) -> ZoneInfo | None:
    """A zone of the list; None for every other name, whatever it looks like."""
    return ZoneInfo(name) if name in ZONES else None


def find_change(zone: ZoneInfo, moment: datetime) -> ClockChange | None:
    """The change of clocks at most a week before or after a moment that is nearest to it; None without any."""
    changes = []
    at = moment - NEAR
    while at < moment + NEAR:
        if _offset(zone, at) != _offset(zone, at + STEP):
            changes.append(_exact(zone, at, at + STEP))
        at += STEP
    return min(changes, key=lambda change: abs(change.at - moment), default=None)


def _exact(zone: ZoneInfo, early: datetime, late: datetime) -> ClockChange:
    """To the minute: no clocks change between two of them."""
    before, after = _offset(zone, early), _offset(zone, late)
    low, high = int(early.timestamp()) // 60, -(-int(late.timestamp()) // 60)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle * 60, UTC)) == before:
            low = middle
        else:
            high = middle
    return ClockChange(datetime.fromtimestamp(high * 60, UTC), before, after)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
