"""Where one person stands in one course: a fold over facts in which neither order nor repetition matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from elearn.domain.completion import Required, completed_at
from elearn.domain.events import time_text

STALLED_AFTER_DAYS = 30


class State(StrEnum):
    """Where one person stands in one course: exactly one of these. *Invited* is for whoever knows about the account."""

    INVITED = "invited"
    REGISTERED = "registered"
    STARTED = "started"
    STALLED = "stalled"
    FINISHED = "finished"


class FactKind(StrEnum):
    LESSON = "lesson"
    ATTEMPT = "attempt"
    ATTENDANCE = "attendance"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as far as progress is concerned, at its effective time. `id` is the event's.

    `key` is the lesson, quiz or webinar. Attempts carry `share`, `passed`, and `same`: two with an equal one are one
    attempt, the earlier (then the lower id). `lapsed_at`: it passed until a correction of that moment.
    """

    id: str
    kind: FactKind
    key: str
    at: datetime
    share: Fraction = Fraction()
    passed: bool = False
    same: str | None = None
    lapsed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuizProgress:
    """`best` is the best share of points, 0 to 1; `passed_at` the first attempt that passed.

    `lapsed` is (first, until) of attempts that passed before a correction took points away: who finished the course
    in that time has finished it.
    """

    attempts: int
    best: Fraction
    passed_at: datetime | None = None
    lapsed: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """`lessons` and `attended` say when first; `last_active_at` is when last a lesson, quiz or webinar was done."""

    lessons: Mapping[str, datetime] = field(default_factory=dict)
    quizzes: Mapping[str, QuizProgress] = field(default_factory=dict)
    attended: Mapping[str, datetime] = field(default_factory=dict)
    enrolled_at: datetime | None = None
    last_active_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def started(self) -> bool:
        """Something was done; enrolling and opening a lesson are not doing."""
        return self.last_active_at is not None

    def done(self) -> dict[str, datetime]:
        """Lessons done and quizzes passed, with their times: what completion looks at."""
        passed = {key: quiz.passed_at for key, quiz in self.quizzes.items() if quiz.passed_at}
        return {**self.lessons, **passed}

    @property
    def last_active_on(self) -> date | None:
        """The UTC day of the last activity."""
        return None if self.last_active_at is None else self.last_active_at.astimezone(UTC).date()

    def state_on(self, today: date) -> State:
        """Registered, started, stalled or finished, by UTC days: active 29 days ago is started, 30 is stalled."""
        if self.completed_at is not None:
            return State.FINISHED
        if self.last_active_on is None:
            return State.REGISTERED
        silent = (today - self.last_active_on).days
        return State.STALLED if silent >= STALLED_AFTER_DAYS else State.STARTED


def fold(facts: Iterable[Fact], history: Sequence[Required]) -> CourseProgress:
    """The progress that these facts make, in whatever order and however often each is given."""
    facts = tuple({fact.id: fact for fact in facts}.values())
    quizzes: dict[str, QuizProgress] = {}
    for fact in counted_attempts(facts):
        quizzes[fact.key] = _add_attempt(quizzes.get(fact.key), fact)
    progress = CourseProgress(
        lessons=_firsts(facts, FactKind.LESSON),
        quizzes=quizzes,
        attended=_firsts(facts, FactKind.ATTENDANCE),
        enrolled_at=min((fact.at for fact in facts if fact.kind is FactKind.ENROLMENT), default=None),
        last_active_at=max((fact.at for fact in facts if fact.kind is not FactKind.ENROLMENT), default=None),
    )
    return complete(progress, history)


def _firsts(facts: Sequence[Fact], kind: FactKind) -> dict[str, datetime]:
    times: dict[str, datetime] = {}
    for fact in facts:
        if fact.kind is kind:
            times[fact.key] = min(times.get(fact.key, fact.at), fact.at)
    return times


def counted_attempts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The attempts among these facts, of equal ones only the earliest, in order of time."""
    attempts = sorted((fact for fact in facts if fact.kind is FactKind.ATTEMPT), key=lambda fact: (fact.at, fact.id))
    first = {fact.same: fact.id for fact in reversed(attempts) if fact.same}
    return tuple(fact for fact in attempts if fact.same is None or first[fact.same] == fact.id)


def add_fact(progress: CourseProgress, fact: Fact, *, counts: bool = True) -> CourseProgress:
    """Progress with one more fact; the caller sees to it that each comes once. `complete` it afterwards.

    `counts` False is for an attempt that repeats another one: it shows that the person was there, nothing else.
    """
    if fact.kind is FactKind.ENROLMENT:
        return replace(progress, enrolled_at=_earlier(progress.enrolled_at, fact.at))
    active = replace(progress, last_active_at=max(progress.last_active_at or fact.at, fact.at))
    if fact.kind is FactKind.LESSON:
        return replace(active, lessons=_first(progress.lessons, fact))
    if fact.kind is FactKind.ATTENDANCE:
        return replace(active, attended=_first(progress.attended, fact))
    if not counts:
        return active
    quiz = _add_attempt(progress.quizzes.get(fact.key), fact)
    return replace(active, quizzes={**progress.quizzes, fact.key: quiz})


def complete(progress: CourseProgress, history: Sequence[Required]) -> CourseProgress:
    """Progress with `completed_at` as the requirements of all releases have it. No correction takes it away."""
    at, before = completed_at(progress.done(), history), _completed_before_correction(progress, history)
    return replace(progress, completed_at=min(at, before) if at and before else at or before)


def _completed_before_correction(progress: CourseProgress, history: Sequence[Required]) -> datetime | None:
    """When everything was done with the help of attempts that a correction has lowered since, if it was before that."""
    done = progress.done()
    lapsed = {key: quiz.lapsed for key, quiz in progress.quizzes.items() if quiz.lapsed}
    once = {key: min(first, done.get(key, first)) for key, (first, _until) in lapsed.items()}
    at = completed_at({**done, **once}, history) if lapsed else None
    gone = at and [
        key for key, (_first, until) in lapsed.items() if until <= at and not (key in done and done[key] <= at)
    ]
    return None if gone else at


def _add_attempt(quiz: QuizProgress | None, fact: Fact) -> QuizProgress:
    passed_at = fact.at if fact.passed else None
    lapsed = (fact.at, fact.lapsed_at) if fact.lapsed_at else None
    if quiz is None:
        return QuizProgress(1, fact.share, passed_at, lapsed)
    if quiz.passed_at and passed_at:
        passed_at = min(quiz.passed_at, passed_at)
    if quiz.lapsed and lapsed:
        lapsed = (min(quiz.lapsed[0], lapsed[0]), max(quiz.lapsed[1], lapsed[1]))
    best = max(quiz.best, fact.share)
    return QuizProgress(quiz.attempts + 1, best, passed_at or quiz.passed_at, lapsed or quiz.lapsed)


def _first(times: Mapping[str, datetime], fact: Fact) -> dict[str, datetime]:
    return {**times, fact.key: min(times.get(fact.key, fact.at), fact.at)}


def _earlier(first: datetime | None, second: datetime) -> datetime:
    return second if first is None else min(first, second)


def to_json(progress: CourseProgress) -> dict[str, Any]:
    """The state as it is stored, the same text for the same state: keys sorted, times as text, shares as `5/6`."""
    return {
        "attended": _times_to_json(progress.attended),
        "completed_at": _time_to_json(progress.completed_at),
        "enrolled_at": _time_to_json(progress.enrolled_at),
        "last_active_at": _time_to_json(progress.last_active_at),
        "lessons": _times_to_json(progress.lessons),
        "quizzes": {key: _quiz_to_json(quiz) for key, quiz in sorted(progress.quizzes.items())},
    }


def _quiz_to_json(quiz: QuizProgress) -> dict[str, Any]:
    """Where nothing has lapsed nothing is said of it, as before there were corrections."""
    lapsed = {"lapsed": [time_text(at) for at in quiz.lapsed]} if quiz.lapsed else {}
    passed = {"passed_at": _time_to_json(quiz.passed_at)}
    return {"attempts": quiz.attempts, "best": str(quiz.best)} | lapsed | passed


def from_json(state: Mapping[str, Any]) -> CourseProgress:
    """The reverse of `to_json`."""
    return CourseProgress(
        lessons=_times_from_json(state["lessons"]),
        quizzes={
            key: QuizProgress(
                quiz["attempts"],
                Fraction(quiz["best"]),
                _time_from_json(quiz["passed_at"]),
                _lapsed_from_json(quiz.get("lapsed")),
            )
            for key, quiz in state["quizzes"].items()
        },
        attended=_times_from_json(state["attended"]),
        enrolled_at=_time_from_json(state["enrolled_at"]),
        last_active_at=_time_from_json(state["last_active_at"]),
        completed_at=_time_from_json(state["completed_at"]),
    )


def _time_to_json(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)


def _time_from_json(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _lapsed_from_json(times: list[str] | None) -> tuple[datetime, datetime] | None:
    return None if times is None else (datetime.fromisoformat(times[0]), datetime.fromisoformat(times[1]))


def _times_to_json(times: Mapping[str, datetime]) -> dict[str, str]:
    return {key: time_text(at) for key, at in sorted(times.items())}


def _times_from_json(times: Mapping[str, str]) -> dict[str, datetime]:
    return {key: datetime.fromisoformat(text) for key, text in times.items()}
