"""Webinars and other events: the list, one event, and both as a calendar. The same bytes for everybody in an hour."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request

from elearn.domain.webinars import TOPICS
from elearn.domain.zones import PLACES, find_zone
from elearn.services.webinars import get_webinar, list_webinars, open_webinar
from elearn.web.cards import card_link
from elearn.web.catalogue import catalogue
from elearn.web.hourly import answer_hourly, asked_page, this_hour

bp = Blueprint("webinars", __name__)


def known_query() -> dict[str, str]:
    """What the pages understand, in one order. Everything else in the address changes nothing."""
    asked = {
        "tz": find_zone(request.args.get("tz", "")) and request.args["tz"],
        "topic": request.args.get("topic") if request.args.get("topic") in TOPICS else "",
        "in": request.args.get("in") if request.args.get("in") in _languages() else "",
        "page": str(asked_page()) if asked_page() > 1 else "",
    }
    return {name: value for name, value in asked.items() if value}


def _languages() -> frozenset[str]:
    return frozenset(code for webinar in catalogue().site.webinars for code in webinar.languages())


def _keep_query(names: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The part of the query that this page has, and as text; links to other languages keep it."""
    query = {name: value for name, value in known_query().items() if name in names}
    text = urlencode(query)
    g.kept_query = f"?{text}" if text else ""
    return query, text


@bp.get("/<lang:lang>/webinars")
def index(lang: str) -> Response:
    query, text = _keep_query(("tz", "topic", "in", "page"))

    def make() -> str:
        listing = list_webinars(
            catalogue(),
            hour=this_hour(),
            language=lang,
            topic=query.get("topic", ""),
            heard=query.get("in", ""),
            page=int(query.get("page", 1)),
        )
        return render_template("webinars/index.html", listing=listing, query=query, turn=_turn, **_zone_words(query))

    return answer_hourly(make, text)


@bp.get("/<lang:lang>/webinars/<webinar>")
def webinar(lang: str, webinar: str) -> Response:
    found = get_webinar(catalogue(), webinar)
    query, text = _keep_query(("tz",))

    def make() -> str:
        view = open_webinar(catalogue(), found, hour=this_hour(), language=lang)
        return render_template("webinars/webinar.html", view=view, query=query, card=card_link(), **_zone_words(query))

    return answer_hourly(make, text)


def _turn(query: dict[str, str], **other: str | int) -> str:
    """The same list with another page or filter, as the end of an address."""
    wanted = {**query, **{name: str(value) for name, value in other.items()}}
    text = urlencode({name: value for name, value in wanted.items() if value and (name, value) != ("page", "1")})
    return f"?{text}" if text else ""


def _zone_words(query: dict[str, str]) -> dict[str, Any]:
    name = query.get("tz", "")
    zones = [(place, zone) for place in PLACES if (zone := find_zone(place))]
    return {"hour": this_hour(), "zone": find_zone(name), "zone_name": name, "places": zones}
