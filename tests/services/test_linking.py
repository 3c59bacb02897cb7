"""Somebody of a workshop turns out to have an account: who may say so, and the totals follow, forth and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.domain.errors import NotFound, Refused
from elearn.services.counts import rebuild_counts
from elearn.services.identity import link_provisional, unlink_provisional
from elearn.services.learning import find_progress, ingest
from elearn.services.rebuild import rebuild_progress
from elearn.storage.accounts import AuditEntry
from elearn.storage.progress import CourseCount
from tests.makers import NOW, make_als, make_member
from tests.published import COURSE, LESSONS, lesson_done, picture, publish_course, quiz_sent, uid

DAY = NOW.date()
LATER = NOW + timedelta(hours=1)


def viewer(role: Role, scope: str) -> Viewer:
    return Viewer(99, uid("coordinator"), "Co", "en", "KE", (Grant(role, scope, DAY),))


COORDINATOR = viewer(Role.COORDINATOR, "AFRALO")


@pytest.fixture(autouse=True)
def workshop(session: Session) -> None:
    """Two members, and what a participant without an account did on the laptop."""
    publish_course(session)
    make_als(session, "KE-01")
    for name in ("amina", "ben"):
        make_member(session, name, als="KE-01")
    done = [lesson_done("1", "slip", dev=uid("laptop"), seq=1), quiz_sent("2", "slip", dev=uid("laptop"), seq=2)]
    ingest(session, done, recv_from="laptop", now=NOW)


def link(session: Session, account: str = "amina", by: Viewer = COORDINATOR) -> None:
    link_provisional(session, provisional=uid("slip"), account=uid(account), by=by, now=LATER)


def counted(session: Session) -> int:
    session.rollback()
    return sum(session.scalars(select(CourseCount.unfinished)))


def lessons(session: Session, who: str) -> list[str]:
    progress = find_progress(session, learner=uid(who)).get(COURSE)
    session.rollback()
    return sorted(progress.lessons) if progress else []


def test_the_totals_follow_a_link_its_end_and_another(session: Session) -> None:
    assert counted(session) == 0
    link(session)
    assert (lessons(session, "amina"), lessons(session, "slip"), counted(session)) == ([LESSONS[0]], [], 1)
    unlink_provisional(session, provisional=uid("slip"), by=COORDINATOR, now=LATER)
    assert (lessons(session, "amina"), lessons(session, "slip"), counted(session)) == ([], [LESSONS[0]], 0)
    link(session, "ben")
    assert (lessons(session, "amina"), lessons(session, "ben"), counted(session)) == ([], [LESSONS[0]], 1)
    assert rebuild_counts(session) == 0
    session.rollback()
    before = picture(session)
    rebuild_progress(session, now=LATER)
    assert picture(session) == before


def test_what_comes_after_the_link_follows_it_too(session: Session) -> None:
    link(session)
    ingest(session, [lesson_done("3", "slip", LESSONS[1])], recv_from="laptop", now=LATER)
    assert lessons(session, "amina") == sorted(LESSONS)


def test_the_same_link_twice_is_once(session: Session) -> None:
    link(session)
    before = picture(session)
    link(session)
    assert picture(session) == before
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "link-approved")).all()) == 1


@pytest.mark.parametrize(
    "by",
    [
        viewer(Role.COORDINATOR, "EURALO"),
        viewer(Role.REPRESENTATIVE, "KE-01"),
        Viewer(99, uid("x"), "X", "en", "KE"),
    ],
)
def test_others_may_not(session: Session, by: Viewer) -> None:
    with pytest.raises(NotFound):
        link(session, by=by)
    session.rollback()
    link(session)
    with pytest.raises(NotFound):
        unlink_provisional(session, provisional=uid("slip"), by=by, now=LATER)
    session.rollback()
    assert lessons(session, "amina") == [LESSONS[0]]


def test_an_administrator_may_anywhere(session: Session) -> None:
    make_member(session, "chen", country="CN", named=False)
    with pytest.raises(NotFound):
        link(session, "chen")
    link(session, "chen", viewer(Role.ADMINISTRATOR, ""))
    assert lessons(session, "chen") == [LESSONS[0]]


def test_who_prefers_not_to_be_named_is_for_administrators(session: Session) -> None:
    make_member(session, "dan", als="KE-01", named=False)
    with pytest.raises(NotFound):
        link(session, "dan")


def test_only_a_provisional_uid_and_only_one_person(session: Session) -> None:
    def refused(provisional: str, account: str) -> str:
        with pytest.raises(Refused) as error:
            link_provisional(session, provisional=uid(provisional), account=uid(account), by=COORDINATOR, now=LATER)
        session.rollback()
        return error.value.problems["account"]

    assert refused("amina", "amina") == "link-self"
    assert refused("ben", "amina") == "link-account"
    link(session)
    assert refused("slip", "ben") == "link-other"
    with pytest.raises(NotFound):
        link_provisional(session, provisional=uid("slip"), account=uid("nobody"), by=COORDINATOR, now=LATER)
    session.rollback()
    with pytest.raises(NotFound):
        unlink_provisional(session, provisional=uid("nobody"), by=COORDINATOR, now=LATER)


def test_somebody_invited_who_has_not_joined_is_no_account_yet(session: Session) -> None:
    make_member(session, "eve", als="KE-01", joined=False)
    with pytest.raises(NotFound):
        link(session, "eve")
