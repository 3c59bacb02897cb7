"""Attempts brought up to the corrections of their questions, with everything that depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.corrections import Effect
from elearn.services.folding import refold_people
from elearn.storage.base import begin_writing
from elearn.storage.corrections import list_behind, list_grades
from elearn.storage.events import lock_log

PEOPLE_AT_ONCE = 100


def regrade_attempts(session: Session, *, now: datetime) -> Effect:  # noqa: ARG001 - a use case gets the time; folding must not look at it
    """Grade again what corrections have left behind; how many attempts changed, began to pass and do not any more.

    Attempts, progress, completion and counts of a person change in one transaction. A transaction holds a hundred
    people, so that others can send answers in between; broken off, the next call goes on. Twice changes nothing.
    """
    done, after = Effect(), ""
    while True:
        begin_writing(session)
        lock_log(session)
        people = list_behind(session, after, PEOPLE_AT_ONCE)
        if not people:
            session.rollback()
            return done
        after = people[-1]
        before = list_grades(session, people)
        refold_people(session, people)
        done += _difference(before, list_grades(session, people))
        session.commit()


def _difference(before: Mapping[str, tuple[str, bool]], after: Mapping[str, tuple[str, bool]]) -> Effect:
    effect = Effect()
    for uid, (points, passed) in after.items():
        points_before, passed_before = before.get(uid, (points, passed))
        if points != points_before:
            effect += Effect(1, int(passed and not passed_before), int(passed_before and not passed))
    return effect
