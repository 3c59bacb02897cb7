"""Coordinators ask people to go on: whom, with which words, and what came of it. Never answers or scores."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import Refused
from elearn.extensions import current
from elearn.services.community import list_als_of_region
from elearn.services.looks import note_looks
from elearn.services.nudge_log import list_log
from elearn.services.nudges import Order, Writing, check_own_texts, send_nudge
from elearn.web.catalogue import catalogue
from elearn.web.nudge_letters import NudgeWriter
from elearn.web.nudge_page import (
    asked_order,
    asked_target,
    cool_down,
    make_plan,
    nudge_page,
    place_name,
    reason_words,
    was_seen,
    why_words,
)
from elearn.web.region_view import course_titles
from elearn.web.regions import known_ralo
from elearn.web.signed_in import get_viewer, new_token

bp = Blueprint("nudges", __name__)


@bp.route("/<lang:lang>/regions/<ralo>/nudge", methods=["GET", "POST"])
def nudge(lang: str, ralo: str) -> AnyResponse:
    target = asked_target(known_ralo(ralo))
    plan = make_plan(target)
    if request.method == "GET":
        return nudge_page(target, plan)
    order = asked_order(target, plan)
    try:
        if request.form.get("do") == "look" or not was_seen(order):
            return look_first(order)
        send(order)
    except Refused as error:
        current.session().rollback()
        return nudge_page(target, make_plan(target), refused=error)
    return redirect(f"/{lang}/regions/{ralo}/nudges?sent={order.uid}#done", 303)


def look_first(order: Order) -> AnyResponse:
    """Own texts are shown as letters before they are sent. Raises Refused for a text that is wrong."""
    check_own_texts(order.own_texts)
    return nudge_page(order.target, make_plan(order.target), look=True)


def send(order: Order) -> None:
    viewer = get_viewer()
    writer = NudgeWriter(order.target, viewer.name, check_own_texts(order.own_texts))
    secret = current_app.config["ELEARN"].secret_key.encode()
    send_nudge(
        current.session(),
        order,
        by=viewer.account_id,
        by_uid=viewer.uid,
        writing=Writing(writer.compose, new_token, secret),
        now=current.now(),
        cool_down=cool_down(),
    )


@bp.get("/<lang:lang>/regions/<ralo>/nudges")
def log(lang: str, ralo: str) -> str:
    code = known_ralo(ralo)
    lines = list_log(current.session(), ralo=code, now=current.now())
    named = [account_id for line in lines for account_id in line.seen]
    note_looks(current.session(), viewer_id=get_viewer().account_id, subjects=named, page="nudge", now=current.now())
    groups = list_als_of_region(current.session(), code)
    return render_template(
        "nudges/log.html",
        ralo=code,
        lines=lines,
        sent=next((line for line in lines if line.uid == request.args.get("sent")), None),
        places={line.place: place_name(line.place, groups) for line in lines},
        titles=course_titles([course.id for course in catalogue().site.courses], lang),
        reasons=reason_words(),
        why=why_words(),
    )
