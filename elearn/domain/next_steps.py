"""What a learner can do next: open parts of the course she was in last, as many as fit into a quarter of an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from elearn.domain.course import Course, Lesson, Quiz
from elearn.domain.progress import CourseProgress

QUARTER_MINUTES = 15
# A quiz says nothing about its length; ours have about eight questions.
QUIZ_MINUTES = 5

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
Step = tuple[Course, Lesson | Quiz]


def next_steps(
    courses: Sequence[Course], progress: Mapping[str, CourseProgress], *, minutes: int = QUARTER_MINUTES
) -> list[Step]:
    """At least one step while anything is open, then those that fit too. `courses` in the order of the site.

    The course with the latest activity comes first; when all that were begun are finished, the first of the others.
    """
    begun = [course for course in courses if course.id in progress and progress[course.id].started]
    begun.sort(key=lambda course: progress[course.id].last_active_at or _NEVER, reverse=True)
    for course in (*begun, *(course for course in courses if course not in begun)):
        steps = _fitting(course, progress.get(course.id, CourseProgress()), minutes)
        if steps:
            return steps
    return []


def is_open(part: Lesson | Quiz, stand: CourseProgress) -> bool:
    """A lesson not done, or a graded quiz not passed."""
    if isinstance(part, Lesson):
        return part.id not in stand.lessons
    return part.graded and not (part.id in stand.quizzes and stand.quizzes[part.id].passed_at)


def minutes_of(part: Lesson | Quiz) -> int:
    return part.minutes if isinstance(part, Lesson) else QUIZ_MINUTES


def _fitting(course: Course, stand: CourseProgress, minutes: int) -> list[Step]:
    steps: list[Step] = []
    for part in course.parts():
        if is_open(part, stand):
            minutes -= minutes_of(part)
            if steps and minutes < 0:
                break
            steps.append((course, part))
    return steps
