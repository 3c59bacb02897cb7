"""Addresses and forms of attendance, and what is stored of it."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.extensions.current import session_cookie
from elearn.services.sessions import open_session
from elearn.storage.accounts import Account
from elearn.storage.attendance import AttendanceCode, AttendanceRow
from elearn.storage.events import EventRow
from tests.makers import NOW

HELD = "pre-atlas-security"
LIST = f"/en/regions/afralo/webinars/{HELD}"
NEW, OWN = f"{LIST}/new", f"/en/webinars/{HELD}/attendance"
ENTER = {"step": "enter", "share": "100", "status": "present", "channel": "", "als": ""}
CORRECT = {"form": "correct", "status": "apology", "share": "100", "channel": ""}
OPEN = {"form": "open", "scope": "members", "minutes": "30"}
FOREIGN = {"Sec-Fetch-Site": "cross-site"}


def stored(session: Session) -> tuple[int, int, int]:
    """How many events, words that stand or stood, and codes."""
    session.rollback()
    events, words, codes = (
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in (EventRow, AttendanceRow, AttendanceCode)
    )
    return events, words, codes


def word_of(session: Session, uid: str) -> tuple[str, int, str] | None:
    """What stands about somebody: status, share, channel."""
    session.rollback()
    found = session.execute(
        select(AttendanceRow.status, AttendanceRow.share, AttendanceRow.channel).where(
            AttendanceRow.u == uid, AttendanceRow.replaced_at.is_(None)
        )
    ).first()
    return None if found is None else (found[0], found[1], found[2])


def event_of(session: Session, uid: str) -> str:
    """The event of the word that stands about somebody."""
    session.rollback()
    standing = (AttendanceRow.u == uid, AttendanceRow.replaced_at.is_(None))
    return session.scalars(select(AttendanceRow.event_id).where(*standing)).one()


def open_code(session: Session, ralo: str = "AFRALO") -> str:
    session.rollback()
    return session.scalars(select(AttendanceCode.code).where(AttendanceCode.ralo == ralo)).one()


def enter_as(app: Flask, session: Session, uid: str) -> FlaskClient:
    """A browser in which this member is signed in."""
    session.rollback()
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    session.rollback()
    open_session(session, account_id=account_id, token=f"token of {uid}", now=NOW)
    client = app.test_client()
    with app.app_context():
        client.set_cookie(session_cookie(), f"token of {uid}")
    return client
