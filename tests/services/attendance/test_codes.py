"""The code shown at the end: open for a while, for one region or all, entered once, and not to be guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.attendance import Status
from elearn.domain.errors import Refused, Throttled
from elearn.services.attendance import Taken
from elearn.services.attendance_codes import EVERYBODY, Entry, close_code, enter_code, find_code, open_code
from elearn.storage.accounts import Account, AuditEntry
from elearn.storage.attendance import OpenCode
from tests.makers import NOW
from tests.services.attendance.test_entering import ALONE, TALK, count_events, credit, heads, people, take, words
from tests.services.summit import COORDINATOR, new_id

__all__ = ["people"]
CODE = "ABCD2345"


def opened(session: Session, ralo: str = "AFRALO", code: str = CODE) -> OpenCode:
    return open_code(session, webinar=TALK, ralo=ralo, minutes="30", code=code, by=COORDINATOR, now=NOW)


def entered(session: Session, uid: str, code: str = "abcd-2345", *, minutes: float = 1) -> bool:
    account = session.scalars(select(Account).where(Account.uid == uid)).one()
    viewer = Viewer(account.id, uid, account.name, "en", "KE")
    entry = Entry(viewer, code, "fr", new_id, NOW + timedelta(minutes=minutes))
    return enter_code(session, entry=entry, webinar=TALK)


def refused(session: Session, uid: str, code: str = "abcd-2345", *, minutes: float = 1) -> bool:
    with pytest.raises(Refused) as told:
        entered(session, uid, code, minutes=minutes)
    return dict(told.value.problems) == {"code": "code-wrong"}


def test_a_code_counts_once_for_whoever_enters_it(session: Session, people: dict[str, str]) -> None:
    assert opened(session) == opened(session, code="WXYZ6789")  # a second click opens no second one
    assert [entered(session, people["Ama"]) for _ in range(2)] == [True, False]
    assert words(session) == [("Ama Osei", "present", 100, "fr")]
    assert credit(session, people["Ama"])
    assert count_events(session) == 1


def test_a_code_is_for_its_region_its_webinar_and_its_time(session: Session, people: dict[str, str]) -> None:
    opened(session)
    assert refused(session, people["Eve"])
    assert refused(session, people["Ama"], "WXYZ6789")
    assert refused(session, people["Bo"], minutes=30)
    for _click in range(2):
        close_code(session, webinar=TALK.id, ralo="AFRALO", by=COORDINATOR, now=NOW)
    logged = session.execute(select(AuditEntry.action, AuditEntry.actor, AuditEntry.object).order_by(AuditEntry.id))
    said = [tuple(row) for row in logged if row.action.startswith("attendance-code")]
    about = (COORDINATOR, f"AFRALO {TALK.id}")
    assert said == [("attendance-code-opened", *about), ("attendance-code-closed", *about)]
    assert refused(session, people["Secret"])
    assert find_code(session, webinar=TALK.id, ralo="AFRALO", now=NOW) is None
    opened(session, EVERYBODY)
    assert find_code(session, webinar=ALONE.id, ralo=EVERYBODY, now=NOW) is None
    assert entered(session, people["Eve"])
    assert count_events(session) == 1


def test_a_code_says_nothing_against_an_organiser(session: Session, people: dict[str, str]) -> None:
    """What she said of somebody stays; what a tool measured comes after a code and replaces it."""
    opened(session)
    take(session, picked={people["Bo"]: Status.ABSENT})
    assert not entered(session, people["Bo"])
    assert entered(session, people["Ama"])
    measured: Taken = take(session, heads(people, "Ama").replace(",60", ",30"))
    assert len(measured.new) == 1
    assert [word[:3] for word in words(session)] == [("Ama Osei", "present", 50), ("Bo", "absent", 0)]
    assert not entered(session, people["Ama"], minutes=2)


def test_guessing_has_to_wait(session: Session, people: dict[str, str]) -> None:
    opened(session)
    for _ in range(5):
        assert refused(session, people["Ama"], "WXYZ6789")
    with pytest.raises(Throttled):
        entered(session, people["Ama"])
    assert entered(session, people["Ama"], minutes=3)


@pytest.mark.parametrize(
    ("minutes", "code"), [("31", "choice-unknown"), ("", "choice-unknown"), ("30", "webinar-ahead")]
)
def test_what_cannot_be_opened(session: Session, minutes: str, code: str) -> None:
    ahead = replace(TALK, starts=(NOW + timedelta(minutes=1)).isoformat(), ends="")
    with pytest.raises(Refused) as told:
        open_code(session, webinar=ahead, ralo="AFRALO", minutes=minutes, code=CODE, by=COORDINATOR, now=NOW)
    assert dict(told.value.problems) == {"minutes": code}
