"""The log of a workshop laptop in order of arrival: what its files are written from."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.storage.events import EventRow

_FIELDS = ("id", "t", "at", "u", "c", "i", "rev", "lang", "dev", "seq", "by", "ref", "b", "v")
_COLUMNS = [EventRow.rseq, *(getattr(EventRow, name) for name in _FIELDS)]


def list_log(session: Session, *, after: int, upto: int, limit: int) -> list[tuple[int, Event]]:
    """The next events behind `after` and up to `upto`, each with its number."""
    statement = select(*_COLUMNS).where(EventRow.rseq > after, EventRow.rseq <= upto).order_by(EventRow.rseq)
    found = []
    for rseq, *fields in session.execute(statement.limit(limit)):
        stated = dict(zip(_FIELDS, fields, strict=True))
        found.append((rseq, Event(**{**stated, "b": json.loads(stated["b"])})))
    return found


def list_numbers(session: Session) -> list[tuple[int, str | None, int | None, str]]:
    """(number, dev, seq, id) of the whole log, in order."""
    statement = select(EventRow.rseq, EventRow.dev, EventRow.seq, EventRow.id).order_by(EventRow.rseq)
    return [(row.rseq, row.dev, row.seq, row.id) for row in session.execute(statement)]


def find_last_number(session: Session) -> int:
    """0 for an empty log."""
    return session.scalar(select(func.max(EventRow.rseq))) or 0
