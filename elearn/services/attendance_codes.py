"""The code shown at the end of a webinar: an organiser opens it for a while, whoever was there enters it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.attendance import CODE_MINUTES, Source, Status, Word, clean_code
from elearn.domain.errors import Refused
from elearn.domain.webinars import Webinar
from elearn.services.attendance import has_begun, say_words
from elearn.services.attendance_reading import Match
from elearn.services.audit import write_entry
from elearn.services.rosters import Clerk
from elearn.services.throttling import forgive, take_try
from elearn.storage import attendance as storage
from elearn.storage.base import begin_writing
from elearn.storage.events import lock_log
from elearn.storage.rosters import Present

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who enters which code, in which channel she listened, and where the ids of events come from."""

    viewer: Viewer
    code: str
    channel: str
    new_id: Callable[[], str]
    now: datetime


def find_code(session: Session, *, webinar: str, ralo: str, now: datetime) -> storage.OpenCode | None:
    """The code that is open for exactly this region (`EVERYBODY`: for all)."""
    codes = storage.list_open_codes(session, webinar, [ralo], now)
    return next((code for code in codes if code.ralo == ralo), None)


def open_code(
    session: Session, *, webinar: Webinar, ralo: str, minutes: str, code: str, by: str, now: datetime
) -> storage.OpenCode:
    """Open `code` (fresh and random) for the members of a region; one that is open already stays, and is returned.

    Who may: coordinators of the region, administrators; for everybody administrators only. Raises Refused with codes by
    field: before the webinar has begun, and for another length than those of CODE_MINUTES.
    """
    if minutes not in map(str, CODE_MINUTES):
        raise Refused({"minutes": "choice-unknown"})
    if not has_begun(webinar, now):
        raise Refused({"minutes": "webinar-ahead"})
    begin_writing(session)
    there = find_code(session, webinar=webinar.id, ralo=ralo, now=now)
    if there:
        session.rollback()
        return there
    opened = storage.OpenCode(ralo, code, now + timedelta(minutes=int(minutes)))
    values = {"webinar": webinar.id, "ralo": ralo, "code": code, "opened_at": now, "until": opened.until}
    storage.add_code(session, {**values, "created_by": by})
    write_entry(session, actor=by, action="attendance-code-opened", about=f"{ralo or '*'} {webinar.id}", now=now)
    session.commit()
    return opened


def close_code(session: Session, *, webinar: str, ralo: str, by: str, now: datetime) -> None:
    """From now on it is over. Twice is once, also in the security log. Who may: as for opening."""
    begin_writing(session)
    if storage.end_codes(session, webinar, ralo, now):
        write_entry(session, actor=by, action="attendance-code-closed", about=f"{ralo or '*'} {webinar}", now=now)
    session.commit()


def enter_code(session: Session, *, entry: Entry, webinar: Webinar) -> bool:
    """She was there: all of it, as far as a code can tell. False when something stands about her already, which stays.

    Who may: anybody signed in who is a member of the region for which the code is open. Raises Refused
    (`code-wrong`: none that is open for her now), and Throttled after several wrong ones.
    """
    viewer, now = entry.viewer, entry.now
    take_try(session, {"attend-account": viewer.uid}, now=now)
    begin_writing(session)
    lock_log(session)
    region = storage.find_region(session, viewer.account_id)
    codes = {one.code for one in storage.list_open_codes(session, webinar.id, [region], now)} if region else set()
    if clean_code(entry.code) not in codes:
        session.rollback()
        raise Refused({"code": "code-wrong"})
    forgive(session, "attend-account", viewer.uid)
    told = storage.list_said(session, webinar.id, [viewer.uid])
    if not told:
        person = Present(viewer.account_id, viewer.uid, viewer.name, "", "", named=True)
        match = Match(person, Word(Status.PRESENT, channel=entry.channel), Source.CODE, viewer.name)
        clerk = Clerk(region, viewer.uid, entry.new_id, now)
        say_words(session, clerk=clerk, webinar=webinar, matches=[match])
    session.commit()
    return not told
