"""Who was asked when, by whom, about what, and what came of it: worked out from the events whenever it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.nudges import WATCHED, Reason
from elearn.services.facts import effective, is_known, list_published, live_events
from elearn.services.past import ACTIVITY
from elearn.storage.events import list_events_of
from elearn.storage.identity import list_aliases
from elearn.storage.nudges import Asked, Nudge, list_asked, list_nudges

SHOWN = 20

Doings = Mapping[tuple[str, str], Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One sending. `moved` of `asked` people did what they were asked for within two weeks of it.

    `names` are those who may be named and are still members of this RALO; `over`: the two weeks have passed.
    """

    uid: str
    place: str
    course: str
    reason: Reason
    by: str
    at: datetime
    asked: int
    moved: int
    over: bool
    left_out: Mapping[str, int]
    names: tuple[str, ...]
    seen: tuple[int, ...]


def list_log(session: Session, *, ralo: str, now: datetime) -> list[LogLine]:
    """The latest sendings of one RALO. At most eight statements, whatever they hold."""
    sendings = list_nudges(session, ralo, limit=SHOWN)
    asked = list_asked(session, ralo, [nudge.id for nudge, _ in sendings]) if sendings else []
    of: dict[int, list[Asked]] = {}
    for person in asked:
        of.setdefault(person.nudge_id, []).append(person)
    doings = _doings(session, sorted({person.uid for person in asked}))
    return [_line(nudge, by, of.get(nudge.id, []), doings, now) for nudge, by in sendings]


def _line(nudge: Nudge, by: str, people: Sequence[Asked], doings: Doings, now: datetime) -> LogLine:
    shown = [person for person in people if person.named]
    return LogLine(
        uid=nudge.uid,
        place=nudge.place,
        course=nudge.course,
        reason=Reason(nudge.reason),
        by=by,
        at=nudge.sent_at,
        asked=len(people),
        moved=sum(_has_moved(nudge, person, doings) for person in people),
        over=nudge.sent_at + WATCHED <= now,
        left_out=nudge.left_out,
        names=tuple(person.name for person in shown),
        seen=tuple(person.account_id for person in shown),
    )


def _has_moved(nudge: Nudge, person: Asked, doings: Doings) -> bool:
    until = nudge.sent_at + WATCHED
    if nudge.reason == Reason.INVITED:
        return person.joined_at is not None and nudge.sent_at <= person.joined_at <= until
    return any(nudge.sent_at <= at <= until for at in doings.get((person.uid, nudge.course), ()))


def _doings(session: Session, uids: Sequence[str]) -> Doings:
    """When each of these people did something in each course; what was voided since is not among it."""
    if not uids:
        return {}
    aliases = list_aliases(session, uids)
    events = live_events(list_events_of(session, {*uids, *aliases}))
    published = list_published(session, (stored.event for stored in events))
    doings: dict[tuple[str, str], list[datetime]] = {}
    for stored in events:
        event = stored.event
        if event.t in ACTIVITY and is_known(event, published):
            key = (aliases.get(event.u or "", event.u or ""), event.c or "")
            doings.setdefault(key, []).append(effective(stored, published))
    return doings
