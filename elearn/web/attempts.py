"""A quiz is sent, and its result is shown."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.course import Quiz
from elearn.domain.drawing import SEEDS
from elearn.domain.errors import NotFound, Refused
from elearn.extensions import current
from elearn.services.attempts import find_next_seed, get_attempt, submit_quiz
from elearn.services.catalogue import Place
from elearn.services.revisions import get_quiz
from elearn.web.catalogue import catalogue, quiz_form
from elearn.web.going_on import go_on, nonce, sent_back
from elearn.web.guests import learner_or_new_guest, set_guest_cookie
from elearn.web.messages import answer_problems
from elearn.web.result_view import result_view

bp = Blueprint("attempts", __name__)


@bp.post("/<lang:lang>/c/<course>/<quiz>")
def submit(lang: str, course: str, quiz: str) -> AnyResponse:
    place = catalogue().get_place(course, quiz)
    if not isinstance(place.part, Quiz):
        raise NotFound("quiz", quiz)
    learner, token = learner_or_new_guest()
    try:
        uid = submit_quiz(
            current.session(),
            learner=learner,
            quiz=quiz,
            revision=request.form.get("rev") or None,
            seed=asked_seed(),
            answers=given_fields(),
            language=lang,
            event_id=request.form.get("event") or None,
            secret=current_app.config["ELEARN"].secret_key.encode(),
            now=current.now(),
        )
    except Refused as refused:
        current.session().rollback()
        back = sent_back() if nonce() else refused_form(place, place.part, lang, refused.problems)
        return set_guest_cookie(back, token)
    return set_guest_cookie(go_on(f"/{lang}/attempts/{uid}"), token)


@bp.get("/<lang:lang>/attempts/<uid>")
def result(lang: str, uid: str) -> str:
    learner = current.learner()
    if learner is None:
        raise NotFound("own attempt", uid)
    attempt = get_attempt(current.session(), uid=uid, learner=learner)
    place = catalogue().find_quiz(attempt.quiz.id)
    quiz = place.part if place else None
    seed = find_next_seed(current.session(), learner=learner, quiz=quiz) if isinstance(quiz, Quiz) else 0
    view = result_view(attempt, place, catalogue(), lang, seed=seed, guest=current.viewer() is None)
    return render_template("attempts/result.html", view=view, course=place.course if place else None)


def given_fields() -> dict[str, list[str]]:
    """Every field as it came, doubled ones included: the use case says what is too much."""
    return {name: request.form.getlist(name) for name in request.form}


def asked_seed() -> int:
    """The seed of the form; one that is no number is told as unknown by the use case, like 16."""
    text = request.form.get("seed", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else -1


def refused_form(place: Place, quiz: Quiz, lang: str, problems: Mapping[str, str]) -> AnyResponse:
    """The form again, in the revision that was answered, with all that was typed and each problem in words."""
    rev = request.form.get("rev")
    seen = get_quiz(current.session(), quiz.id, rev) if rev else quiz
    seed = asked_seed() if asked_seed() in SEEDS else 0
    typed = {name: [shown(text) for text in texts] for name, texts in given_fields().items()}
    page = quiz_form(place, seen, lang, seed, given=typed, problems=answer_problems(problems))
    return current_app.make_response((page, 422))


def shown(text: str) -> str:
    """What was typed, without the characters that no page may hold (HTML §13.2.3.5)."""
    return "".join(char for char in text[:2_000] if char.isprintable() or char.isspace())
