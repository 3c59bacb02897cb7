"""Quiz answers: sending them, seeing what they were worth, trying again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from elearn.domain.answers import answers_from_fields
from elearn.domain.corrections import Correction, correct, with_new_key
from elearn.domain.course import Quiz
from elearn.domain.drawing import best_seed, draw
from elearn.domain.errors import NotFound, Refused
from elearn.domain.events import LARGEST_BODY, Event, canonical_json, form_event_id, same_content
from elearn.domain.grading import QuestionGrade, grade
from elearn.domain.questions import Question
from elearn.services.corrections import list_corrections
from elearn.services.facts import LARGEST_DENOMINATOR, Published, same_key
from elearn.services.folding import fold_new, refold_people
from elearn.services.revisions import find_current_revision, get_quiz_text
from elearn.storage import attempts as storage
from elearn.storage.attempts import KeptAttempt, KeptResponse
from elearn.storage.base import begin_writing
from elearn.storage.events import Arrival, Stored, add_event, find_event, lock_log
from elearn.storage.ground import Ground, find_quiz_ground
from elearn.storage.identity import find_person
from elearn.storage.progress import list_progress
from elearn.storage.revisions import Revision, find_revision

_UID = re.compile(r"[0-9a-f]{32}")
_REV = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question as it was asked, the canonical answer (None = left out, a list for several, a dict for slots) and what
    it was worth.

    Where its key was corrected, at `corrected_at`, `question` has the new key under the words that were seen, and `now`
    is the question as it was corrected, with the explanation that holds.
    """

    question: Question
    answer: object
    grade: QuestionGrade
    corrected_at: datetime | None = None
    now: Question | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A graded submission with all that its result page shows. `quiz` is the text that was seen.

    `current` False: the quiz has another revision by now; the one answered was published at `published_at`.
    `best` True: no attempt of this person at this quiz has a higher share.
    """

    uid: str
    course: str
    quiz: Quiz
    seed: int
    language: str
    submitted_at: datetime
    points: Fraction
    maximum: int
    share: Fraction
    passed: bool
    best: bool
    current: bool
    published_at: datetime
    questions: tuple[AnsweredQuestion, ...]


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in a list."""

    uid: str
    submitted_at: datetime
    share: Fraction
    passed: bool


def submit_quiz(  # noqa: PLR0913 - the fields of the form, each by its name
    session: Session,
    *,
    learner: str,
    quiz: str,
    revision: str | None,
    seed: int,
    answers: Mapping[str, object],
    language: str,
    event_id: str | None,
    secret: bytes,
    now: datetime,
) -> str:
    """Grade the answers of one person or guest (`learner` is the uid) and keep them; the uid of the attempt.

    `answers` may be the fields of the form as they came (`{name: [values]}`) or canonical answers. They are graded
    against `revision`, however old, without it against the current one. The same answers of one person on one UTC day
    are one attempt, whatever `event_id` says, and also when they come fifty times at once: the same uid.
    An `event_id` that is malformed, or stands for something else already, is not used; `secret` keys the one that is
    made instead. NotFound for a quiz or revision never published; Refused with a code per field, see
    `answers_from_fields`, and nothing is kept.
    """
    begin_writing(session)
    lock_log(session)
    own_ids = [event_id] if event_id and _UID.fullmatch(event_id) else []
    ground, current = _get_ground(session, learner, quiz, revision, own_ids)
    body = _read_body(session, current.blob, seed, answers)
    rev, day = current.rev, now.astimezone(UTC).date()

    def keep(uid: str) -> str | None:
        event = Event(uid, "quiz.submit", now, u=learner, c=ground.course, i=quiz, rev=rev, lang=language, b=body)
        return _keep(session, event, ground, current)

    uid = next(filter(None, map(keep, own_ids)), None)
    if uid is None:
        made = form_event_id(secret, uid=learner, quiz=quiz, rev=rev, seed=seed, answers=body["answers"], day=day)
        uid = keep(made) or made
    session.commit()
    return uid


def _get_ground(session: Session, learner: str, quiz: str, rev: str | None, ids: list[str]) -> tuple[Ground, Revision]:
    """Raises NotFound; a name that could be no quiz's never reaches the database."""
    if not (quiz.isprintable() and len(quiz) <= 64 and (rev is None or _REV.fullmatch(rev))):
        raise NotFound("quiz", quiz)
    if rev is None:
        current = find_current_revision(session, quiz)
        rev = current.rev if current else ""
    ground = find_quiz_ground(session, u=learner, quiz=quiz, rev=rev, ids=ids)
    if ground is None or ground.revision is None or ground.erased:
        raise NotFound("quiz", f"{quiz}@{rev}")
    return ground, ground.revision


def _read_body(session: Session, blob: str, seed: int, answers: Mapping[str, object]) -> dict[str, Any]:
    """The event's body; raises Refused, also when all answers together are longer than an event may be."""
    read = answers_from_fields(get_quiz_text(session, blob), seed, answers)
    problems = dict(read.problems)
    body = {"answers": read.given, "blob": blob, "form": True, "seed": seed}
    if not problems and len(canonical_json(body).encode()) > LARGEST_BODY:
        problems[max(read.given, key=lambda key: len(canonical_json(read.given[key])))] = "too-long"
    if problems:
        raise Refused(problems)
    return body


def _keep(session: Session, event: Event, ground: Ground, revision: Revision) -> str | None:
    """The uid of the attempt that this event is, or repeats; None when its id stands for something else."""
    if add_event(session, event, Arrival(event.at, "form"), None):
        key = (revision.quiz, revision.rev)
        corrections = list_corrections(session, [key]) if ground.corrected else {}
        published = Published({ground.course: ground.history}, frozenset(), {key: revision}, corrections)
        if ground.voided:
            refold_people(session, {ground.person})
        elif fold_new(session, ground, [Stored(event, event.at)], published):
            return event.id
    else:
        first = find_event(session, event.id)
        if first is None or not same_content(first.event, event):
            return None
    equal = storage.find_equal_attempt(session, ground.person, same_key(event) or "")
    return equal.uid if equal else event.id


def get_attempt(session: Session, *, uid: str, learner: str) -> Attempt:
    """An attempt of this person or guest (`learner` is the uid) as it was graded. NotFound unless it is hers.

    Where an equal one of the same day stands for it (a guest's, before she signed up), that one.
    """
    kept = _find_kept(session, uid, learner) if _UID.fullmatch(uid) else None
    if kept is None:
        raise NotFound("attempt", uid)
    seen, current = find_revision(session, kept.quiz, kept.rev), find_current_revision(session, kept.quiz)
    share = Fraction(kept.score)
    progress = list_progress(session, [kept.u])[kept.u, kept.course]
    quiz = get_quiz_text(session, kept.quiz_blob)
    return Attempt(
        uid=kept.uid,
        course=kept.course,
        quiz=quiz,
        seed=kept.seed,
        language=kept.lang,
        submitted_at=kept.submitted_at,
        points=Fraction(kept.points),
        maximum=kept.maximum,
        share=share,
        passed=kept.passed,
        best=share >= progress.quizzes[kept.quiz].best.limit_denominator(LARGEST_DENOMINATOR),
        current=current is not None and current.rev == kept.rev,
        published_at=seen.published_at if seen else kept.submitted_at,
        questions=_answered(session, quiz, kept.seed, storage.list_responses(session, kept.uid)),
    )


def _find_kept(session: Session, uid: str, learner: str) -> KeptAttempt | None:
    kept = storage.find_attempt(session, uid, learner)
    if kept is not None:
        return kept
    sent = find_event(session, uid)
    if sent is None or sent.event.t != "quiz.submit" or sent.event.u is None:
        return None
    person, same = find_person(session, sent.event.u), same_key(sent.event)
    if same is None or learner not in (person, sent.event.u):
        return None
    return storage.find_equal_attempt(session, person, same)


def _answered(session: Session, quiz: Quiz, seed: int, responses: list[KeptResponse]) -> tuple[AnsweredQuestion, ...]:
    answers = {response.question: json.loads(response.answer) for response in responses}
    corrections = list_corrections(session, [(quiz.id, quiz.rev)]).get((quiz.id, quiz.rev), ())
    return tuple(
        _answered_question(
            question,
            answers.get(question.key),
            [correction for correction in corrections if correction.question == question.key],
        )
        for question in draw(quiz, seed)
    )


def _answered_question(asked: Question, answer: object, corrections: Sequence[Correction]) -> AnsweredQuestion:
    graded = correct(asked, answer, grade(asked, answer), corrections)
    if not corrections:
        return AnsweredQuestion(asked, answer, graded)
    last = corrections[-1]
    judged = with_new_key(asked, last.new) or asked
    shown = replace(grade(judged, answer), outcome=graded.outcome, points=graded.points)
    return AnsweredQuestion(judged, answer, shown, last.at, last.new)


def list_attempts(session: Session, *, learner: str, quiz: str) -> list[AttemptLine]:
    """Her attempts at one quiz, the newest first."""
    return [
        AttemptLine(kept.uid, kept.submitted_at, Fraction(kept.score), kept.passed)
        for kept in storage.list_attempts_of(session, learner, quiz)
    ]


def find_next_seed(session: Session, *, learner: str, quiz: Quiz) -> int:
    """The seed for trying again: the one with most questions that she has not been asked yet. One statement."""
    return best_seed(quiz, storage.list_seen_questions(session, learner, quiz.id))
