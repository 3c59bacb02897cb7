"""The next quarter of an hour: which parts of which course."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from elearn.domain.course import Course, Lesson
from elearn.domain.next_steps import minutes_of, next_steps
from elearn.domain.progress import CourseProgress
from elearn.extensions import open_session
from elearn.services.catalogue import load_catalogue
from tests.makers import NOW

EARLY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def courses(published_template: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, ...]:
    """The real ones."""
    path = tmp_path_factory.mktemp("courses") / "copy.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        published_template.backup(copy)
    with open_session(f"sqlite:///{path}") as session:
        catalogue = load_catalogue(session)
        assert catalogue is not None
        return tuple(catalogue.site.courses)


def done(course: Course, number: int, at: datetime) -> CourseProgress:
    """The first lessons of a course."""
    lessons = {lesson.id: at for lesson in course.lessons()[:number]}
    return CourseProgress(lessons=lessons, last_active_at=at)


def test_a_newcomer_begins_with_the_first_course(courses: tuple[Course, ...]) -> None:
    steps = next_steps(courses, {})
    assert {course.id for course, _ in steps} == {courses[0].id}
    assert isinstance(steps[0][1], Lesson)


@pytest.mark.parametrize("minutes", [1, 15, 60])
def test_as_many_as_fit_and_never_none(courses: tuple[Course, ...], minutes: int) -> None:
    steps = next_steps(courses, {}, minutes=minutes)
    assert steps
    assert len(steps) == 1 or sum(minutes_of(part) for _, part in steps) <= minutes


def test_the_course_of_the_last_day_goes_on(courses: tuple[Course, ...]) -> None:
    first, second = courses[:2]
    progress = {first.id: done(first, 1, EARLY), second.id: done(second, 1, NOW)}
    assert next_steps(courses, progress)[0][0] == second
    finished = CourseProgress(lessons={part.id: NOW for part in second.lessons()}, last_active_at=NOW)
    open_quiz = next_steps(courses, progress | {second.id: finished})[0]
    assert open_quiz[0] == second
    assert not isinstance(open_quiz[1], Lesson)


def test_with_nothing_to_do_there_is_nothing() -> None:
    assert next_steps((), {}) == []
