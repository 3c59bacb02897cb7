"""Which letters a person wants: chosen on her account page, or switched off by the link in a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.mail import PACES, REMINDER, Kind, Pace
from elearn.domain.tokens import NEVER, PURPOSES, derive_token, hash_token
from elearn.services.audit import write_entry
from elearn.services.links import find_link, get_link
from elearn.services.mail import drop_waiting
from elearn.storage import mail_choices as storage
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.reminders import delete_reminders
from elearn.storage.tokens import keep_tokens

PURPOSE = PURPOSES["unsubscribe"]


def get_choices(session: Session, account_id: int) -> dict[Kind, Pace]:
    """For every kind, what was chosen or holds without a choice."""
    return {kind: paces[0] for kind, paces in PACES.items()} | storage.list_choices(session, account_id)


def choose_letters(session: Session, *, account_id: int, chosen: Mapping[str, str], now: datetime) -> None:
    """A person's own choices, by kind; kinds that are not named stay. Twice is once.

    Raises Refused with `pace-unknown` by kind. Letters of a kind that was switched off and still wait are not sent.
    """
    wrong = {
        kind: "pace-unknown" for kind, pace in chosen.items() if kind not in PACES or pace not in PACES[Kind(kind)]
    }
    if wrong:
        raise Refused(wrong)
    begin_writing(session)
    for kind, pace in chosen.items():
        _choose(session, account_id, Kind(kind), Pace(pace))
    write_entry(session, actor=get_account(session, account_id).uid, action="letters", now=now)
    session.commit()


def unsubscribe_tokens(
    session: Session, *, secret: bytes, people: Iterable[tuple[int, str]], kind: str, now: datetime
) -> dict[int, str]:
    """Account id -> token of the link that switches this kind off; `people` are (account id, uid). No commit.

    The same person and kind have the same token for ever, so that the link of an old letter still works.
    """
    tokens = {account_id: derive_token(secret, PURPOSE.code, uid, kind) for account_id, uid in people}
    rows = [
        {
            "purpose": PURPOSE.code,
            "token_hash": hash_token(token),
            "account_id": account_id,
            "detail": str(kind),
            "created_at": now,
            "expires_at": NEVER,
        }
        for account_id, token in tokens.items()
    ]
    keep_tokens(session, rows)
    return tokens


def find_unsubscription(session: Session, *, token: str, now: datetime) -> str | None:
    """The kind of letter (a `Kind` or REMINDER) that this link switches off; looking changes nothing (mail scanners
    look too).
    """
    link = find_link(session, purpose=PURPOSE.code, token=token, now=now)
    return link.detail if link else None


def unsubscribe(session: Session, *, token: str, now: datetime) -> str:
    """No more letters of this kind, for whoever holds the link. Twice is once. Raises NotFound."""
    begin_writing(session)
    link = get_link(session, purpose=PURPOSE.code, token=token, now=now)
    account = get_account(session, link.account_id or 0)
    if link.detail == REMINDER:
        delete_reminders(session, account_id=account.id)
        drop_waiting(session, account_id=account.id, kind=REMINDER)
    else:
        _choose(session, account.id, Kind(link.detail), Pace.OFF)
    write_entry(session, actor=account.uid, action="unsubscribe", about=link.detail, now=now)
    session.commit()
    return link.detail


def _choose(session: Session, account_id: int, kind: Kind, pace: Pace) -> None:
    storage.put_choice(session, account_id, kind, pace)
    if pace is Pace.OFF:
        drop_waiting(session, account_id=account_id, kind=kind)
