"""The people of one ALS as a file: a page from the database at a time, each trace written before a name leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.members import MemberLine, Roll
from elearn.domain.rollup import Home
from elearn.services.community import get_home
from elearn.services.looks import note_look_at_home, note_looks
from elearn.services.reports import member_line
from elearn.storage.community import find_als
from elearn.storage.members import count_members, list_done, list_members_after

PEOPLE_AT_ONCE = 500
PAGE = "als"


def find_roll(session: Session, *, ralo: str, als_code: str | None, courses: Sequence[str], today: date) -> Roll:
    """What the file of this ALS (None: the individual members of the RALO) says at its head. Raises NotFound."""
    get_home(session, ralo=ralo, als_code=als_code)
    als = find_als(session, als_code) if als_code else None
    return Roll(ralo, als_code or "", als.line.name if als else "", today, tuple(courses))


def list_people(session: Session, roll: Roll, *, viewer_id: int, now: datetime) -> Iterator[MemberLine]:
    """Everybody who may be named, by name, as of the roll's day.

    Before the first name a look at everybody is written down, in one transaction. Somebody who comes in between gets
    hers before her name leaves. No transaction is open while the file waits for a slow line; who is renamed meanwhile
    may stand in it twice, or not at all.
    """
    home = get_home(session, ralo=roll.ralo, als_code=roll.als or None)
    note_look_at_home(session, viewer_id=viewer_id, home=home, page=PAGE, now=now)
    for lines in _pages(session, home, roll):
        shown = [line.account_id for line in lines]
        note_looks(session, viewer_id=viewer_id, subjects=shown, page=PAGE, now=now)
        session.rollback()
        yield from lines


def count_unnamed(session: Session, roll: Roll) -> int:
    """How many people prefer not to be named."""
    return count_members(session, get_home(session, ralo=roll.ralo, als_code=roll.als or None))[1]


def _pages(session: Session, home: Home, roll: Roll) -> Iterator[list[MemberLine]]:
    after = None
    while found := list_members_after(session, home, after=after, limit=PEOPLE_AT_ONCE):
        after = found[-1][0]
        done = list_done(session, [member.uid for _key, member in found])
        yield [member_line(member, done, roll.courses, roll.as_of) for _key, member in found]
        if len(found) < PEOPLE_AT_ONCE:
            return
