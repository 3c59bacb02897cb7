"""Forms of a group as its coordinator sends them."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.services.group_invitations import list_pending
from elearn.storage.accounts import Account
from elearn.storage.community import Als, Membership

GROUP = "/en/regions/afralo/KE-01"
EIGHT = "\n".join(f"Person {number} <p{number}@example.org>," for number in range(8))


def send(client: FlaskClient, people: str, *, language: str = "en", form: str = "send") -> tuple[int, str]:
    answer = client.post(f"{GROUP}/invitations", data={"form": form, "people": people, "language": language})
    return answer.status_code, answer.headers.get("Location", answer.text)


def pending(session: Session) -> list[str]:
    session.rollback()
    return [person.uid for person in list_pending(session, ralo="AFRALO", als_code="KE-01")]


def place(session: Session, uid: str) -> str | None:
    session.rollback()
    statement = select(Als.code).select_from(Membership).join(Account).outerjoin(Als)
    return session.scalars(statement.where(Account.uid == uid, Membership.until.is_(None))).one()
