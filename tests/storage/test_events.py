"""The log's own queries, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.domain.events import event_text
from elearn.storage.events import (
    Arrival,
    EventRow,
    Quarantined,
    add_event,
    count_events,
    find_event,
    list_events_of,
    list_linked,
    list_links,
    list_numbered,
    list_uids,
    list_unknown,
    set_flags,
)
from elearn.storage.quarantine import Stated, add_quarantined
from tests.makers import NOW
from tests.published import COURSE, lesson_done, link, quiz_sent, uid, void

ARRIVAL = Arrival(NOW, "test", skew_s=7)


def test_an_event_comes_back_as_it_went_in(session: Session) -> None:
    event = quiz_sent("1", "amina", {"dual": "双栈 \U0001f600 \x01"}, dev=uid("phone"), seq=2**31 - 1, lang="zh")
    assert add_event(session, event, ARRIVAL, "clock fork")
    stored = find_event(session, event.id)
    assert stored is not None
    assert stored.event == event
    assert event_text(stored.event) == event_text(event)
    assert (stored.received_at, stored.skew_s, stored.flag) == (NOW, 7, "clock fork")


def test_an_id_is_taken_once(session: Session) -> None:
    assert add_event(session, lesson_done("1", "amina"), ARRIVAL, None)
    assert not add_event(session, lesson_done("1", "ben"), ARRIVAL, None)
    assert count_events(session) == 1


def test_microseconds_survive(session: Session) -> None:
    event = lesson_done("1", "amina", at=NOW + timedelta(microseconds=1))
    add_event(session, event, ARRIVAL, None)
    assert list_events_of(session, [uid("amina")])[0].event.at == event.at


@pytest.mark.parametrize("change", [{"dev": "d" * 32}, {"seq": 1}, {"id": "short"}])
def test_the_database_refuses_nonsense(session: Session, change: dict[str, object]) -> None:
    row = {"id": uid("1"), "t": "note", "at": NOW, "recv_at": NOW, "recv_from": "test"}
    with pytest.raises(IntegrityError):
        session.execute(insert(EventRow).values(row | change))


def test_links_are_found_from_both_ends(session: Session) -> None:
    taken_back = link("1", "guest", "amina")
    events = [taken_back, link("2", "slip", "guest"), void("3", taken_back), void("4", taken_back, u=uid("ben"))]
    for event in events:
        add_event(session, event, ARRIVAL, None)
    assert list_linked(session, {uid("guest")}) == {uid("guest"), uid("amina"), uid("slip")}
    assert list_linked(session, {uid("ben")}) == {uid("ben")}
    assert [stored.event.id for stored in list_links(session)] == [uid("2")]


def test_a_void_of_a_newer_version_is_not_understood(session: Session) -> None:
    linked = link("1", "guest", "amina")
    for event in (linked, void("2", linked, v=2)):
        add_event(session, event, ARRIVAL, None)
    assert [stored.event.id for stored in list_links(session)] == [linked.id]


def test_people_are_listed_in_portions(session: Session) -> None:
    names = sorted(uid(name) for name in ("a", "b", "c"))
    for number, name in enumerate(names * 2):
        add_event(session, replace(lesson_done(str(number), "x"), u=name), ARRIVAL, None)
    add_event(session, lesson_done("nobody", "x", u=None), ARRIVAL, None)
    assert list_uids(session, "", 2) == names[:2]
    assert list_uids(session, names[1], 2) == names[2:]
    assert list_uids(session, names[2], 2) == []


def test_numbers_of_a_device_are_found(session: Session) -> None:
    add_event(session, lesson_done("1", "amina", dev=uid("phone"), seq=1), ARRIVAL, None)
    asked = [(uid("phone"), 1), (uid("phone"), 2), (uid("other"), 1)]
    assert list_numbered(session, asked) == {(uid("phone"), 1): uid("1")}


def test_what_waits_is_found_by_course_and_flags_can_be_set(session: Session) -> None:
    add_event(session, lesson_done("1", "amina"), ARRIVAL, "clock unknown")
    add_event(session, lesson_done("2", "ben"), ARRIVAL, "clock")
    add_event(session, lesson_done("3", "ben", c="dns"), ARRIVAL, "unknown")
    assert list_unknown(session, COURSE) == [uid("amina")]
    set_flags(session, {uid("1"): "clock", uid("3"): None})
    set_flags(session, {})
    assert list_unknown(session, COURSE) == []
    assert session.scalars(select(EventRow.flag).order_by(EventRow.rseq)).all() == ["clock", "clock", None]


@pytest.mark.parametrize("name", ["", "x" * 500, "\0\ud800"])
def test_whatever_its_id_an_event_fits_into_quarantine(session: Session, name: str) -> None:
    arrival = Arrival(NOW, "a" * 100)
    for _ in range(2):
        add_quarantined(session, Stated(name), "{}", "malformed", arrival)
    assert [len(row.id) <= 64 for row in session.scalars(select(Quarantined))] == [True]
