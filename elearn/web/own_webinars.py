"""What comes, as one person sees it: every time in her zone beside UTC, which reminders she asked for, where she was.

The public pages stay the same bytes for everybody, so whatever is hers stands here.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import Refused
from elearn.domain.reminders import Ahead, offered
from elearn.domain.webinars import Webinar, list_coming
from elearn.domain.zones import find_zone
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.attendance import list_own_attendance
from elearn.services.reminders import choose_reminders, list_reminders
from elearn.services.webinars import Line, get_webinar, list_lines, open_webinar
from elearn.web.attended import own_attended
from elearn.web.catalogue import catalogue
from elearn.web.hourly import this_hour
from elearn.web.signed_in import get_viewer

bp = Blueprint("own_webinars", __name__)
MOST_LINES, ON_ME = 50, 3


@bp.get("/<lang:lang>/me/webinars")
def index(lang: str) -> str:
    lines, known = coming(lang, MOST_LINES), list_reminders(current.session(), get_viewer().account_id)
    reminders = {one: [ahead for ahead in Ahead if ahead in wanted] for one, wanted in known.items()}
    attended = own_attended(list_own_attendance(current.session(), get_viewer().uid), lang)
    return render_template(
        "webinars/own.html",
        lines=lines,
        reminders=reminders,
        attended=attended,
        words=ahead_words(),
        **zone_words(),
    )


@bp.route("/<lang:lang>/webinars/<webinar>/remind", methods=["GET", "POST"])
def remind(lang: str, webinar: str) -> Response | str:
    found = get_webinar(catalogue(), webinar)
    if request.method == "GET":
        return remind_page(found, lang)
    wanted = request.form.getlist("ahead")
    try:
        choose_reminders(
            current.session(),
            account_id=get_viewer().account_id,
            webinar=found,
            wanted=frozenset(wanted[: len(Ahead) + 1]),
            now=current.now(),
        )
    except Refused as error:
        return Response(remind_page(found, lang, error.problems["ahead"]), 422, content_type="text/html; charset=utf-8")
    return redirect(f"/{lang}/webinars/{found.id}/remind?done=1#done", 303)


def remind_page(found: Webinar, lang: str, problem: str = "") -> str:
    asked = list_reminders(current.session(), get_viewer().account_id).get(found.id, frozenset())
    return render_template(
        "webinars/remind.html",
        view=open_webinar(catalogue(), found, hour=this_hour(), language=lang),
        offered=offered(found, current.now()),
        asked=asked,
        words=ahead_words(),
        problem=problem_words().get(problem, ""),
        done="done" in request.args and not problem,
        **zone_words(),
    )


def coming(lang: str, most: int) -> tuple[Line, ...]:
    """What is on or comes, the next first."""
    books, hour = catalogue(), this_hour()
    return list_lines(list_coming(books.site.webinars, hour)[:most], hour, lang)


def zone_words() -> dict[str, object]:
    """Her zone for templates; none while she has chosen none."""
    name = get_viewer().zone
    return {"zone": find_zone(name), "zone_name": name, "hour": this_hour()}


def ahead_words() -> dict[Ahead, str]:
    return {Ahead.WEEK: _("a week before"), Ahead.DAY: _("a day before"), Ahead.HOUR: _("an hour before")}


def problem_words() -> dict[str, str]:
    return {
        "reminder-over": _("It is too late for one of these reminders. Choose again."),
        "reminder-unknown": _("Choose one of the reminders that are shown."),
    }
