"""Nudges: who is asked, who is left out, once only, and what the log says came of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.domain.mail import Kind, Pace
from elearn.domain.nudges import PAUSE, Reason
from elearn.services.accounts import disable_account
from elearn.services.community import close_membership, open_membership
from elearn.services.links import find_link, issue_link
from elearn.services.mail import Words
from elearn.services.mail_choices import choose_letters, find_unsubscription, unsubscribe
from elearn.services.nudge_log import list_log
from elearn.services.nudges import INDIVIDUAL, Candidate, Order, Sent, Target, Writing, plan_nudge, send_nudge
from elearn.storage.accounts import Account, QueuedMail, Token
from elearn.storage.base import begin_writing
from elearn.storage.mail_choices import Bounce, MailChoice, put_choice
from elearn.storage.nudges import NudgeRecipient
from tests.makers import NOW, make_als, make_member, make_standing
from tests.statements import counted_statements

COOL_DOWN = timedelta(days=14)
SECRET = b"k" * 40
NOT_STARTED = Target("AFRALO", "KE-01", "ip", Reason.NOT_STARTED)
UID = "a" * 32


def compose(person: Candidate, invitation: str, stop: str) -> tuple[Words, str]:
    return Words(f"To {person.name}", f"{person.language} {invitation}"), f"https://learn.example.org/stop/{stop}"


def writing() -> Writing:
    numbers = count()
    return Writing(compose, lambda: f"token {next(numbers)}", SECRET)


@pytest.fixture
def people(session: Session) -> dict[str, str]:
    """Name -> uid: a group in Kenya with people in every state of `ip`, one elsewhere, and a coordinator."""
    make_als(session, "KE-01")
    make_als(session, "FR-01", country="FR")
    uids = {name: make_member(session, name, als="KE-01") for name in ("Ama", "Bo", "Chi", "Dee", "Efe")}
    uids["Ina"] = make_member(session, "Ina", als="KE-01", joined=False, language="ar")
    uids["Una"] = make_member(session, "Una", als="KE-01", named=False, language="fr")
    uids["Gus"] = make_member(session, "Gus")
    uids["Eve"] = make_member(session, "Eve", als="FR-01", country="FR")
    uids["Coco"] = make_member(session, "Coco", country="FR")
    make_standing(session, uids["Chi"], "ip", days_ago=29)
    make_standing(session, uids["Dee"], "ip", days_ago=30)
    make_standing(session, uids["Efe"], "ip", days_ago=60, finished=True)
    make_standing(session, uids["Bo"], "start", days_ago=1)
    return uids


def account_id(session: Session, uid: str) -> int:
    return session.scalars(select(Account.id).where(Account.uid == uid)).one()


def send(
    session: Session,
    people: Mapping[str, str],
    *names: str,
    target: Target = NOT_STARTED,
    uid: str = UID,
    later: timedelta = timedelta(0),
) -> Sent:
    order = Order(uid, target, frozenset(people[name] for name in names))
    by = account_id(session, people["Coco"])
    return send_nudge(
        session, order, by=by, by_uid=people["Coco"], writing=writing(), now=NOW + later, cool_down=COOL_DOWN
    )


def names(session: Session, target: Target = NOT_STARTED) -> list[str]:
    return [person.name for person in plan_nudge(session, target, now=NOW, cool_down=COOL_DOWN).people]


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


def test_letters_wait_in_the_queue_in_each_ones_language(session: Session, people: dict[str, str]) -> None:
    assert send(session, people, "Ama", "Una") == Sent(UID, 2, {})
    letters = session.scalars(select(QueuedMail).order_by(QueuedMail.subject)).all()
    assert [(mail.subject, mail.language, mail.kind) for mail in letters] == [
        ("To Ama", "en", "nudge"),
        ("To Una", "fr", "nudge"),
    ]
    stop = letters[0].unsubscribe.rpartition("/")[2]
    assert find_unsubscription(session, token=stop, now=NOW + timedelta(days=4000)) is Kind.NUDGE


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
    first = send_nudge(session, order, **asked)  # type: ignore[arg-type]
    assert send_nudge(session, replace(order, unnamed=frozenset()), **asked) == first  # type: ignore[arg-type]
    for other in (replace(order, unnamed=None), replace(order, own_texts={"en": "{course} {link}"})):
        with pytest.raises(Refused):
            send_nudge(session, other, **asked)  # type: ignore[arg-type]


def test_more_than_one_sending_takes_are_counted_as_left_out(session: Session, people: dict[str, str]) -> None:
    for number in range(205):
        people[f"P{number}"] = make_member(session, f"P{number}", als="KE-01")
    chosen = [f"P{number}" for number in range(205)]
    first = send(session, people, *chosen)
    assert first == Sent(UID, 200, {"beyond": 5})
    assert send(session, people, *chosen) == first
    with pytest.raises(Refused):
        send(session, people, *chosen, "Ama")


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


def move(session: Session, uid: str) -> None:
    begin_writing(session)
    person = account_id(session, uid)
    open_membership(
        session, account_id=person, als_code="FR-01", country="FR", status="declared", today=NOW.date(), now=NOW
    )
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
    assert unsubscribe(session, token=token, now=NOW) is Kind.NUDGE
    assert unsubscribe(session, token=token, now=NOW) is Kind.NUDGE
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
        assert send_nudge(session, order, **asked).people == 1  # type: ignore[arg-type]
        return
    with pytest.raises(Refused) as refused:
        send_nudge(session, order, **asked)  # type: ignore[arg-type]
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
