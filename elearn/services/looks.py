"""Whoever sees where a person stands leaves a trace that this person can read on her account page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.rollup import Home
from elearn.storage.base import begin_writing
from elearn.storage.looks import add_looks, add_looks_at_home, list_seen


def note_looks(session: Session, *, viewer_id: int, subjects: Collection[int], page: str, now: datetime) -> None:
    """Write down that this viewer saw these people (account ids) on this kind of page (`als`, `member`).

    Once per UTC day, viewer, person and kind, however often the page is opened (twice at the same instant may be
    written twice: that tells no lie). Looking at oneself is not written down.
    """
    others = set(subjects) - {viewer_id}
    if not others:
        return
    new = others - list_seen(session, viewer_id=viewer_id, subjects=others, page=page, since=_midnight(now))
    if not new:
        return
    begin_writing(session)
    add_looks(session, viewer_id=viewer_id, subjects=new, page=page, at=now)
    session.commit()


def note_look_at_home(session: Session, *, viewer_id: int, home: Home, page: str, now: datetime) -> None:
    """The same for everybody who may be named in an ALS, or as an individual member: one statement, however many."""
    begin_writing(session)
    add_looks_at_home(session, viewer_id=viewer_id, home=home, page=page, since=_midnight(now), at=now)
    session.commit()


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
