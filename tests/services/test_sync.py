"""A phone's deliveries on both databases: at once, late, with wrong clocks, about quizzes that changed meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn.domain.course import Quiz
from elearn.domain.errors import NotGranted
from elearn.domain.events import Event, event_text
from elearn.domain.sync import Batch, read_batch
from elearn.services.learning import find_progress, ingest
from elearn.services.rebuild import rebuild_progress
from elearn.services.sync import Answer, make_grant, take_batch
from elearn.storage.attempts import AttemptRow
from elearn.storage.events import EventRow, Quarantined, find_event, list_events_of
from elearn.storage.grants import SyncGrant
from tests.domain.quizzes import number, one, quiz, several, text
from tests.makers import NOW, make_member
from tests.published import (
    COURSE,
    LESSONS,
    QUIZ,
    ip_quiz,
    lesson_done,
    picture,
    publish_course,
    publish_quiz,
    quiz_sent,
    require,
    send,
    uid,
    void,
)
from tests.services.test_intake_faults import limit_pages
from tests.statements import counted_statements

PHONE, TOKEN = uid("phone"), "a token"


@pytest.fixture
def granted(session: Session) -> str:
    return settle(session)


def settle(session: Session) -> str:
    """A course, amina, and a grant for her phone."""
    publish_course(session)
    make_member(session, "amina")
    make_grant(session, account_id=1, dev=PHONE, token=TOKEN, now=NOW)
    return TOKEN


def own(name: str, seq: int, lesson: str = LESSONS[0]) -> Event:
    return lesson_done(name, "amina", lesson, dev=PHONE, seq=seq)


def take(session: Session, *events: Event, sent_at: datetime = NOW, now: datetime = NOW) -> Answer:
    most = max((event.seq or 0 for event in events), default=0)
    return take_batch(session, token=TOKEN, batch=Batch("n", sent_at, PHONE, most, events), now=now)


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize("times", [1, 2, 10])
def test_the_same_delivery_again_is_answered_alike_and_changes_nothing(session: Session, times: int) -> None:
    batch = [own("1", 1), quiz_sent("2", "amina", dev=PHONE, seq=2), void("3", own("1", 1), dev=PHONE, seq=3)]
    first = take(session, *batch)
    before = picture(session)
    assert [take(session, *batch) for _ in range(times - 1)] == [first] * (times - 1)
    assert picture(session) == before
    assert session.scalars(select(SyncGrant.taken)).all() == [3]


@pytest.mark.usefixtures("granted")
def test_a_delivery_sent_by_eight_threads_is_stored_once(engine: Engine, session: Session) -> None:
    batch = [quiz_sent(f"{number}", "amina", dev=PHONE, seq=number) for number in range(1, 9)]
    session.rollback()

    def deliver(_: int) -> Answer:
        with Session(engine) as own_session:
            return take(own_session, *batch)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(deliver, range(8)))
    assert len({repr(answer) for answer in answers}) == 1
    assert answers[0].acked == tuple(event.id for event in batch)
    assert session.scalar(select(func.count()).select_from(EventRow)) == 8
    assert session.scalars(select(SyncGrant.taken)).all() == [8]
    assert find_progress(session, learner=uid("amina"))[COURSE].quizzes[QUIZ].attempts == 8


@pytest.mark.usefixtures("granted")
def test_a_reader_who_goes_by_arrival_skips_nothing_while_others_write(engine: Engine, session: Session) -> None:
    """On PostgreSQL numbers are given before commits: without the lock a reader would see 11 before 10."""
    session.rollback()
    over = threading.Event()

    def write(thread: int) -> None:
        with Session(engine) as own_session:
            for turn in range(12):
                ingest(own_session, [lesson_done(f"{thread} {turn}", f"p{thread}")], recv_from="t", now=NOW)

    def read() -> list[str]:
        seen, last = [], 0
        with Session(engine) as reader:
            while True:
                done = over.is_set()
                news = reader.execute(
                    select(EventRow.rseq, EventRow.id).where(EventRow.rseq > last).order_by(EventRow.rseq)
                ).all()
                reader.rollback()
                seen += [row.id for row in news]
                last = news[-1].rseq if news else last
                if done and not news:
                    return seen

    with ThreadPoolExecutor(5) as pool:
        seen = pool.submit(read)
        list(pool.map(write, range(4)))
        over.set()
        assert sorted(seen.result(timeout=60)) == sorted(uid(f"{one} {turn}") for one in range(4) for turn in range(12))


@pytest.mark.usefixtures("granted")
def test_a_revoked_grant_keeps_out_what_a_signed_in_person_may_still_send(session: Session) -> None:
    session.execute(SyncGrant.__table__.update().values(revoked_at=NOW))  # type: ignore[attr-defined] # a table of ours
    session.commit()
    with pytest.raises(NotGranted, match="grant_revoked"):
        take(session, own("1", 1))
    session.rollback()
    make_grant(session, account_id=1, dev=PHONE, token="a new one", now=NOW)
    batch = Batch("n", NOW, PHONE, 1, (own("1", 1),))
    assert take_batch(session, token="a new one", batch=batch, now=NOW).acked == (uid("1"),)


OLD = ip_quiz("b" * 12)
SEEN = {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "dual stack"}
PARTLY = {**SEEN, "dual": "another", "forms": ["a"]}  # worth 1 + 1 of 2 + 1 + 0 of the 5 points of the old text


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize(
    "newer",
    [
        quiz(one(), several(points=1), rev="c" * 12),
        quiz(text("dual", "another", wrong="dual stack"), number(), several(points=2), one(), rev="c" * 12),
        ip_quiz("c" * 12, accepted="double pile"),
        None,
    ],
    ids=["edited", "reordered", "retranslated", "deleted"],
)
def test_answers_are_graded_by_the_text_that_was_seen(session: Session, newer: Quiz | None) -> None:
    """The quiz was changed while the phone had no line; the score is worked out by hand from the old text."""
    publish_quiz(session, OLD, at=NOW - timedelta(days=3), release=2)
    sent = quiz_sent("1", "amina", PARTLY, rev=OLD.rev, dev=PHONE, seq=1, at=NOW - timedelta(days=2))
    if newer:
        publish_quiz(session, newer, at=NOW - timedelta(days=1), release=3)
    else:
        require(session, *LESSONS, at=NOW - timedelta(days=1))
    assert take(session, sent).acked == (sent.id,)
    kept = session.scalars(select(AttemptRow)).one()
    assert (kept.rev, Fraction(kept.points), kept.maximum) == (OLD.rev, Fraction(3), 5)
    before = picture(session)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


@pytest.mark.usefixtures("granted")
def test_one_quiz_on_a_phone_a_laptop_and_the_web_is_three_attempts_and_the_best_counts(session: Session) -> None:
    early, late = NOW - timedelta(days=5), NOW - timedelta(days=4)
    ingest(session, [quiz_sent("n", "amina", SEEN, dev=uid("laptop"), seq=1, at=late)], recv_from="laptop", now=NOW)
    ingest(session, [lesson_done("l", "amina", dev=uid("laptop"), seq=2, at=late)], recv_from="laptop", now=NOW)
    send(session, {"bits": ["b"]})
    phone = [quiz_sent("p", "amina", dev=PHONE, seq=1, at=early), replace(own("q", 2), at=early)]
    take(session, *phone)
    progress = find_progress(session, learner=uid("amina"))[COURSE]
    assert progress.quizzes[QUIZ].attempts == 3
    assert progress.quizzes[QUIZ].best == 1
    assert progress.lessons[LESSONS[0]] == early
    assert session.scalar(select(func.count()).select_from(AttemptRow)) == 3


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_was_set_right_meanwhile_is_bounded_and_marked(session: Session, years: int) -> None:
    wrong = replace(own("1", 1), at=NOW + timedelta(days=365 * years))
    right = replace(own("2", 2, LESSONS[1]), at=NOW - timedelta(minutes=9))
    assert take(session, wrong, right).acked == (uid("1"), uid("2"))
    flags = {stored.event.seq: stored.flag for stored in list_events_of(session, [uid("amina")])}
    assert flags == {1: "clock", 2: None}
    done = find_progress(session, learner=uid("amina"))[COURSE].lessons[LESSONS[0]]
    assert NOW - timedelta(days=100) <= done <= NOW + timedelta(minutes=5)


@pytest.mark.usefixtures("granted")
def test_a_clock_that_jumped_back_leaves_the_order_of_its_numbers(session: Session) -> None:
    times = [NOW - timedelta(minutes=10), NOW - timedelta(days=400), NOW - timedelta(minutes=8)]
    take(session, *(replace(own(f"{seq}", seq), at=at) for seq, at in enumerate(times, start=1)))
    stored = list_events_of(session, [uid("amina")])
    assert [(one.event.seq, one.event.at) for one in stored] == list(enumerate(times, start=1))


@pytest.mark.usefixtures("granted")
def test_the_night_on_which_clocks_are_put_back_has_no_hour_twice(session: Session) -> None:
    """Phones state UTC: half past two in Dakar's neighbour Paris comes twice, an hour apart."""
    now = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    hours = [now - timedelta(minutes=minutes) for minutes in (150, 90)]
    take(
        session,
        *(quiz_sent(f"{seq}", "amina", dev=PHONE, seq=seq, at=at) for seq, at in enumerate(hours, 1)),
        sent_at=now,
        now=now,
    )
    assert session.scalars(select(AttemptRow.submitted_at).order_by(AttemptRow.submitted_at)).all() == hours


@pytest.mark.usefixtures("granted")
def test_what_is_not_known_yet_is_handed_on_byte_for_byte(session: Session) -> None:
    newer = replace(own("1", 1), t="lesson.sung", v=3, more={"key": "F#", "verses": [1, None, {"b": 1, "a": 2}]})
    assert take(session, newer).acked == (newer.id,)
    kept = find_event(session, newer.id)
    assert kept
    assert (kept.flag, event_text(kept.event)) == ("unknown", event_text(newer))


@pytest.mark.usefixtures("granted")
def test_a_delivery_costs_as_many_statements_whatever_its_size(session: Session) -> None:
    def cost(numbers: range) -> int:
        events = [quiz_sent(f"{seq}", "amina", dev=PHONE, seq=seq) for seq in numbers]
        with counted_statements(session) as statements:
            take(session, *events)
        return len(statements)

    cost(range(1, 2))
    assert cost(range(2, 4)) == cost(range(4, 200)) <= 20


@pytest.fixture
def one_connection(sqlite_url: str) -> Iterator[Session]:
    """SQLite limits the size of a database per connection, so there is one."""
    engine = create_engine(sqlite_url, pool_size=1, max_overflow=0)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_on_a_full_disk_nothing_is_acknowledged_and_a_later_try_takes_everything(one_connection: Session) -> None:
    session = one_connection
    settle(session)
    many = [quiz_sent(f"{seq}", "amina", {"dual": "x" * 400}, dev=PHONE, seq=seq) for seq in range(1, 101)]
    before = picture(session)
    limit_pages(session, 3)
    with pytest.raises(OperationalError, match="full"):
        take(session, *many)
    session.rollback()
    assert picture(session) == before
    assert session.scalars(select(SyncGrant.taken)).all() == [0]
    limit_pages(session, 10_000)
    answer = take(session, *many)
    assert (len(answer.acked), answer.missing) == (100, ())


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize(
    ("told", "gaps"),
    [
        ({"dev": PHONE, "seq": 2}, ()),
        ({"dev": PHONE, "seq": True}, ((2, 2),)),
        ({"dev": PHONE, "seq": 2**31}, ((2, 2),)),
        ({"dev": [PHONE], "seq": 2}, ((2, 2),)),
        ({"seq": 2}, ((2, 2),)),
    ],
)
def test_the_number_of_what_cannot_be_read_is_not_asked_for_again(
    session: Session, told: dict[str, object], gaps: tuple[tuple[int, int], ...]
) -> None:
    broken = {"id": uid("broken"), "t": 7, "at": "yesterday", **told}
    events = [json.loads(event_text(own("1", 1))), broken, json.loads(event_text(own("3", 3)))]
    value = {"nonce": "n", "now": "2026-11-22T10:00:00Z", "dev": PHONE, "max_seq": 3, "events": events}
    for _ in range(2):
        answer = take_batch(session, token=TOKEN, batch=read_batch(value), now=NOW)
        assert (len(answer.acked), answer.missing) == (3, gaps)
    assert session.scalars(select(Quarantined.why)).all() == ["malformed"]
