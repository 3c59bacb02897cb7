"""The newsletter on the web: its issues, and the feed. The same bytes for everybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, render_template
from markupsafe import Markup

from elearn.domain.languages import LANGUAGES
from elearn.services.newsletter import IssueView, list_issues, open_issue, outside_html
from elearn.web.catalogue import catalogue
from elearn.web.forms.newsletter import SubscribeForm
from elearn.web.hourly import answer_hourly, asked_page
from elearn.web.languages import offered
from elearn.web.template_words import attributes, call_outs

bp = Blueprint("newsletter", __name__)


@bp.get("/<lang:lang>/newsletter")
def index(lang: str) -> Response:
    page = asked_page()
    g.kept_query = query = f"?page={page}" if page > 1 else ""

    def make() -> str:
        form = subscribe_form(None, lang)
        archive = list_issues(catalogue(), lang, page=page)
        return render_template("newsletter/index.html", archive=archive, form=form)

    return answer_hourly(make, query)


@bp.get("/<lang:lang>/newsletter/<issue>")
def issue(lang: str, issue: str) -> str:
    return render_template("newsletter/issue.html", view=open_issue(catalogue(), issue, lang))


@bp.get("/<lang:lang>/newsletter.atom")
def feed(lang: str) -> Response:
    """Atom (RFC 4287), the newest issues whole: those of the first page."""
    books = catalogue()
    views = list_issues(books, lang).issues
    updated = f"{views[0].issue.issued_on}T00:00:00Z" if views else books.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    base = current_app.config["ELEARN"].base_url
    text = render_template("newsletter/feed.xml", issues=views, updated=updated, base=base, html=feed_html)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def feed_html(view: IssueView, lang: str) -> str:
    """All of an issue for a feed reader, which knows no sections: each part says which language it is in."""
    base, parts = current_app.config["ELEARN"].base_url, []
    for section in view.sections:
        heading = Markup("<h2>{}</h2>").format(section.heading) if section.heading else ""
        html = outside_html(section, language=lang, labels=call_outs(), base=base)
        parts.append(f"<div{attributes(section.language, around=view.language)}>{heading}{html}</div>")
    return "".join(parts)


def subscribe_form(typed: Any, lang: str) -> SubscribeForm:
    form = SubscribeForm(typed)
    form.language.choices = {code: LANGUAGES[code].endonym for code in offered()}
    if typed is None:
        form.language.data = lang
    return form
