"""Slips are tried on many names, by one telephone and by many; whoever has the right one gets in. In both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import Refused, Throttled
from elearn.services.node_people import (
    Newcomer,
    is_board_code,
    join_as_new,
    list_board,
    list_slips,
    sign_in_by_slip,
    tick_attendance,
)
from elearn.services.node_setup import start_alone
from elearn.storage.accounts import Throttle
from tests.makers import NOW
from tests.published import COURSE, uid

PEOPLE = 20


@pytest.fixture(autouse=True)
def room(session: Session) -> None:
    start_alone(session, uid="e" * 32, key=bytes(32), dev=uid("laptop"), courses=[COURSE], languages=["en"], now=NOW)
    for number in range(PEOPLE):
        newcomer = Newcomer(f"Person {number}", "", "en", f"{number}")
        join_as_new(session, newcomer=newcomer, token=f"first {number}", guest=None, now=NOW)


def names(session: Session) -> dict[str, str]:
    found = {slip.uid: slip.code for slip in list_slips(session)}
    session.rollback()
    return found


def enter(session: Session, who: str, code: str, network: str, now: datetime = NOW) -> str:
    """What became of it."""
    token = f"{who} {network} {now.isoformat()} {code}"
    try:
        sign_in_by_slip(session, uid=who, code=code, token=token, network=network, guest=None, now=now)
    except Refused as error:
        return error.problems["slip"]
    except Throttled as error:
        return f"wait {error.retry_after}"
    finally:
        session.rollback()
    return "in"


def test_one_telephone_that_tries_every_name_waits(session: Session) -> None:
    seen = [enter(session, who, "x", "10.0.0.7") for who in names(session)]
    assert seen == ["slip-wrong"] * 15 + ["wait 2"] * (PEOPLE - 15)
    who, code = list(names(session).items())[-1]
    assert enter(session, who, code, "10.0.0.7") == "wait 2"
    assert enter(session, who, code, "10.0.0.8") == "in"


def test_many_telephones_make_the_room_slow_for_ten_seconds_at_most_and_no_facilitator(session: Session) -> None:
    people = names(session)
    now = NOW
    for number in range(100):
        who = list(people)[number % PEOPLE]
        while (answer := enter(session, who, "x", f"10.0.1.{number}", now)) != "slip-wrong":
            now += timedelta(seconds=int(answer.removeprefix("wait ")))
            who = list(people)[(number + 7) % PEOPLE]
    assert now - NOW > timedelta(minutes=4)
    assert not is_board_code(session, "x", network="10.0.1.1", now=now)
    who, code = next(iter(people.items()))
    session.rollback()
    assert enter(session, who, code, "10.0.0.9", now + timedelta(seconds=60)) == "in"


def test_a_name_that_is_on_no_list_is_counted_under_no_name(session: Session) -> None:
    session.rollback()
    assert [enter(session, f"{number:032x}", "x", "10.0.0.7") for number in range(16)][-2:] == ["slip-wrong", "wait 2"]
    kept = session.scalars(select(Throttle.key)).all()
    assert sorted(key.partition(":")[0] for key in kept) == ["slip-laptop", "slip-network"]


def test_a_whole_room_signs_in_on_one_telephone_and_its_slips_of_the_finger_are_free(session: Session) -> None:
    seen = []
    for number, (who, code) in enumerate(names(session).items()):
        if number % 2:
            seen.append(enter(session, who, "x", "10.0.0.7"))
        seen.append(enter(session, who, code, "10.0.0.7"))
    assert (seen.count("slip-wrong"), seen.count("in")) == (PEOPLE // 2, PEOPLE)
    assert session.scalar(select(func.max(Throttle.failures))) == PEOPLE // 2


@pytest.mark.parametrize(
    ("name", "nonce", "same"),
    [
        ("Fatou", "f", True),
        (" Fatou ", "f", True),
        ("Brenda", "f", False),
        ("Fatou", "g", False),
    ],
)
def test_one_form_is_one_person_until_another_name_is_typed_into_it(
    session: Session, name: str, nonce: str, same: bool
) -> None:
    first = join_as_new(session, newcomer=Newcomer("Fatou", "", "en", "f"), token="one", guest=None, now=NOW)
    second = join_as_new(session, newcomer=Newcomer(name, "", "fr", nonce), token="two", guest=None, now=NOW)
    assert (first == second) is same
    assert len(list_slips(session)) == PEOPLE + 2 - same


def test_two_boards_that_were_opened_at_once_tick_what_each_of_them_changed(session: Session) -> None:
    """(what the page showed as ticked, what was ticked when it was sent) -> who was there then."""
    amina, ben, cleo = list(names(session))[:3]
    for shown, present, then in (
        ((), (amina,), {amina}),
        ((), (ben,), {amina, ben}),
        ((), (ben,), {amina, ben}),
        ((amina, ben), (amina, cleo), {amina, cleo}),
        ((amina, ben), (amina,), {amina, cleo}),
        ((amina, cleo), (), set()),
        ((amina, cleo), (amina, cleo), set()),
        ((), (uid("somebody else"),), set()),
    ):
        ids = [uid(f"{shown} {present} {number} {then}") for number in range(PEOPLE)]
        tick_attendance(session, course=COURSE, present=present, shown=shown, new_ids=ids, now=NOW)
        assert {line.uid for line in list_board(session, course=COURSE) if line.attended} == then
