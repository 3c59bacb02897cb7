"""Entering who was at a webinar: by the names of a group, a typed list or a conference tool's report; look first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import regions_of
from elearn.domain.attendance import Status, length_of, make_word, read_minutes, read_share
from elearn.domain.community import RALOS
from elearn.domain.names import showable
from elearn.domain.webinars import Webinar
from elearn.exchange.conference_csv import ConferenceFile, Heard, read_conference
from elearn.exchange.csv_tables import Problem
from elearn.exchange.roster_csv import read_people
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.attendance import Taken, enter_attendance
from elearn.services.attendance_reading import Asked
from elearn.services.community import list_als_of_region
from elearn.services.rosters import list_choices, tell_apart
from elearn.web.attendance import held_webinar, words_of
from elearn.web.attendance_words import channel_choices, status_choices, tell_attendance
from elearn.web.forms.attendance import AttendanceForm
from elearn.web.regions import known_ralo
from elearn.web.rosters import clerk, note, sent_table
from elearn.web.signed_in import get_viewer
from elearn.web.uploads import MOST_ON_ROSTER

bp = Blueprint("attendance_lists", __name__)
SHOWN = 200


@bp.route("/<lang:lang>/regions/<ralo>/webinars/<webinar>/new", methods=["GET", "POST"])
def new(lang: str, ralo: str, webinar: str) -> Response | str:
    """Whoever enters people of whom nobody is known for sure sees them again: there was nothing to write down."""
    held_webinar(webinar)
    if request.method == "GET":
        return page(lang, ralo, webinar, attendance_form(ralo, webinar, request.args))
    form = attendance_form(ralo, webinar, request.form)
    text, problem = sent_table(form, utf16=True)
    form.lines.data = text
    if request.form.get("step") == "people":
        return page(lang, ralo, webinar, form)
    file = ConferenceFile(problems=(problem,)) if problem else read_lines(form, held_webinar(webinar), text)
    entering = request.form.get("step") == "enter"
    taken = Taken(problems=file.problems) if file.problems else take(ralo, webinar, form, file.lines, entering=entering)
    if entering and not taken.problems and (taken.new or taken.known):
        return redirect(f"/{lang}/regions/{ralo}/webinars/{webinar}?entered={len(taken.new)}#done", 303)
    return page(lang, ralo, webinar, form, taken)


def attendance_form(ralo: str, webinar: str, typed: Any) -> AttendanceForm:
    form, one = AttendanceForm(typed), held_webinar(webinar)
    groups = {als.code: f"{als.name} ({als.code})" for als in list_als_of_region(current.session(), known_ralo(ralo))}
    form.als.choices = {"": _("None")} | groups
    form.channel.choices = channel_choices(one)
    form.status.choices = status_choices()
    if length_of(one):
        del form.minutes
    return form


def read_lines(form: AttendanceForm, webinar: Webinar, text: str) -> ConferenceFile:
    typed = read_people(showable(form.text("people")), most_lines=MOST_ON_ROSTER)
    by_hand = tuple(Heard(line.line, line.name, line.email, typed=True) for line in typed.lines)
    file = read_conference(showable(text), most_lines=MOST_ON_ROSTER) if text else ConferenceFile()
    wrong = (*typed.problems, *file.problems, *wrong_fields(form, webinar))
    return ConferenceFile((*by_hand, *file.lines), wrong)


def wrong_fields(form: AttendanceForm, webinar: Webinar) -> list[Problem]:
    """What was typed into the fields of one line."""
    minutes = form.text("minutes").strip() if "minutes" in form else ""
    wrong = {
        "share": read_share(form.text("share")) is None and "share-wrong",
        "minutes": bool(minutes) and read_minutes(minutes) is None and "length-wrong",
        "channel": form.text("channel") not in channel_choices(webinar) and "choice-unknown",
        "status": form.text("status") not in status_choices() and "choice-unknown",
    }
    return [Problem(0, field, code) for field, code in wrong.items() if code]


def take(ralo: str, webinar: str, form: AttendanceForm, lines: tuple[Heard, ...], *, entering: bool) -> Taken:
    share = read_share(form.text("share"))
    asked = Asked(
        common=make_word(form.text("status"), share or 0, form.text("channel")),
        lines=lines,
        als=form.text("als"),
        picked=picked(),
        length=read_minutes(form.text("minutes").strip()) if "minutes" in form else None,
        confirmed=request.form.getlist("sure"),
    )
    others = set(regions_of(get_viewer(), current.today(), tuple(RALOS))) - {known_ralo(ralo)}
    return enter_attendance(
        current.session(),
        clerk=clerk(known_ralo(ralo)),
        webinar=held_webinar(webinar),
        asked=asked,
        others=others,
        dry_run=not entering,
    )


def picked() -> dict[str, Status]:
    """uid -> what was chosen beside the name; whoever was left alone is not in it."""
    chosen = {name.removeprefix("s-"): status for name, status in request.form.items() if name.startswith("s-")}
    return {uid: Status(status) for uid, status in chosen.items() if status in set(Status)}


def page(lang: str, ralo: str, webinar: str, form: AttendanceForm, taken: Taken | None = None) -> Response:
    """The form with everything typed; after a dry run also what would be entered, or what is wrong."""
    current.session().rollback()
    form.make_showable()
    problems = tell_attendance(taken.problems) if taken else []
    form.show(dict(reversed(problems)))
    choices = list_choices(current.session(), ralo=known_ralo(ralo), als=form.text("als"))
    found = [*taken.new, *taken.matches.doubtful] if taken else []
    named = [match.person.account_id for match in found[:SHOWN] if match.person.named]
    note([*(person.account_id for person in choices), *named])
    text = render_template(
        "attendance/new.html",
        ralo=known_ralo(ralo),
        form=form,
        picks=[(person.uid, person.name) for person in choices],
        hints=tell_apart([*choices, *(match.person for match in taken.matches.doubtful)] if taken else choices),
        chosen=picked(),
        confirmed=set(request.form.getlist("sure")),
        problems=problems,
        taken=taken,
        shown=SHOWN,
        statuses=status_choices(),
        **words_of(lang, webinar),
    )
    return Response(text, 422 if problems else 200, content_type="text/html; charset=utf-8")
