"""What a phone hands in when it has a line again: the form of a request, its limits, gaps, clocks, the life of a grant.

Each event is looked at by itself: one that cannot be read is kept apart and never holds up the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

from elearn.domain.events import LATEST_CLOCK, VERSION, Event, canonical_json

MOST_EVENTS = 200
LARGEST_REQUEST = 262_144  # bytes of JSON
MOST_GAPS = 100  # in one reply; what lies beyond is asked for the next time
GRANT_LIFE = timedelta(days=180)
REPLACED_AFTER = timedelta(days=1)  # two tabs may ask for a grant at once, and either may keep its own
MOST_GRANTS = 20  # of one person; the oldest give way
ASKS_A_MINUTE = 60
LARGEST_NUMBER = 2**31 - 1  # what a column of numbers holds on either database

_HEX = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_TEXTS = ("u", "c", "i", "rev", "lang", "dev", "by", "ref")
_FIELDS = frozenset({*_TEXTS, "id", "t", "at", "v", "seq", "b"})


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in the place of an event that is none. `raw` is what came, as one line; `id` is empty without one.

    `dev` and `seq` are the device's number for it where it states both as an event would, else both None.
    """

    id: str
    raw: str
    dev: str | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A request to take events in. `sent_at` is the device's clock; `dev` counted up to `max_seq`."""

    nonce: str
    sent_at: datetime
    dev: str
    max_seq: int
    events: tuple[Event | Unread, ...]


def read_batch(value: object) -> Batch:
    """The request as it came from JSON. Raises ValueError when it is none; whatever stands under `events` is read."""
    if not isinstance(value, Mapping) or not isinstance(value.get("events"), list):
        raise ValueError("no batch")  # noqa: TRY004 - callers are promised one class
    nonce, dev, most = value.get("nonce"), value.get("dev"), value.get("max_seq")
    if not (isinstance(nonce, str) and 0 < len(nonce) <= 64 and nonce.isprintable()):
        raise ValueError("nonce")
    if not is_device(dev) or not _is_number(most) or not 0 <= most <= LARGEST_NUMBER:
        raise ValueError("dev")
    events = tuple(read_event(event) for event in value["events"])
    return Batch(nonce, read_time(value.get("now")), dev, most, events)


def is_device(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def read_event(value: object) -> Event | Unread:
    """An event in its canonical form; fields that a newer version brings along are kept in `more`.

    Only the shape is looked at: what may stand in the fields is for `domain.events.problem_of`.
    """
    if not isinstance(value, Mapping):
        return _unread("", value)
    told = value.get("id")
    event_id = told if isinstance(told, str) else ""
    try:
        return _read_event(value)
    except ValueError:
        return _unread(event_id, value)


def _read_event(value: Mapping[str, Any]) -> Event:
    version, seq, body = value.get("v"), value.get("seq"), value.get("b", {})
    texts = {name: value.get(name) for name in _TEXTS}
    stated = [*(text for text in texts.values() if text is not None), value.get("id"), value.get("t")]
    more = {name: part for name, part in value.items() if name not in _FIELDS}
    if not all(isinstance(text, str) for text in stated) or not isinstance(body, Mapping):
        raise ValueError("text")
    if not _is_number(version) or not (seq is None or _is_number(seq)) or (more and version <= VERSION):
        raise ValueError("field")
    return Event(value["id"], value["t"], read_time(value.get("at")), seq=seq, b=body, v=version, more=more, **texts)


def _is_number(value: object) -> TypeGuard[int]:
    return type(value) is int


def _unread(event_id: str, value: object) -> Unread:
    try:
        raw = canonical_json(value)
    except (TypeError, ValueError, RecursionError):
        raw = ascii(value)
    dev, seq = (value.get("dev"), value.get("seq")) if isinstance(value, Mapping) else (None, None)
    return Unread(event_id, raw, dev, seq) if is_numbered(dev, seq) else Unread(event_id, raw)


def is_numbered(dev: object, seq: object) -> bool:
    """Whether this is a device and a number that it may have given to an event."""
    return is_device(dev) and _is_number(seq) and 1 <= seq <= LARGEST_NUMBER


def read_time(value: object) -> datetime:
    """UTC, ending in `Z` (RFC 3339). Raises ValueError."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("time")
    return datetime.fromisoformat(value).astimezone(UTC)


def skew_of(sent_at: datetime, now: datetime) -> int:
    """How many whole seconds the device's clock is behind ours; less than nothing when it is ahead.

    A few minutes are none: they may as well be the time that the request was under way.
    """
    behind = now - sent_at
    return 0 if abs(behind) <= LATEST_CLOCK else round(behind.total_seconds())


def find_gaps(held: Iterable[int], most: int) -> list[tuple[int, int]]:
    """The ranges (both ends included) of 1..`most` that are not among `held`, the first MOST_GAPS of them."""
    gaps: list[tuple[int, int]] = []
    expected = 1
    for number in (*sorted({number for number in held if 1 <= number <= most}), most + 1):
        if len(gaps) == MOST_GAPS:
            break
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps


def minute_of(now: datetime) -> datetime:
    """The minute in which requests are counted."""
    return now.replace(second=0, microsecond=0)


def wait_of(*, asked: int, minute: datetime | None, now: datetime) -> int:
    """Whole seconds that a grant has to wait, 0 = its request is heard."""
    return 60 - now.second if minute == minute_of(now) and asked >= ASKS_A_MINUTE else 0


def problem_of_grant(*, revoked: bool, expires_at: datetime, now: datetime) -> str | None:
    """`grant_revoked`, `grant_expired`, or None for a living one."""
    if revoked:
        return "grant_revoked"
    return "grant_expired" if now >= expires_at else None
