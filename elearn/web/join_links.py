"""The link with which people ask to become members of a group: made and shown to those who look after it; followed."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext
from elearn.services.accounts import Applicant
from elearn.services.join_links import (
    LIVES,
    Door,
    ask_to_join,
    find_door,
    find_shown_link,
    make_join_link,
    revoke_link,
    sign_up_by_link,
)
from elearn.web.accounts import link_over, network
from elearn.web.cookies import end_guest_cookie, own_device_cookie
from elearn.web.countries import country_names
from elearn.web.forms.groups import JoinForm, LinkForm
from elearn.web.group_page import GroupPage, group_page, show
from elearn.web.letters import link_to
from elearn.web.qr import qr_drawing
from elearn.web.refusals import Refusal, describe_refusal, refuse_form
from elearn.web.sign_up_form import guest_to_claim
from elearn.web.signed_in import get_viewer, open_browser, send_confirmation

bp = Blueprint("join_links", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/regions/<ralo>/<als>/join-link", methods=BOTH)
def index(lang: str, ralo: str, als: str) -> Response:
    group = group_page(lang, ralo, als)
    if request.method == "GET":
        return page(group)
    forms = {"make": make, "revoke": revoke}
    act = forms.get(request.form.get("form", ""))
    if act is None:
        raise NotFound("form", "join-link")
    return act(group)


def page(group: GroupPage, refusal: Refusal | None = None) -> Response:
    link = find_shown_link(current.session(), **_place(group), secret=_secret(), now=current.now())
    address = link_to("join_links.join", group.als.language, link.token) if link and link.token and link.alive else ""
    drawing = qr_drawing(address) if address else Markup("")
    return show("groups/link.html", group, refusal, link=link, address=address, drawing=drawing, form=link_form(None))


def link_form(typed: Any) -> LinkForm:
    form = LinkForm(typed)
    form.days.choices = {str(days): ngettext("%(num)d day", "%(num)d days", days) for days in LIVES}
    return form


def make(group: GroupPage) -> Response:
    form = link_form(request.form)
    try:
        make_join_link(
            current.session(),
            **_place(group),
            days=form.text("days"),
            by=get_viewer().uid,
            nonce=secrets.token_hex(16),
            secret=_secret(),
            now=current.now(),
        )
    except Refused as error:
        return page(group, describe_refusal(form, error))
    return redirect(f"{group.address}/join-link?done=made#done", 303)


def revoke(group: GroupPage) -> Response:
    revoke_link(current.session(), **_place(group), by=get_viewer().uid, now=current.now())
    return redirect(f"{group.address}/join-link?done=revoked#done", 303)


@bp.route("/<lang:lang>/join/<token>", methods=BOTH)
def join(lang: str, token: str) -> Response | str:
    """A form for somebody new, a question for somebody signed in. A link that is over says so to both."""
    door = find_door(current.session(), token=token, now=current.now())
    if door is None:
        return link_over()
    if current.viewer():
        return ask(lang, door, token)
    form = join_form(door)
    page: dict[str, Any] = {"door": door, "token": token, "waiting": current.guest()}
    if request.method == "GET":
        return render_template("join/sign_up.html", form=form, problems=[], **page)
    try:
        return sign_up(form, lang, token)
    except (Refused, Throttled) as error:
        return refuse_form("join/sign_up.html", form, error, **page)


def ask(lang: str, door: Door, token: str) -> Response | str:
    if request.method == "GET":
        return render_template("join/ask.html", door=door, token=token)
    ask_to_join(current.session(), token=token, account_id=get_viewer().account_id, now=current.now())
    return redirect(f"/{lang}/me#m", 303)


def join_form(door: Door) -> JoinForm:
    """The group's country is chosen until the person chooses another."""
    form = JoinForm(request.form if request.method == "POST" else None, data={"country": door.als.country})
    form.country.choices = {"": _("Choose"), **country_names()}
    return form


def sign_up(form: JoinForm, lang: str, token: str) -> Response:
    guest = guest_to_claim(form)
    account_id = sign_up_by_link(
        current.session(),
        Applicant(form.text("name"), form.text("email"), form.text("country"), None, lang),
        token=token,
        password=form.text("password"),
        guest=guest,
        uid=secrets.token_hex(16),
        network=network(),
        now=current.now(),
    )
    response = open_browser(account_id, redirect(f"/{lang}/me#m", 303))
    send_confirmation(account_id)
    own_device_cookie(response, own=form.own_device.data)
    return end_guest_cookie(response) if guest else response


def _place(group: GroupPage) -> dict[str, str]:
    return {"ralo": group.ralo, "als_code": group.als.code}


def _secret() -> bytes:
    key: str = current_app.config["ELEARN"].secret_key
    return key.encode()
