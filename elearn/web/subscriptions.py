"""Subscribing to the newsletter and ending it: without an account, and no answer tells whether an address is known."""

from __future__ import annotations

import secrets

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.extensions import current
from elearn.services.subscriptions import (
    Group,
    Request,
    confirm_subscription,
    end_group_subscription,
    end_subscription,
    find_request,
    is_stop_link,
    list_group_subscriptions,
    request_subscription,
)
from elearn.web.accounts import network
from elearn.web.errors import log_refusal, reference
from elearn.web.forms.newsletter import SubscribeForm
from elearn.web.group_page import GroupPage, group_page, show
from elearn.web.newsletter import subscribe_form
from elearn.web.newsletter_letters import request_letter
from elearn.web.refusals import Refusal, describe_refusal, refuse_form
from elearn.web.signed_in import get_viewer, new_token

bp = Blueprint("subscriptions", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/newsletter/subscribe", methods=BOTH)
def subscribe(lang: str) -> Response | str:
    if request.method == "GET":
        page = {"form": subscribe_form(None, lang), "problems": [], "sent": "sent" in request.args}
        return render_template("newsletter/subscribe.html", **page)
    form = subscribe_form(request.form, lang)
    try:
        request_subscription(current.session(), asked(form), compose=request_letter, now=current.now())
    except (Refused, Throttled) as error:
        return refuse_form("newsletter/subscribe.html", form, error, sent=False)
    return redirect(f"/{lang}/newsletter/subscribe?sent=1#sent", 303)


@bp.route("/<lang:lang>/newsletter/confirm/<token>", methods=BOTH)
def confirm(lang: str, token: str) -> Response | str:  # noqa: ARG001 - the address carries the language
    """Looking subscribes nobody: mail scanners open links. The button does, once."""
    address = find_request(current.session(), token=token, now=current.now())
    if address is None:
        return over()
    if request.method == "POST":
        try:
            confirm_subscription(current.session(), token=token, now=current.now())
        except NotFound:  # the same button, pressed at the same moment
            return over()
    return render_template("newsletter/confirm.html", address=address, token=token, done=request.method == "POST")


@bp.route("/<lang:lang>/newsletter/stop/<token>", methods=BOTH)
def stop(lang: str, token: str) -> Response | str:  # noqa: ARG001 - the address carries the language
    """POST is the button, or the mail program's one click (RFC 8058 §3.2): no cookie, no question, no redirect."""
    if not is_stop_link(current.session(), token=token):
        return over()
    if request.method == "POST":
        end_subscription(current.session(), token=token, now=current.now())
    return render_template("newsletter/stop.html", token=token, done=request.method == "POST")


@bp.route("/<lang:lang>/regions/<ralo>/<als>/newsletter", methods=BOTH)
def group(lang: str, ralo: str, als: str) -> Response:
    """The list of a group, by those who look after it. The list itself confirms, as everybody does."""
    found = group_page(lang, ralo, als)
    if request.method == "GET":
        return group_list(found, group_form(found, typed=False))
    forms = {"ask": ask_for_group, "end": end_for_group}
    act = forms.get(request.form.get("form", ""))
    if act is None:
        raise NotFound("form", "newsletter")
    return act(found)


def group_form(found: GroupPage, *, typed: bool) -> SubscribeForm:
    return subscribe_form(request.form if typed else None, found.als.language)


def group_list(found: GroupPage, form: SubscribeForm, refusal: Refusal | None = None) -> Response:
    lists = list_group_subscriptions(current.session(), ralo=found.ralo, als_code=found.als.code)
    return show("groups/newsletter.html", found, refusal, lists=lists, form=form)


def ask_for_group(found: GroupPage) -> Response:
    form = group_form(found, typed=True)
    place = Group(found.ralo, found.als.code, get_viewer().uid)
    try:
        request_subscription(current.session(), asked(form), compose=request_letter, now=current.now(), group=place)
    except (Refused, Throttled) as error:
        return group_list(found, form, describe_refusal(form, error))
    return redirect(f"{found.address}/newsletter?done=again&n=1#done", 303)


def end_for_group(found: GroupPage) -> Response:
    number = request.form.get("list", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotFound("list", "")
    end_group_subscription(
        current.session(),
        ralo=found.ralo,
        als_code=found.als.code,
        subscription_id=int(number),
        by=get_viewer().uid,
        now=current.now(),
    )
    return redirect(f"{found.address}/newsletter#m", 303)


def asked(form: SubscribeForm) -> Request:
    return Request(
        email=form.text("email"),
        language=form.text("language"),
        token=new_token(),
        uid=secrets.token_hex(16),
        secret=current_app.config["ELEARN"].secret_key.encode(),
        network=network(),
    )


def over() -> Response:
    """A link that is used, over or never was; what to do is to ask again."""
    log_refusal(410)
    page = render_template("newsletter/over.html", ref=reference())
    return Response(page, 410, content_type="text/html; charset=utf-8")
