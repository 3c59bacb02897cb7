"""The people of one ALS as a file: a page from the database at a time, each trace written before a name leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class OpenRoll:
    """A file that can be read once: `people` name after name, then `count_unnamed` how many more there are."""

    roll: Roll
    people: Iterator[MemberLine]
    count_unnamed: Callable[[], int]


def open_roll(
    session: Session,
    *,
    ralo: str,
    als_code: str | None,
    courses: Sequence[str],
    viewer_id: int,
    today: date,
    now: datetime,
) -> OpenRoll:
    """The members of this ALS (None: the individual members of the RALO) by name, as of today.

    Raises NotFound at once. Nothing is read or written before the first person is asked for; then a look at everybody
    is written down, in one transaction. Somebody who comes in between gets hers before her name leaves. No transaction
    is open while the file waits for a slow line; who is renamed meanwhile may stand in it twice, or not at all.
    """
    home = get_home(session, ralo=ralo, als_code=als_code)
    als = find_als(session, als_code) if als_code else None
    roll = Roll(ralo, als_code or "", als.line.name if als else "", today, tuple(courses))

    def people() -> Iterator[MemberLine]:
        note_look_at_home(session, viewer_id=viewer_id, home=home, page=PAGE, now=now)
        for lines in _pages(session, home, roll):
            shown = [line.account_id for line in lines]
            note_looks(session, viewer_id=viewer_id, subjects=shown, page=PAGE, now=now)
            session.rollback()
            yield from lines

    return OpenRoll(roll, people(), lambda: count_members(session, home)[1])


def _pages(session: Session, home: Home, roll: Roll) -> Iterator[list[MemberLine]]:
    after = None
    while found := list_members_after(session, home, after=after, limit=PEOPLE_AT_ONCE):
        after = found[-1][0]
        done = list_done(session, [member.uid for _key, member in found])
        yield [member_line(member, done, roll.courses, roll.as_of) for _key, member in found]
        if len(found) < PEOPLE_AT_ONCE:
            return
