"""What could not be taken in, as an administrator sees and settles it. Nothing is deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.errors import Refused
from elearn.domain.events import OWN_DEVICE, OWN_TYPES, Event, problem_of
from elearn.domain.sync import read_event
from elearn.services.audit import write_entry
from elearn.services.intake import take_events
from elearn.services.looks import note_looks
from elearn.storage.accounts import list_by_uid
from elearn.storage.base import begin_writing
from elearn.storage.events import lock_log
from elearn.storage.grants import list_owners
from elearn.storage.nodes import list_regions
from elearn.storage.quarantine import (
    HeldRow,
    count_waiting,
    get_quarantined,
    list_quarantined,
    settle_quarantined,
)

SHOWN, SHOWN_SETTLED = 100, 20
LONGEST_REASON = 500
# A person's own things that came with another's grant: somebody has looked, and they are hers.
ANOTHER_PHONE = "wrong_user"
# Their laptop may not hand in any more: whoever knows that workshop settles them all there, where each is looked at
# as if the key were good. One by one, nobody would ask what such a key may state.
FROM_WORKSHOPS = frozenset({"node_revoked", "node_expired", "key_revoked", "key_expired"})


@dataclass(frozen=True, slots=True)
class HeldThing:
    """One held thing in plain terms. `person` is whom it names, `sender` whose phone brought it; empty when unknown.

    `person` may be taken from the phone where the thing names nobody. `takes` True: it may be taken in. `raw` is what
    came, as one line. `at_workshop` True: it is settled on the page of its workshop, whose uid is `received_from`;
    `ralo` is that workshop's region, empty when this site knows no such workshop.
    """

    rid: int
    why: str
    received_at: datetime
    received_from: str
    person: str
    sender: str
    event: Event | None
    raw: str
    takes: bool
    verdict: str | None
    reason: str | None
    settled_at: datetime | None
    at_workshop: bool
    ralo: str


@dataclass(frozen=True, slots=True)
class Held:
    """What waits (the oldest first) and how much that is, and what was settled last."""

    count: int
    waiting: tuple[HeldThing, ...]
    settled: tuple[HeldThing, ...]


def count_held(session: Session) -> int:
    """How many things wait for an administrator."""
    return count_waiting(session)


def list_held(session: Session, *, by: Viewer, now: datetime) -> Held:
    """Who may: administrators. That somebody's name was seen here is written down for her."""
    rows = list_quarantined(session, settled=False, limit=SHOWN)
    done = list_quarantined(session, settled=True, limit=SHOWN_SETTLED)
    owners = list_owners(session, {grant for row in (*rows, *done) if (grant := _grant_of(row)) is not None})
    events = {row.rid: read_held(row.raw) for row in (*rows, *done)}
    uids = {event.u for event in events.values() if event and event.u} | set(owners.values())
    people = list_by_uid(session, uids)
    note_looks(session, viewer_id=by.account_id, subjects={one for one, _ in people.values()}, page="held", now=now)
    names = {uid: name for uid, (_, name) in people.items()}
    regions = list_regions(session, {row.received_from for row in rows if row.why in FROM_WORKSHOPS})
    known = _Known(owners, names, regions)
    waiting, settled = ([_thing(row, events[row.rid], known) for row in part] for part in (rows, done))
    return Held(count_waiting(session), tuple(waiting), tuple(settled))


@dataclass(frozen=True, slots=True)
class _Known:
    """Whose each grant is, what people are called, of which region each workshop is."""

    owners: Mapping[int, str]
    names: Mapping[str, str]
    regions: Mapping[str, str]


def _thing(row: HeldRow, event: Event | None, known: _Known) -> HeldThing:
    sender, names = known.owners.get(_grant_of(row) or 0, ""), known.names
    return HeldThing(
        rid=row.rid,
        why=row.why,
        received_at=row.received_at,
        received_from=row.received_from,
        person=names.get((event and event.u) or sender, ""),
        sender=names.get(sender, ""),
        event=event,
        raw=row.raw,
        takes=event is not None and _may_take(row.why, event, whose=bool(event.u or sender)),
        verdict=row.verdict,
        reason=row.reason,
        settled_at=row.settled_at,
        at_workshop=row.why in FROM_WORKSHOPS,
        ralo=known.regions.get(row.received_from, ""),
    )


def read_held(raw: str) -> Event | None:
    """The event that lies there; None for what is none, or cannot be a row."""
    try:
        event = read_event(json.loads(raw))
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, Event) and problem_of(event) is None else None


def _may_take(why: str, event: Event, *, whose: bool) -> bool:
    return why == ANOTHER_PHONE and whose and event.t in OWN_TYPES and event.by in (None, "self", event.u)


def _grant_of(row: HeldRow) -> int | None:
    number = row.received_from.removeprefix(OWN_DEVICE)
    return int(number) if number != row.received_from and number.isdigit() else None


def take_held(session: Session, *, rid: int, reason: str, by: Viewer, now: datetime) -> None:
    """Into the log with it, as the doing of whom it names (of the phone's person, where it names nobody), as of when
    it came. Who may: administrators.

    Raises NotFound; Refused with `held-over` when somebody was faster, `held-unsound` for what no click makes true,
    `held-workshop` for what is settled on the page of its workshop, `reason-long`. Logged.
    """
    _check_reason(reason, needed=False)
    begin_writing(session)
    lock_log(session)
    row = get_quarantined(session, rid)
    event = read_held(row.raw)
    grant = _grant_of(row)
    owner = list_owners(session, {grant}).get(grant) if grant else None
    if row.why in FROM_WORKSHOPS:
        raise Refused({"reason": "held-workshop"})
    if event is None or not _may_take(row.why, event, whose=bool(event.u or owner)):
        raise Refused({"reason": "held-unsound"})
    event = event if event.u else replace(event, u=owner)
    (receipt,) = take_events(session, [event], recv_from=row.received_from, now=row.received_at)
    if receipt.status != "acked" or receipt.why not in ("", "duplicate"):
        raise Refused({"reason": "held-unsound"})
    _settle(session, row, "taken", reason, by=by, now=now)


def set_held_aside(session: Session, *, rid: int, reason: str, by: Viewer, now: datetime) -> None:
    """It stays where it is and waits no more; whoever still holds it is told to forget it. Who may: administrators.

    Raises NotFound; Refused with `reason-missing`, `reason-long`, `held-over`. Logged.
    """
    _check_reason(reason, needed=True)
    begin_writing(session)
    _settle(session, get_quarantined(session, rid), "aside", reason, by=by, now=now)


def _check_reason(reason: str, *, needed: bool) -> None:
    if needed and not reason.strip():
        raise Refused({"reason": "reason-missing"})
    if len(reason) > LONGEST_REASON:
        raise Refused({"reason": "reason-long"})


def _settle(session: Session, row: HeldRow, verdict: str, reason: str, *, by: Viewer, now: datetime) -> None:
    said = " ".join(reason.split())
    if not settle_quarantined(session, row.rid, verdict=verdict, reason=said, by=by.uid, now=now):
        raise Refused({"": "held-over"})
    write_entry(session, actor=by.uid, action=f"held-{verdict}", about=f"{row.rid} {row.why} {row.id}", now=now)
    session.commit()
