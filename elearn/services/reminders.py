"""Reminders: asked for by a person per event, queued when they are due, each once.

The letter's number in the mail queue names event, time, person and how long before. It is put there in the transaction
that looked for it, so a worker that dies leaves nothing undone or done twice, and two at once make one letter.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.content.release import decode_webinars
from elearn.domain.errors import Refused
from elearn.domain.mail import REMINDER
from elearn.domain.reminders import Ahead, Due, list_plans, offered, plan_of
from elearn.domain.webinars import State, Webinar, hour_of
from elearn.services.mail import BEGUN, Bulk, Words, bulk_values
from elearn.services.mail_choices import unsubscribe_tokens
from elearn.storage import reminders as storage
from elearn.storage.base import begin_writing
from elearn.storage.releases import find_head, list_blobs
from elearn.storage.reminders import Reminded

PEOPLE_AT_ONCE = 200

__all__ = ["Letter", "Reminded", "Write", "choose_reminders", "drop_overtaken", "list_reminders", "queue_reminder"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder as the edge wrote it; `stop` is an address."""

    words: Words
    html: str
    stop: str


# (what, to whom, token of the link that ends them) -> letter
Write = Callable[[Due, Reminded, str], Letter]


def list_reminders(session: Session, account_id: int) -> dict[str, frozenset[Ahead]]:
    """By event, what this person asked for."""
    return storage.list_reminders(session, account_id)


def choose_reminders(
    session: Session, *, account_id: int, webinar: Webinar, wanted: Collection[str], now: datetime
) -> None:
    """A person's own choice for one event; none of them ends it. Twice is once.

    Letters of it that wait and are not wanted any more are not sent. Raises Refused (`ahead`) for what cannot be had
    now.
    """
    can = offered(webinar, now)
    if not set(wanted) <= {ahead.value for ahead in can}:
        raise Refused({"ahead": "reminder-over" if set(wanted) <= set(Ahead) else "reminder-unknown"})
    chosen = [ahead for ahead in Ahead if ahead.value in wanted]
    begin_writing(session)
    storage.put_reminders(session, account_id, webinar.id, chosen, now)
    unwanted = {f"{plan_of(webinar)} {ahead} {account_id}" for ahead in Ahead if ahead not in chosen}
    _drop(session, lambda number: number in unwanted)
    session.commit()


def load_webinars(session: Session) -> tuple[Webinar, ...]:
    """Those of the release in force, without its courses; none before the first publish."""
    head = find_head(session)
    blob = json.loads(list_blobs(session, [head.manifest])[head.manifest]).get("webinars") if head else None
    return decode_webinars(zlib.decompress(list_blobs(session, [blob])[blob])) if blob else ()


def list_reminded(session: Session) -> set[str]:
    """The events of which anybody asked to be reminded: while there is none, there is nothing to do."""
    return storage.list_reminded(session)


def queue_reminder(session: Session, due: Due, *, write: Write, secret: bytes, now: datetime) -> int:
    """How many letters were queued. Who asks late, while a reminder is still worth it, gets it at once."""
    queued = 0
    while made := _queue_some(session, due, write, secret, now):
        queued += made
    return queued


def _queue_some(session: Session, due: Due, write: Write, secret: bytes, now: datetime) -> int:
    begin_writing(session)
    people = storage.list_unwritten(
        session, webinar=due.webinar.id, ahead=due.ahead, prefix=due.prefix, limit=PEOPLE_AT_ONCE
    )
    ids = [(person.account_id, person.uid) for person in people]
    tokens = unsubscribe_tokens(session, secret=secret, people=ids, kind=REMINDER, now=now)
    letters = [_bulk(due, person, write(due, person, tokens[person.account_id])) for person in people]
    rows = [bulk_values(letter, now) | {"expires_at": due.until} for letter in letters]
    storage.add_new_letters(session, rows)
    session.commit()
    return len(people)


def _bulk(due: Due, person: Reminded, letter: Letter) -> Bulk:
    return Bulk(
        kind=REMINDER,
        account_id=person.account_id,
        recipient=person.email,
        language=person.language,
        words=letter.words,
        unsubscribe=letter.stop,
        dedupe=f"{due.prefix}{person.account_id}",
        html=letter.html,
    )


def drop_overtaken(session: Session, webinars: Sequence[Webinar], *, now: datetime) -> None:
    """Forget what was asked of events that are over, and letters that wait of events cancelled or moved since."""
    over = [one.id for one in webinars if one.state(hour_of(now)) is State.PAST]
    plans = list_plans(webinars)
    begin_writing(session)
    storage.delete_reminders_of(session, over)
    _drop(session, lambda number: number.rsplit(" ", 2)[0] not in plans)
    session.commit()


def _drop(session: Session, unwanted: Callable[[str], bool]) -> None:
    waiting = storage.list_waiting(session, begun=BEGUN)
    storage.delete_letters(session, [key for key, number in waiting.items() if unwanted(number)])
