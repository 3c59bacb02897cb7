"""A person's own calendar: one address at a time, what stands in it, and who it opens for, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.domain.progress import CourseProgress, to_json
from elearn.services.calendars import end_calendar, find_calendar_token, open_calendar, renew_calendar
from elearn.services.reminders import choose_reminders
from elearn.storage.accounts import Account, Token
from elearn.storage.progress import ProgressRow
from tests.domain.test_webinars import made
from tests.makers import NOW, make_als, make_member
from tests.services.summit import make_programme, make_topic

SECRET = b"k" * 40
FOR_ALL = made("for-all", "2026-12-01T13:00:00Z", "2026-12-01T14:00:00Z")
HERS = replace(made("hers", "2026-12-02T13:00:00Z"), regions=("AFRALO",))
THEIRS = replace(made("theirs", "2026-12-03T13:00:00Z"), regions=("EURALO",))
LEARNED = replace(made("learned", "2026-12-04T13:00:00Z"), regions=("EURALO",), course="ip")
ASKED = replace(made("asked", "2026-12-05T13:00:00Z", "2026-12-05T14:00:00Z"), regions=("EURALO",))
EVENTS = (FOR_ALL, HERS, THEIRS, LEARNED, ASKED)


@pytest.fixture
def ama(session: Session) -> tuple[int, str]:
    make_als(session, "KE-01")
    uid = make_member(session, "Ama", als="KE-01", language="fr")
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    session.rollback()
    return account_id, uid


def renew(session: Session, ama: tuple[int, str], nonce: str) -> str:
    renew_calendar(session, account_id=ama[0], uid=ama[1], secret=SECRET, nonce=nonce, now=NOW)
    token = find_calendar_token(session, account_id=ama[0], uid=ama[1], secret=SECRET)
    session.rollback()
    assert token
    return token


def opened(session: Session, token: str, now: datetime = NOW) -> list[str] | None:
    found = open_calendar(session, token=token, webinars=EVENTS, now=now)
    session.rollback()
    return None if found is None else [one.id for one in found.webinars]


def test_a_new_address_ends_the_one_before(session: Session, ama: tuple[int, str]) -> None:
    assert find_calendar_token(session, account_id=ama[0], uid=ama[1], secret=SECRET) is None
    first, second = renew(session, ama, "1" * 32), renew(session, ama, "2" * 32)
    assert first != second
    assert opened(session, first) is None
    assert opened(session, second) == ["for-all", "hers"]
    assert session.scalar(select(func.count()).select_from(Token).where(Token.purpose == "feed")) == 1
    session.rollback()
    for _click in range(2):
        end_calendar(session, account_id=ama[0], uid=ama[1], now=NOW)
    assert opened(session, second) is None


def test_it_holds_what_concerns_her(session: Session, ama: tuple[int, str]) -> None:
    make_topic(session)
    make_programme(session)
    choose_reminders(session, account_id=ama[0], webinar=ASKED, wanted=["day"], now=NOW)
    state = to_json(CourseProgress(last_active_at=NOW))
    session.add(ProgressRow(u=ama[1], course="ip", state=state, started=True, last_active_at=NOW))
    session.commit()
    token = renew(session, ama, "1" * 32)
    calendar = open_calendar(session, token=token, webinars=EVENTS, now=NOW)
    assert calendar is not None
    assert calendar.language == "fr"
    assert [one.id for one in calendar.webinars] == ["for-all", "hers", "learned", "asked"]
    assert [deadline.key for deadline in calendar.deadlines] == ["summit"]


@pytest.mark.parametrize("token", ["", "x", "\x00", "x" * 4000, "' OR 1=1 --"])
def test_what_is_no_address_opens_nothing(session: Session, ama: tuple[int, str], token: str) -> None:
    renew(session, ama, "1" * 32)
    assert opened(session, token) is None


def test_an_account_that_is_switched_off_has_no_calendar(session: Session, ama: tuple[int, str]) -> None:
    token = renew(session, ama, "1" * 32)
    assert opened(session, token, datetime(2046, 1, 1, tzinfo=UTC)) is not None  # the address has no end of its own
    session.execute(update(Account).values(disabled_at=NOW))
    session.commit()
    assert opened(session, token) is None
