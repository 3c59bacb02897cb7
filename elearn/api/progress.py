"""`/api/v1/…/progress` (contract §5): a person's own standing, and a region's report."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest

from elearn.domain.access import regions_of
from elearn.domain.community import RALOS
from elearn.domain.course import Course
from elearn.domain.errors import NotFound, Refused
from elearn.domain.grading import decimal_text
from elearn.domain.progress import CourseProgress, State
from elearn.domain.report_filters import read_filters
from elearn.exchange.report_json import report_json
from elearn.extensions import current
from elearn.services.catalogue import Catalogue
from elearn.services.learning import find_progress
from elearn.services.reports import progress_report

bp = Blueprint("api", __name__, url_prefix="/api/v1")


def catalogue() -> Catalogue:
    found: Catalogue = current_app.extensions["elearn.published"].catalogue()
    return found


@bp.get("/me/progress")
def my_progress() -> Response:
    """Every course of the release in force, also those in which nothing happened yet."""
    learner = current.learner()
    progress = find_progress(current.session(), learner=learner) if learner else {}
    nothing = CourseProgress()
    return jsonify(
        {"courses": [own_course(course, progress.get(course.id, nothing)) for course in catalogue().site.courses]}
    )


@bp.get("/reports/progress")
def region_progress() -> Response:
    """`?ralo=AFRALO[&course=ip][&as_of=2026-11-21]`: the rows of the region's page. 404 outside the asker's regions."""
    ralo = request.args.get("ralo", "").upper()
    viewer, today = current.viewer(), current.today()
    if viewer is None or ralo not in regions_of(viewer, today, tuple(RALOS)):
        raise NotFound("ralo", ralo)
    courses = [course.id for course in catalogue().site.courses]
    asked = {name: value for name, value in request.args.items() if name != "ralo"}
    try:
        filters = read_filters(asked, courses=courses, today=today)
    except Refused as error:
        raise BadRequest from error
    ask = partial(progress_report, ralo=ralo, courses=courses, today=today, filters=filters)
    return jsonify(report_json(current.read(ask)))


def own_course(course: Course, progress: CourseProgress) -> dict[str, Any]:
    """The fields of the contract and no others."""
    lessons = {lesson.id for lesson in course.lessons()}
    quizzes = {quiz.id for quiz in course.quizzes()}
    graded = {quiz.id for quiz in course.quizzes() if quiz.graded}
    passed = {key for key, quiz in progress.quizzes.items() if quiz.passed_at} & graded
    return {
        "course": course.id,
        "state": progress.state_on(current.today()).value if progress.started else State.REGISTERED.value,
        "lessons_done": len(lessons & set(progress.lessons)),
        "lessons": len(lessons),
        "quizzes_passed": len(passed),
        "quizzes": len(graded),
        "best_scores": {
            key: float(decimal_text(quiz.best)) for key, quiz in sorted(progress.quizzes.items()) if key in quizzes
        },
        "last_activity_at": machine_time(progress.last_active_at),
        "completed_at": machine_time(progress.completed_at),
    }


def machine_time(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, whole seconds."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
