"""Results from packs become a person's once: again they are hers already, and somebody else's are held."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.events import Event, Receipt
from elearn.domain.result_codes import write_code
from elearn.services.handing_in import TakenIn, look_at_results, take_results
from elearn.services.learning import find_progress, ingest
from elearn.storage.events import EventRow, Quarantined, find_event
from tests.makers import NOW
from tests.published import COURSE, LESSONS, QUIZ, lesson_done, link, picture, publish_course, quiz_sent, uid

pytestmark = pytest.mark.usefixtures("course")
DEVICE = {"u": None, "dev": uid("a pack")}
AMINA, BEN, CHIARA = uid("amina"), uid("ben"), uid("chiara")
PACK = {"pack": "0" * 12}


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def noted(number: int, event: Event) -> Event:
    """As a pack notes it down: nobody's, counted, marked."""
    return replace(event, u=None, dev=uid("a pack"), seq=number, b={**event.b, **PACK})


LESSON = noted(1, lesson_done("1", "nobody"))
ANSWER = noted(2, quiz_sent("2", "nobody"))
CODE = write_code([LESSON, ANSWER]).encode()


def hand_in(session: Session, person: str, by: str = "", data: bytes = CODE) -> TakenIn:
    return take_results(session, data=data, person=person, by=by or person, now=NOW)


def states(session: Session, person: str | None, data: bytes = CODE) -> list[str]:
    return [handed.state for handed in look_at_results(session, data=data, person=person)]


def counts(session: Session) -> tuple[int, list[str]]:
    """(events in the log, why others are held)."""
    held = [row.why for row in session.execute(select(Quarantined.why))]
    return session.scalar(select(func.count()).select_from(EventRow)) or 0, held


def test_a_code_becomes_hers(session: Session) -> None:
    assert states(session, None) == ["new", "new"]
    assert states(session, AMINA) == ["new", "new"]
    assert counts(session) == (0, [])
    assert hand_in(session, AMINA) == TakenIn(new=2, hers=0, claimed=0)
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert set(progress.lessons) == {LESSONS[0]}
    assert progress.quizzes[QUIZ].attempts == 1
    kept = find_event(session, ANSWER.id)
    assert kept is not None
    assert kept.event == replace(ANSWER, u=AMINA)


def test_the_same_code_again_changes_nothing(session: Session) -> None:
    hand_in(session, AMINA)
    before = picture(session)
    assert states(session, AMINA) == ["hers", "hers"]
    assert hand_in(session, AMINA) == TakenIn(new=0, hers=2, claimed=0)
    assert picture(session) == before
    assert counts(session) == (2, [])


def test_another_persons_is_held_claimed_and_counts_for_nobody_else(session: Session) -> None:
    hand_in(session, AMINA)
    assert states(session, BEN) == ["claimed", "claimed"]
    assert hand_in(session, BEN) == TakenIn(new=0, hers=0, claimed=2)
    assert find_progress(session, learner=BEN) == {}
    assert counts(session) == (2, ["claimed", "claimed"])
    assert hand_in(session, BEN) == TakenIn(new=0, hers=0, claimed=2)
    assert counts(session) == (2, ["claimed", "claimed"])


def test_what_is_new_in_a_code_is_taken_in_beside_what_is_held(session: Session) -> None:
    hand_in(session, AMINA, data=write_code([LESSON]).encode())
    assert states(session, BEN) == ["claimed", "new"]
    assert hand_in(session, BEN) == TakenIn(new=1, hers=0, claimed=1)


def test_handed_in_for_her_it_says_by_whom_and_is_hers_when_she_comes_herself(session: Session) -> None:
    assert hand_in(session, AMINA, by=CHIARA) == TakenIn(new=2, hers=0, claimed=0)
    kept = find_event(session, LESSON.id)
    assert kept is not None
    assert (kept.event.u, kept.event.by) == (AMINA, CHIARA)
    assert states(session, AMINA) == ["hers", "hers"]
    assert hand_in(session, AMINA) == TakenIn(new=0, hers=2, claimed=0)
    assert hand_in(session, CHIARA) == TakenIn(new=0, hers=0, claimed=2)


def test_a_guest_who_became_somebody_is_the_same_person(session: Session) -> None:
    hand_in(session, uid("guest"))
    ingest(session, [link("3", "guest", "amina")], recv_from="test", now=NOW)
    assert states(session, AMINA) == ["hers", "hers"]
    assert hand_in(session, AMINA) == TakenIn(new=0, hers=2, claimed=0)
    assert hand_in(session, BEN).claimed == 2


def test_taken_in_elsewhere_first_it_is_claimed_too(session: Session) -> None:
    """A workshop's laptop took the code in and brought it home."""
    ingest(session, [replace(ANSWER, u=uid("at the workshop"))], recv_from="node", now=NOW)
    assert hand_in(session, BEN) == TakenIn(new=1, hers=0, claimed=1)
    ingest(session, [link("3", "at the workshop", "amina")], recv_from="test", now=NOW)
    assert hand_in(session, AMINA, data=write_code([ANSWER]).encode()) == TakenIn(new=0, hers=1, claimed=0)


def test_a_code_without_a_mark_is_known_by_how_it_came(session: Session) -> None:
    bare = replace(LESSON, b={})
    hand_in(session, AMINA, data=write_code([bare]).encode())
    assert hand_in(session, BEN, data=write_code([bare]).encode()).claimed == 1


def test_what_a_browser_sent_itself_is_claimed_by_nobody_else(session: Session) -> None:
    ingest(session, [lesson_done("1", "amina", dev=uid("her phone"), seq=1)], recv_from="sync", now=NOW)
    receipts = ingest(session, [lesson_done("1", "ben", dev=uid("her phone"), seq=1)], recv_from="import", now=NOW)
    assert [receipt.why for receipt in receipts] == ["claimed"]


def test_other_answers_under_a_taken_id_are_held_as_other_content(session: Session) -> None:
    hand_in(session, AMINA)
    changed = replace(ANSWER, u=BEN, b={**ANSWER.b, "answers": {"bits": "b"}})
    receipts = ingest(session, [changed], recv_from="import", now=NOW)
    assert receipts == [Receipt(ANSWER.id, why="other_content")]


def test_what_this_site_does_not_have_is_kept_and_counts_later(session: Session) -> None:
    elsewhere = noted(3, lesson_done("3", "nobody", lesson="not-written-yet"))
    code = write_code([elsewhere]).encode()
    assert states(session, AMINA, code) == ["unknown"]
    assert hand_in(session, AMINA, data=code) == TakenIn(new=1, hers=0, claimed=0)
    kept = find_event(session, elsewhere.id)
    assert kept is not None
    assert kept.flag == "unknown"


def test_a_clock_that_is_years_off_is_believed_only_so_far(session: Session) -> None:
    late = noted(3, lesson_done("3", "nobody", at=NOW + timedelta(days=3650)))
    hand_in(session, AMINA, data=write_code([late]).encode())
    assert find_progress(session, learner=AMINA)[COURSE].lessons[LESSONS[0]] <= NOW + timedelta(minutes=5)


def test_a_file_that_names_its_person_is_taken_in_by_nobody_else(session: Session) -> None:
    own = write_code([lesson_done("1", "amina", dev=uid("her phone"), seq=1)]).encode()
    assert hand_in(session, AMINA, data=own).new == 1
    look: list[Callable[[], object]] = [
        lambda: states(session, BEN, own),
        lambda: states(session, None, own),
        lambda: hand_in(session, BEN, data=own),
    ]
    for refused in look:
        with pytest.raises(Refused, match="result-other"):
            refused()
        session.rollback()
    assert counts(session) == (1, [])


def test_a_refused_code_leaves_nothing_behind(session: Session) -> None:
    both = CODE + b"x" * 400_000
    with pytest.raises(Refused):
        hand_in(session, AMINA, data=both)
    session.rollback()
    assert counts(session) == (0, [])


def test_eight_people_at_once_and_one_of_them_has_it(engine: Engine, session: Session) -> None:
    def one(number: int) -> TakenIn:
        with Session(engine) as own:
            return hand_in(own, uid(f"person {number}"))

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(one, range(8)))
    assert sorted(taken.new for taken in done) == [0] * 7 + [2]
    assert sum(taken.claimed for taken in done) == 14
    assert counts(session)[0] == 2
