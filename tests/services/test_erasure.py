"""A person is forgotten: no body of hers is left anywhere, the numbers follow, and nothing brings her back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.errors import NotFound, NotGranted, Refused, Throttled
from elearn.domain.events import Event, Receipt
from elearn.domain.sync import Batch
from elearn.services.accounts import sign_up
from elearn.services.counts import rebuild_counts
from elearn.services.erasure import erase_person
from elearn.services.guests import claim_answers, open_guest
from elearn.services.learning import find_progress, finish_lesson, ingest
from elearn.services.rebuild import rebuild_progress
from elearn.services.roles import grant_role
from elearn.services.sessions import find_viewer, open_session
from elearn.services.sync import make_grant, take_batch
from elearn.storage.accounts import Account
from elearn.storage.base import Base
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.progress import CourseCount, PeopleCount
from tests.makers import NOW, make_als
from tests.published import COURSE, LESSONS, lesson_done, link, picture, publish_course, quiz_sent, send, uid, void
from tests.signed_up import PASSWORD, password_hash

PHONE = uid("phone")
SECRET_ANSWER = "nobody else should ever read this"


@pytest.fixture
def amina(session: Session) -> int:
    """An account whose uid is that of `amina`, in a group."""
    publish_course(session)
    make_als(session, "KE-01")
    return join(session, "amina")


def join(session: Session, name: str) -> int:
    return sign_up(
        session,
        name=name,
        email=f"{name}@example.org",
        password_hash=password_hash(),
        country="KE",
        als_code="KE-01",
        language="en",
        guest=None,
        uid=uid(name),
        now=NOW,
    )


def erase(session: Session, account_id: int) -> None:
    erase_person(session, account_id=account_id, password=PASSWORD, now=NOW)


def rows_with(session: Session, text: str) -> list[str]:
    """The tables in which this stands anywhere."""
    session.rollback()
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if any(text in repr(tuple(row)) for row in session.execute(select(table)))
    ]


def live(session: Session, account_id: int) -> list[Event]:
    """What somebody does in a site's life: forms, a phone, a guest's answers, something held, sessions, grants."""
    session.rollback()
    open_guest(session, token="guest", uid=uid("guest"), now=NOW)
    send(session, learner=uid("guest"))
    claim_answers(session, guest=uid("guest"), account=uid("amina"), now=NOW)
    finish_lesson(session, learner=uid("amina"), course=COURSE, lesson=LESSONS[0], language="en", now=NOW)
    open_session(session, account_id=account_id, token="browser", now=NOW)
    make_grant(session, account_id=account_id, dev=PHONE, token="grant", now=NOW)
    sent = quiz_sent("1", "amina", {"dual": SECRET_ANSWER}, dev=PHONE, seq=1)
    other = replace(sent, b={"answers": {"dual": f"{SECRET_ANSWER} again"}})
    ingest(session, [sent, other, void("2", lesson_done("x", "amina"))], recv_from="test", now=NOW)
    return [sent, quiz_sent("3", "amina", {"dual": SECRET_ANSWER}, dev=PHONE, seq=2), lesson_done("4", "guest")]


def test_nothing_of_her_is_left_anywhere(session: Session, amina: int) -> None:
    live(session, amina)
    assert {"event", "quarantine", "response"} <= set(rows_with(session, SECRET_ANSWER))
    erase(session, amina)
    assert rows_with(session, SECRET_ANSWER) == []
    assert rows_with(session, "amina@example.org") == []
    assert rows_with(session, uid("guest")) == []
    assert rows_with(session, uid("amina")) == ["audit"]
    assert find_progress(session, learner=uid("amina")) == {}
    assert {(row.t, row.u, row.b) for row in session.scalars(select(EventRow))} == {("erased", None, "{}")}
    assert find_viewer(session, token="browser", now=NOW) is None


def test_the_numbers_of_her_region_follow(session: Session, amina: int) -> None:
    ben = join(session, "ben")
    assert ben
    ingest(session, [lesson_done("b", "ben")], recv_from="test", now=NOW)
    live(session, amina)
    erase(session, amina)
    assert session.scalars(select(PeopleCount.members)).all() == [1]
    assert session.scalars(select(CourseCount.unfinished)).all() == [1]
    assert rebuild_counts(session) == 0
    before = picture(session)
    assert rebuild_progress(session, now=NOW).wrong_counts == 0
    assert picture(session) == before


def test_a_reload_from_an_old_phone_never_brings_her_back(session: Session, amina: int) -> None:
    kept = live(session, amina)
    erase(session, amina)
    before = picture(session, *(table.class_ for table in Base.registry.mappers if table.class_ is not None))
    batch = Batch("n", NOW, PHONE, 2, (*kept, lesson_done("9", "ben")))
    for _ in range(2):
        answer = take_batch(session, token="grant", batch=batch, now=NOW)
        assert answer.erased == tuple(event.id for event in kept)
        assert (answer.acked, answer.held) == ((), ((uid("9"), "wrong_user"),))
    receipts = ingest(session, [*kept, link("5", "slip", "amina")], recv_from="node", now=NOW)
    assert receipts == [Receipt(event.id, "erased", "erased") for event in kept] + [
        Receipt(uid("5"), "erased", "erased")
    ]
    assert picture(session, *(table.class_ for table in Base.registry.mappers if table.class_ is not None)) == before
    assert rows_with(session, SECRET_ANSWER) == []


def test_a_form_that_was_open_in_that_moment_keeps_nothing(session: Session, amina: int) -> None:
    live(session, amina)
    erase(session, amina)
    with pytest.raises(NotFound):
        send(session)
    with pytest.raises(NotFound):
        finish_lesson(session, learner=uid("amina"), course=COURSE, lesson=LESSONS[1], language="en", now=NOW)
    session.rollback()
    assert picture(session)["attempt"] == picture(session)["progress"] == []


def test_another_person_on_that_phone_deletes_what_lies_there(session: Session, amina: int) -> None:
    kept = live(session, amina)
    ben = join(session, "ben")
    make_grant(session, account_id=ben, dev=PHONE, token="ben's", now=NOW)
    erase(session, amina)
    answer = take_batch(session, token="ben's", batch=Batch("n", NOW, PHONE, 2, (kept[1],)), now=NOW)
    assert (answer.erased, answer.held) == ((kept[1].id,), ())
    assert session.scalar(select(func.count()).select_from(Quarantined).where(Quarantined.why == "wrong_user")) == 0


def test_it_takes_the_password_and_happens_once(session: Session, amina: int) -> None:
    live(session, amina)
    with pytest.raises(Refused) as refused:
        erase_person(session, account_id=amina, password="not this one", now=NOW)
    assert refused.value.problems == {"password": "password-wrong"}
    assert find_progress(session, learner=uid("amina"))
    erase(session, amina)
    with pytest.raises(NotFound):
        erase(session, amina)


def test_guessing_the_password_is_throttled(session: Session, amina: int) -> None:
    for _ in range(6):
        with pytest.raises((Refused, Throttled)) as last:
            erase_person(session, account_id=amina, password="not this one", now=NOW)
    assert last.type is Throttled


def test_the_only_administrator_cannot_go(session: Session, amina: int) -> None:
    grant_role(session, by=None, account_id=amina, grant=Grant(Role.ADMINISTRATOR, "", NOW.date()), now=NOW)
    with pytest.raises(Refused) as refused:
        erase(session, amina)
    assert refused.value.problems == {"password": "last-administrator"}
    ben = join(session, "ben")
    grant_role(session, by=None, account_id=ben, grant=Grant(Role.ADMINISTRATOR, "", NOW.date()), now=NOW)
    erase(session, amina)
    assert session.scalars(select(Account.id)).all() == [ben]


def test_who_comes_again_with_the_same_address_begins_anew(session: Session, amina: int) -> None:
    live(session, amina)
    erase(session, amina)
    again = sign_up(
        session,
        name="Amina",
        email="amina@example.org",
        password_hash=password_hash(),
        country="KE",
        als_code=None,
        language="en",
        guest=None,
        uid=uid("amina again"),
        now=NOW + timedelta(days=1),
    )
    assert again
    assert find_progress(session, learner=uid("amina again")) == {}
    with pytest.raises(NotGranted):
        take_batch(session, token="another", batch=Batch("n", NOW, PHONE, 0, ()), now=NOW)
