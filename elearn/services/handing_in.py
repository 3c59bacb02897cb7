"""Result codes and files: looked at, then taken in for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.events import Event
from elearn.domain.result_codes import FIELD, OWN, read_results
from elearn.services.facts import is_known, list_published
from elearn.services.intake import take_events
from elearn.storage.base import begin_writing
from elearn.storage.handed_in import HANDED_IN, list_holders
from elearn.storage.identity import find_person

NEW, HERS, CLAIMED, UNKNOWN = "new", "hers", "claimed", "unknown"


@dataclass(frozen=True, slots=True)
class Handed:
    """One thing in a code. `state`: `new`, `hers` (taken in for this person before), `claimed` (for somebody else), or
    `unknown` (this site has no such lesson or quiz, or not yet: it is kept and counted once it has).
    """

    event: Event
    state: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many were new, were hers already, and are held because they are somebody else's."""

    new: int
    hers: int
    claimed: int


def look_at_results(session: Session, *, data: bytes, person: str | None) -> tuple[Handed, ...]:
    """What a code or file holds, by time, for this person (a uid; None: nobody yet). Nothing is written.

    Raises Refused, see `domain.result_codes`; `result-other` for a file that names another person.
    """
    events = _read(session, data, person)
    published = list_published(session, events)
    holders = list_holders(session, {event.id for event in events})
    people = {uid: find_person(session, uid) for uid in {*holders.values(), person} if uid}
    handed = []
    for event in sorted(events, key=lambda event: (event.at, event.seq or 0)):
        known = is_known(replace(event, u=person or event.id), published)
        state = _state(event.id, holders, people, person) if person else NEW
        handed.append(Handed(event, UNKNOWN if state == NEW and not known else state))
    return tuple(handed)


def _state(event_id: str, holders: Mapping[str, str | None], people: Mapping[str, str], person: str) -> str:
    if event_id not in holders:
        return NEW
    return HERS if people.get(holders[event_id] or "") == people[person] else CLAIMED


def take_results(session: Session, *, data: bytes, person: str, by: str, now: datetime) -> TakenIn:
    """Take in what a code or file holds as the doing of `person`, handed in by `by` (uids; the same for her own).

    All or nothing, in one transaction; the same code again changes nothing. What is somebody else's already is held.
    Whether `by` may hand in for her is for the caller to know. Raises Refused as `look_at_results`.
    """
    begin_writing(session)
    stated_by = None if by == person else by
    events = [replace(event, u=person, by=stated_by) for event in _read(session, data, person)]
    own = person if stated_by is None else None
    receipts = take_events(session, events, recv_from=HANDED_IN, now=now, owner=own)
    why = Counter(receipt.why for receipt in receipts)
    session.commit()
    return TakenIn(new=why[""], hers=why["duplicate"], claimed=len(receipts) - why[""] - why["duplicate"])


def _read(session: Session, data: bytes, person: str | None) -> Sequence[Event]:
    """A file from somebody's own browser says whose it is: nobody else takes it in."""
    events = read_results(data)
    named = {event.u for event in events if event.u}
    if named and (person is None or {find_person(session, uid) for uid in named} != {find_person(session, person)}):
        raise Refused({FIELD: "result-other"})
    return [replace(event, by=None) if event.by in OWN else event for event in events]
