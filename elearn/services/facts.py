"""From events of the log to facts that progress is folded from; quizzes are graded on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.domain.completion import Required
from elearn.domain.corrections import Correction, correct_quiz
from elearn.domain.course import Quiz
from elearn.domain.drawing import SEEDS
from elearn.domain.events import (
    OWN_DEVICE,
    OWN_TYPES,
    TYPES,
    VERSION,
    Event,
    canonical_json,
    effective_at,
    same_answers_key,
)
from elearn.domain.grading import Grade
from elearn.domain.identity import Link
from elearn.domain.progress import Fact, FactKind
from elearn.services.corrections import list_corrections
from elearn.services.grades import grade_text
from elearn.services.revisions import find_quiz_text, get_quiz_text
from elearn.storage.attempts import KeptAttempt, KeptResponse
from elearn.storage.events import Stored
from elearn.storage.revisions import QuizRev, Revision, list_quiz_ids, list_requirements, list_revisions

FOLDED = frozenset({"lesson.done", "quiz.submit", "attend", "enrol"})
UNKNOWN = "unknown"  # the flag of an event that waits until it can be understood
# Score and points are kept in 24 characters; real ones are exact, a monster of coprime parts is rounded.
LARGEST_DENOMINATOR = 10**10


@dataclass(frozen=True, slots=True)
class Published:
    """What was ever published, as far as the fold of some events must know it."""

    histories: Mapping[str, tuple[Required, ...]]
    quizzes: frozenset[str]
    revisions: Mapping[QuizRev, Revision]
    corrections: Mapping[QuizRev, tuple[Correction, ...]] = field(default_factory=dict)

    def is_lesson(self, course: str, part: str) -> bool:
        """True for an id that was a lesson of this course at any time. A quiz is not done by saying so."""
        return part not in self.quizzes and any(part in required.items for required in self.histories[course])


@dataclass(frozen=True, slots=True)
class Reading:
    """One event of one course as a fact, and with an attempt where it is a submission."""

    course: str
    fact: Fact
    attempt: KeptAttempt | None = None
    responses: tuple[KeptResponse, ...] = ()


def list_published(session: Session, events: Iterable[Event]) -> Published:
    """What these events refer to. Four statements, however many there are."""
    wanted = {(event.i, event.rev) for event in events if event.t == "quiz.submit" and event.i and event.rev}
    revisions, corrections = list_revisions(session, wanted), list_corrections(session, wanted)
    return Published(list_requirements(session), list_quiz_ids(session), revisions, corrections)


def may_fold(stored: Stored, published: Published) -> bool:
    """False for what is not known yet, and for what came from a person's own device and is not hers to state.

    Such a thing was taken when nobody knew its type; knowing it later gives it no more weight.
    """
    own = stored.received_from.startswith(OWN_DEVICE)
    return is_known(stored.event, published) and (not own or stored.event.t in OWN_TYPES)


def is_known(event: Event, published: Published) -> bool:
    """False for what this version of elearn, or this release, cannot understand yet: it is stored and waits."""
    if event.v != VERSION or event.t not in TYPES:
        return False
    if event.t in FOLDED:
        return event.u is not None and event.c in published.histories and _is_readable(event, published)
    if event.t in ("void", "identity.link"):
        return event.u is not None and event.ref is not None
    return True


def _is_readable(event: Event, published: Published) -> bool:
    if event.t == "quiz.submit":
        body = isinstance(event.b.get("answers"), Mapping) and _seed(event) in SEEDS
        return body and (event.i or "", event.rev or "") in published.revisions
    if event.t == "lesson.done":
        return published.is_lesson(event.c or "", event.i or "")
    return event.t == "enrol" or bool(event.i)


def _seed(event: Event) -> int:
    seed = event.b.get("seed", 0)
    return seed if type(seed) is int else -1


def live_events(events: Iterable[Stored]) -> list[Stored]:
    """Those that no void takes back. A void counts whether it came before or after; only one of the same uid does."""
    events = list(events)
    voided = {(s.event.ref, s.event.u) for s in events if s.event.t == "void" and s.event.v == VERSION}
    return [s for s in events if s.event.t == "void" or (s.event.id, s.event.u) not in voided]


def effective(stored: Stored, published: Published) -> datetime:
    """When the event happened, as far as can be believed."""
    event = stored.event
    revision = published.revisions.get((event.i or "", event.rev or ""))
    history = published.histories.get(event.c or "")
    since = revision.published_at if revision else history[0].since if history else None
    return effective_at(event.at, skew_s=stored.skew_s, published_at=since, received_at=stored.received_at)


def read_link(stored: Stored) -> Link:
    """An `identity.link` event that is known."""
    event = stored.event
    at = effective_at(event.at, skew_s=stored.skew_s, published_at=None, received_at=stored.received_at)
    return Link(event.id, event.ref or "", event.u or "", at)


def read_event(session: Session, stored: Stored, person: str, published: Published) -> Reading:
    """A known event of one of the FOLDED types as `person`'s."""
    event, at = stored.event, effective(stored, published)
    course = event.c or ""
    if event.t == "quiz.submit":
        return _read_submission(session, event, person, at, published)
    kinds = {"lesson.done": FactKind.LESSON, "attend": FactKind.ATTENDANCE, "enrol": FactKind.ENROLMENT}
    return Reading(course, Fact(event.id, kinds[event.t], event.i or "", at))


def _read_submission(session: Session, event: Event, person: str, at: datetime, published: Published) -> Reading:
    asked = (event.i or "", event.rev or "")
    digest, quiz = _text_seen(session, event, published.revisions[asked])
    answers: Mapping[str, object] = event.b["answers"]
    seed, course = _seed(event), event.c or ""
    corrections = published.corrections.get(asked, ())
    corrected = correct_quiz(quiz, grade_text(digest, quiz, seed, answers), answers, corrections)
    graded = corrected.grade
    same = same_key(event)
    fact = Fact(event.id, FactKind.ATTEMPT, quiz.id, at, graded.share, graded.passed, same, corrected.lapsed_at)
    attempt = KeptAttempt(
        uid=event.id,
        u=person,
        course=course,
        quiz=quiz.id,
        rev=quiz.rev,
        seed=seed,
        lang=event.lang or "",
        submitted_at=at,
        score=fraction_text(graded.share),
        points=fraction_text(graded.points),
        maximum=graded.maximum,
        passed=graded.passed,
        quiz_blob=digest,
        same=same,
        corrected=max((correction.number for correction in corrections), default=0),
    )
    return Reading(course, fact, attempt, _responses(event.id, graded, answers))


def same_key(event: Event) -> str | None:
    """What equal submissions by form have in common on one day; None for one that came another way."""
    if not event.b.get("form"):
        return None
    day = event.at.astimezone(UTC).date()
    return same_answers_key(event.i or "", event.rev or "", _seed(event), event.b.get("answers"), day)


def _text_seen(session: Session, event: Event, revision: Revision) -> tuple[str, Quiz]:
    """The very text that the person saw where the event names it, else the newest one of that revision."""
    digest = event.b.get("blob")
    if isinstance(digest, str) and digest != revision.blob:
        quiz = find_quiz_text(session, digest) if len(digest) == 64 and digest.isalnum() else None
        if quiz is not None and (quiz.id, quiz.rev) == (revision.quiz, revision.rev):
            return digest, quiz
    return revision.blob, get_quiz_text(session, revision.blob)


def _responses(attempt: str, graded: Grade, answers: Mapping[str, object]) -> tuple[KeptResponse, ...]:
    return tuple(
        KeptResponse(
            attempt=attempt,
            position=position,
            question=part.key,
            answer=canonical_json(answers.get(part.key)),
            points=fraction_text(part.points),
            maximum=part.maximum,
        )
        for position, part in enumerate(graded.questions, start=1)
    )


def fraction_text(value: Fraction) -> str:
    """An exact number as it is kept: `5/6`, `2`."""
    return str(value if value.denominator <= LARGEST_DENOMINATOR else value.limit_denominator(LARGEST_DENOMINATOR))
