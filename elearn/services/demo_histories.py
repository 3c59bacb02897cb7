"""What a made-up learner did: lessons one after the other, quizzes until she passes, weeks in between, an early end.

The events are the same that real learners cause. Pure in the source of chance and the moment at which it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from elearn.domain.course import Course, Lesson, Quiz
from elearn.domain.drawing import SEEDS, draw
from elearn.domain.events import Event
from elearn.domain.questions import Question, QuestionType

# How many take the first, second … course of the site, and how many of those go through with it.
TAKE = (0.84, 0.48, 0.24, 0.38, 0.22, 0.18)
FINISH = (0.72, 0.66, 0.58, 0.5, 0.4, 0.25)
# Days since a group's people were last here: the mean of the busy, the range of the others.
BUSY_MEAN_DAYS, BUSY_LONGEST_DAYS = 14, 110
QUIET_DAYS = {"less_active": (8, 150), "standby": (50, 280)}
MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Character:
    """`knows`: how often she is right, 0 to 1. `mood` is her group's: `active`, `less_active`, `standby`."""

    uid: str
    language: str
    knows: float
    mood: str


def make_history(random: Random, learner: Character, courses: Sequence[Course], now: datetime) -> list[Event]:
    """Her events in order of time; the last one is before `now`."""
    taken = [(number, course) for number, course in enumerate(courses) if random.random() < _chance(TAKE, number)]
    histories = [list(_course_events(random, learner, course, _chance(FINISH, number))) for number, course in taken]
    end = now - _silence(random, learner.mood)
    return _shift([history for history in histories if history], end, random)


def _chance(chances: Sequence[float], number: int) -> float:
    return chances[min(number, len(chances) - 1)]


def _silence(random: Random, mood: str) -> timedelta:
    if mood in QUIET_DAYS:
        days = random.uniform(*QUIET_DAYS[mood])
    else:
        days = min(random.expovariate(1 / BUSY_MEAN_DAYS), BUSY_LONGEST_DAYS)
    return timedelta(hours=1, seconds=int(days * 86_400))


def _course_events(random: Random, learner: Character, course: Course, finish: float) -> Iterator[Event]:
    """Events without a real time yet: `at` is filled in by `_shift`."""
    parts = list(course.parts())
    if random.random() >= finish:
        parts = parts[: random.randint(1, max(1, len(parts) - 1))]
    for part in parts:
        if isinstance(part, Lesson):
            yield _event(random, learner, course, part.id, "lesson.done")
        else:
            yield from _tries(random, learner, course, part)


def _tries(random: Random, learner: Character, course: Course, quiz: Quiz) -> Iterator[Event]:
    for seed in random.sample(SEEDS, MOST_TRIES):
        asked = draw(quiz, seed)
        knows = {question.key: random.random() < learner.knows for question in asked}
        answers = {question.key: _answer(random, question, right=knows[question.key]) for question in asked}
        given = {key: answer for key, answer in answers.items() if answer}
        event = _event(random, learner, course, quiz.id, "quiz.submit")
        yield replace(event, rev=quiz.rev, b={"answers": given, "seed": seed})
        points = sum(question.points for question in asked if knows[question.key])
        if points >= quiz.pass_mark * sum(question.points for question in asked):
            return


def _event(random: Random, learner: Character, course: Course, part: str, kind: str) -> Event:
    event_id = f"{random.getrandbits(128):032x}"
    return Event(event_id, kind, _NO_TIME, u=learner.uid, c=course.id, i=part, lang=learner.language)


_NO_TIME = datetime.min.replace(tzinfo=UTC)


def _answer(random: Random, question: Question, *, right: bool) -> object:
    """A canonical answer; empty for one that she leaves out."""
    if question.type is QuestionType.TRUE_FALSE:
        return "true" if question.true is right else "false"
    if question.type is QuestionType.NUMBER and question.number:
        low, high = Decimal(question.number.low), Decimal(question.number.high)
        return f"{low if right else high + 1:f}"
    if question.type in (QuestionType.TEXT, QuestionType.OPEN):
        return question.accepted[0] if right and question.accepted else ""
    if question.slots:
        return _fill(question, len(question.slots) if right else len(question.slots) // 2)
    if question.type is QuestionType.ONE:
        keys = [choice.key for choice in question.choices if choice.right is right]
        return random.choice(keys) if keys else ""
    keys = [choice.key for choice in question.choices if choice.right]
    if right:
        return tuple(sorted(keys))
    wrong = [choice.key for choice in question.choices if not choice.right]
    return tuple(sorted({*random.sample(keys, len(keys) // 2), *random.sample(wrong, min(1, len(wrong)))}))


def _fill(question: Question, count: int) -> dict[str, str]:
    """The first so many slots filled in right, the others left out."""
    rights = {
        slot.key: (*slot.right, *slot.accepted, slot.number.low if slot.number else "")[0] for slot in question.slots
    }
    return {slot.key: rights[slot.key] for slot in question.slots[:count] if not slot.fixed or slot.options}


def _shift(histories: list[list[Event]], end: datetime, random: Random) -> list[Event]:
    """Give every event its time: minutes within a sitting, days between sittings, weeks between courses."""
    offset = timedelta()
    events: list[tuple[Event, timedelta]] = []
    for history in histories:
        offset += timedelta(days=random.uniform(2, 18))
        for number, event in enumerate(history):
            offset += timedelta(minutes=random.uniform(6, 35))
            if number and random.random() < 0.3:
                offset += timedelta(days=random.uniform(0.7, 6))
            events.append((event, offset))
    start = end - offset
    return [replace(event, at=(start + at).replace(microsecond=0)) for event, at in events]
