"""What a learner does with lessons, and where she stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.access import Viewer, is_administrator, may_report, regions_of
from elearn.domain.community import RALOS
from elearn.domain.course import Course, Lesson, Quiz, pick
from elearn.domain.errors import NotFound
from elearn.domain.next_steps import is_open
from elearn.domain.progress import CourseProgress
from elearn.extensions import current
from elearn.services.attendance import count_own_attendance
from elearn.services.community import list_own_als
from elearn.services.learning import find_progress, finish_lesson
from elearn.services.programmes import own_programmes
from elearn.web.catalogue import catalogue
from elearn.web.going_on import go_on
from elearn.web.guests import learner_or_new_guest, set_guest_cookie
from elearn.web.own_webinars import ON_ME, coming, zone_words
from elearn.web.programme_view import OwnView, own_view

bp = Blueprint("learning", __name__)


@bp.post("/<lang:lang>/c/<course>/<lesson>/done")
def done(lang: str, course: str, lesson: str) -> AnyResponse:
    place = catalogue().get_place(course, lesson)
    if not isinstance(place.part, Lesson):
        raise NotFound("lesson", lesson)
    learner, token = learner_or_new_guest()
    finish_lesson(current.session(), learner=learner, course=course, lesson=lesson, language=lang, now=current.now())
    target = f"/{lang}/c/{course}/{place.after.id}" if place.after else f"/{lang}/me"
    return set_guest_cookie(go_on(target), token)


@dataclass(frozen=True, slots=True)
class StepView:
    address: str
    title: str
    language: str
    course_title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course on `/me`. `done` are ids of read lessons and passed quizzes, `best` the quizzes tried so far."""

    course: Course
    title: str
    language: str
    done: frozenset[str]
    lessons_done: int
    lessons: int
    quizzes_passed: int
    quizzes: int
    completed_at: datetime | None
    best: tuple[tuple[str, str, float, bool, str], ...]


@bp.get("/<lang:lang>/me")
def me(lang: str) -> str:
    learner, viewer = current.learner(), current.viewer()
    progress = find_progress(current.session(), learner=learner) if learner else {}
    courses = [course for course in catalogue().site.courses if course.id in progress]
    courses.sort(key=lambda course: str(progress[course.id].last_active_at or ""), reverse=True)
    return render_template(
        "learning/me.html",
        viewer=viewer,
        viewer_name=Markup("<bdi>{}</bdi>").format(viewer.name) if viewer else "",
        regions=regions_of(viewer, current.today(), tuple(RALOS)) if viewer else (),
        groups=list_own_als(current.session(), viewer.grants, current.today()) if viewer else (),
        administrator=bool(viewer and is_administrator(viewer, current.today())),
        courses=[course_view(course, progress[course.id], lang) for course in courses],
        next_step=next_step(courses, progress, lang),
        welcome="welcome" in request.args,
        programmes=programmes(viewer, lang),
        events=coming(lang, ON_ME) if viewer else (),
        been=count_own_attendance(current.session(), viewer.uid) if viewer else 0,
        **(zone_words() if viewer else {}),
        reports=bool(viewer and may_report(viewer, current.today())),
    )


def programmes(viewer: Viewer | None, lang: str) -> list[OwnView]:
    """What she is asked to get ready for, with what to do next; nothing for a guest."""
    if viewer is None:
        return []
    own = own_programmes(current.session(), account_id=viewer.account_id, uid=viewer.uid, today=current.today())
    return [own_view(one, lang) for one in own]


def course_view(course: Course, progress: CourseProgress, lang: str) -> CourseView:
    """Counts only what the release in force holds: a lesson taken out since is kept, but not shown as one of these."""
    title, language = pick(course.titles, lang, course.language)
    lessons = {lesson.id for lesson in course.lessons()} & set(progress.lessons)
    quizzes = [quiz for quiz in course.quizzes() if quiz.graded]
    passed = {quiz.id for quiz in quizzes if quiz.id in progress.quizzes and progress.quizzes[quiz.id].passed_at}
    return CourseView(
        course=course,
        title=title,
        language=language,
        done=frozenset(lessons | passed),
        lessons_done=len(lessons),
        lessons=len(course.lessons()),
        quizzes_passed=len(passed),
        quizzes=len(quizzes),
        completed_at=progress.completed_at,
        best=tuple(_best(course, quiz, progress, lang) for quiz in course.quizzes() if quiz.id in progress.quizzes),
    )


def _best(course: Course, quiz: Quiz, progress: CourseProgress, lang: str) -> tuple[str, str, float, bool, str]:
    stand = progress.quizzes[quiz.id]
    title, spoken = pick(quiz.titles, lang, course.language)
    return title, spoken, float(stand.best), bool(stand.passed_at), f"/{lang}/c/{course.id}/{quiz.id}"


def next_step(courses: list[Course], progress: Mapping[str, CourseProgress], lang: str) -> StepView | None:
    """The first part not done of the course she was in last; the next unfinished course when that one is finished."""
    for course in courses:
        stand = progress[course.id]
        for part in course.parts():
            if is_open(part, stand):
                title, spoken = pick(part.titles, lang, course.language)
                minutes = part.minutes if isinstance(part, Lesson) else 0
                course_title = pick(course.titles, lang, course.language)[0]
                return StepView(f"/{lang}/c/{course.id}/{part.id}", title, spoken, course_title, minutes)
    return None
