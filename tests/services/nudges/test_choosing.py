"""Whom a letter can go to: the people of a cell, those who cool down, those who prefer none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.domain.mail import Kind, Pace
from elearn.domain.nudges import PAUSE, Reason
from elearn.services.accounts import disable_account
from elearn.services.community import close_membership
from elearn.services.links import find_link, issue_link
from elearn.services.mail_choices import choose_letters
from elearn.services.nudges import INDIVIDUAL, Order, Target, plan_nudge, send_nudge
from elearn.storage.accounts import Account, QueuedMail
from elearn.storage.base import begin_writing
from elearn.storage.mail_choices import Bounce, MailChoice, put_choice
from tests.makers import NOW, make_standing
from tests.services.nudges.letters import COOL_DOWN, NOT_STARTED, UID, account_id, move, names, send, writing
from tests.statements import counted_statements


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (NOT_STARTED, ["Ama", "Bo", "Una"]),
        (Target("AFRALO", "KE-01", "ip", Reason.STALLED), ["Dee"]),
        (Target("AFRALO", "KE-01", "ip", Reason.INVITED), ["Ina"]),
        (Target("AFRALO", "", "ip", Reason.NOT_STARTED), ["Ama", "Bo", "Gus", "Una"]),
        (Target("AFRALO", INDIVIDUAL, "ip", Reason.NOT_STARTED), ["Gus"]),
        (Target("EURALO", "FR-01", "ip", Reason.NOT_STARTED), ["Eve"]),
    ],
)
def test_a_cell_holds_the_people_of_its_state(
    session: Session, people: dict[str, str], target: Target, expected: list[str]
) -> None:
    assert people
    assert names(session, target) == expected


def test_another_regions_group_looks_like_none(session: Session, people: dict[str, str]) -> None:
    assert people
    with pytest.raises(NotFound):
        plan_nudge(session, Target("EURALO", "KE-01", "ip", Reason.STALLED), now=NOW, cool_down=COOL_DOWN)


def test_a_plan_costs_a_few_statements(session: Session, people: dict[str, str]) -> None:
    send(session, people, "Ama")
    with counted_statements(session) as sent:
        plan = plan_nudge(session, NOT_STARTED, now=NOW, cool_down=COOL_DOWN)
    assert len([text for text in sent if text.startswith("SELECT")]) == 4
    assert plan.why == {"cooling": 1}
    assert plan.languages == {"en": 1, "fr": 1}


def test_a_letter_that_invites_cools_the_invited_for_a_day(session: Session, people: dict[str, str]) -> None:
    target = Target("AFRALO", "KE-01", "ip", Reason.INVITED)
    issue_link(session, purpose="invitation", token="x", account_id=account_id(session, people["Ina"]), now=NOW)
    session.commit()
    with pytest.raises(Refused) as refused:
        send(session, people, "Ina", target=target, later=PAUSE - timedelta(seconds=1))
    assert refused.value.problems == {"who": "nobody-left"}
    assert find_link(session, purpose="invitation", token="x", now=NOW)
    assert plan_nudge(session, target, now=NOW, cool_down=COOL_DOWN).why == {"cooling": 1}
    assert send(session, people, "Ina", target=target, later=PAUSE).people == 1


def test_nobody_is_asked_again_before_two_weeks_are_over(session: Session, people: dict[str, str]) -> None:
    send(session, people, "Ama")
    with pytest.raises(Refused) as refused:
        send(session, people, "Ama", uid="b" * 32, later=COOL_DOWN - timedelta(seconds=1))
    assert refused.value.problems == {"who": "nobody-left"}
    assert send(session, people, "Ama", uid="b" * 32, later=COOL_DOWN).people == 1


def test_cooling_holds_for_every_course_and_reason(session: Session, people: dict[str, str]) -> None:
    send(session, people, "Dee", target=Target("AFRALO", "KE-01", "ip", Reason.STALLED))
    plan = plan_nudge(session, Target("AFRALO", "KE-01", "start", Reason.NOT_STARTED), now=NOW, cool_down=COOL_DOWN)
    assert "Dee" not in [person.name for person in plan.people]
    assert [person.name for person in plan.left_out] == ["Dee"]


def leave(session: Session, uid: str) -> None:
    begin_writing(session)
    close_membership(session, account_id=account_id(session, uid), now=NOW)
    session.commit()


def want_none(session: Session, uid: str) -> None:
    choose_letters(session, account_id=account_id(session, uid), chosen={"nudge": "off"}, now=NOW)


def refuse_mail(session: Session, uid: str) -> None:
    key = session.scalars(select(Account.email_key).where(Account.uid == uid)).one()
    session.execute(insert(Bounce).values(email_key=key, failures=3, last_at=NOW, answer="550"))
    session.commit()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (leave, "gone"),
        (move, "gone"),
        (lambda session, uid: disable_account(session, uid=uid, by="", now=NOW), "gone"),
        (lambda session, uid: make_standing(session, uid, "ip"), "changed"),
        (want_none, "unsubscribed"),
        (refuse_mail, "bounced"),
    ],
    ids=["left", "moved", "disabled", "started", "unsubscribed", "bounced"],
)
def test_who_changed_between_looking_and_sending_is_left_out_and_said(
    session: Session, people: dict[str, str], change: object, why: str
) -> None:
    assert callable(change)
    change(session, people["Bo"])
    sent = send(session, people, "Ama", "Bo")
    assert (sent.people, sent.left_out) == (1, {why: 1})
    assert session.scalars(select(QueuedMail.subject)).all() == ["To Ama"]


def test_made_up_people_are_left_out(session: Session, people: dict[str, str]) -> None:
    """Somebody of another region, and somebody who is not."""
    order = Order(UID, NOT_STARTED, frozenset([people["Ama"], people["Eve"], "f" * 32]))
    sent = send_nudge(session, order, by=1, by_uid=people["Coco"], writing=writing(), now=NOW, cool_down=COOL_DOWN)
    assert (sent.people, sent.left_out) == (1, {"gone": 2})


def test_a_choice_is_kept(session: Session, people: dict[str, str]) -> None:
    begin_writing(session)
    put_choice(session, account_id(session, people["Ama"]), Kind.WEEKLY, Pace.WEEK)
    put_choice(session, account_id(session, people["Ama"]), Kind.WEEKLY, Pace.OFF)
    session.commit()
    assert session.scalars(select(MailChoice.pace)).one() == "off"
    with pytest.raises(Refused):
        choose_letters(session, account_id=account_id(session, people["Ama"]), chosen={"weekly": "month"}, now=NOW)
    with pytest.raises(Refused):
        choose_letters(session, account_id=account_id(session, people["Ama"]), chosen={"spam": "on"}, now=NOW)
