"""Learning recorded and read: events in, progress out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.events import Event, Receipt, canonical_json
from elearn.domain.progress import CourseProgress, complete
from elearn.domain.sync import Unread
from elearn.services.counts import Move, move_standings
from elearn.services.credits import earn_credits
from elearn.services.facts import Published
from elearn.services.folding import fold_new, refold_people, standing_of
from elearn.services.intake import take_events
from elearn.storage.attempts import list_regradable
from elearn.storage.base import begin_writing
from elearn.storage.events import Arrival, Stored, add_event, list_unknown, lock_log
from elearn.storage.ground import Ground, find_ground
from elearn.storage.progress import list_course_progress, list_progress, put_progress
from elearn.storage.revisions import list_quiz_ids, list_requirements

BATCH = 200


def ingest(
    session: Session,
    events: Sequence[Event | Unread],
    *,
    recv_from: str,
    now: datetime,
    owner: str | None = None,
    skew_s: int | None = None,
) -> list[Receipt]:
    """Take events into the log and fold them, all in one transaction; one receipt for each, in order.

    `owner` is the person whose device hands them in: events of anybody else, or that a device cannot know, go to
    quarantine. Without `owner` the caller vouches for all of them. Sent again, also at the same time, nothing changes
    and the receipts say so. A single event never holds up the others.
    """
    begin_writing(session)
    receipts = take_events(session, events, recv_from=recv_from, now=now, owner=owner, skew_s=skew_s)
    session.commit()
    return receipts


def finish_lesson(
    session: Session, *, learner: str, course: str, lesson: str, language: str, now: datetime, by: str | None = None
) -> None:
    """`learner` (a uid, also a guest's) has done this lesson; `by` is the uid of whoever ticked it for her.

    A lesson done before and activity today already: nothing is left to record, so a second click is harmless.
    NotFound for a lesson or course that was never published; one that has been taken down still counts.
    """
    begin_writing(session)
    lock_log(session)
    ground = find_ground(session, u=learner, course=course, ids=())
    if ground is None or ground.erased or not _lessons(session, ground).is_lesson(course, lesson):
        session.rollback()
        raise NotFound("lesson", lesson)
    if lesson in ground.progress.lessons and _was_active_on(ground.progress, now):
        session.rollback()
        return
    told = canonical_json(["lesson.done", learner, course, lesson, by, now.isoformat()])
    event_id = hashlib.sha256(told.encode()).hexdigest()[:32]
    event = Event(event_id, "lesson.done", now, u=learner, c=course, i=lesson, lang=language, by=by)
    if add_event(session, event, Arrival(now, "form"), None):
        fold_new(session, ground, [Stored(event, now)], _lessons(session, ground))
    session.commit()


def _was_active_on(progress: CourseProgress, now: datetime) -> bool:
    return progress.last_active_on is not None and progress.last_active_on >= now.astimezone(UTC).date()


def _lessons(session: Session, ground: Ground) -> Published:
    return Published({ground.course: ground.history}, list_quiz_ids(session), {})


def find_progress(session: Session, *, learner: str) -> Mapping[str, CourseProgress]:
    """Where this person or guest stands, by course; courses in which nothing happened are left out. One statement."""
    return {course: progress for (_, course), progress in list_progress(session, [learner]).items()}


def refold_course(session: Session, *, course: str, now: datetime) -> None:  # noqa: ARG001 - a use case gets the time; this one needs none
    """A release changed what finishing this course means, or what is known of it: bring everybody's progress up to it.

    In the caller's transaction: no commit. Nobody's completion is taken away; who has everything that is left, has
    finished now. Events that had to wait for this release are folded. Twice changes nothing.
    """
    lock_log(session)
    waiting = sorted({*list_unknown(session, course), *list_regradable(session, course)})
    for start in range(0, len(waiting), BATCH):
        refold_people(session, waiting[start : start + BATCH])
    history = list_requirements(session).get(course, ())
    after = ""
    while batch := list_course_progress(session, course, after, BATCH):
        after = max(uid for uid, _ in batch)
        news = {key: complete(progress, history) for key, progress in batch.items()}
        news = {key: progress for key, progress in news.items() if progress != batch[key]}
        put_progress(session, news)
        moves = [Move(*key, standing_of(batch[key]), standing_of(progress)) for key, progress in news.items()]
        move_standings(session, moves)
        done = {u for (u, _), new in news.items() if new.completed_at != batch[u, course].completed_at}
        earn_credits(session, done)
