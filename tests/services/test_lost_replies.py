"""A guest's first answer came here, and the reply with her cookie never came back to her."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.domain.result_codes import write_code
from elearn.domain.sync import Batch
from elearn.services.attempts import get_attempt
from elearn.services.guests import claim_answers, expire_guests, find_guest, open_guest
from elearn.services.handing_in import TakenIn, take_results
from elearn.services.learning import find_progress, ingest
from elearn.services.rebuild import rebuild_progress
from elearn.services.sync import make_grant, take_batch
from elearn.storage.events import Quarantined
from elearn.storage.identity import find_person
from tests.makers import NOW, make_member
from tests.published import COURSE, QUIZ, lesson_done, picture, publish_course, quiz_sent, send, uid

GUEST, CLEO, BEA = uid("guest"), uid("cleo"), uid("bea")
ID = uid("made by the form")
GIVEN = {"bits": "a", "forms": ["a"]}
KEPT = quiz_sent("made by the form", "cleo", GIVEN, dev=uid("phone"), seq=1, lang="fr")


@pytest.fixture(autouse=True)
def lost(session: Session) -> None:
    publish_course(session)
    for number, name in enumerate(("cleo", "bea"), 1):
        make_member(session, name)
        make_grant(session, account_id=number, dev=uid("phone"), token=name, now=NOW)
    open_guest(session, token="never arrived", uid=GUEST, now=NOW)
    assert send(session, answers=GIVEN, learner=GUEST, event_id=ID) == ID


def hand(session: Session, name: str, **change: object) -> tuple[str, ...]:
    """What her phone is told: taken, or why it is held."""
    event: Event = replace(KEPT, u=uid(name), **change)  # type: ignore[arg-type] # each field's own type
    answer = take_batch(session, token=name, batch=Batch("n", NOW, uid("phone"), 1, (event,)), now=NOW)
    return answer.acked + tuple(why for _, why in answer.held)


def why(session: Session) -> list[str]:
    return list(session.scalars(select(Quarantined.why)))


def test_who_hands_the_same_in_as_her_own_has_it(session: Session) -> None:
    assert [hand(session, "cleo") for _ in range(2)] == [(ID,), (ID,)]
    assert why(session) == []
    assert find_person(session, GUEST) == CLEO
    assert find_progress(session, learner=CLEO)[COURSE].quizzes[QUIZ].attempts == 1
    assert get_attempt(session, uid=ID, learner=CLEO).uid == ID
    assert find_guest(session, token="never arrived", now=NOW) is None
    assert hand(session, "bea") == ("claimed",)
    before = picture(session)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def test_her_file_does_so_too(session: Session) -> None:
    data = write_code([replace(KEPT, u=None)]).encode()
    assert take_results(session, data=data, person=CLEO, by=BEA, now=NOW) == TakenIn(0, 0, 1)
    assert take_results(session, data=data, person=CLEO, by=CLEO, now=NOW) == TakenIn(0, 1, 0)
    assert find_person(session, GUEST) == CLEO


@pytest.mark.parametrize(
    "change", [{"b": {"answers": {"bits": "b"}, "seed": 0}}, {"b": {**KEPT.b, "seed": 1}}, {"i": "q"}]
)
def test_the_id_alone_takes_nothing(session: Session, change: dict[str, object]) -> None:
    hand(session, "bea", **change)
    assert (find_person(session, GUEST), why(session)) == (GUEST, ["other_content"])


def test_a_guest_who_did_more_has_her_cookie(session: Session) -> None:
    ingest(session, [lesson_done("2", "guest")], recv_from="form", now=NOW)
    assert hand(session, "bea") == ("claimed",)
    assert find_person(session, GUEST) == GUEST
    claim_answers(session, guest=GUEST, account=CLEO, now=NOW)
    assert hand(session, "cleo") == (ID,)


def test_an_accounts_own_form_is_never_moved(session: Session) -> None:
    send(session, answers=GIVEN, learner=CLEO, event_id=uid("hers"))
    assert hand(session, "bea", id=uid("hers")) == ("claimed",)
    assert find_progress(session, learner=BEA) == {}


def test_a_guest_who_is_forgotten_is_nobodys(session: Session) -> None:
    expire_guests(session, now=NOW.replace(year=NOW.year + 1))
    assert hand(session, "cleo") == ("claimed",)


def test_another_persons_file_from_a_phone_that_sent_it_already_is_claimed(session: Session) -> None:
    """The file has lost the phone's numbers."""
    sent = quiz_sent("3", "cleo", dev=uid("phone"), seq=7)
    ingest(session, [sent], recv_from="sync", now=NOW)
    again = ingest(session, [replace(sent, u=BEA, dev=uid("file"), seq=1)], recv_from="import", now=NOW)
    assert [receipt.why for receipt in again] == ["claimed"]
