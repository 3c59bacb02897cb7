"""Digests: once per period for each who wants one, whatever dies; links that open counts and can be ended."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.mail import Kind
from elearn.domain.next_steps import Step
from elearn.services.accounts import disable_account
from elearn.services.digests import (
    Press,
    Reader,
    RegionDigest,
    Written,
    find_digest_scope,
    list_digest_links,
    list_due,
    list_due_weekly,
    make_digest,
    make_weekly,
    revoke_digest_link,
)
from elearn.services.mail import Words
from elearn.services.mail_choices import choose_letters, unsubscribe
from elearn.services.roles import end_role, grant_role
from elearn.storage.accounts import Account, QueuedMail, Token
from elearn.storage.digests import Digest
from tests.makers import NOW, make_als, make_member, make_standing

COURSES = ["ip", "start"]


class Told:
    """A press that keeps what it was told."""

    def __init__(self) -> None:
        self.digests: list[RegionDigest] = []
        self.numbers = count()

    def region(self, reader: Reader, digest: RegionDigest, token: str, stop: str) -> Written:
        self.digests.append(digest)
        return Written(Words(reader.ralo, token), stop, "<p>", "x.csv", b"x")

    def weekly(self, reader: Reader, steps: Sequence[Step], stop: str) -> Written:
        assert steps
        return Written(Words(reader.name, "next"), stop, "<p>")

    def press(self) -> Press:
        return Press(self.region, self.weekly, lambda: f"token {next(self.numbers)}", b"k" * 40)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def coordinator(session: Session) -> int:
    return appoint(session)


def appoint(session: Session) -> int:
    """The account of AFRALO's coordinator, with two groups in her region."""
    make_als(session, "KE-01")
    make_als(session, "SN-01", country="SN")
    make_member(session, "Ama", als="KE-01")
    uid = make_member(session, "Coco", als="SN-01", country="SN", language="fr", status="confirmed")
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    grant = Grant(Role.COORDINATOR, "AFRALO", date(2020, 1, 1))
    grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    return account_id


def make(session: Session, told: Told, now: datetime = NOW) -> int:
    due = list_due(session, today=now.date())
    return sum(make_digest(session, reader, courses=COURSES, press=told.press(), now=now) for reader in due)


def test_once_a_month_as_long_as_nothing_else_was_chosen(session: Session, coordinator: int, told: Told) -> None:
    assert coordinator
    assert make(session, told) == 1
    assert make(session, told) == 0
    assert make(session, told, NOW + timedelta(days=8)) == 0
    assert make(session, told, NOW + timedelta(days=9)) == 1  # the first of December
    assert session.scalars(select(Digest.key).order_by(Digest.id)).all() == [
        f"digest AFRALO {coordinator} 2026-11",
        f"digest AFRALO {coordinator} 2026-12",
    ]


def test_each_week_or_never_when_she_chose_so(session: Session, coordinator: int, told: Told) -> None:
    choose_letters(session, account_id=coordinator, chosen={"digest": "week"}, now=NOW)
    assert [make(session, told, NOW + timedelta(days=days)) for days in range(9)] == [1, 1, 0, 0, 0, 0, 0, 0, 1]
    choose_letters(session, account_id=coordinator, chosen={"digest": "off"}, now=NOW)
    assert make(session, told, NOW + timedelta(days=60)) == 0


def test_whose_term_is_over_gets_none(session: Session, coordinator: int, told: Told) -> None:
    end_role(session, by=None, account_id=coordinator, role=Role.COORDINATOR, scope="AFRALO", now=NOW)
    assert make(session, told, NOW + timedelta(days=2)) == 0


def test_it_tells_what_moved_since_the_last_one_and_what_waits(session: Session, coordinator: int, told: Told) -> None:
    assert coordinator
    ama = session.scalars(select(Account.uid).where(Account.name == "Ama")).one()
    make(session, told)
    make_standing(session, ama, "ip", finished=True)
    make_standing(session, ama, "start")
    make(session, told, NOW + timedelta(days=10))
    first, second = told.digests
    assert (first.since, first.moved, first.waiting) == (None, (), 1)
    assert second.since == NOW.date()
    assert [(line.name, line.started, line.finished) for line in second.moved] == [("Circle KE-01", 2, 1)]
    assert second.report.totals.cells["ip"].finished == 1


def test_two_workers_make_one(engine: Engine) -> None:
    with Session(engine) as session:
        appoint(session)
    ready = threading.Barrier(4)

    def work(_: int) -> int:
        with Session(engine) as session:
            due = list_due(session, today=NOW.date())
            ready.wait(20)
            return sum(make_digest(session, reader, courses=COURSES, press=Told().press(), now=NOW) for reader in due)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 1
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(QueuedMail)) == 1


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_one_makes_it(
    session: Session, coordinator: int, told: Told
) -> None:
    assert coordinator
    [reader] = list_due(session, today=NOW.date())

    def die(*_: object) -> Written:
        raise KeyboardInterrupt

    broken = Press(die, told.weekly, lambda: "never", b"k" * 40)
    with pytest.raises(KeyboardInterrupt):
        make_digest(session, reader, courses=COURSES, press=broken, now=NOW)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Token)) == 0
    assert make(session, told) == 1
    assert session.scalar(select(func.count()).select_from(QueuedMail)) == 1


def test_the_link_opens_her_region_for_sixty_days_until_she_ends_it(
    session: Session, coordinator: int, told: Told
) -> None:
    make(session, told)
    assert find_digest_scope(session, token="token 0", now=NOW) == "AFRALO"
    assert find_digest_scope(session, token="token 0", now=NOW + timedelta(days=59)) == "AFRALO"
    assert find_digest_scope(session, token="token 0", now=NOW + timedelta(days=60)) is None
    assert find_digest_scope(session, token="made up", now=NOW) is None
    [link] = list_digest_links(session, account_id=coordinator, now=NOW)
    revoke_digest_link(session, account_id=coordinator + 1, uid="", link_id=link.id, now=NOW)
    assert find_digest_scope(session, token="token 0", now=NOW) == "AFRALO"
    for _ in range(2):
        revoke_digest_link(session, account_id=coordinator, uid="", link_id=link.id, now=NOW)
    assert find_digest_scope(session, token="token 0", now=NOW) is None


def test_the_link_dies_with_the_role_and_with_the_account(session: Session, coordinator: int, told: Told) -> None:
    make(session, told)
    uid = session.scalars(select(Account.uid).where(Account.id == coordinator)).one()
    end_role(session, by=None, account_id=coordinator, role=Role.COORDINATOR, scope="AFRALO", now=NOW)
    assert find_digest_scope(session, token="token 0", now=NOW + timedelta(days=1)) is None
    disable_account(session, uid=uid, by="", now=NOW)
    assert find_digest_scope(session, token="token 0", now=NOW) is None


def test_unsubscribing_ends_the_digest(session: Session, coordinator: int, told: Told) -> None:
    assert coordinator
    make(session, told)
    stop = session.scalars(select(QueuedMail.unsubscribe)).one()
    assert unsubscribe(session, token=stop, now=NOW) == Kind.DIGEST
    assert session.scalar(select(func.count()).select_from(QueuedMail)) == 0
    assert make(session, told, NOW + timedelta(days=40)) == 0


def test_a_learners_letter_comes_at_most_every_seven_days(session: Session, told: Told) -> None:
    uid = make_member(session, "Ama")
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    assert list_due_weekly(session, today=NOW.date()) == []
    choose_letters(session, account_id=account_id, chosen={"weekly": "week"}, now=NOW)
    days = []
    for day in range(16):
        now = NOW + timedelta(days=day)
        for reader in list_due_weekly(session, today=now.date()):
            assert reader.account_id == account_id
            make_weekly(session, reader, courses=(), press=told.press(), now=now)
            days.append(day)
    assert days == [0, 7, 14]
    assert session.scalar(select(func.count()).select_from(QueuedMail)) == 0  # nothing to learn, so no letter
