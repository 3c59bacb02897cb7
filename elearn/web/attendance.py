"""Attendance at a webinar: the list of a region, entering and correcting it, and the code of whoever was there."""

from __future__ import annotations

import secrets
from datetime import UTC
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import is_administrator, regions_of
from elearn.domain.attendance import (
    CODE_LENGTH,
    CODE_SIGNS,
    Status,
    make_word,
    read_share,
    show_code,
)
from elearn.domain.community import RALOS
from elearn.domain.course import pick
from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.domain.webinars import Webinar
from elearn.exchange.csv_tables import Problem
from elearn.extensions import current
from elearn.services.attendance import (
    correct_word,
    has_begun,
    list_attendance,
    list_own_attendance,
    tell_lines_apart,
)
from elearn.services.attendance_codes import EVERYBODY, Entry, close_code, enter_code, find_code, open_code
from elearn.services.webinars import get_webinar
from elearn.web.attendance_words import channel_choices, status_choices, tell_attendance
from elearn.web.catalogue import catalogue
from elearn.web.forms.attendance import CodeForm
from elearn.web.programmes import entered
from elearn.web.refusals import refuse_form
from elearn.web.regions import known_ralo
from elearn.web.rosters import clerk, note
from elearn.web.signed_in import get_viewer
from elearn.web.webinar_words import clock_words

bp = Blueprint("attendance", __name__)
BOTH = ["GET", "POST"]


def held_webinar(webinar: str) -> Webinar:
    """Raises NotFound for one that never was or was cancelled. One whose file was taken away has its lists still."""
    found = catalogue().site.known_webinar(webinar)
    if found is None or found.why == "cancelled":
        raise NotFound("webinar", webinar)
    return found


def words_of(lang: str, webinar: str) -> dict[str, Any]:
    found = held_webinar(webinar)
    title, title_language = pick(found.titles, lang, found.language)
    begun = has_begun(found, current.now())
    there = catalogue().site.webinar(webinar) is not None
    return {"one": found, "title": title, "title_language": title_language, "begun": begun, "there": there}


@bp.route("/<lang:lang>/webinars/<webinar>/attendance", methods=BOTH)
def own(lang: str, webinar: str) -> Response | str:
    """What stands about the reader herself, and where she enters the code that was shown."""
    get_webinar(catalogue(), webinar)  # for readers there is nothing to do at one whose file was taken away
    form, words = CodeForm(request.form if request.method == "POST" else None), words_of(lang, webinar)
    form.channel.choices = channels = channel_choices(words["one"])
    words["regions"] = regions_of(get_viewer(), current.today(), tuple(RALOS))
    if request.method == "POST":
        try:
            enter_code(current.session(), entry=own_entry(form, channels), webinar=words["one"])
        except Throttled as error:
            return refuse_form("attendance/own.html", form, error, said=None, **words)
        except Refused as error:
            return own_refused(form, error, words)
        return redirect(f"{request.path}?done=1#done", 303)
    said = list_own_attendance(current.session(), get_viewer().uid).get(webinar)
    return render_template("attendance/own.html", form=form, problems=[], said=said, **words)


def own_refused(form: CodeForm, error: Refused, words: dict[str, Any]) -> Response:
    """What to do with a code that is wrong or over; what was typed stays."""
    current.session().rollback()
    form.make_showable()
    problems = tell_attendance([Problem(0, field, code) for field, code in error.problems.items()])
    form.show(dict(problems))
    text = render_template("attendance/own.html", form=form, problems=problems, said=None, **words)
    return Response(text, 422, content_type="text/html; charset=utf-8")


def own_entry(form: CodeForm, channels: dict[str, str]) -> Entry:
    channel = form.text("channel") if form.text("channel") in channels else ""
    return Entry(get_viewer(), form.text("code"), channel, lambda: secrets.token_hex(16), current.now())


@bp.get("/<lang:lang>/webinars/<webinar>/attendance/regions")
def regions(lang: str, webinar: str) -> Response | str:
    """To the list of the reader's region; whoever looks after several chooses."""
    words, hers = words_of(lang, webinar), regions_of(get_viewer(), current.today(), tuple(RALOS))
    if len(hers) == 1:
        return redirect(f"/{lang}/regions/{hers[0].lower()}/webinars/{webinar}", 303)
    return render_template("attendance/regions.html", regions=hers, **words)


@bp.route("/<lang:lang>/regions/<ralo>/webinars/<webinar>", methods=BOTH)
def region(lang: str, ralo: str, webinar: str) -> Response | str:
    """Who was there; beside each name a form that says something else of her, and the code for everybody else."""
    if request.method == "GET":
        return region_page(lang, ralo, webinar)
    acts = {"correct": correct, "open": open_for_members, "close": close_for_members}
    act = acts.get(request.form.get("form", ""))
    if act is None:
        raise NotFound("form", "attendance")
    try:
        act(known_ralo(ralo), held_webinar(webinar))
    except Refused as error:
        current.session().rollback()
        where = "said" if act is correct else "code"  # their fields stand there once for each person, or each scope
        problems = tell_attendance([Problem(0, where, code) for code in error.problems.values()])
        return Response(region_page(lang, ralo, webinar, problems), 422, content_type="text/html; charset=utf-8")
    return redirect(f"{request.path}?corrected=1#done" if act is correct else f"{request.path}#code", 303)


def region_page(lang: str, ralo: str, webinar: str, problems: list[tuple[str, str]] | None = None) -> str:
    words = words_of(lang, webinar)
    lines, counts = list_attendance(current.session(), ralo=known_ralo(ralo), webinar=webinar)
    note([line.account_id for line in lines])
    everybody = is_administrator(get_viewer(), current.today())
    codes = {
        scope: find_code(current.session(), webinar=webinar, ralo=scope, now=current.now())
        for scope in (known_ralo(ralo), *((EVERYBODY,) if everybody else ()))
    }
    return render_template(
        "attendance/region.html",
        ralo=known_ralo(ralo),
        lines=lines,
        hints=tell_lines_apart(lines),
        counts=counts,
        codes=codes,
        show_code=show_code,
        clock_words=clock_words,
        utc=UTC,
        statuses=status_choices(),
        channels=channel_choices(words["one"]),
        problems=problems or [],
        entered=entered(),
        corrected="corrected" in request.args and not problems,
        **words,
    )


def correct(ralo: str, webinar: Webinar) -> None:
    """Another word, or none any more. Raises Refused with codes by field."""
    status, share = request.form.get("status", ""), read_share(request.form.get("share", ""))
    channel = request.form.get("channel", "")
    if status not in {*Status, "none"} or channel not in channel_choices(webinar):
        raise Refused({"status": "choice-unknown"})
    if share is None:
        raise Refused({"share": "share-wrong"})
    word = None if status == "none" else make_word(status, share, channel)
    event = request.form.get("event", "")
    correct_word(current.session(), clerk=clerk(ralo), webinar=webinar, event=event, word=word)


def code_scope(ralo: str) -> str:
    """For whom a code is: the members of the region, or of an administrator's choice everybody."""
    everybody = request.form.get("scope") == "everybody"
    if everybody and not is_administrator(get_viewer(), current.today()):
        raise NotFound("form", "attendance")
    return EVERYBODY if everybody else ralo


def open_for_members(ralo: str, webinar: Webinar) -> None:
    open_code(
        current.session(),
        webinar=webinar,
        ralo=code_scope(ralo),
        minutes=request.form.get("minutes", ""),
        code="".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH)),
        by=get_viewer().uid,
        now=current.now(),
    )


def close_for_members(ralo: str, webinar: Webinar) -> None:
    ours = code_scope(ralo)
    close_code(current.session(), webinar=webinar.id, ralo=ours, by=get_viewer().uid, now=current.now())
