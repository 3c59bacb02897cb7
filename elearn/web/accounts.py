"""Signing up, in and out, forgotten passwords, links, and a person's own account page."""

from __future__ import annotations

import secrets

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import Refused, Throttled
from elearn.extensions import current
from elearn.services import sessions
from elearn.services.accounts import register
from elearn.services.confirmations import confirm_address, find_address
from elearn.services.resets import can_reset, request_reset, reset_password
from elearn.services.sign_in import sign_in as sign_person_in
from elearn.web.account_page import account_page, change_account
from elearn.web.cookies import (
    end_guest_cookie,
    end_session_cookie,
    own_device_cookie,
    read_session_cookie,
    set_session_cookie,
)
from elearn.web.errors import log_refusal, reference
from elearn.web.forms.accounts import ForgotForm, ResetForm, SignInForm
from elearn.web.going_on import go_on
from elearn.web.invitation_page import accept, find_page
from elearn.web.letters import invitation_letter, reset_letter
from elearn.web.local_paths import local_path
from elearn.web.refusals import refuse_form
from elearn.web.sign_up_form import applicant, guest_to_claim, problems_of_claim, sign_up_form
from elearn.web.signed_in import get_viewer, new_token, open_browser, send_confirmation

bp = Blueprint("accounts", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/sign-up", methods=BOTH)
def sign_up(lang: str) -> AnyResponse | str:
    form, waiting = sign_up_form(), current.guest()
    if current.viewer():
        return redirect(f"/{lang}/me", 303)
    if request.method == "GET" or "show" in request.form:
        form.make_showable()
        return render_template("accounts/sign_up.html", form=form, problems=[], waiting=waiting)
    unsaid = problems_of_claim(form)
    guest = None if unsaid else guest_to_claim(form)
    try:
        account_id = register(
            current.session(),
            applicant(form, lang),
            password=form.text("password"),
            guest=guest,
            uid=secrets.token_hex(16),
            network=network(),
            now=current.now(),
            found=unsaid,
        )
    except (Refused, Throttled) as error:
        taken = isinstance(error, Refused) and "email-taken" in error.problems.values()
        return refuse_form("accounts/sign_up.html", form, error, waiting=waiting, taken=taken)
    response = open_browser(account_id, redirect(f"/{lang}/me?welcome=1#m", 303))
    send_confirmation(account_id)
    own_device_cookie(response, own=form.own_device.data)
    return end_guest_cookie(response) if guest else response


@bp.route("/<lang:lang>/sign-in", methods=BOTH)
def sign_in(lang: str) -> AnyResponse | str:
    form, waiting = SignInForm(request.form), current.guest()
    form.next.data = local_path(form.next.data or request.args.get("next"))
    target = form.next.data or f"/{lang}/me"
    if request.method == "GET":
        page = {"form": form, "problems": [], "waiting": waiting, "changed": "changed" in request.args}
        return redirect(target, 303) if current.viewer() else render_template("accounts/sign_in.html", **page)
    token = new_token()
    try:
        guest = guest_to_claim(form)
        sign_person_in(
            current.session(),
            email=form.text("email"),
            password=form.text("password"),
            token=token,
            network=network(),
            now=current.now(),
            guest=guest,
            previous=read_session_cookie(),
        )
    except (Refused, Throttled) as error:
        return refuse_form("accounts/sign_in.html", form, error, waiting=waiting, changed=False)
    response = set_session_cookie(redirect(f"{target}#m", 303), token)
    own_device_cookie(response, own=form.own_device.data)
    return end_guest_cookie(response) if guest else response


@bp.post("/<lang:lang>/sign-out")
def sign_out(lang: str) -> AnyResponse:
    """Also without a session: signed out is signed out."""
    token = read_session_cookie()
    if token:
        sessions.close_session(current.session(), token=token, network=network(), now=current.now())
    return end_session_cookie(go_on(f"/{lang}/"))


@bp.route("/<lang:lang>/account", methods=BOTH)
def account(lang: str) -> AnyResponse | str:
    return change_account(lang) if request.method == "POST" else account_page()


@bp.post("/<lang:lang>/account/sessions/<int(max=9007199254740991):session_id>/end")
def end_session(lang: str, session_id: int) -> AnyResponse:
    viewer = get_viewer()
    sessions.end_session(
        current.session(), account_id=viewer.account_id, uid=viewer.uid, session_id=session_id, now=current.now()
    )
    return redirect(f"/{lang}/account#sessions", 303)


@bp.route("/<lang:lang>/password/forgot", methods=BOTH)
def forgot(lang: str) -> AnyResponse | str:
    form = ForgotForm(request.form)
    if request.method == "GET":
        return render_template("accounts/forgot.html", form=form, problems=[], sent="sent" in request.args)
    try:
        request_reset(
            current.session(),
            email=form.text("email"),
            token=new_token(),
            network=network(),
            compose=reset_letter,
            compose_invitation=invitation_letter,
            now=current.now(),
        )
    except (Refused, Throttled) as error:
        return refuse_form("accounts/forgot.html", form, error, sent=False)
    return redirect(f"/{lang}/password/forgot?sent=1#sent", 303)


@bp.route("/<lang:lang>/password/reset/<token>", methods=BOTH)
def reset(lang: str, token: str) -> AnyResponse | str:
    form = ResetForm(request.form)
    if not can_reset(current.session(), token=token, now=current.now()):
        return link_over()
    if request.method == "GET":
        return render_template("accounts/reset.html", form=form, problems=[], token=token)
    try:
        reset_password(current.session(), token=token, password=form.text("password"), now=current.now())
    except Refused as error:
        return refuse_form("accounts/reset.html", form, error, token=token)
    return end_session_cookie(redirect(f"/{lang}/sign-in?changed=1#changed", 303))


@bp.route("/<lang:lang>/invitation/<token>", methods=BOTH)
def invitation(lang: str, token: str) -> AnyResponse | str:
    page = find_page(token)
    if page is None:
        return link_over()
    if request.method == "GET":
        return render_template("accounts/invitation.html", **page.words(), problems=[])
    try:
        return accept(page, lang)
    except (Refused, Throttled) as error:
        return refuse_form("accounts/invitation.html", page.form, error, token=token, invitation=page.invitation)


@bp.route("/<lang:lang>/confirm/<token>", methods=BOTH)
def confirm(lang: str, token: str) -> AnyResponse | str:
    """Looking changes nothing: mail programs open links before people do. The button confirms."""
    address = find_address(current.session(), token=token, now=current.now())
    if address is None:
        return link_over()
    if request.method == "GET":
        return render_template("accounts/confirm.html", address=address, token=token)
    confirm_address(current.session(), token=token, now=current.now())
    return redirect(f"/{lang}/account" if current.viewer() else f"/{lang}/sign-in", 303)


def link_over() -> AnyResponse:
    """A link that is used, over or never was: the page says which letter to ask for."""
    log_refusal(410)
    page = render_template("accounts/link_over.html", ref=reference())
    return AnyResponse(page, 410, content_type="text/html; charset=utf-8")


def network() -> str:
    return request.remote_addr or ""
