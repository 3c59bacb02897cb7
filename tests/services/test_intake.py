"""Every case of the conflict rules: nothing that arrives is lost, doubled, or put under the wrong person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.events import OWN_DEVICE, Event, Receipt, event_text
from elearn.domain.progress import State
from elearn.services.learning import find_progress, ingest
from elearn.services.rebuild import rebuild_progress
from elearn.storage.events import EventRow, Quarantined, find_event
from tests.makers import NOW
from tests.published import (
    COURSE,
    LESSONS,
    QUIZ,
    lesson_done,
    link,
    picture,
    publish_course,
    quiz_sent,
    uid,
    void,
)
from tests.statements import counted_statements

pytestmark = pytest.mark.usefixtures("course")


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def take(session: Session, *events: Event, owner: str | None = None, skew_s: int | None = None) -> list[Receipt]:
    return ingest(session, events, recv_from="test", now=NOW, owner=owner, skew_s=skew_s)


def flag_of(session: Session, name: str) -> str | None:
    stored = find_event(session, uid(name))
    assert stored is not None
    return stored.flag


def quarantined(session: Session) -> list[tuple[str, str]]:
    return [(row.id, row.why) for row in session.execute(select(Quarantined.id, Quarantined.why))]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(EventRow)) or 0


def test_an_event_is_acknowledged_and_folded(session: Session) -> None:
    assert take(session, lesson_done("1", "amina")) == [Receipt(uid("1"))]
    assert find_progress(session, learner=uid("amina"))[COURSE].lessons == {LESSONS[0]: NOW}


@pytest.mark.parametrize("times", [2, 10])
def test_the_same_batch_again_changes_nothing(session: Session, times: int) -> None:
    batch = [lesson_done("1", "amina"), quiz_sent("2", "amina"), lesson_done("3", "ben")]
    first = take(session, *batch)
    before = picture(session)
    for _ in range(times - 1):
        again = take(session, *batch)
        assert [receipt.why for receipt in again] == ["duplicate"] * 3
        assert [receipt.status for receipt in again] == [receipt.status for receipt in first]
    assert picture(session) == before
    assert count(session) == 3
    assert quarantined(session) == []


def test_the_same_event_twice_in_one_batch_is_one(session: Session) -> None:
    receipts = take(session, quiz_sent("1", "amina"), quiz_sent("1", "amina"))
    assert [receipt.why for receipt in receipts] == ["", "duplicate"]
    assert find_progress(session, learner=uid("amina"))[COURSE].quizzes[QUIZ].attempts == 1


def test_the_same_batch_by_eight_threads_at_once(engine: Engine, session: Session) -> None:
    batch = [quiz_sent(f"{number}", "amina", dev=uid("phone"), seq=number) for number in range(1, 6)]

    def send(_: int) -> list[str]:
        with Session(engine) as own:
            return [receipt.status for receipt in ingest(own, batch, recv_from="test", now=NOW)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert answers == [["acked"] * 5] * 8
    assert count(session) == 5
    assert find_progress(session, learner=uid("amina"))[COURSE].quizzes[QUIZ].attempts == 5


def test_other_content_under_a_known_id_goes_to_quarantine_and_the_first_stays(session: Session) -> None:
    first, second = quiz_sent("1", "amina", {"bits": "a"}), quiz_sent("1", "amina", {"bits": "b"})
    take(session, first)
    before = picture(session)
    assert take(session, second) == [Receipt(uid("1"), "acked", "other_content")]
    assert picture(session) == before
    assert quarantined(session) == [(uid("1"), "other_content")]
    assert session.scalars(select(Quarantined.raw)).one() == event_text(second)


def test_the_same_thing_in_quarantine_is_kept_once(session: Session) -> None:
    take(session, quiz_sent("1", "amina"))
    for _ in range(3):
        take(session, quiz_sent("1", "amina", {"bits": "b"}))
    assert len(quarantined(session)) == 1


def test_a_cloned_phone_keeps_both_and_is_told_to_count_anew(session: Session) -> None:
    phone = uid("phone")
    original = [lesson_done("1", "amina", dev=phone, seq=1), lesson_done("2", "amina", LESSONS[1], dev=phone, seq=2)]
    take(session, *original)
    clone = quiz_sent("3", "amina", dev=phone, seq=2)
    assert take(session, clone) == [Receipt(uid("3"), rotate=True)]
    assert flag_of(session, "3") == "fork"
    assert flag_of(session, "2") is None
    assert take(session, quiz_sent("4", "amina", dev=uid("anew"), seq=1)) == [Receipt(uid("4"))]
    assert flag_of(session, "4") is None
    progress = find_progress(session, learner=uid("amina"))[COURSE]
    assert (len(progress.lessons), progress.quizzes[QUIZ].attempts) == (2, 2)


def test_a_clone_within_one_batch_is_seen_too(session: Session) -> None:
    receipts = take(
        session,
        lesson_done("1", "amina", dev=uid("phone"), seq=1),
        lesson_done("2", "amina", LESSONS[1], dev=uid("phone"), seq=1),
    )
    assert [receipt.rotate for receipt in receipts] == [False, True]
    assert count(session) == 2


def test_the_same_event_sent_again_is_no_clone(session: Session) -> None:
    event = lesson_done("1", "amina", dev=uid("phone"), seq=1)
    take(session, event)
    assert take(session, event) == [Receipt(uid("1"), why="duplicate")]


@pytest.mark.parametrize(
    "event",
    [
        lesson_done("1", "amina", c="a-course-to-come"),
        lesson_done("1", "amina", "a-lesson-to-come"),
        lesson_done("1", "amina", QUIZ),
        lesson_done("1", "amina", i=None),
        lesson_done("1", "amina", c=None),
        lesson_done("1", "amina", u=None),
        lesson_done("1", "amina", v=2),
        lesson_done("1", "amina", t="lesson.sung"),
        quiz_sent("1", "amina", rev="ffffffffffff"),
        quiz_sent("1", "amina", rev=None),
        quiz_sent("1", "amina", i="a-quiz-to-come"),
        quiz_sent("1", "amina", b={}),
        quiz_sent("1", "amina", b={"answers": ["a"]}),
        quiz_sent("1", "amina", b={"answers": {}, "seed": 16}),
        quiz_sent("1", "amina", b={"answers": {}, "seed": True}),
        quiz_sent("1", "amina", b={"answers": {}, "seed": "0"}),
        void("1", lesson_done("0", "amina"), ref=None),
    ],
)
def test_what_is_not_understood_is_stored_as_it_came_and_waits(session: Session, event: Event) -> None:
    assert take(session, event) == [Receipt(uid("1"))]
    assert flag_of(session, "1") == "unknown"
    stored = find_event(session, uid("1"))
    assert stored is not None
    assert event_text(stored.event) == event_text(event)
    assert find_progress(session, learner=uid("amina")) == {}


def test_a_quiz_is_not_done_by_saying_so(session: Session) -> None:
    """Its id stands among what the course asks for, beside the lessons."""
    take(session, *(lesson_done(item, "amina", item) for item in (*LESSONS, QUIZ)))
    assert find_progress(session, learner=uid("amina"))[COURSE].completed_at is None


@pytest.mark.parametrize("t", ["lesson.open", "profile.set", "als.join", "note"])
def test_known_types_that_are_not_progress_are_only_kept(session: Session, t: str) -> None:
    take(session, lesson_done("1", "amina", t=t))
    assert flag_of(session, "1") is None
    assert find_progress(session, learner=uid("amina")) == {}


def test_enrolling_does_not_start_a_course(session: Session) -> None:
    take(session, Event(uid("1"), "enrol", NOW, u=uid("amina"), c=COURSE))
    progress = find_progress(session, learner=uid("amina"))[COURSE]
    assert progress.state_on(NOW.date()) is State.REGISTERED
    assert progress.enrolled_at == NOW


def test_a_facilitator_ticks_who_was_there(session: Session) -> None:
    take(session, Event(uid("1"), "attend", NOW, u=uid("amina"), c=COURSE, i="talk", by=uid("facilitator")))
    assert find_progress(session, learner=uid("amina"))[COURSE].attended == {"talk": NOW}


def test_somebody_elses_event_is_held_and_not_stored(session: Session) -> None:
    receipts = take(session, lesson_done("1", "ben"), lesson_done("2", "amina"), owner=uid("amina"))
    assert receipts == [Receipt(uid("1"), "held", "wrong_user"), Receipt(uid("2"))]
    assert count(session) == 1
    assert find_progress(session, learner=uid("ben")) == {}
    assert quarantined(session) == [(uid("1"), "wrong_user")]


def test_nobodys_event_is_held_for_an_owner(session: Session) -> None:
    assert take(session, lesson_done("1", "x", u=None), owner=uid("amina"))[0].status == "held"


@pytest.mark.parametrize(
    "event",
    [
        link("1", "ben", "amina"),
        Event(uid("1"), "attend", NOW, u=uid("amina"), c=COURSE, i="talk"),
        Event(uid("1"), "als.join", NOW, u=uid("amina")),
        lesson_done("1", "amina", by=uid("ben")),
    ],
)
def test_a_device_cannot_state_what_only_others_know(session: Session, event: Event) -> None:
    take(session, lesson_done("0", "ben"))
    before = picture(session)
    assert take(session, event, owner=uid("amina")) == [Receipt(uid("1"), "acked", "not_allowed")]
    assert picture(session) == before
    assert quarantined(session) == [(uid("1"), "not_allowed")]


def test_a_type_that_nobody_knows_yet_is_kept_and_gives_a_device_no_more_say_once_it_is_known(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = lesson_done("1", "amina", t="certificate.grant", b={"mark": "\u2028"})
    assert ingest(session, [later], recv_from=f"{OWN_DEVICE}1", now=NOW, owner=uid("amina")) == [Receipt(uid("1"))]
    assert flag_of(session, "1") == "unknown"
    for name in ("elearn.services.facts.TYPES", "elearn.services.facts.FOLDED", "elearn.services.folding.FOLDED"):
        monkeypatch.setattr(name, frozenset({"certificate.grant"}))
    monkeypatch.setattr("elearn.services.facts._is_readable", lambda *_: True)
    rebuild_progress(session, now=NOW)
    assert find_progress(session, learner=uid("amina")) == {}
    assert flag_of(session, "1") == "unknown"


def test_fields_of_a_newer_version_are_kept_and_sent_on_untouched(session: Session) -> None:
    later = lesson_done("1", "amina", v=2, more={"mood": "\u2028 😀", "list": [1, {"b": 2, "a": None}]})
    assert take(session, later, owner=uid("amina")) == [Receipt(uid("1"))]
    assert take(session, later, owner=uid("amina")) == [Receipt(uid("1"), why="duplicate")]
    stored = find_event(session, uid("1"))
    assert stored is not None
    assert (stored.flag, event_text(stored.event)) == ("unknown", event_text(later))
    assert take(session, replace(later, more={"mood": 1})) == [Receipt(uid("1"), "acked", "other_content")]


def test_what_two_persons_claim_is_the_first_ones(session: Session) -> None:
    code = quiz_sent("1", "amina", dev=uid("pack"), seq=1)
    take(session, code, owner=uid("amina"))
    second = replace(code, u=uid("ben"))
    before = picture(session)
    for _ in range(2):
        assert take(session, second, owner=uid("ben")) == [Receipt(uid("1"), "held", "claimed")]
    assert picture(session) == before
    assert quarantined(session) == [(uid("1"), "claimed")]


def test_a_code_that_came_under_her_slip_and_then_under_her_account_is_one(session: Session) -> None:
    code = quiz_sent("1", "slip", dev=uid("pack"), seq=1)
    take(session, code, link("2", "slip", "amina"))
    assert take(session, replace(code, u=uid("amina")), owner=uid("amina")) == [Receipt(uid("1"), why="duplicate")]
    assert quarantined(session) == []
    assert find_progress(session, learner=uid("amina"))[COURSE].quizzes[QUIZ].attempts == 1


def test_a_delivery_costs_as_many_statements_whatever_its_size(session: Session) -> None:
    def cost(size: int, start: int) -> int:
        numbers = range(start, start + size)
        batch = [quiz_sent(f"{number}", "amina", dev=uid("phone"), seq=number) for number in numbers]
        with counted_statements(session) as statements:
            take(session, *batch, owner=uid("amina"))
        return len(statements)

    first, second = cost(2, 1), cost(60, 10)
    assert second <= first <= 16


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (lesson_done("1", "amina", id="x"), "malformed"),
        (lesson_done("1", "amina", id="\0" * 200), "malformed"),
        (lesson_done("1", "amina", id="\ud800"), "malformed"),
        (lesson_done("1", "amina", c="x" * 65), "malformed"),
        (lesson_done("1", "amina", i="nul\0"), "malformed"),
        (lesson_done("1", "amina", at=NOW.replace(tzinfo=None)), "malformed"),
        (lesson_done("1", "amina", dev=uid("phone")), "malformed"),
        (lesson_done("1", "amina", b={"x": "\udfff"}), "malformed"),
        (lesson_done("1", "amina", b={"x": "y" * 20_000}), "too-large"),
    ],
)
def test_one_bad_event_never_holds_up_the_others(session: Session, event: Event, why: str) -> None:
    receipts = take(session, lesson_done("2", "amina"), event, lesson_done("3", "ben"))
    assert [receipt.why for receipt in receipts] == ["", why, ""]
    assert count(session) == 2
    assert [reason for _, reason in quarantined(session)] == [why]
