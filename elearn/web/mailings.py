"""Administrators send an issue: first to themselves, then to everybody who has subscribed."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.newsletter import Issue, find_issue
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.mailings import list_states, request_preview, start_sending, stop_sending
from elearn.services.newsletter import list_issues
from elearn.services.subscriptions import count_subscribers
from elearn.web.catalogue import catalogue
from elearn.web.forms.mailings import PreviewForm
from elearn.web.languages import offered
from elearn.web.signed_in import get_viewer

bp = Blueprint("mailings", __name__)
_EVENT = re.compile("[0-9a-f]{32}")
# Older ones stand in the archive.
SHOWN = 12


@bp.route("/<lang:lang>/admin/newsletter", methods=["GET", "POST"])
def index(lang: str) -> Response:
    return change(lang) if request.method == "POST" else page(lang)


def page(lang: str, problems: list[tuple[str, str]] | None = None) -> Response:
    views = list_issues(catalogue(), lang).issues[:SHOWN]
    issues = tuple(view.issue for view in views)
    subscribers = count_subscribers(current.session())
    text = render_template(
        "mailings/index.html",
        views=views,
        states=list_states(current.session(), issues, account_id=get_viewer().account_id),
        subscribers=subscribers,
        total=sum(subscribers.values()),
        form=preview_form(lang),
        sends_mail=bool(current_app.config["ELEARN"].mail_url),
        problems=problems or [],
        done=done_words().get(request.args.get("done", "")),
    )
    return Response(text, 422 if problems else 200, content_type="text/html; charset=utf-8")


def change(lang: str) -> Response:
    """One of the forms; its field `form` says which, `issue` of what."""
    issue = find_issue(catalogue().site.issues, request.form.get("issue", ""))
    act = {"preview": preview, "send": send, "stop": stop}.get(request.form.get("form", ""))
    if issue is None or act is None:
        raise NotFound("issue", "")
    try:
        act(issue)
    except Refused as error:
        current.session().rollback()
        words = problem_words()
        return page(lang, [("", words[code]) for code in error.problems.values()])
    return redirect(f"/{lang}/admin/newsletter?done={request.form['form']}#done", 303)


def preview(issue: Issue) -> None:
    event = request.form.get("event", "")
    request_preview(
        current.session(),
        issue,
        by=get_viewer(),
        language=request.form.get("language", ""),
        event=event if _EVENT.fullmatch(event) else secrets.token_hex(16),
        now=current.now(),
    )


def send(issue: Issue) -> None:
    start_sending(current.session(), issue, by=get_viewer(), now=current.now())


def stop(issue: Issue) -> None:
    stop_sending(current.session(), issue.id, by=get_viewer(), now=current.now())


def preview_form(lang: str) -> PreviewForm:
    form = PreviewForm(data={"language": lang, "event": secrets.token_hex(16)})
    form.language.choices = {code: LANGUAGES[code].endonym for code in offered()}
    return form


def done_words() -> dict[str, str]:
    return {
        "preview": _("The preview goes to your own address with the next round."),
        "send": _("The issue is on its way."),
        "stop": _("Nobody else gets this issue."),
    }


def problem_words() -> dict[str, str]:
    return {
        "preview-first": _("Send yourself a preview of this issue first, as it is now, and read it."),
        "nobody-subscribed": _("Nobody has subscribed yet."),
        "language-missing": _("Choose a language."),
    }
