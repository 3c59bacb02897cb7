"""What people say after an event: once each, changed by saying it again, told by region, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.domain.feedback import Answer, Question
from elearn.services.feedback import find_answers, give_feedback, list_told, list_told_of_region
from elearn.storage.accounts import Account
from elearn.storage.feedback import Feedback, count_answers
from tests.domain.test_webinars import made
from tests.makers import make_als, make_member

EVENT = made("talk", "2026-11-20T13:00:00Z", "2026-11-20T14:00:00Z")
OTHER = made("other", "2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z")
AFTER = datetime(2026, 11, 22, 9, tzinfo=UTC)
SAID = {"useful": "yes", "followed": "partly", "again": "no"}


def account_of(session: Session, name: str, *, als: str | None = None, country: str = "KE") -> int:
    uid = make_member(session, name, als=als, country=country)
    found = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    session.rollback()
    return found


def rows(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Feedback)) or 0


def test_saying_it_again_changes_it_and_twice_is_once(session: Session) -> None:
    make_als(session, "KE-01")
    ama = account_of(session, "Ama", als="KE-01")
    for said in (SAID, SAID, SAID | {"again": "yes"}):
        give_feedback(session, account_id=ama, webinar=EVENT, said=said, now=AFTER)
    give_feedback(session, account_id=ama, webinar=OTHER, said=SAID, now=AFTER)
    assert rows(session) == 2
    told = find_answers(session, account_id=ama, webinar="talk")
    assert told == {Question.USEFUL: Answer.YES, Question.FOLLOWED: Answer.PARTLY, Question.AGAIN: Answer.YES}
    assert find_answers(session, account_id=ama, webinar="no-such") == {}


def test_two_at_the_same_moment_are_one_answer(engine: Engine, session: Session) -> None:
    ama = account_of(session, "Ama")

    def give(_number: int) -> None:
        with Session(engine) as own:
            give_feedback(own, account_id=ama, webinar=EVENT, said=SAID, now=AFTER)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(give, range(4)))
    assert rows(session) == 1


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, {"useful", "followed", "again"}),
        (SAID | {"useful": "YES"}, {"useful"}),
        (SAID | {"again": "no\x00"}, {"again"}),
        ({"useful": "yes", "followed": "'; DROP TABLE feedback; --"}, {"followed", "again"}),
    ],
)
def test_what_is_no_answer_is_refused_by_question(session: Session, said: dict[str, str], wrong: set[str]) -> None:
    ama = account_of(session, "Ama")
    with pytest.raises(Refused) as refused:
        give_feedback(session, account_id=ama, webinar=EVENT, said=said, now=AFTER)
    assert set(refused.value.problems) == wrong
    assert rows(session) == 0


def test_before_it_has_begun_there_is_nothing_to_say(session: Session) -> None:
    ama = account_of(session, "Ama")
    with pytest.raises(Refused, match="closed"):
        give_feedback(session, account_id=ama, webinar=EVENT, said=SAID, now=AFTER - timedelta(days=9))
    assert rows(session) == 0


def test_each_region_is_told_by_itself_and_nothing_of_few(session: Session) -> None:
    people = [account_of(session, f"Person {index}") for index in range(6)]
    theirs = [account_of(session, f"Personne {index}", country="FR") for index in range(4)]
    for account_id in (*people, *theirs):
        give_feedback(session, account_id=account_id, webinar=EVENT, said=SAID, now=AFTER)
    counted = count_answers(session, ralos=["AFRALO", "EURALO"], webinars=["talk"])
    assert {ralo: people for (_webinar, ralo), (people, _counts) in counted.items()} == {"AFRALO": 6, "EURALO": 4}
    assert counted["talk", "AFRALO"][1][Question.FOLLOWED, Answer.PARTLY] == 6
    assert [told.ralo for told in list_told(session, webinar="talk", ralos=["EURALO", "AFRALO"])] == [
        "AFRALO",
        "EURALO",
    ]
    assert list_told(session, webinar="talk", ralos=["NARALO"]) == []
    assert set(list_told_of_region(session, ralo="AFRALO")) == {"talk"}
    with pytest.raises(NotFound):
        list_told_of_region(session, ralo="MARS")
