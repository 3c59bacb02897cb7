"""Letters wait in the queue in each one's language; a second click and a second coordinator send none."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.domain.mail import Kind
from elearn.domain.nudges import Reason
from elearn.services.mail_choices import find_unsubscription, unsubscribe
from elearn.services.nudge_log import list_log
from elearn.services.nudges import Order, Sent, Target, send_nudge
from elearn.storage.accounts import QueuedMail, Token
from elearn.storage.mail_choices import MailChoice
from elearn.storage.nudges import NudgeRecipient
from tests.makers import NOW, make_als, make_member
from tests.services.nudges.letters import COOL_DOWN, NOT_STARTED, UID, move, send, writing
from tests.statements import counted_statements


def test_letters_wait_in_the_queue_in_each_ones_language(session: Session, people: dict[str, str]) -> None:
    assert send(session, people, "Ama", "Una") == Sent(UID, 2, {})
    letters = session.scalars(select(QueuedMail).order_by(QueuedMail.subject)).all()
    assert [(mail.subject, mail.language, mail.kind) for mail in letters] == [
        ("To Ama", "en", "nudge"),
        ("To Una", "fr", "nudge"),
    ]
    stop = letters[0].unsubscribe.rpartition("/")[2]
    assert find_unsubscription(session, token=stop, now=NOW + timedelta(days=4000)) == Kind.NUDGE


def test_the_number_of_statements_does_not_grow_with_the_people(session: Session, people: dict[str, str]) -> None:
    with counted_statements(session) as few:
        send(session, people, "Ama")
    for number in range(20):
        people[f"P{number}"] = make_member(session, f"P{number}", als="KE-01")
    with counted_statements(session) as many:
        send(session, people, "Bo", *(f"P{number}" for number in range(20)), uid="b" * 32)
    assert len(many) == len(few)


def test_the_invited_get_a_new_link(session: Session, people: dict[str, str]) -> None:
    target = Target("AFRALO", "KE-01", "ip", Reason.INVITED)
    send(session, people, "Ina", target=target)
    assert session.scalars(select(QueuedMail.body)).one() == "ar token 0"
    purposes = session.scalars(select(Token.purpose).order_by(Token.purpose)).all()
    assert purposes == ["invitation", "unsubscribe"]


def test_a_second_click_is_the_same_order(session: Session, people: dict[str, str]) -> None:
    first = send(session, people, "Ama", "Bo")
    assert send(session, people, "Ama", "Bo") == first
    assert session.scalar(select(func.count()).select_from(QueuedMail)) == 2


def test_other_people_on_the_same_form_are_not_told_that_their_letters_went(
    session: Session, people: dict[str, str]
) -> None:
    first = send(session, people, "Ama", "Chi")
    assert first == Sent(UID, 1, {"changed": 1})
    for other in (["Bo"], ["Ama", "Bo"], ["Ama", "Chi", "Bo"], ["Chi"]):
        with pytest.raises(Refused) as refused:
            send(session, people, *other)
        assert refused.value.problems == {"who": "sent-other"}
    with pytest.raises(Refused):
        send(session, people, "Ama", "Chi", target=Target("AFRALO", "", "ip", Reason.NOT_STARTED))
    assert send(session, people, "Ama", "Chi") == first
    assert session.scalar(select(func.count()).select_from(QueuedMail)) == 1


def test_those_without_a_name_are_the_same_order_again(session: Session, people: dict[str, str]) -> None:
    order = Order(UID, NOT_STARTED, frozenset([people["Ama"]]), {}, frozenset([people["Una"]]))
    asked = {"by": 1, "by_uid": people["Coco"], "writing": writing(), "now": NOW, "cool_down": COOL_DOWN}
    first = send_nudge(session, order, **asked)  # type: ignore[arg-type]  # a table of arguments
    assert send_nudge(session, replace(order, unnamed=frozenset()), **asked) == first  # type: ignore[arg-type]  # a table of arguments
    for other in (replace(order, unnamed=None), replace(order, own_texts={"en": "{course} {link}"})):
        with pytest.raises(Refused):
            send_nudge(session, other, **asked)  # type: ignore[arg-type]  # a table of arguments


def test_more_than_one_sending_takes_are_counted_as_left_out(session: Session, people: dict[str, str]) -> None:
    for number in range(205):
        people[f"P{number}"] = make_member(session, f"P{number}", als="KE-01")
    chosen = [f"P{number}" for number in range(205)]
    first = send(session, people, *chosen)
    assert first == Sent(UID, 200, {"beyond": 5})
    assert send(session, people, *chosen) == first
    with pytest.raises(Refused):
        send(session, people, *chosen, "Ama")


def test_two_coordinators_at_once_ask_nobody_twice(engine: Engine) -> None:
    with Session(engine) as session:
        make_als(session, "KE-01")
        people = {f"P{number}": make_member(session, f"P{number}", als="KE-01") for number in range(12)}
        people["Coco"] = make_member(session, "Coco", country="FR")
    ready = threading.Barrier(4)

    def work(number: int) -> int:
        with Session(engine) as session:
            chosen = [f"P{index}" for index in range(12)][:: 1 if number % 2 else -1]
            ready.wait(20)
            try:
                return send(session, people, *chosen, uid=str(number) * 32).people
            except Refused:
                return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 12
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(NudgeRecipient)) == 12
        assert session.scalar(select(func.count()).select_from(QueuedMail)) == 12


def test_the_link_in_a_letter_ends_them_and_takes_back_those_that_wait(
    session: Session, people: dict[str, str]
) -> None:
    send(session, people, "Ama", "Bo")
    stop = session.scalars(select(QueuedMail.unsubscribe).where(QueuedMail.subject == "To Ama")).one()
    token = stop.rpartition("/")[2]
    assert unsubscribe(session, token=token, now=NOW) == Kind.NUDGE
    assert unsubscribe(session, token=token, now=NOW) == Kind.NUDGE
    assert session.scalars(select(QueuedMail.subject)).all() == ["To Bo"]
    assert session.scalars(select(MailChoice.pace)).all() == ["off"]
    with pytest.raises(NotFound):
        unsubscribe(session, token="made up", now=NOW)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{name} {course} {link}", None),
        ("{course} {link}", None),
        ("{course} {link} {nmae}", "placeholder-unknown:nmae"),
        ("{course} {link} {}", "placeholder-unknown:"),
        ("{course} {link} {", "placeholder-unknown:{"),
        ("{course} {link} {{name}}", "placeholder-unknown:{"),
        ("Go on: {link}", "placeholder-missing:course"),
        ("Go on with {course}", "placeholder-missing:link"),
        ("\x07{course} {link}", "text-unreadable:"),
        ("{course} {link}" + "x" * 2000, "text-long:"),
    ],
)
def test_own_texts_are_checked_before_anything_is_sent(
    session: Session, people: dict[str, str], text: str, code: str | None
) -> None:
    order = Order(UID, NOT_STARTED, frozenset([people["Ama"]]), {"en": text})
    asked = {"by": 1, "by_uid": people["Coco"], "writing": writing(), "now": NOW, "cool_down": COOL_DOWN}
    if code is None:
        assert send_nudge(session, order, **asked).people == 1  # type: ignore[arg-type]  # a table of arguments
        return
    with pytest.raises(Refused) as refused:
        send_nudge(session, order, **asked)  # type: ignore[arg-type]  # a table of arguments
    assert refused.value.problems == {"text-en": code}
    assert session.scalar(select(func.count()).select_from(QueuedMail)) == 0


def test_the_log_says_who_was_asked_by_whom_and_who_prefers_no_name(session: Session, people: dict[str, str]) -> None:
    send(session, people, "Ama", "Bo", "Una")
    [line] = list_log(session, ralo="AFRALO", now=NOW)
    assert (line.place, line.course, line.reason, line.by, line.at) == ("KE-01", "ip", Reason.NOT_STARTED, "Coco", NOW)
    assert (line.asked, line.moved, line.over, line.names) == (3, 0, False, ("Ama", "Bo"))
    assert list_log(session, ralo="EURALO", now=NOW) == []
    move(session, people["Bo"])
    assert list_log(session, ralo="AFRALO", now=NOW)[0].names == ("Ama",)
    assert list_log(session, ralo="AFRALO", now=NOW + timedelta(days=14))[0].over
