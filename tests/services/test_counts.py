from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select, update
from sqlalchemy.orm import Session

from elearn.domain.rollup import NOTHING_DONE, Home, People, Standing, Tally, recent_since
from elearn.services.community import close_membership, open_membership, set_ralo
from elearn.services.counts import Move, admit_member, move_standing, move_standings, rebuild_counts
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Als
from elearn.storage.counts import find_version, read_counts
from elearn.storage.progress import CourseCount, DayCount, PeopleCount, ProgressRow
from tests.makers import NOW, make_als, make_member, make_standing

TODAY = NOW.date()


def rows(session: Session) -> list[tuple[Any, ...]]:
    """Every count in the database."""
    return [
        tuple(row)
        for table in (PeopleCount, CourseCount, DayCount)
        for row in session.execute(select(*table.__table__.c).order_by(*table.__table__.primary_key))
    ]


def account_id(session: Session, uid: str) -> int:
    return session.scalars(select(Account.id).where(Account.uid == uid)).one()


def als_id(session: Session, code: str) -> int:
    return session.scalars(select(Als.id).where(Als.code == code)).one()


def recount(session: Session) -> int:
    begin_writing(session)
    wrong = rebuild_counts(session)
    session.commit()
    return wrong


def make_community(session: Session) -> None:
    """Two ALSes and an individual member in AFRALO, one ALS in EURALO, with people in every state."""
    for code, country in (("KE-01", "KE"), ("SN-01", "SN"), ("FR-01", "FR")):
        make_als(session, code, country=country)
    for name, als in (("Ama", "KE-01"), ("Bo", "KE-01"), ("Chi", "KE-01"), ("Didi", None), ("Eve", "FR-01")):
        make_member(session, name, als=als)
    make_member(session, "Fay", als="KE-01", joined=False)
    make_standing(session, uid_of(session, "Ama"), "ip", days_ago=40)
    make_standing(session, uid_of(session, "Ama"), "ip", days_ago=2, finished=True)
    make_standing(session, uid_of(session, "Ama"), "start", days_ago=1)
    make_standing(session, uid_of(session, "Bo"), "ip", days_ago=29)
    make_standing(session, uid_of(session, "Chi"), "ip", days_ago=30)
    make_standing(session, uid_of(session, "Didi"), "ip", days_ago=3)
    make_standing(session, uid_of(session, "Eve"), "ip", days_ago=3, finished=True)
    make_standing(session, uid_of(session, "Fay"), "ip", days_ago=3)


def uid_of(session: Session, name: str) -> str:
    return session.scalars(select(Account.uid).where(Account.name == name)).one()


def test_steps_are_counted_where_the_person_is_and_on_her_last_day(session: Session) -> None:
    make_community(session)
    kenya = als_id(session, "KE-01")
    counted = read_counts(session, "AFRALO", recent_since(TODAY))
    assert counted.people == {kenya: People(4, 1), 0: People(1, 0)}
    assert counted.tallies == {(kenya, "ip"): Tally(2, 1), (kenya, "start"): Tally(1, 0), (0, "ip"): Tally(1, 0)}
    assert counted.recent == {(kenya, "ip"): 1, (kenya, "start"): 1, (0, "ip"): 1}
    assert counted.last_active_on == {kenya: TODAY - timedelta(days=1), 0: TODAY - timedelta(days=3)}


def test_counting_afresh_finds_the_very_same_rows(session: Session) -> None:
    make_community(session)
    before, version = rows(session), find_version(session, "AFRALO")
    assert recount(session) == 0
    assert rows(session) == before
    assert find_version(session, "AFRALO") == version


def test_counting_afresh_from_nothing_and_from_nonsense_makes_the_very_same_rows(session: Session) -> None:
    make_community(session)
    before, version = rows(session), find_version(session, "AFRALO")
    begin_writing(session)
    session.execute(delete(DayCount))
    session.execute(update(PeopleCount).values(members=PeopleCount.members + 5))
    session.execute(update(CourseCount).values(unfinished=0, finished=0))
    session.add(CourseCount(ralo="NARALO", als_id=77, course="ip", unfinished=0, finished=0))
    session.commit()
    assert recount(session) > 0
    assert rows(session) == before
    assert find_version(session, "AFRALO") > version
    assert recount(session) == 0


def test_what_comes_to_zero_leaves_no_row(session: Session) -> None:
    make_als(session)
    uid = make_member(session, "Ama", als="KE-01")
    make_standing(session, uid, "ip", days_ago=5)
    begin_writing(session)
    session.execute(delete(ProgressRow))
    before = Standing(started=True, last_active_on=TODAY - timedelta(days=5), finished=False)
    move_standing(session, learner=uid, course="ip", before=before, after=NOTHING_DONE)
    close_membership(session, account_id=account_id(session, uid), now=NOW)
    session.commit()
    assert rows(session) == []


def test_a_guest_and_somebody_without_a_home_are_not_counted(session: Session) -> None:
    make_als(session)
    uid = make_member(session, "Ama", als="KE-01")
    begin_writing(session)
    close_membership(session, account_id=account_id(session, uid), now=NOW)
    after = Standing(started=True, last_active_on=TODAY, finished=True)
    move_standing(session, learner=uid, course="ip", before=NOTHING_DONE, after=after)
    move_standing(session, learner="f" * 32, course="ip", before=NOTHING_DONE, after=after)
    session.commit()
    assert rows(session) == []


def test_a_person_moves_with_all_that_she_has_done(session: Session) -> None:
    make_community(session)
    begin_writing(session)
    for als_code in ("FR-01", "FR-01", None, "SN-01"):
        open_membership(
            session,
            account_id=account_id(session, uid_of(session, "Ama")),
            als_code=als_code,
            country="KE",
            status="declared",
            today=TODAY,
            now=NOW,
        )
    session.commit()
    counted = read_counts(session, "AFRALO", recent_since(TODAY))
    senegal = als_id(session, "SN-01")
    assert counted.people[senegal] == People(1, 0)
    assert counted.tallies[senegal, "ip"] == Tally(0, 1)
    assert counted.tallies[als_id(session, "KE-01"), "ip"] == Tally(2, 0)
    assert recount(session) == 0


def test_somebody_invited_counts_as_invited_until_she_joins(session: Session) -> None:
    make_community(session)
    kenya = als_id(session, "KE-01")
    begin_writing(session)
    fay = session.scalars(select(Account).where(Account.name == "Fay")).one()
    fay.joined_at, fay.password_hash = NOW, "!"
    session.flush()
    admit_member(session, account_id=fay.id, home=Home("AFRALO", kenya))
    session.commit()
    counted = read_counts(session, "AFRALO", recent_since(TODAY))
    assert counted.people[kenya] == People(4, 0)
    assert counted.tallies[kenya, "ip"] == Tally(3, 1)
    assert recount(session) == 0


def test_an_als_moves_to_another_ralo_with_its_numbers(session: Session) -> None:
    make_community(session)
    kenya = als_id(session, "KE-01")
    before = read_counts(session, "AFRALO", recent_since(TODAY))
    set_ralo(session, als_code="KE-01", ralo="NARALO", by="", now=NOW)
    set_ralo(session, als_code="KE-01", ralo="NARALO", by="", now=NOW)
    moved = read_counts(session, "NARALO", recent_since(TODAY))
    assert moved.people == {kenya: before.people[kenya]}
    assert moved.tallies[kenya, "ip"] == before.tallies[kenya, "ip"]
    assert kenya not in read_counts(session, "AFRALO", recent_since(TODAY)).people
    assert recount(session) == 0


@pytest.mark.parametrize("people", [1, 40])
def test_a_batch_takes_as_few_statements_as_one_step(session: Session, engine: Engine, people: int) -> None:
    make_als(session)
    uids = [make_member(session, f"Person {number}", als="KE-01") for number in range(people)]
    after = Standing(started=True, last_active_on=TODAY, finished=False)
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: said.append(str(seen[2])))
    begin_writing(session)
    move_standings(session, [Move(uid, "ip", NOTHING_DONE, after) for uid in uids])
    session.commit()
    assert len([statement for statement in said if "BEGIN" not in statement]) <= 5
    assert read_counts(session, "AFRALO", recent_since(TODAY)).tallies[als_id(session, "KE-01"), "ip"] == Tally(people)


def test_two_steps_of_one_person_in_one_batch_are_both_counted(session: Session) -> None:
    make_als(session)
    uid = make_member(session, "Ama", als="KE-01")
    first = Standing(started=True, last_active_on=TODAY - timedelta(days=1), finished=False)
    second = Standing(started=True, last_active_on=TODAY, finished=True)
    begin_writing(session)
    move_standings(session, [Move(uid, "ip", NOTHING_DONE, first), Move(uid, "ip", first, second)])
    session.commit()
    assert read_counts(session, "AFRALO", recent_since(TODAY)).tallies == {
        (als_id(session, "KE-01"), "ip"): Tally(0, 1)
    }
    assert [row[-2:] for row in rows(session)] == [(1, 0), (0, 1), (0, 1)]
