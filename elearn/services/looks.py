"""Whoever sees where a person stands leaves a trace that this person can read on her account page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.storage.base import begin_writing
from elearn.storage.looks import add_looks, list_seen


def note_looks(session: Session, *, viewer_id: int, subjects: Collection[int], page: str, now: datetime) -> None:
    """Write down that this viewer saw these people (account ids) on this kind of page (`als`, `member`).

    Once per UTC day, viewer, person and kind, however often the page is opened (twice at the same instant may be
    written twice: that tells no lie). Looking at oneself is not written down.
    """
    others = set(subjects) - {viewer_id}
    if not others:
        return
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    new = others - list_seen(session, viewer_id=viewer_id, subjects=others, page=page, since=midnight)
    if not new:
        return
    begin_writing(session)
    add_looks(session, viewer_id=viewer_id, subjects=new, page=page, at=now)
    session.commit()
