"""Attendance at webinars: what coordinators say of their members, kept as events of the log; the last word counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.attendance import Source, Status, Word, held_at
from elearn.domain.errors import Refused
from elearn.domain.events import Event
from elearn.domain.namesakes import tell_apart
from elearn.domain.webinars import Webinar
from elearn.exchange.csv_tables import Problem
from elearn.services.attendance_reading import Asked, Match, Matches, Scope, match_people
from elearn.services.audit import write_entry
from elearn.services.intake import take_events
from elearn.services.rosters import Clerk, list_choices
from elearn.storage import attendance as storage
from elearn.storage.base import begin_writing
from elearn.storage.events import lock_log

SHOWN = 500
WEBINARS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. `new` are those about whom something else stood, or nothing; `known` of whom this stood."""

    matches: Matches = field(default_factory=Matches)
    new: tuple[Match, ...] = ()
    known: int = 0
    problems: tuple[Problem, ...] = ()


def has_begun(webinar: Webinar, now: datetime) -> bool:
    return webinar.span()[0] <= now


def enter_attendance(
    session: Session, *, clerk: Clerk, webinar: Webinar, asked: Asked, others: Collection[str] = (), dry_run: bool
) -> Taken:
    """Write down who was there, who not, and who had said so. A dry run writes nothing.

    Who may: coordinators of the region, administrators; only about its members. `others` are further regions of the
    same clerk. What stands already stays, so the same again changes nothing; what a file has said once is never said
    again by a file, also when somebody has corrected it since.
    """
    begin_writing(session)
    lock_log(session)
    matches = _match(session, clerk, webinar, asked, others)
    problems = matches.problems or _not_yet(webinar, clerk.now)
    if not (matches.sure or matches.doubtful or matches.unknown or matches.elsewhere):
        problems = problems or (Problem(0, "people", "people-missing"),)
    if problems:
        session.rollback()
        return Taken(matches, problems=problems)
    new = _unsaid(session, webinar.id, matches.sure)
    taken = Taken(matches, new, len(matches.sure) - len(new))
    if dry_run or not new:
        session.rollback()
        return taken
    say_words(session, clerk=clerk, webinar=webinar, matches=new)
    write_entry(
        session,
        actor=clerk.by,
        action="attendance-entered",
        about=f"{clerk.ralo} {len(new)} {webinar.id}",
        now=clerk.now,
    )
    session.commit()
    return taken


def _match(session: Session, clerk: Clerk, webinar: Webinar, asked: Asked, others: Collection[str]) -> Matches:
    """Whoever was picked by hand is what the hand says, whatever a line says of her."""
    picked = asked.picked or {}
    chosen = [one for one in list_choices(session, ralo=clerk.ralo, als=asked.als) if one.uid in picked]
    scope = Scope(clerk.ralo, others, clerk.finds_all)
    found = match_people(session, scope=scope, webinar=webinar, asked=asked)
    by_hand = {one.uid for one in chosen}
    hers = tuple(Match(one, _hand_word(picked[one.uid], asked.common), Source.LIST, one.name) for one in chosen)
    return replace(
        found,
        sure=hers + tuple(match for match in found.sure if match.person.uid not in by_hand),
        doubtful=tuple(match for match in found.doubtful if match.person.uid not in by_hand),
    )


def _hand_word(status: Status, common: Word) -> Word:
    if status is not Status.PRESENT:
        return Word(status, 0)
    return common if common.status is Status.PRESENT else Word(status)


def _not_yet(webinar: Webinar, now: datetime) -> tuple[Problem, ...]:
    return () if has_begun(webinar, now) else (Problem(0, "people", "webinar-ahead"),)


def _unsaid(session: Session, webinar: str, matches: Sequence[Match]) -> tuple[Match, ...]:
    uids = [match.person.uid for match in matches]
    stands = storage.list_said(session, webinar, uids)
    by_files = storage.list_said_by_files(session, webinar, uids)

    def is_new(match: Match) -> bool:
        word, uid = match.word, match.person.uid
        told, said = stands.get(uid), (uid, word.status.value, word.share, word.channel)
        if match.source is Source.FILE and said in by_files:
            return False
        return told is None or (told.status, told.share, told.channel) != said[1:]

    return tuple(match for match in matches if is_new(match))


def say_words(session: Session, *, clerk: Clerk, webinar: Webinar, matches: Sequence[Match]) -> None:
    """One event for each, and a void for what stood before. The log is locked; the caller commits."""
    uids = [match.person.uid for match in matches]
    before = storage.list_said(session, webinar.id, uids)
    events = [_event(match.person.uid, match.word, match.source, webinar, clerk) for match in matches]
    _say(session, clerk, list(before.values()), events, webinar.id)


def _say(session: Session, clerk: Clerk, before: Sequence[storage.Said], events: Sequence[Event], webinar: str) -> None:
    storage.replace_words(session, [said.event_id for said in before], clerk.now)
    if events:
        storage.add_words(session, [_row(event, webinar, clerk) for event in events])
    voids = [Event(clerk.new_id(), "void", clerk.now, u=said.u, ref=said.event_id, by=clerk.by) for said in before]
    take_events(session, [*voids, *events], recv_from="attendance", now=clerk.now)


def _event(uid: str, word: Word, source: Source, webinar: Webinar, clerk: Clerk) -> Event:
    """Being there is attendance of the webinar's course; without a course, or for who was not there, it belongs to none
    and so starts nothing.
    """
    body = {
        "webinar": webinar.id,
        "status": word.status.value,
        "share": word.share / 100,
        "channel": word.channel,
        "source": source.value,
    }
    at = held_at(webinar, clerk.now)
    if webinar.course and word.status is Status.PRESENT:
        return Event(clerk.new_id(), "attend", at, u=uid, c=webinar.course, i=webinar.id, by=clerk.by, b=body)
    return Event(clerk.new_id(), "roster", at, u=uid, i=webinar.id, by=clerk.by, b=body)


def _row(event: Event, webinar: str, clerk: Clerk) -> dict[str, object]:
    return {
        "webinar": webinar,
        "u": event.u,
        "event_id": event.id,
        "status": event.b["status"],
        "share": round(event.b["share"] * 100),
        "channel": event.b["channel"],
        "source": event.b["source"],
        "created_at": clerk.now,
        "created_by": clerk.by,
    }


def correct_word(session: Session, *, clerk: Clerk, webinar: Webinar, event: str, word: Word | None) -> bool:
    """Another word about one person, or with None no word at all. Her old one gets a void: nothing is changed.

    Who may: coordinators of the region, administrators. False, and nothing happens, where this is what stands already:
    a second click. Raises Refused `said-meanwhile` where that event is not what stands about a named member of the
    region: it was corrected in another tab or by somebody else since.
    """
    begin_writing(session)
    lock_log(session)
    said = storage.find_said(session, webinar.id, event, clerk.ralo)
    if said is None:
        person = storage.find_person_told(session, webinar.id, event, clerk.ralo)
        stands = storage.list_said(session, webinar.id, [person]).get(person) if person else None
        if person is None or _as_word(stands) != word:
            raise Refused({"said": "said-meanwhile"})
    if said is None or _as_word(said) == word:
        session.rollback()
        return False
    events = [_event(said.u, word, Source.LIST, webinar, clerk)] if word else []
    _say(session, clerk, [said], events, webinar.id)
    write_entry(session, actor=clerk.by, action="attendance-corrected", about=said.u, now=clerk.now)
    session.commit()
    return True


def _as_word(said: storage.Said | None) -> Word | None:
    return Word(Status(said.status), said.share, said.channel) if said else None


def list_attendance(session: Session, *, ralo: str, webinar: str) -> tuple[list[storage.SaidLine], dict[str, int]]:
    """The named members of this region about whom something stands, and how many by status, named or not."""
    return storage.list_said_in_region(session, webinar, ralo, limit=SHOWN)


def tell_lines_apart(lines: Iterable[storage.SaidLine]) -> dict[str, str]:
    """What tells several of one name in one group apart, by uid."""
    return tell_apart((line.said.u, line.name, line.als_name, line.email_key) for line in lines)


def list_attended_webinars(session: Session, *, ralo: str) -> list[tuple[str, int]]:
    """(webinar, members of this region who were there), the one told last first. Who may: its coordinators."""
    return storage.list_webinars_in_region(session, ralo, limit=WEBINARS_SHOWN)


def list_own_attendance(session: Session, uid: str) -> dict[str, Word]:
    """What stands about one person, by webinar. Who may: she, the coordinators of her region, administrators."""
    told = storage.list_own_words(session, uid)
    return {webinar: Word(Status(said.status), said.share, said.channel) for webinar, said in told}


def count_own_attendance(session: Session, uid: str) -> int:
    """At how many webinars she is written down as present. One statement."""
    return storage.count_own_present(session, uid)
