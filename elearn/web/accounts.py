"""Signing up, in and out, forgotten passwords, links, and a person's own account page."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.extensions import current
from elearn.services.accounts import register
from elearn.services.confirmations import confirm_address, find_address, request_confirmation
from elearn.services.guests import find_guest
from elearn.services.resets import can_reset, request_reset, reset_password
from elearn.services.sessions import close_session, end_session, open_session
from elearn.services.sign_in import sign_in as sign_person_in
from elearn.web.account_page import account_page, change_account
from elearn.web.cookies import end_guest_cookie, end_session_cookie, read_session_cookie, set_session_cookie
from elearn.web.forms.accounts import ForgotForm, ResetForm, SignInForm
from elearn.web.invitation_page import accept, invitation_page
from elearn.web.letters import address_letter, invitation_letter, reset_letter
from elearn.web.local_paths import local_path
from elearn.web.refusals import refuse_form
from elearn.web.sign_up_form import applicant, guest_to_claim, sign_up_form

bp = Blueprint("accounts", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/sign-up", methods=BOTH)
def sign_up(lang: str) -> AnyResponse | str:
    if current.viewer():
        return redirect(f"/{lang}/me", 303)
    form, waiting = sign_up_form(), current.guest()
    if request.method == "GET" or "show" in request.form:
        return render_template("accounts/sign_up.html", form=form, problems=[], waiting=waiting)
    try:
        guest, uid = guest_to_claim(form), secrets.token_hex(16)
        account_id = register(
            current.session(),
            applicant(form, lang),
            password=form.password.data,
            guest=guest,
            uid=uid,
            network=request.remote_addr or "",
            now=current.now(),
        )
    except (Refused, Throttled) as error:
        return refuse_form("accounts/sign_up.html", form, error, waiting=waiting)
    response = signed_in(account_id, redirect(f"/{lang}/me", 303), guest)
    send_confirmation(account_id)
    return response
