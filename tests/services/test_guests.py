"""Guests: found by cookie for thirty days, claimed once, forgotten with what they did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.services.guests import claim_answers, expire_guests, find_guest, open_guest
from elearn.services.learning import find_progress, ingest
from elearn.services.retention import forget_old
from elearn.storage.accounts import Guest
from elearn.storage.events import EventRow
from elearn.storage.identity import find_person
from tests.makers import NOW

GUEST, SHE, OTHER = "9" * 32, "a" * 32, "b" * 32


def answered(session: Session, uid: str, number: int) -> None:
    event = Event(f"{number:032x}", "enrol", NOW, u=uid, c="ip")
    ingest(session, [event], recv_from="form", now=NOW)


@pytest.mark.parametrize(("days", "found"), [(0, GUEST), (29, GUEST), (30, None)])
def test_a_guest_is_known_for_thirty_days(session: Session, days: int, found: str | None) -> None:
    open_guest(session, token="cookie", uid=GUEST, now=NOW)
    assert find_guest(session, token="cookie", now=NOW + timedelta(days=days)) == found


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "\ud800"])
def test_a_cookie_of_nobody(session: Session, token: str) -> None:
    assert find_guest(session, token=token, now=NOW) is None


def test_the_first_who_claims_a_guest_keeps_the_answers(session: Session) -> None:
    open_guest(session, token="cookie", uid=GUEST, now=NOW)
    claim_answers(session, guest=GUEST, account=SHE, now=NOW)
    claim_answers(session, guest=GUEST, account=OTHER, now=NOW)
    assert find_person(session, GUEST) == SHE
    assert find_guest(session, token="cookie", now=NOW) is None


def test_what_a_guest_did_is_void_after_thirty_days_and_nothing_is_deleted(session: Session) -> None:
    open_guest(session, token="cookie", uid=GUEST, now=NOW)
    for number in range(3):
        answered(session, GUEST, number)
    answered(session, SHE, 7)
    assert expire_guests(session, now=NOW + timedelta(days=29)) == 0
    assert expire_guests(session, now=NOW + timedelta(days=30)) == 1
    assert expire_guests(session, now=NOW + timedelta(days=31)) == 0
    voided = session.scalars(select(EventRow.ref).where(EventRow.t == "void").order_by(EventRow.ref))
    assert list(voided) == [f"{number:032x}" for number in range(3)]
    assert session.scalars(select(Guest.uid)).all() == []
    assert find_progress(session, learner=GUEST) == {}


def test_a_claimed_guest_is_not_voided(session: Session) -> None:
    open_guest(session, token="cookie", uid=GUEST, now=NOW)
    answered(session, GUEST, 1)
    claim_answers(session, guest=GUEST, account=SHE, now=NOW)
    later = NOW + timedelta(days=31)
    assert expire_guests(session, now=later) == 0
    forget_old(session, now=later)
    assert session.scalars(select(Guest.uid)).all() == []
    assert session.scalars(select(EventRow.id).where(EventRow.t == "void")).all() == []
    assert find_person(session, GUEST) == SHE


def test_a_run_that_was_cut_off_starts_again(session: Session) -> None:
    open_guest(session, token="cookie", uid=GUEST, now=NOW)
    answered(session, GUEST, 1)
    later = NOW + timedelta(days=30)
    expire_guests(session, now=later)
    open_guest(session, token="cookie", uid=GUEST, now=NOW)
    expire_guests(session, now=later + timedelta(hours=1))
    assert len(session.scalars(select(EventRow.id).where(EventRow.t == "void")).all()) == 1
