from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.community import RALOS, Role
from elearn.domain.course import Course, Lesson, Module
from elearn.domain.errors import Refused
from elearn.services.counts import rebuild_counts
from elearn.services.demo_people import read_als
from elearn.services.demonstration import Demonstration, Size, load_demonstration
from elearn.services.join_links import ShownLink, find_shown_link
from elearn.services.nudge_log import list_log
from elearn.services.passwords import verify_password
from elearn.services.reports import progress_report
from elearn.services.subscriptions import count_subscribers, list_group_subscriptions
from elearn.storage.accounts import Account, QueuedMail
from elearn.storage.base import Base, begin_writing
from elearn.storage.community import Als, Membership, RoleGrant
from elearn.storage.events import EventRow, Quarantined
from tests.makers import NOW
from tests.published import COURSE, LESSONS, PUBLISHED, ip_quiz, picture, publish_course

KEY = b"k" * 40
SMALL = Size(als=20, learners=40, seed=7)
LOADED = (EventRow, Account, Membership, Als, RoleGrant)


@pytest.fixture
def second() -> Iterator[Session]:
    """Another database, of the other kind half of the time."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def course() -> Course:
    lessons = tuple(Lesson(lesson, {"en": lesson}, {}, 5, ()) for lesson in LESSONS)
    return Course(COURSE, "en", {"en": "IP"}, {}, (Module("all", {"en": "All"}, {}, (*lessons, ip_quiz())),))


def load(session: Session, size: Size = SMALL, *, now: datetime = NOW, **options: Any) -> Demonstration:
    settings: dict[str, Any] = {"password_for": lambda email: f"for {email}", "keep_passwords": True} | options
    return load_demonstration(session, size=size, courses=[course()], published_at=PUBLISHED, now=now, **settings)


def people(session: Session) -> list[tuple[Any, ...]]:
    """Everything about people that does not depend on salts and row numbers."""
    statement = (
        select(
            Account.uid,
            Account.name,
            Account.email,
            Account.country,
            Account.language,
            Account.named,
            Account.demo,
            Account.joined_at,
            Als.code,
            Membership.status,
            Membership.since,
        )
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(Als, Als.id == Membership.als_id)
        .order_by(Account.uid)
    )
    return [tuple(row) for row in session.execute(statement)]


def did(session: Session) -> list[tuple[Any, ...]]:
    columns = (EventRow.id, EventRow.u, EventRow.t, EventRow.c, EventRow.i, EventRow.rev, EventRow.at, EventRow.b)
    return [tuple(row) for row in session.execute(select(*columns).order_by(EventRow.id))]


def figures(session: Session) -> list[tuple[Any, ...]]:
    reports = [progress_report(session, ralo=ralo, courses=[COURSE], today=NOW.date()) for ralo in RALOS]
    return [
        (report.ralo, row.als, row.members, row.cells[COURSE], row.last_active_on)
        for report in reports
        for row in (*report.rows, report.totals)
    ]


def test_the_same_seed_makes_the_same_people_days_answers_and_numbers(session: Session, second: Session) -> None:
    for database in (session, second):
        publish_course(database)
        load(database)
    assert people(session) == people(second)
    assert did(session) == did(second)
    assert figures(session) == figures(second)


def test_another_seed_makes_others(session: Session, second: Session) -> None:
    publish_course(session)
    publish_course(second)
    load(session)
    load(second, Size(als=20, learners=40, seed=8))
    assert people(session) != people(second)
    assert did(session) != did(second)


def test_what_is_loaded_is_what_real_people_would_have_left(session: Session) -> None:
    publish_course(session)
    done = load(session)
    assert (done.als, done.people) == (20, 40 + 18)
    assert session.scalar(select(func.count()).select_from(Quarantined)) == 0
    assert session.scalars(select(EventRow.flag).distinct()).all() == [None]
    latest = session.scalar(select(func.max(EventRow.at)))
    assert latest is not None
    assert NOW - timedelta(days=7) < latest < NOW
    begin_writing(session)
    assert rebuild_counts(session) == 0
    rows = [
        row for ralo in RALOS for row in progress_report(session, ralo=ralo, courses=[COURSE], today=NOW.date()).rows
    ]
    assert sum(not row.members for row in rows) in range(2, 6)
    total = sum((row.cells[COURSE] for row in rows[1:]), rows[0].cells[COURSE])
    assert min(total.invited, total.registered, total.started, total.stalled, total.finished) > 0


def test_each_role_of_each_region_has_an_account_that_opens(session: Session) -> None:
    publish_course(session)
    accounts = load(session).accounts
    regional = [(role, ralo) for ralo in sorted(RALOS) for role in ("coordinator", "representative", "learner")]
    assert [account.email for account in accounts] == [
        *(f"{role}.{ralo.lower()}@example.org" for role, ralo in regional),
        "administrator@example.org",
        "instructor@example.org",
        "translator@example.org",
    ]
    assert all(account.email.endswith("@example.org") for account in session.scalars(select(Account)))
    coordinator = session.scalars(select(Account).where(Account.email == accounts[0].email)).one()
    assert verify_password(coordinator.password_hash, accounts[0].password)
    granted = {(row.role, row.scope) for row in session.execute(select(RoleGrant.role, RoleGrant.scope))}
    assert {(Role.COORDINATOR.value, ralo) for ralo in RALOS} < granted
    assert {("administrator", ""), ("instructor", "*"), ("translator", "*")} < granted
    ordinary = session.scalars(select(Account.password_hash).where(Account.email.like("person%"))).all()
    assert not any(stored and verify_password(stored, "!") for stored in set(ordinary))


def test_loading_again_changes_nothing(session: Session) -> None:
    publish_course(session)
    load(session)
    before = picture(session, *LOADED)
    again = load(session, now=NOW + timedelta(days=3))
    assert picture(session, *LOADED) == before
    assert {account.password for account in again.accounts} == {""}


def test_a_new_password_for_all_reaches_the_accounts_that_are_there(session: Session) -> None:
    publish_course(session)
    load(session)
    again = load(session, password_for=lambda _: "three plain words", keep_passwords=False)
    assert {account.password for account in again.accounts} == {"three plain words"}
    translator = session.scalars(select(Account).where(Account.email == "translator@example.org")).one()
    assert verify_password(translator.password_hash, "three plain words")


def test_an_interrupted_load_is_completed_to_the_very_same(session: Session, second: Session) -> None:
    publish_course(session)
    publish_course(second)
    load(second)

    def interrupt(done: int, everybody: int) -> None:
        raise KeyboardInterrupt(f"{done} of {everybody}")

    with pytest.raises(KeyboardInterrupt):
        load(session, tell=interrupt)
    session.rollback()
    assert people(session) != people(second)
    load(session, now=NOW + timedelta(days=2))
    assert people(session) == people(second)
    assert did(session) == did(second)
    assert figures(session) == figures(second)


def test_with_the_sites_key_there_are_links_to_join_and_letters_that_some_followed(session: Session) -> None:
    publish_course(session)
    for later in (timedelta(0), timedelta(days=3)):
        accounts = load(session, Size(20, 200, 7), now=NOW + later, secret=KEY).accounts
        homes = [account.scope for account in accounts if account.role == "representative"]
        links = [find_link_of_als(session, als) for als in homes]
        assert len(links) == len(RALOS)
        assert all(link and link.alive and link.token for link in links)
        [line] = list_log(session, ralo=accounts[0].scope, now=NOW)
        assert (line.moved, line.over) == (5, True)
        letters = select(func.count()).select_from(QueuedMail).where(QueuedMail.subject != "At-Large")
        assert session.scalar(letters) == line.asked in range(6, 13)
        check_readers(session, homes)
    assert session.scalar(select(func.count()).select_from(Quarantined)) == 0
    begin_writing(session)
    assert rebuild_counts(session) == 0


def check_readers(session: Session, homes: list[str]) -> None:
    """One letter each, however often it is loaded; the list of one group has not confirmed."""
    there = count_subscribers(session)
    assert set(there) >= {"en", "fr", "es"}
    assert sum(there.values()) in range(20, 60)
    ralos = {als.code: als.ralo for als in session.scalars(select(Als))}
    lists = [list_group_subscriptions(session, ralo=ralos[home], als_code=home) for home in homes]
    assert [row.confirmed_at is not None for [row] in lists] == [True] * (len(homes) - 1) + [False]
    asked = select(func.count()).select_from(QueuedMail).where(QueuedMail.subject == "At-Large")
    assert session.scalar(asked) == sum(there.values()) + 1


def find_link_of_als(session: Session, als: str) -> ShownLink | None:
    ralo = session.scalars(select(Als.ralo).where(Als.code == als)).one()
    return find_shown_link(session, ralo=ralo, als_code=als, secret=KEY, now=NOW)


@pytest.mark.parametrize("other", [Size(20, 40, 8), Size(40, 40, 7), Size(20, 41, 7)])
def test_two_demonstrations_are_not_mixed(session: Session, other: Size) -> None:
    publish_course(session)
    load(session)
    before = picture(session, *LOADED)
    with pytest.raises(Refused):
        load(session, other)
    assert picture(session, *LOADED) == before


@pytest.mark.parametrize("number", [5, 6, 7, 20, 100, 240])
def test_few_alses_still_are_of_all_regions(number: int) -> None:
    groups = read_als(number)
    assert len({group.code for group in groups}) == number
    assert {group.ralo for group in groups} == set(RALOS)
