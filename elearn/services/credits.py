"""What people earned for topics, folded from finished courses and from what says that somebody was there. No commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy.orm import Session

from elearn.domain.events import VERSION, effective_at
from elearn.domain.topics import Deed, Means, attended_enough, fold_credits
from elearn.services.facts import live_events
from elearn.storage.events import Stored, list_events_of
from elearn.storage.identity import list_aliases, list_linked_away
from elearn.storage.topics import list_finished, list_people_of, list_ways, replace_credits

PRESENT = frozenset({"attend", "roster"})
PEOPLE_AT_ONCE = 200


def earn_credits(session: Session, uids: Collection[str]) -> None:
    """Make the credits of these people what everything says that is known about them; nobody: nothing.

    The log is locked and their progress folded before. A uid that is somebody else's ends without credits.
    """
    if not uids:
        return
    people = set(uids) - list_linked_away(session, uids)
    aliases = list_aliases(session, people)
    deeds: dict[str, list[Deed]] = defaultdict(list)
    for uid, course, at in list_finished(session, people):
        deeds[uid].append(Deed(Means.COURSE, course, at))
    events = list_events_of(session, people | set(aliases), PRESENT | {"void"})
    for stored in live_events(events):
        deed = _read_deed(stored)
        if deed:
            uid = stored.event.u or ""
            deeds[aliases.get(uid, uid)].append(deed)
    ways = list_ways(session)
    replace_credits(session, uids, {uid: fold_credits(ways, done) for uid, done in deeds.items()})


def earn_credits_by(session: Session, whats: Collection[str]) -> None:
    """The same for everybody who finished or attended one of these courses or webinars: a way to a topic is new."""
    last = ""
    while whats and (uids := list_people_of(session, whats, after=last, limit=PEOPLE_AT_ONCE)):
        last = uids[-1]
        earn_credits(session, uids)


def _read_deed(stored: Stored) -> Deed | None:
    """None for a void, for what this version cannot read, and for somebody who left before the end or did not come."""
    event = stored.event
    if event.t not in PRESENT or event.v != VERSION or not event.i:
        return None
    at = effective_at(event.at, skew_s=stored.skew_s, published_at=None, received_at=stored.received_at)
    if event.b.get("webinar"):
        there = event.b.get("status") == "present" and attended_enough(event.b.get("share"))
        return Deed(Means.WEBINAR, event.i, at, event.id) if there else None
    if event.t == "roster":
        return Deed(Means.ROSTER, event.i, at, event.id)
    if event.b.get("roster"):
        return Deed(Means.ROSTER, "", at, event.id, course=event.c or "")
    return Deed(Means.WEBINAR, event.i, at, event.id) if attended_enough(event.b.get("share")) else None
