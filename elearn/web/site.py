"""The root, health, and files for robots."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import ElearnError
from elearn.extensions import DatabaseFault, current, describe_schema
from elearn.web.languages import negotiated, offered
from elearn.web.metrics import metrics_text

bp = Blueprint("site", __name__)
# Nothing to find there for a search engine; links in letters must not be opened by one.
CLOSED = (
    "me",
    "attempts/",
    "search",
    "account",
    "regions",
    "admin",
    "invitation/",
    "confirm/",
    "password/reset/",
    "newsletter/stop/",
    "newsletter/confirm/",
)


@bp.get("/")
def root() -> AnyResponse:
    """To the reader's language: account, then cookie, then Accept-Language. Never cached."""
    viewer = current.viewer()
    if current_app.config["ELEARN"].node and viewer is None:
        return redirect(url_for("room.join", lang=negotiated(), code=request.args.get("code", "")[:40] or None), 302)
    lang = viewer.language if viewer and viewer.language in offered() else negotiated()
    response = redirect(url_for("catalogue.home", lang=lang), 302)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@bp.get("/<lang:lang>")
def home_without_slash(lang: str) -> AnyResponse:
    """A relative address: Flask's own redirect would repeat whatever the Host header says."""
    return redirect(f"/{lang}/", 308)


@bp.get("/healthz")
def healthz() -> Response:
    """This process is alive. Says nothing of the database: a restart would not mend that."""
    return jsonify({"alive": True})


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when this worker can serve (database reachable and migrated, a release published), else 503 and why."""
    try:
        schema = describe_schema(current.session())
        release = current_app.extensions["elearn.published"].release()
    except (ElearnError, DatabaseFault):
        return jsonify({"ready": False, "why": "database"}), 503
    if not schema.ready:
        return jsonify({"ready": False, "why": "newer-schema" if schema.unknown else "migration-missing"}), 503
    if not release:
        return jsonify({"ready": False, "why": "no-release"}), 503
    return jsonify({"ready": True, "release": release}), 200


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus text format; the policy lets only this machine ask."""
    return Response(metrics_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@bp.get("/robots.txt")
def robots() -> Response:
    base = current_app.config["ELEARN"].base_url
    closed = "".join(f"Disallow: /*/{path}\n" for path in CLOSED)
    text = f"User-agent: *\n{closed}Sitemap: {base}/sitemap.xml\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page in every language, with its siblings (hreflang lives here and not in the pages: bytes)."""
    site = current_app.extensions["elearn.published"].catalogue().site
    paths = ["", "glossary", "help", "privacy", "accessibility", "workshops", "webinars", "newsletter"]
    paths.extend(f"newsletter/{issue.id}" for issue in site.issues)
    for course in site.courses:
        paths.append(f"c/{course.id}")
        paths.extend(f"c/{course.id}/{part.id}" for part in (*course.parts(), *course.recordings()))
    paths.extend(f"webinars/{webinar.id}" for webinar in site.webinars)
    text = render_template("site/sitemap.xml", paths=paths, base=_base())
    return Response(text, content_type="application/xml; charset=utf-8")


def _base() -> str:
    base: str = current_app.config["ELEARN"].base_url
    return base
