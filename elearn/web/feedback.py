"""Three questions after an event, and what regions said: for whoever coordinates or teaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import Viewer, regions_of
from elearn.domain.community import RALOS, Role
from elearn.domain.errors import Refused
from elearn.domain.feedback import Answer, Question, Told, takes_feedback
from elearn.domain.webinars import Webinar
from elearn.exchange.csv_cells import write_csv
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.feedback import find_answers, give_feedback, list_told, list_told_of_region
from elearn.services.webinars import get_webinar, list_lines
from elearn.web.catalogue import catalogue
from elearn.web.hourly import this_hour
from elearn.web.regions import known_ralo
from elearn.web.signed_in import get_viewer

bp = Blueprint("feedback", __name__)
HEADER = ("webinar", "ralo", "people", "question", "yes", "partly", "no")


@bp.route("/<lang:lang>/webinars/<webinar>/feedback", methods=["GET", "POST"])
def give(lang: str, webinar: str) -> Response | str:
    found, viewer = get_webinar(catalogue(), webinar), get_viewer()
    if request.method == "GET":
        answers = find_answers(current.session(), account_id=viewer.account_id, webinar=found.id)
        return feedback_page(
            lang, found, viewer, {question.value: answer.value for question, answer in answers.items()}
        )
    said = {question.value: request.form.get(question, "") for question in Question}
    try:
        give_feedback(current.session(), account_id=viewer.account_id, webinar=found, said=said, now=current.now())
    except Refused as error:
        page = feedback_page(lang, found, viewer, said, error)
        return Response(page, 409 if "closed" in error.problems else 422, content_type="text/html; charset=utf-8")
    return redirect(f"/{lang}/webinars/{found.id}/feedback?done=1#done", 303)


def feedback_page(
    lang: str, found: Webinar, viewer: Viewer, said: Mapping[str, str],
    refused: Refused | None = None,
) -> str:  # fmt: skip
    ralos = regions_told(viewer)
    problems = [
        (question.value, _("Choose one answer.")) for question in Question if refused and question in refused.problems
    ]
    if refused and "closed" in refused.problems:
        problems = [("closed", _("Your answers were not saved: the questions are not open."))]
    return render_template(
        "feedback/give.html",
        line=list_lines([found], this_hour(), lang)[0],
        takes=takes_feedback(found, current.now()),
        said=said,
        questions=question_words(),
        answers=answer_words(),
        problems=problems,
        regions=list_told(current.session(), webinar=found.id, ralos=ralos) if ralos else [],
        tells=bool(ralos),
        done="done" in request.args and not problems,
    )


@bp.get("/<lang:lang>/regions/<ralo>/feedback")
def region(lang: str, ralo: str) -> str:
    told, site = list_told_of_region(current.session(), ralo=known_ralo(ralo)), catalogue().site
    known = filter(None, map(site.known_webinar, in_order(told)))
    lines = [(line, told[line.webinar.id]) for line in list_lines(list(known), this_hour(), lang)]
    there = {one.id for one in site.webinars}
    return render_template(
        "feedback/region.html", ralo=RALOS[known_ralo(ralo)], lines=lines, there=there, questions=question_words(),
        answers=answer_words(),
    )  # fmt: skip


@bp.get("/<lang:lang>/regions/<ralo>/feedback.csv")
def region_csv(lang: str, ralo: str) -> Response:  # noqa: ARG001 - the address carries the language
    told = list_told_of_region(current.session(), ralo=known_ralo(ralo))
    body = write_csv(HEADER, [row for webinar in in_order(told) for row in csv_rows(webinar, told[webinar])])
    headers = {"Content-Disposition": f'attachment; filename="{ralo}-feedback.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def in_order(told: Collection[str]) -> list[str]:
    """Ids of events, the latest first, for the page and for the file; one that no release knows stands at the end."""
    known = {key: one for key in told if (one := catalogue().site.known_webinar(key))}
    latest = sorted(sorted(known), key=lambda key: known[key].span()[0], reverse=True)
    return [*latest, *sorted(set(told) - set(known))]


def csv_rows(webinar: str, told: Told) -> list[tuple[str, ...]]:
    """One row per question; of a region with few answers one row that says so."""
    if not told.counts:
        return [(webinar, told.ralo, told.people, "", "", "", "")]
    return [
        (webinar, told.ralo, told.people, question.value, *(counts[answer] for answer in Answer))
        for question, counts in told.counts.items()
    ]


def regions_told(viewer: Viewer) -> tuple[str, ...]:
    """Her own regions for a coordinator, all for administrators and for whoever teaches: no figure is under five."""
    day = current.today()
    teaches = any(grant.role is Role.INSTRUCTOR and grant.holds_on(day) for grant in viewer.grants)
    return tuple(RALOS) if teaches else regions_of(viewer, day, tuple(RALOS))


def question_words() -> dict[Question, str]:
    return {
        Question.USEFUL: _("Was it useful to you?"),
        Question.FOLLOWED: _("Could you follow it: the language, the sound, the line?"),
        Question.AGAIN: _("Would you send others of your group to one like it?"),
    }


def answer_words() -> dict[Answer, str]:
    return {Answer.YES: _("Yes"), Answer.PARTLY: _("In part"), Answer.NO: _("No")}
