"""The log is the truth: in whatever order and portions it came, and folded again from the start, the rows are equal."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from elearn.domain.events import Event
from elearn.services.learning import ingest
from elearn.services.rebuild import Rebuilt, rebuild_progress
from elearn.storage.attempts import AttemptRow, ResponseRow
from elearn.storage.base import Base
from elearn.storage.events import EventRow, IdentityAlias, Quarantined
from elearn.storage.progress import CountVersion, CourseCount, DayCount, ProgressRow
from tests.makers import NOW, make_als, make_member
from tests.published import (
    LESSONS,
    REV,
    ip_quiz,
    lesson_done,
    link,
    picture,
    publish_course,
    publish_quiz,
    quiz_sent,
    send,
    uid,
    void,
)
from tests.services.test_identity import join

PEOPLE = ("amina", "ben", "guest", "slip")
ALL_RIGHT = {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "dual stack"}


@pytest.fixture
def community(session: Session) -> None:
    """A course, and two people who are counted in an ALS."""
    settle(session)


def settle(session: Session) -> None:
    publish_course(session)
    make_als(session, "KE-01")
    for name in ("amina", "ben"):
        make_member(session, name, als="KE-01")


def forget(session: Session) -> None:
    """An empty log and nothing folded; course and community stay."""
    for table in (ResponseRow, AttemptRow, ProgressRow, IdentityAlias, CourseCount, DayCount, CountVersion):
        session.execute(delete(table))
    session.execute(delete(EventRow))
    session.execute(delete(Quarantined))
    session.commit()


def pour(session: Session, batches: Sequence[Sequence[Event]]) -> dict[str, list[str]]:
    """Take these batches in, one after the other; the rows that they make."""
    for batch in batches:
        ingest(session, batch, recv_from="test", now=NOW)
    return picture(session)


# Few people, few moments, few answers: what can meet, meets.
_times = st.sampled_from([NOW - timedelta(hours=hours) for hours in (-3, 0, 5, 30, 3000)])
_who = st.sampled_from(PEOPLE[:3])
_lessons = st.builds(
    lambda who, lesson, at: lesson_done("", who, lesson, at=at), _who, st.sampled_from(LESSONS), _times
)
_forms = st.builds(
    lambda who, answers, at: quiz_sent("", who, at=at, b={"answers": answers, "seed": 0, "form": True}),
    _who,
    st.sampled_from([{"bits": "a"}, ALL_RIGHT]),
    _times,
)
_sent = st.builds(
    lambda who, answers, rev, at: quiz_sent("", who, answers, rev=rev, at=at),
    _who,
    st.sampled_from([{}, ALL_RIGHT]),
    st.sampled_from([REV, REV, "f" * 12]),
    _times,
)
_links = st.builds(
    lambda pair, at: link("", *pair, at=at), st.permutations(PEOPLE).map(lambda names: names[:2]), _times
)


@st.composite
def _histories(draw: st.DrawFn) -> list[Event]:
    """What some people did, with links between their uids, and voids of anything by its owner or somebody else."""
    kinds = [_lessons, _forms, _sent, *([_links] if draw(st.booleans()) else [])]
    plain = draw(st.lists(st.one_of(kinds), min_size=3, max_size=10))
    events = [replace(event, id=uid(f"event {number}")) for number, event in enumerate(plain)]
    for number, target in enumerate(draw(st.lists(st.sampled_from(events), max_size=3))):
        by = draw(st.sampled_from([target.u, target.u, uid("ben")]))
        events.append(void(f"void {number}", target, u=by))
    return events


@st.composite
def _portions(draw: st.DrawFn) -> tuple[list[Event], list[list[Event]]]:
    """A history, and the same in another order, in portions, some of it twice."""
    events = draw(_histories())
    order = list(draw(st.permutations(events + events[:2])))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=6)))
    return events, [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def assert_order_does_not_matter(session: Session, events: list[Event], portions: list[list[Event]]) -> None:
    forget(session)
    at_once = pour(session, [events])
    forget(session)
    assert pour(session, portions) == at_once
    rebuilt = rebuild_progress(session, now=NOW)
    assert picture(session) == at_once
    assert (rebuilt.events, rebuilt.wrong_counts) == (len(events), 0)


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Session]:
    """Without a disk, for very many histories."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        settle(session)
        yield session
    engine.dispose()


@settings(max_examples=100)
@given(history=_portions())
def test_order_portions_and_repetition_change_nothing(
    in_memory: Session, history: tuple[list[Event], list[list[Event]]]
) -> None:
    assert_order_does_not_matter(in_memory, *history)


@pytest.mark.usefixtures("community")
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=_portions())
def test_nor_do_they_on_a_disk(session: Session, history: tuple[list[Event], list[list[Event]]]) -> None:
    assert_order_does_not_matter(session, *history)


@pytest.fixture
def lived(session: Session, community: None) -> None:  # noqa: ARG001 - asked for what it does
    """Forms, a device, a guest who signed up, voids, and a revision that became known late."""
    sent, unknown = quiz_sent("1", "ben", dev=uid("phone"), seq=1), quiz_sent("2", "ben", rev="b" * 12)
    for lesson in LESSONS:
        ingest(session, [lesson_done(lesson, "amina", lesson)], recv_from="test", now=NOW)
    send(session, learner=uid("amina"))
    send(session, learner=uid("guest"), now=NOW - timedelta(hours=1))
    send(session, {"bits": ["b"]}, learner=uid("guest"))
    join(session, guest=uid("guest"), account=uid("amina"))
    done = lesson_done("3", "slip")
    ingest(session, [sent, unknown, done, void("4", sent), link("5", "slip", "ben")], recv_from="test", now=NOW)


@pytest.mark.usefixtures("lived")
def test_rebuilding_gives_the_same_rows(session: Session) -> None:
    before = picture(session)
    assert len(before["attempt"]) == 2
    assert len(before["progress"]) == 2
    assert rebuild_progress(session, now=NOW) == Rebuilt(events=11, rows=2, attempts=2, wrong_counts=0)
    assert picture(session) == before
    rebuild_progress(session, now=NOW + timedelta(days=999))
    assert picture(session) == before


@pytest.mark.usefixtures("lived")
def test_rebuilding_repairs_what_somebody_spoilt(session: Session) -> None:
    before = picture(session)
    for table in (ResponseRow, AttemptRow, ProgressRow, IdentityAlias, DayCount):
        session.execute(delete(table))
    session.commit()
    assert picture(session) != before
    assert rebuild_progress(session, now=NOW).wrong_counts > 0
    assert picture(session) == before


@pytest.mark.usefixtures("lived")
def test_rebuilding_finds_what_has_become_known(session: Session) -> None:
    publish_quiz(session, ip_quiz("b" * 12), at=NOW, release=2)
    rebuild_progress(session, now=NOW)
    assert len(picture(session)["attempt"]) == 3
    assert session.scalars(select(EventRow.flag).where(EventRow.rev == "b" * 12)).all() == [None]


@pytest.mark.usefixtures("lived")
def test_rebuilding_in_small_batches_is_the_same(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(session)
    monkeypatch.setattr("elearn.services.rebuild.PEOPLE_AT_ONCE", 1)
    monkeypatch.setattr("elearn.storage.attempts.DELETED_AT_ONCE", 1)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def test_an_empty_log_is_rebuilt_too(session: Session) -> None:
    assert rebuild_progress(session, now=NOW) == Rebuilt(0, 0, 0, 0)


def test_the_memory_of_rebuilding_does_not_grow_with_the_log(session: Session) -> None:
    publish_course(session)
    peaks = []
    for people in (range(600), range(600, 2400)):
        session.execute(insert(EventRow), [_read_by(number) for number in people])
        session.commit()
        rebuild_progress(session, now=NOW)
        tracemalloc.start()
        assert rebuild_progress(session, now=NOW).rows == people.stop
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def _read_by(number: int) -> dict[str, object]:
    """An event straight into the log."""
    event = lesson_done(f"event {number}", f"person {number}")
    return {name: getattr(event, name) for name in ("id", "t", "at", "u", "c", "i", "lang")} | {
        "recv_at": NOW,
        "recv_from": "test",
    }
