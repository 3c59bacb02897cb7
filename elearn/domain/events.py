"""Events: facts about what people did, stated once and never changed. Everything else is folded from them."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

VERSION = 1
LARGEST_BODY = 16_384  # bytes of canonical JSON
LATEST_CLOCK = timedelta(minutes=5)  # how far a clock may run ahead of ours
OWN_DEVICE = "grant:"  # where an event came from that a person's own device has handed in, with the grant's number

TYPES = frozenset(
    {
        "lesson.open",
        "lesson.done",
        "quiz.submit",
        "attend",
        "roster",
        "enrol",
        "profile.set",
        "als.join",
        "identity.link",
        "void",
        "note",
    }
)
# What a device may state about its own person. The rest comes only from use cases that know who may.
OWN_TYPES = frozenset({"lesson.open", "lesson.done", "quiz.submit", "enrol", "note", "void"})

_ID = re.compile(r"[0-9a-f]{32}")
_LENGTHS = {"t": 32, "u": 32, "c": 64, "i": 64, "rev": 12, "lang": 8, "dev": 32, "by": 32, "ref": 32}
# Where an event came by form these say nothing: the server wrote them, and the page was the same.
_OF_THE_FORM = frozenset({"form", "blob"})


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `id` is 32 hex, made where it happened, and the only key that makes sending it twice harmless.

    `t` type, `at` the claimed time (aware), `u` whose, `c` course, `i` lesson, quiz or webinar, `rev` of the content
    seen, `lang` read in; `dev` and `seq` (from 1) count a device's events, both or neither; `by` who stated it when
    not `u`; `ref` the event that a `void` voids, or the uid that an `identity.link` gives to `u`; `b` the rest.
    `more` are fields of a newer version that we do not know: kept, and sent on as they came.
    """

    id: str
    t: str
    at: datetime
    u: str | None = None
    c: str | None = None
    i: str | None = None
    rev: str | None = None
    lang: str | None = None
    dev: str | None = None
    seq: int | None = None
    by: str | None = None
    ref: str | None = None
    b: Mapping[str, Any] = field(default_factory=dict)
    v: int = VERSION
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an event that was handed in: `acked` = we have it for good, forget it; `held` = keep it; `erased`
    = its person asked us to forget her, delete it.

    `why` is empty for one that went into the log, `duplicate`, or why it lies in quarantine: `other_content`,
    `wrong_user`, `claimed` (another person's already), `not_allowed`, `malformed`, `too-large`. `rotate`: another
    device counts under the same `dev`.
    """

    id: str
    status: str = "acked"
    why: str = ""
    rotate: bool = False


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def canonical_json(value: object) -> str:
    """One text per value (after RFC 8785): keys sorted by UTF-16, no spaces, no escapes that are not needed.

    Raises ValueError for what JSON cannot carry: NaN, infinities, halves of surrogate pairs; TypeError for other types.
    """
    text = _ENCODER.encode(_sorted(value))
    text.encode()
    return text


def _sorted(value: object) -> object:
    if value is None or isinstance(value, str | int):  # most of what there is, and nothing to sort
        return value
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in _keys(value)}
    if isinstance(value, list | tuple):
        return [_sorted(part) for part in value]
    return value


def _keys(value: Mapping[str, object]) -> list[str]:
    """By UTF-16. Raises TypeError for a key that is no text."""
    plain = "".join(value).isascii()
    return sorted(value) if plain else sorted(value, key=lambda key: key.encode("utf-16-be"))


def time_text(at: datetime) -> str:
    """UTC with `Z`, in milliseconds, or in microseconds where there are any."""
    precision = "microseconds" if at.microsecond % 1000 else "milliseconds"
    return at.astimezone(UTC).isoformat(timespec=precision).removesuffix("+00:00") + "Z"


def event_text(event: Event) -> str:
    """The event as one line of canonical JSON, empty fields left out: what is sent on, compared and quarantined."""
    stated = {name: getattr(event, name) for name in (*_LENGTHS, "id", "seq", "v")}
    stated = {name: value for name, value in stated.items() if value is not None}
    return canonical_json({**event.more, **stated, "at": time_text(event.at), "b": event.b})


def problem_of(event: Event) -> str | None:
    """Why this event cannot be a row at all: `malformed` or `too-large`; None for a good one, of whatever type."""
    texts = {name: getattr(event, name) for name in _LENGTHS}
    fits = all(value is None or _fits(value, _LENGTHS[name]) for name, value in texts.items())
    if not (fits and event.t and _ID.fullmatch(event.id) and event.at.tzinfo and _counts(event)):
        return "malformed"
    try:
        event.at.astimezone(UTC)
        body = canonical_json(event.b) + (canonical_json(event.more) if event.more else "")
    except (OverflowError, TypeError, ValueError, RecursionError):
        return "malformed"
    return "too-large" if len(body.encode()) > LARGEST_BODY else None


def _fits(text: str, length: int) -> bool:
    return len(text) <= length and text.isprintable()


def _counts(event: Event) -> bool:
    """`dev` and `seq` together or not at all, and numbers that a database column holds."""
    if (event.dev is None) is not (event.seq is None):
        return False
    return (event.seq is None or 1 <= event.seq < 2**31) and 1 <= event.v < 2**31


def form_event_id(
    secret: bytes, *, uid: str, quiz: str, rev: str, seed: int, answers: Mapping[str, object], day: date
) -> str:
    """The id of a form submission without one of its own: the same answers of one person on one UTC day are one event.

    Keyed, so that nobody can take the id before its owner does.
    """
    stated = canonical_json(["quiz.submit", uid, quiz, rev, seed, answers, day.isoformat()])
    return hmac.new(secret, stated.encode(), hashlib.sha256).hexdigest()[:32]


def same_answers_key(quiz: str, rev: str, seed: int, answers: object, day: date) -> str:
    """32 hex, equal for equal submissions of one day whoever made them: by it a guest's and an account's become one."""
    stated = canonical_json(["same", quiz, rev, seed, answers, day.isoformat()])
    return hashlib.sha256(stated.encode()).hexdigest()[:32]


def same_content(first: Event, second: Event) -> bool:
    """True when two events with one id state the same fact.

    Where one of them came by form (no `dev`), time, language and device are circumstances: the form was sent again, or
    the outbox repeats what the form had brought already.
    """
    if first.dev is not None and second.dev is not None:
        return event_text(first) == event_text(second)
    return _statement(first) == _statement(second)


def _statement(event: Event) -> str:
    body = {name: value for name, value in event.b.items() if name not in _OF_THE_FORM}
    named = [event.v, event.t, event.u, event.c, event.i, event.rev, event.by, event.ref]
    return canonical_json([*named, body, event.more])


def claimed_at(at: datetime, skew_s: int | None) -> datetime:
    """The device's time by our clock; a difference that leaves the calendar is not believed."""
    try:
        return at + timedelta(seconds=skew_s or 0)
    except OverflowError:
        return at


def effective_at(at: datetime, *, skew_s: int | None, published_at: datetime | None, received_at: datetime) -> datetime:
    """When it happened, as far as can be believed: not before the content existed, not after it was told (+ 5 min).

    `skew_s` is how far the device's clock is behind ours. Content that was published after the receipt bounds nothing.
    """
    latest = received_at + LATEST_CLOCK
    believed = claimed_at(at, skew_s)
    if published_at is not None and published_at <= received_at:
        believed = max(believed, published_at)
    return min(believed, latest)
