"""What people say after an event, and what a region said. Who may see which region is asked before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound, Refused
from elearn.domain.feedback import Answer, Question, Told, read_answers, takes_feedback, tell
from elearn.domain.regions import ralo_of
from elearn.domain.webinars import Webinar
from elearn.storage import feedback as storage
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.community import find_open_membership


def find_answers(session: Session, *, account_id: int, webinar: str) -> dict[Question, Answer]:
    """What this person said, empty while she said nothing."""
    return storage.find_answers(session, account_id=account_id, webinar=webinar)


def give_feedback(
    session: Session, *, account_id: int, webinar: Webinar, said: Mapping[str, str], now: datetime
) -> None:
    """A person's three answers; again changes them, twice is once.

    Raises Refused by question, and of `closed` while the event takes none.
    """
    if not takes_feedback(webinar, now):
        raise Refused({"closed": "feedback-closed"})
    answers, wrong = read_answers(said)
    if wrong:
        raise Refused(wrong)
    begin_writing(session)
    account = get_account(session, account_id)
    home = find_open_membership(session, account_id)
    ralo = home.home.ralo if home else ralo_of(account.country) or ""
    storage.put_answers(session, account_id=account_id, webinar=webinar.id, ralo=ralo, answers=answers, now=now)
    session.commit()


def list_told(session: Session, *, webinar: str, ralos: Collection[str]) -> list[Told]:
    """What these regions said about one event, those that said nothing left out."""
    counted = storage.count_answers(session, ralos=ralos, webinars=[webinar])
    return [tell(ralo, *counted[webinar, ralo]) for ralo in RALOS if (webinar, ralo) in counted]


def list_told_of_region(session: Session, *, ralo: str) -> dict[str, Told]:
    """By event, what one region said. NotFound for a region that is not."""
    if ralo not in RALOS:
        raise NotFound("ralo", ralo)
    counted = storage.count_answers(session, ralos=[ralo])
    return {webinar: tell(ralo, *count) for (webinar, _ralo), count in counted.items()}
