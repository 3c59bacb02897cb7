from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.report_filters import Filters
from elearn.domain.rollup import Cell, Report
from elearn.services.community import open_membership
from elearn.services.counts import admit_member
from elearn.services.learning import ingest
from elearn.services.reports import progress_report
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.counts import list_homes
from tests.makers import NOW, make_als, make_member
from tests.published import ANSWERS, COURSE, LESSONS, lesson_done, link, publish_course, quiz_sent, uid, void

RIGHT = {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "Dual Stack"}
START = NOW - timedelta(days=90)
assert set(RIGHT) == set(ANSWERS)


def on(day: int) -> datetime:
    return START + timedelta(days=day)


def do(session: Session, day: int, *events: object) -> None:
    """Take these events in on that day, at which they also happened."""
    stated = [replace(event, at=on(day)) for event in events]  # type: ignore[type-var]  # `events` is untyped on purpose
    ingest(session, stated, recv_from="tests", now=on(day))  # type: ignore[arg-type]  # as above


def move(session: Session, name: str, als: str | None, day: int) -> None:
    begin_writing(session)
    account_id = session.scalars(select(Account.id).where(Account.uid == uid(name))).one()
    today = on(day).date()
    open_membership(
        session, account_id=account_id, als_code=als, country="KE", status="declared", today=today, now=on(day)
    )
    session.commit()


def join(session: Session, name: str, day: int) -> None:
    begin_writing(session)
    account = session.scalars(select(Account).where(Account.uid == uid(name))).one()
    account.joined_at, account.password_hash = on(day), "!"
    session.flush()
    admit_member(session, account_id=account.id, home=list_homes(session, [account.uid])[account.uid][0])
    session.commit()


def numbers(report: Report) -> list[tuple[object, ...]]:
    """What a report says, without how it is kept."""
    rows = [*report.rows, report.individual, report.totals]
    return [(row.als, row.members, dict(row.cells), row.last_active_on) for row in rows if row]


def report(session: Session, today: date, as_of: date | None = None) -> Report:
    return progress_report(session, ralo="AFRALO", courses=[COURSE], today=today, filters=Filters(as_of=as_of))


STEPS: dict[int, list[Callable[[Session], object]]] = {
    0: [
        lambda s: make_member(s, "Ama", als="KE-01", now=on(0)),
        lambda s: make_member(s, "Bo", als="KE-02", now=on(0)),
        lambda s: make_member(s, "Chi", now=on(0)),
        lambda s: make_member(s, "Didi", als="KE-01", joined=False, now=on(0)),
    ],
    2: [lambda s: do(s, 2, lesson_done("a1", "Ama"), quiz_sent("b1", "Bo"), lesson_done("d1", "Didi"))],
    5: [lambda s: do(s, 5, lesson_done("a2", "Ama", LESSONS[1])), lambda s: do(s, 5, lesson_done("c1", "Chi"))],
    6: [lambda s: do(s, 6, quiz_sent("a3", "Ama", RIGHT))],
    9: [lambda s: move(s, "Bo", "KE-01", 9)],
    10: [lambda s: join(s, "Didi", 10)],
    20: [lambda s: move(s, "Ama", None, 20), lambda s: do(s, 20, quiz_sent("a4", "Ama", RIGHT))],
    40: [lambda s: do(s, 40, lesson_done("c2", "Chi"))],
    41: [lambda s: make_member(s, "Eve", als="KE-02", now=on(41))],
}


def test_the_past_is_what_was_said_on_the_day(session: Session) -> None:
    publish_course(session)
    for code in ("KE-01", "KE-02"):
        make_als(session, code)
    said = {}
    for day in range(45):
        for step in STEPS.get(day, []):
            step(session)
        said[on(day).date()] = numbers(report(session, on(day).date()))
    assert len({repr(told) for told in said.values()}) > 8
    for then, told in said.items():
        assert numbers(report(session, NOW.date(), as_of=then)) == told, then
    before = report(session, NOW.date(), as_of=on(-1).date())
    assert (before.totals.members, before.totals.cells[COURSE]) == (0, Cell())


def test_what_arrives_late_or_is_taken_back_corrects_the_past(session: Session) -> None:
    publish_course(session)
    make_als(session, "KE-01")
    make_member(session, "Ama", als="KE-01", now=on(0))
    day = on(3).date()
    assert report(session, NOW.date(), as_of=day).rows[0].cells[COURSE] == Cell(registered=1)
    done = replace(lesson_done("a1", "Ama"), at=on(3))
    ingest(session, [done], recv_from="tests", now=NOW)
    assert report(session, NOW.date(), as_of=day).rows[0].cells[COURSE] == Cell(started=1)
    ingest(session, [void("v1", done)], recv_from="tests", now=NOW)
    assert report(session, NOW.date(), as_of=day).rows[0].cells[COURSE] == Cell(registered=1)


def test_what_a_guest_did_belongs_to_the_person_in_the_past_too(session: Session) -> None:
    publish_course(session)
    make_als(session, "KE-01")
    make_member(session, "Ama", als="KE-01", now=on(0))
    do(session, 3, lesson_done("g1", "guest"))
    do(session, 8, link("l1", "guest", "Ama"))
    assert report(session, NOW.date(), as_of=on(4).date()).rows[0].cells[COURSE] == Cell(started=1)
