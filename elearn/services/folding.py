"""The fold: what events of the log make of progress, attempts and aliases. Never commits; the log is locked before.

There are two ways to the same rows: adding new events to what a person has (`fold_new`, a form's way), and folding
all her events again (`refold_people`: after a void, a link, or when something unknown became known).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from elearn.domain.events import VERSION
from elearn.domain.identity import Link, resolve_links
from elearn.domain.progress import CourseProgress, Fact, add_fact, complete, counted_attempts, fold
from elearn.domain.rollup import Standing
from elearn.services.counts import Move, move_standing, move_standings
from elearn.services.credits import PRESENT, earn_credits
from elearn.services.facts import (
    FOLDED,
    UNKNOWN,
    Published,
    Reading,
    list_published,
    live_events,
    may_fold,
    read_event,
    read_link,
)
from elearn.storage.attempts import (
    KeptAttempt,
    KeptResponse,
    add_attempt,
    add_attempts,
    delete_attempts,
    find_equal_attempt,
)
from elearn.storage.events import Stored, list_events_of, list_linked, set_flags
from elearn.storage.ground import Ground, find_ground
from elearn.storage.identity import replace_aliases
from elearn.storage.progress import PersonCourse, delete_progress, list_progress, put_progress


@dataclass(slots=True)
class Folded:
    """The rows that the events of some people make."""

    progress: dict[PersonCourse, CourseProgress] = field(default_factory=dict)
    attempts: list[KeptAttempt] = field(default_factory=list)
    responses: list[KeptResponse] = field(default_factory=list)


def standing_of(progress: CourseProgress) -> Standing:
    """What the counts per ALS need to know of somebody's progress."""
    return Standing(progress.started, progress.last_active_on, progress.completed_at is not None)


def fold_arrivals(session: Session, arrived: Iterable[Stored], published: Published) -> None:
    """Fold what was just stored: add where that is enough, fold everything of a person again where it is not."""
    arrived = list(arrived)
    groups, again = _sort_arrivals(arrived)
    for (u, course), part in groups.items():
        ground = find_ground(session, u=u, course=course, ids=[stored.event.id for stored in part])
        if ground is None or ground.voided:
            again.add(u)
        elif not {u, ground.person} & again:
            fold_new(session, ground, part, published)
    if again:
        refold_people(session, again)
    taught = {stored.event.u for stored in arrived if stored.event.t == "roster" and stored.event.u}
    earn_credits(session, taught - again)


def _sort_arrivals(arrived: Iterable[Stored]) -> tuple[dict[tuple[str, str], list[Stored]], set[str]]:
    """Events to add, by uid and course, and the uids that voids and links touch."""
    groups: dict[tuple[str, str], list[Stored]] = defaultdict(list)
    again: set[str] = set()
    for stored in arrived:
        event = stored.event
        if event.u is None or UNKNOWN in (stored.flag or "").split():
            continue
        if event.t in FOLDED:
            groups[event.u, event.c or ""].append(stored)
        elif event.t in ("void", "identity.link"):
            again |= {event.u, event.ref or ""} if event.t == "identity.link" else {event.u}
    return groups, again


def fold_new(session: Session, ground: Ground, events: Sequence[Stored], published: Published) -> bool:
    """Add events that came just now, all of this ground's person and course, and none of them voided.

    True when every submission among them became an attempt; False when one repeats another of its day.
    """
    stands = True
    readings = [read_event(session, stored, ground.person, published) for stored in events]
    progress = ground.progress
    _add_distinct(session, readings)
    for reading in readings:
        counts = not (reading.attempt and reading.fact.same) or _add_equal(session, reading)
        if not counts and not _follows_an_equal_one(session, ground.person, reading.fact):
            refold_people(session, {ground.person})
            return False
        stands = stands and counts
        progress = add_fact(progress, reading.fact, counts=counts)
    progress = complete(progress, ground.history)
    put_progress(session, {(ground.person, ground.course): progress})
    before, after = standing_of(ground.progress), standing_of(progress)
    move_standing(session, learner=ground.person, course=ground.course, before=before, after=after)
    if progress.completed_at != ground.progress.completed_at or any(stored.event.t in PRESENT for stored in events):
        earn_credits(session, {ground.person})
    return stands


def _add_distinct(session: Session, readings: Iterable[Reading]) -> None:
    """All attempts that nothing can equal, in two statements: those that a device has sent."""
    sent = [reading for reading in readings if reading.attempt and not reading.fact.same]
    attempts = [reading.attempt for reading in sent if reading.attempt]
    if attempts:
        add_attempts(session, attempts, [response for reading in sent for response in reading.responses])


def _add_equal(session: Session, reading: Reading) -> bool:
    """False when another submission of the same answers on that day stands for this one."""
    return reading.attempt is None or add_attempt(session, reading.attempt, reading.responses)


def _follows_an_equal_one(session: Session, person: str, fact: Fact) -> bool:
    """True when the attempt that stands for all equal ones is an earlier one than this."""
    equal = find_equal_attempt(session, person, fact.same) if fact.same else None
    return equal is not None and (equal.submitted_at, equal.uid) < (fact.at, fact.id)


def refold_people(session: Session, uids: Collection[str]) -> None:
    """Fold everything ever stated about these uids and all linked with them; their rows become what it says."""
    linked = _all_linked(session, uids)
    events = list_events_of(session, linked)
    links = resolve_links(live_links(events))
    replace_aliases(session, linked, links)
    published = list_published(session, (stored.event for stored in events))
    aliases = {uid: link.target for uid, link in links.items()}
    folded = fold_people(session, events, aliases, published)
    before = list_progress(session, linked)
    delete_attempts(session, linked)
    add_attempts(session, folded.attempts, folded.responses)
    delete_progress(session, linked)
    put_progress(session, folded.progress)
    move_standings(session, _moves(before, folded.progress))
    set_flags(session, became_known(events, published))
    finished = any(progress.completed_at for progress in (*before.values(), *folded.progress.values()))
    if finished or any(stored.event.t in PRESENT for stored in events):
        earn_credits(session, linked)


def fold_people(session: Session, events: Sequence[Stored], aliases: Mapping[str, str], published: Published) -> Folded:
    """The rows that all events of some people make; `events` must be complete for each of them and her `aliases`."""
    readings: dict[PersonCourse, list[Reading]] = defaultdict(list)
    for stored in live_events(events):
        event = stored.event
        if event.t in FOLDED and may_fold(stored, published):
            uid = event.u or ""
            person = aliases.get(uid, uid)
            readings[person, event.c or ""].append(read_event(session, stored, person, published))
    folded = Folded()
    for key, part in sorted(readings.items()):
        facts = [reading.fact for reading in part]
        folded.progress[key] = fold(facts, published.histories[key[1]])
        counted = {fact.id for fact in counted_attempts(facts)}
        for reading in part:
            if reading.attempt and reading.fact.id in counted:
                folded.attempts.append(reading.attempt)
                folded.responses.extend(reading.responses)
    return folded


def live_links(events: Iterable[Stored]) -> list[Link]:
    return [
        read_link(stored)
        for stored in live_events(events)
        if stored.event.t == "identity.link" and stored.event.v == VERSION and stored.event.u and stored.event.ref
    ]


def _all_linked(session: Session, uids: Collection[str]) -> set[str]:
    reached, known = set(uids), set[str]()
    while reached != known:
        known, reached = reached, list_linked(session, reached)
    return reached


def _moves(before: Mapping[PersonCourse, CourseProgress], after: Mapping[PersonCourse, CourseProgress]) -> list[Move]:
    nothing = CourseProgress()
    return [
        Move(key[0], key[1], standing_of(before.get(key, nothing)), standing_of(after.get(key, nothing)))
        for key in sorted(before.keys() | after.keys())
    ]


def became_known(events: Iterable[Stored], published: Published) -> dict[str, str | None]:
    """New flags for the events that had to wait and need not any more."""
    return {
        stored.event.id: " ".join(flag for flag in stored.flag.split() if flag != UNKNOWN) or None
        for stored in events
        if stored.flag and UNKNOWN in stored.flag.split() and may_fold(stored, published)
    }
