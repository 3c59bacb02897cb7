"""Rosters of face-to-face meetings: look first, then enter; the list of them; taking somebody off again."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import is_administrator
from elearn.domain.course import pick
from elearn.exchange.csv_tables import Problem, decode_table
from elearn.exchange.roster_csv import RosterCells, RosterFile, read_people, read_roster
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.attendance import list_attended_webinars
from elearn.services.community import list_als_of_region
from elearn.services.looks import note_looks
from elearn.services.programmes import get_programme
from elearn.services.rosters import (
    Clerk,
    Entered,
    enter_roster,
    get_roster,
    list_choices,
    list_rosters,
    take_back,
    tell_apart,
)
from elearn.services.topics import list_topics
from elearn.web.catalogue import catalogue
from elearn.web.desk_messages import MOST_TOLD, tell_doubts, tell_problems
from elearn.web.forms.desk import LinesForm, RosterForm
from elearn.web.programmes import entered
from elearn.web.region_view import course_titles
from elearn.web.regions import course_ids, known_ralo
from elearn.web.signed_in import get_viewer
from elearn.web.uploads import MOST_ON_ROSTER, MOST_ROSTER_BYTES, find_excess

bp = Blueprint("rosters", __name__)

SHOWN = 200


@bp.get("/<lang:lang>/regions/<ralo>/rosters")
def index(lang: str, ralo: str) -> str:
    lines = list_rosters(current.session(), ralo=known_ralo(ralo))
    titles = subject_titles(lang)
    page = {"lines": lines, "titles": titles, "webinars": attended(lang, known_ralo(ralo)), "entered": entered()}
    return render_template("rosters/index.html", ralo=known_ralo(ralo), **page)


def attended(lang: str, ralo: str) -> list[tuple[str, str, str, int]]:
    """(webinar, title, its language, people) of webinars with somebody of this region; the webinar is empty where no
    list is kept of it: it was cancelled, or no release knows it.
    """
    told = []
    for key, people in list_attended_webinars(current.session(), ralo=ralo):
        webinar = catalogue().site.known_webinar(key)
        title, code = pick(webinar.titles, lang, webinar.language) if webinar else (key, lang)
        told.append((key if webinar and webinar.why != "cancelled" else "", title, code, people))
    return told


@bp.route("/<lang:lang>/regions/<ralo>/rosters/new", methods=["GET", "POST"])
def new(lang: str, ralo: str) -> Response | str:
    if request.method == "GET":
        return page(known_ralo(ralo), roster_form(lang, known_ralo(ralo), request.args))
    form, file = sent_form(lang, known_ralo(ralo))
    if request.form.get("step") == "people":
        return page(known_ralo(ralo), form)
    entering, base = request.form.get("step") == "enter", back(lang, ralo, form)
    done = Entered(file.problems) if file.problems else enter(known_ralo(ralo), form, file, dry_run=not entering)
    if entering and not done.problems:
        return redirect(f"{base}?entered={len(done.new)}#done", 303)
    return page(known_ralo(ralo), form, done)


def back(lang: str, ralo: str, form: RosterForm) -> str:
    """The page of the programme that was being looked at, else the list of rosters. Raises NotFound."""
    base = f"/{lang}/regions/{ralo}"
    key = form.text("programme")
    if key:
        get_programme(current.session(), key)
        return f"{base}/programmes/{key}"
    return f"{base}/rosters"


def page(ralo: str, form: RosterForm, done: Entered | None = None) -> Response | str:
    """The form with everything typed; after a dry run also what would be entered, or what is wrong."""
    current.session().rollback()
    form.make_showable()
    problems = tell_problems(done.problems) if done else []
    form.show(dict(reversed(problems)))
    choices = list_choices(current.session(), ralo=ralo, als=form.text("als"))
    note([*(person.account_id for person in choices), *(named_in(done) if done else [])])
    text = render_template(
        "rosters/new.html",
        ralo=ralo,
        form=form,
        picks=[(person.uid, person.name, person.uid in (form.who.data or ())) for person in choices],
        hints=tell_apart(choices),
        problems=problems,
        doubts=tell_doubts(done.doubts) if done else [],
        done=done,
        shown=SHOWN,
    )
    return Response(text, 422 if problems else 200, content_type="text/html; charset=utf-8")


def named_in(done: Entered) -> list[int]:
    """Whom the page names as found: those who are new, and those whom a doubt is about."""
    found = [one.person.account_id for one in done.new[:SHOWN] if one.person.named]
    return [*found, *done.doubted[:MOST_TOLD]]


def roster_form(lang: str, ralo: str, typed: Any) -> RosterForm:
    form = RosterForm(typed)
    topics = {topic.key: pick(topic.titles, lang, topic.language)[0] for topic in list_topics(current.session())}
    nothing = {"": _("Choose")}
    form.topic.choices = nothing | topics
    form.course.choices = nothing | course_titles(course_ids(), lang)
    groups = {als.code: f"{als.name} ({als.code})" for als in list_als_of_region(current.session(), ralo)}
    form.als.choices = {"": _("None")} | groups
    form.date.data = form.date.data or current.today().isoformat()
    return form


def sent_form(lang: str, ralo: str) -> tuple[RosterForm, RosterFile]:
    """What was sent. The text of a file travels on in the page, so that it is chosen once."""
    form = roster_form(lang, ralo, request.form)
    text, problem = sent_table(form)
    form.lines.data = text
    if problem:
        return form, RosterFile(problems=(problem,))
    typed = read_people(form.text("people"), most_lines=MOST_ON_ROSTER)
    file = read_roster(text) if text else RosterFile()
    return form, RosterFile((*typed.lines, *file.lines), (*typed.problems, *file.problems))


def sent_table(form: LinesForm, *, utf16: bool = False) -> tuple[str, Problem | None]:
    """The file that was chosen, or the one that the page carried. One that is too long is not carried back."""
    upload = request.files.get("file")
    if upload and upload.filename:
        with upload.stream:
            body = bytes(upload.read())
    else:
        body = form.text("lines").encode()
    excess = find_excess(body, MOST_ON_ROSTER)
    return ("", excess) if excess else decode_table(body, most_bytes=MOST_ROSTER_BYTES, utf16=utf16)


def enter(ralo: str, form: RosterForm, file: RosterFile, *, dry_run: bool) -> Entered:
    common = RosterCells(0, *(form.text(name).strip() for name in ("date", "topic", "course", "als", "place")))
    return enter_roster(
        current.session(),
        clerk=clerk(ralo),
        lines=file.lines,
        common=common,
        picked=form.who.data or (),
        courses=course_ids(),
        dry_run=dry_run,
    )


def clerk(ralo: str) -> Clerk:
    viewer = get_viewer()
    finds_all = is_administrator(viewer, current.today())
    return Clerk(ralo, viewer.uid, lambda: secrets.token_hex(16), current.now(), finds_all=finds_all)


@bp.route("/<lang:lang>/regions/<ralo>/rosters/<uid>", methods=["GET", "POST"])
def roster(lang: str, ralo: str, uid: str) -> Response | str:
    """Who was there; a button beside each name takes that person off."""
    if request.method == "POST":
        take_back(current.session(), clerk=clerk(known_ralo(ralo)), roster=uid, entry=request.form.get("entry", ""))
        return redirect(request.path, 303)
    line, people = get_roster(current.session(), ralo=known_ralo(ralo), uid=uid)
    note([account_id for _entry, account_id, _name in people])
    titles = subject_titles(lang)
    return render_template("rosters/roster.html", ralo=known_ralo(ralo), line=line, people=people, titles=titles)


def note(shown: list[int]) -> None:
    """Whoever is named on the page can see who looked."""
    viewer = get_viewer().account_id
    note_looks(current.session(), viewer_id=viewer, subjects=shown, page="roster", now=current.now())


def subject_titles(lang: str) -> dict[tuple[str, str], str]:
    """(kind, key) -> title of every topic and course."""
    topics = list_topics(current.session())
    return {
        **{("topic", topic.key): pick(topic.titles, lang, topic.language)[0] for topic in topics},
        **{("course", key): title for key, title in course_titles(course_ids(), lang).items()},
    }
