"""Topics and programmes are made and changed knowingly: nothing that is there is replaced unseen."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.topics import Topic
from elearn.services.programmes import (
    close_programme,
    find_programme_version,
    get_programme,
    list_programmes,
    save_programme,
)
from elearn.services.topics import list_topics, save_topic, version_of
from tests.makers import NOW
from tests.services.summit import ADMINISTRATOR, COURSES, make_programme

DNS = Topic("dns", {"en": "Domain names", "fr": "Noms de domaine"}, "en", ("ip", "start"), ("a-1",))


def save(session: Session, topic: Topic, seen: str = "") -> dict[str, str]:
    """What is refused."""
    try:
        save_topic(session, topic=topic, courses=COURSES, by=ADMINISTRATOR, now=NOW, seen=seen)
    except Refused as error:
        session.rollback()
        return dict(error.problems)
    return {}


def test_a_key_that_is_there_makes_no_new_topic(session: Session) -> None:
    assert save(session, DNS) == {}
    assert save(session, replace(DNS, courses=("start", "ip"))) == {}  # the second click, however it lists them
    assert save(session, replace(DNS, courses=(), titles={"en": "Another"})) == {"key": "key-taken"}
    assert list_topics(session) == [DNS]


def test_of_two_who_change_a_topic_the_second_is_told(session: Session) -> None:
    save(session, DNS)
    seen = version_of(DNS)
    first, second = replace(DNS, courses=("ip",)), replace(DNS, titles={"en": "Names"})
    for _ in range(2):
        assert save(session, first, seen) == {}
    assert save(session, second, seen) == {"key": "key-changed"}
    assert list_topics(session) == [first]
    assert save(session, second, version_of(first)) == {}


def test_of_many_who_make_one_topic_at_once_one_does(engine: Engine) -> None:
    ready = threading.Barrier(4)

    def work(number: int) -> dict[str, str]:
        with Session(engine) as session:
            ready.wait(20)
            return save(session, replace(DNS, titles={"en": f"Title {number}"}))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(len(found) for found in pool.map(work, range(4))) == [0, 1, 1, 1]


def test_a_programme_is_not_replaced_unseen(session: Session) -> None:
    programme = make_programme(session)
    seen = find_programme_version(session, programme.key)
    other = replace(programme, titles={"en": "Another"}, deadline=date(2028, 1, 1))
    for known, code in (("", "key-taken"), ("0" * 16, "key-changed")):
        with pytest.raises(Refused) as refused:
            save_programme(session, programme=other, by=ADMINISTRATOR, now=NOW, seen=known)
        assert refused.value.problems == {"key": code}
    assert get_programme(session, programme.key) == programme
    for _ in range(2):
        save_programme(session, programme=other, by=ADMINISTRATOR, now=NOW, seen=seen)
    assert get_programme(session, programme.key) == other


def test_one_that_was_closed_meanwhile_is_opened_only_by_who_saw_that(session: Session) -> None:
    programme = make_programme(session)
    seen = find_programme_version(session, programme.key)
    close_programme(session, key=programme.key, by=ADMINISTRATOR, now=NOW)
    with pytest.raises(Refused):
        save_programme(session, programme=programme, by=ADMINISTRATOR, now=NOW, seen=seen)
    session.rollback()
    assert list_programmes(session) == []
    seen = find_programme_version(session, programme.key)
    save_programme(session, programme=programme, by=ADMINISTRATOR, now=NOW, seen=seen)
    assert list_programmes(session) == [programme]


@pytest.mark.parametrize("deadline", [date(1, 1, 1), date(1999, 12, 31), date(2101, 1, 1), date.max], ids=str)
def test_a_deadline_outside_our_time_is_refused(session: Session, deadline: date) -> None:
    programme = make_programme(session)
    with pytest.raises(Refused) as refused:
        save_programme(session, programme=replace(programme, key="far", deadline=deadline), by=ADMINISTRATOR, now=NOW)
    assert refused.value.problems == {"deadline": "day-wrong"}
