"""The only way into the log. Nothing that arrives is thrown away: it is stored, or it waits in quarantine.

The one exception is what an erased person's old device still holds: of that nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.events import (
    OWN_TYPES,
    TYPES,
    Event,
    Receipt,
    claimed_at,
    event_text,
    problem_of,
    same_content,
)
from elearn.domain.identity import link_event
from elearn.domain.result_codes import same_deed
from elearn.domain.sync import Unread, is_numbered
from elearn.services.facts import UNKNOWN, Published, effective, is_known, list_published
from elearn.services.folding import fold_arrivals
from elearn.storage.erasures import list_erased
from elearn.storage.events import Arrival, Stored, add_events, list_events_of, list_known, list_numbered, lock_log
from elearn.storage.identity import find_person
from elearn.storage.quarantine import Stated, add_quarantined
from elearn.storage.sessions import lock_open_guest, mark_linked

CLOCK_IS_OFF = timedelta(days=1)
KEPT_THERE = frozenset({"wrong_user", "claimed"})  # what its device goes on keeping until somebody has looked at it


@dataclass(slots=True)
class _Delivery:
    """One delivery while it is taken in. `numbered` says which event has a device's number, `known` what the log has
    under the ids of this delivery, `new` what is to be stored, `guests` who turns out to be `owner`.
    """

    session: Session
    arrival: Arrival
    owner: str | None
    published: Published
    erased: frozenset[str]
    numbered: dict[tuple[str, int], str]
    known: dict[str, Stored]
    new: list[Stored] = field(default_factory=list)
    guests: set[str] = field(default_factory=set)


def take_events(
    session: Session,
    events: Sequence[Event | Unread],
    *,
    recv_from: str,
    now: datetime,
    owner: str | None = None,
    skew_s: int | None = None,
) -> list[Receipt]:
    """Store these events and fold them, in the caller's transaction (it commits). One receipt each, in order.

    `owner` is the person whose device hands them in: it may state only her own things, and only what a device can
    know. Without `owner` the caller vouches for every event. `skew_s` is how far the device's clock is behind ours.
    The number of statements does not grow with the number of events, but with that of people, courses and problems.
    """
    lock_log(session)
    sound = [event for event in events if isinstance(event, Event) and problem_of(event) is None]
    numbers = {(event.dev, event.seq) for event in sound if event.dev and event.seq}
    delivery = _Delivery(
        session,
        Arrival(now, recv_from, skew_s),
        owner,
        list_published(session, sound),
        list_erased(session, {event.u for event in sound if event.u}),
        list_numbered(session, numbers) if numbers else {},
        list_known(session, {event.id for event in sound}) if sound else {},
    )
    receipts = [_take_one(delivery, event) for event in events]
    add_events(session, delivery.new, delivery.arrival)
    fold_arrivals(session, delivery.new, delivery.published)
    _link_guests(delivery)
    return receipts


def _take_one(delivery: _Delivery, event: Event | Unread) -> Receipt:
    problem = _problem(delivery, event)
    if isinstance(event, Unread):
        add_quarantined(delivery.session, _stated(event), event.raw, "malformed", delivery.arrival)
        return Receipt(event.id, why="malformed")
    if problem == "erased":
        return Receipt(event.id, "erased", problem)
    first = delivery.known.get(event.id)
    if problem == "wrong_user" and first is not None and same_content(first.event, event):
        return Receipt(event.id, why="duplicate")  # it came another way, or an administrator took it in
    if problem:
        return _quarantine(delivery, event, problem)
    forked = _is_fork(delivery, event)
    if first is None:
        _keep(delivery, event, _flags(delivery, event, forked=forked))
        return Receipt(event.id, rotate=forked)
    if same_content(first.event, event):
        return Receipt(event.id, why="duplicate", rotate=forked)
    return _take_second(delivery, first.event, event, rotate=forked)


def _keep(delivery: _Delivery, event: Event, flags: str | None) -> None:
    arrival = delivery.arrival
    stored = Stored(event, arrival.received_at, arrival.skew_s, flags, arrival.received_from)
    delivery.new.append(stored)
    delivery.known[event.id] = stored
    if event.dev and event.seq:
        delivery.numbered.setdefault((event.dev, event.seq), event.id)


def _take_second(delivery: _Delivery, first: Event, second: Event, *, rotate: bool) -> Receipt:
    """Something else under an id that the log has: the first stays. What two persons claim is the first one's, unless
    the first was a guest who can only have been the second.
    """
    if not same_deed(first, second):
        return _quarantine(delivery, second, "other_content", rotate=rotate)
    people = {find_person(delivery.session, uid) for uid in (first.u, second.u) if uid}
    same = len(people) == 1 and first.u and second.u
    if same or _was_hers(delivery, first, second):
        return Receipt(second.id, why="duplicate", rotate=rotate)
    return _quarantine(delivery, second, "claimed", rotate=rotate)


def _was_hers(delivery: _Delivery, first: Event, second: Event) -> bool:
    """True when a form came here as an unclaimed guest's, and its sender hands the same in as her own: the answer to
    the form, with the guest's cookie, was lost on its way, so nobody else can ever come for it.

    What could be taken with this: the id is 128 random bits of the form in her browser, and all that was answered has
    to be stated with it, so a stranger needs the address of the result from her and her answers. Even then he gets one
    attempt at a quiz whose answers he had to know, and no look at anything else: a guest who did more than this one
    thing did get her cookie, and is claimed with it only. An account's doings, and those of a guest who was claimed
    before, are never moved. Each wrong guess is kept in quarantine, under the name of who tried, and counted by the
    grant.
    """
    guest = first.u
    if guest is None or delivery.owner is None or second.u != delivery.owner or first.dev is not None:
        return False
    if guest in delivery.guests:
        return True
    if [stored.event.id for stored in list_events_of(delivery.session, [guest])] != [first.id]:
        return False
    if find_person(delivery.session, guest) != guest or not lock_open_guest(delivery.session, guest):
        return False
    delivery.guests.add(guest)
    return True


def _link_guests(delivery: _Delivery) -> None:
    """After the delivery is folded, as if she had said so when she signed in."""
    now = delivery.arrival.received_at
    for guest in sorted(delivery.guests):
        mark_linked(delivery.session, guest, now)
        link = link_event(source=guest, target=delivery.owner or "", by="", now=now)
        take_events(delivery.session, [link], recv_from="sign-in", now=now)


def _problem(delivery: _Delivery, event: Event | Unread) -> str | None:
    """Why this cannot stand in the log, whatever stands there already."""
    if isinstance(event, Unread):
        return "malformed"
    if event.u in delivery.erased:
        return "erased"
    return problem_of(event) or _not_hers(delivery.owner, event)


def _not_hers(owner: str | None, event: Event) -> str | None:
    """A type that we do not know yet is kept; what it may say is asked when it is understood (`facts.may_fold`)."""
    if owner is None:
        return None
    if event.u != owner:
        return "wrong_user"
    own_type = event.t in OWN_TYPES or event.t not in TYPES
    return None if own_type and event.by in (None, "self", owner) else "not_allowed"


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


def _quarantine(delivery: _Delivery, event: Event, why: str, *, rotate: bool = False) -> Receipt:
    try:
        raw = event_text(event)
    except (OverflowError, TypeError, ValueError, RecursionError):
        raw = ascii(event)
    sound = problem_of(event) is None
    stated = Stated(event.id, event.u, event.dev, event.seq) if sound else _stated(event)
    settled = add_quarantined(delivery.session, stated, raw, why, delivery.arrival)
    return Receipt(event.id, "held" if why in KEPT_THERE and not settled else "acked", why, rotate)


def _stated(event: Event | Unread) -> Stated:
    """Of what cannot be a row: its number where that is one, so that it is not asked for again."""
    counts = is_numbered(event.dev, event.seq)
    return Stated(event.id, None, event.dev, event.seq) if counts else Stated(event.id)
