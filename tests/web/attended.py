"""Attendance at one webinar, for the pages that show it: a measured one, an apology, an absence, and a code."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.attendance import Status, Word
from elearn.domain.webinars import Webinar
from elearn.exchange.conference_csv import Heard
from elearn.services.attendance import enter_attendance
from elearn.services.attendance_codes import open_code
from elearn.services.attendance_reading import Asked
from elearn.services.rosters import Clerk
from elearn.storage.accounts import Account
from tests.makers import NOW
from tests.services.summit import new_id

WORDS = (Word(Status.PRESENT, 80, "fr"), Word(Status.APOLOGY, 0), Word(Status.ABSENT, 0))


def attend_for_pages(session: Session, webinar: Webinar, people: list[str]) -> None:
    """These members of AFRALO (uids), one word each in turn; a code is open, too."""
    clerk = Clerk("AFRALO", "c" * 32, new_id, NOW, finds_all=True)
    for uid, word in zip(people, WORDS, strict=False):
        email = session.scalars(select(Account.email).where(Account.uid == uid)).one()
        session.rollback()
        asked = Asked(word, [Heard(1, email=email, typed=True)])
        assert enter_attendance(session, clerk=clerk, webinar=webinar, asked=asked, dry_run=False).new
    open_code(session, webinar=webinar, ralo="AFRALO", minutes="120", code="7KQ4WXYZ", by="c" * 32, now=NOW)
