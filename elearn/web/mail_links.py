"""Links in letters that need no signing in: switching a kind of letter off, and the figures of a digest."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import NotFound
from elearn.domain.mail import REMINDER, Kind
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.digests import find_digest_scope
from elearn.services.mail_choices import find_unsubscription
from elearn.services.mail_choices import unsubscribe as switch_off
from elearn.services.reports import progress_report
from elearn.web.accounts import link_over
from elearn.web.region_view import course_titles
from elearn.web.regions import course_ids

bp = Blueprint("letters", __name__)


@bp.route("/<lang:lang>/unsubscribe/<token>", methods=["GET", "POST"])
def unsubscribe(lang: str, token: str) -> AnyResponse | str:  # noqa: ARG001 - the address carries the language
    """GET changes nothing: mail scanners open links. POST is the button, or the mail program's one click (RFC 8058),
    which must be answered without a redirect and without asking who it is."""
    if request.method == "GET":
        kind = find_unsubscription(current.session(), token=token, now=current.now())
        done = False
    else:
        try:
            kind, done = switch_off(current.session(), token=token, now=current.now()), True
        except NotFound:
            current.session().rollback()
            kind, done = None, False
    if kind is None:
        return link_over()
    return render_template("digests/unsubscribe.html", kind=kind_words()[kind], kind_code=kind, token=token, done=done)


@bp.get("/<lang:lang>/digest/<token>")
def digest(lang: str, token: str) -> AnyResponse | str:
    """Counts of one region as of today, for the coordinator who got this link; nobody's name is on the page."""
    ralo = find_digest_scope(current.session(), token=token, now=current.now())
    if ralo is None:
        return link_over()
    report = progress_report(current.session(), ralo=ralo, courses=course_ids(), today=current.today())
    return render_template("digests/page.html", report=report, titles=course_titles(course_ids(), lang))


def kind_words() -> dict[str, str]:
    return {
        Kind.NUDGE: _("Letters of your coordinator about a course"),
        Kind.DIGEST: _("The report of your region"),
        Kind.WEEKLY: _("The next fifteen minutes for you"),
        REMINDER: _("Reminders of webinars and events: all that you asked for"),
    }
