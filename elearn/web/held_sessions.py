"""Sessions that groups held with a facilitator's guide: the list that everybody can see, and reporting one."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import may_report, may_see_region
from elearn.domain.errors import NotFound, Refused
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.held_sessions import (
    Told,
    find_session,
    list_reportable,
    list_sessions,
    report_session,
    withdraw_session,
)
from elearn.web.desk_messages import refuse
from elearn.web.forms.desk import SessionForm
from elearn.web.region_view import course_titles
from elearn.web.regions import asked_page, course_ids
from elearn.web.signed_in import get_viewer

bp = Blueprint("held_sessions", __name__)


@bp.get("/<lang:lang>/sessions")
def index(lang: str) -> str:
    viewer, page, course = get_viewer(), asked_page(), request.args.get("course", "")
    lines, more = list_sessions(current.session(), course=course[:64], page=page)
    reports = may_report(viewer, current.today())
    own = {als.code for _ralo, als in list_reportable(current.session(), viewer, current.today())} if reports else ()
    return render_template(
        "sessions/index.html",
        lines=lines,
        titles=course_titles(course_ids(), lang),
        reports=reports,
        own=own,
        regions={line.ralo for line in lines if may_see_region(viewer, line.ralo, current.today())},
        course=course,
        page=page,
        more=more,
        done="done" in request.args,
    )


@bp.route("/<lang:lang>/sessions/new", methods=["GET", "POST"])
def new(lang: str) -> Response | str:
    if request.method == "GET":
        return page(plan_form(lang))
    form = session_form(lang, request.form)
    told = Told(*(form.text(name).strip() for name in ("als", "course", "date", "people", "language", "notes")))
    try:
        report_session(
            current.session(),
            told=told,
            by=get_viewer(),
            courses=course_ids(),
            new_uid=secrets.token_hex(16),
            now=current.now(),
        )
    except Refused as error:
        return page(form, refuse(form, error))
    return redirect(f"/{lang}/sessions?done=1#done", 303)


@bp.post("/<lang:lang>/sessions/<uid>/withdraw")
def withdraw(lang: str, uid: str) -> Response:
    withdraw_session(current.session(), uid=uid, by=get_viewer(), now=current.now())
    return redirect(f"/{lang}/sessions", 303)


def page(form: SessionForm, problems: list[tuple[str, str]] | None = None) -> Response:
    text = render_template("sessions/new.html", form=form, problems=problems or [])
    return Response(text, 422 if problems else 200, content_type="text/html; charset=utf-8")


def session_form(lang: str, typed: Any) -> SessionForm:
    form = SessionForm(typed)
    nothing = {"": _("Choose")}
    groups = list_reportable(current.session(), get_viewer(), current.today())
    if not groups:
        raise NotFound("als", "")
    names = {als.code: f"{als.name} ({als.code})" for _ralo, als in groups}
    form.als.choices = names if len(names) == 1 else nothing | names
    form.course.choices = nothing | course_titles(course_ids(), lang)
    return form


def plan_form(lang: str) -> SessionForm:
    """A new report; with `plan` everything that another group's session can lend."""
    form = session_form(lang, None)
    line = find_session(current.session(), request.args.get("plan", "")[:32])
    form.plan.data = line.course if line else ""
    form.course.data = line.course if line else request.args.get("course", "")[:64]
    form.language.data = line.language if line else lang
    form.notes.data = line.notes if line else ""
    form.date.data = current.today().isoformat()
    return form
