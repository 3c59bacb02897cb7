"""The only way into the log. Nothing that arrives is thrown away: it is stored, or it waits in quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.events import OWN_TYPES, Event, Receipt, claimed_at, event_text, problem_of, same_content
from elearn.services.facts import UNKNOWN, Published, effective, is_known, list_published
from elearn.services.folding import fold_arrivals
from elearn.storage.events import (
    Arrival,
    Stored,
    add_event,
    add_quarantined,
    find_event,
    list_numbered,
    lock_log,
)

CLOCK_IS_OFF = timedelta(days=1)


@dataclass(slots=True)
class _Delivery:
    """One delivery while it is taken in. `numbered` says which event has a device's number, `new` what was stored."""

    session: Session
    arrival: Arrival
    owner: str | None
    published: Published
    numbered: dict[tuple[str, int], str]
    new: list[Stored] = field(default_factory=list)


def take_events(
    session: Session,
    events: Sequence[Event],
    *,
    recv_from: str,
    now: datetime,
    owner: str | None = None,
    skew_s: int | None = None,
) -> list[Receipt]:
    """Store these events and fold them, in the caller's transaction (it commits). One receipt each, in order.

    `owner` is the person whose device hands them in: it may state only her own things, and only what a device can
    know. Without `owner` the caller vouches for every event. `skew_s` is how far the device's clock is behind ours.
    """
    lock_log(session)
    sound = [event for event in events if problem_of(event) is None]
    numbers = {(event.dev, event.seq) for event in sound if event.dev and event.seq}
    delivery = _Delivery(
        session,
        Arrival(now, recv_from, skew_s),
        owner,
        list_published(session, sound),
        list_numbered(session, numbers) if numbers else {},
    )
    receipts = [_take_one(delivery, event) for event in events]
    fold_arrivals(session, delivery.new, delivery.published)
    return receipts


def _take_one(delivery: _Delivery, event: Event) -> Receipt:
    problem = problem_of(event) or _not_hers(delivery.owner, event)
    if problem:
        _quarantine(delivery, event, problem)
        return Receipt(event.id, "held" if problem == "wrong_user" else "acked", problem)
    forked = _is_fork(delivery, event)
    flags = _flags(delivery, event, forked=forked)
    if add_event(delivery.session, event, delivery.arrival, flags):
        delivery.new.append(Stored(event, delivery.arrival.received_at, delivery.arrival.skew_s, flags))
        if event.dev and event.seq:
            delivery.numbered.setdefault((event.dev, event.seq), event.id)
        return Receipt(event.id, rotate=forked)
    first = find_event(delivery.session, event.id)
    if first is not None and same_content(first.event, event):
        return Receipt(event.id, why="duplicate", rotate=forked)
    _quarantine(delivery, event, "other_content")
    return Receipt(event.id, why="other_content", rotate=forked)


def _not_hers(owner: str | None, event: Event) -> str | None:
    if owner is None:
        return None
    if event.u != owner:
        return "wrong_user"
    return None if event.t in OWN_TYPES and event.by in (None, "self", owner) else "not_allowed"


def _is_fork(delivery: _Delivery, event: Event) -> bool:
    """Another event has this device's number already: the phone or laptop was cloned or restored."""
    if event.dev is None or event.seq is None:
        return False
    return delivery.numbered.get((event.dev, event.seq), event.id) != event.id


def _flags(delivery: _Delivery, event: Event, *, forked: bool) -> str | None:
    arrival = delivery.arrival
    stored = Stored(event, arrival.received_at, arrival.skew_s)
    off = effective(stored, delivery.published) - claimed_at(event.at, arrival.skew_s)
    flags = {
        "clock": abs(off) > CLOCK_IS_OFF,
        "fork": forked,
        UNKNOWN: not is_known(event, delivery.published),
    }
    return " ".join(flag for flag, holds in flags.items() if holds) or None


def _quarantine(delivery: _Delivery, event: Event, why: str) -> None:
    try:
        raw = event_text(event)
    except (OverflowError, TypeError, ValueError, RecursionError):
        raw = ascii(event)
    add_quarantined(delivery.session, event, raw, why, delivery.arrival)
