"""A person deletes her account and what she did."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import Refused, Throttled
from elearn.extensions import current
from elearn.services.erasure import erase_person
from elearn.web.cookies import end_session_cookie
from elearn.web.forms.accounts import ErasureForm
from elearn.web.refusals import refuse_form
from elearn.web.signed_in import get_viewer

bp = Blueprint("erasure", __name__)


@bp.route("/<lang:lang>/account/delete", methods=["GET", "POST"])
def page(lang: str) -> Response | str:
    form = ErasureForm(request.form)
    if request.method == "GET":
        return render_template("accounts/delete.html", form=form, problems=[])
    try:
        erase_person(
            current.session(),
            account_id=get_viewer().account_id,
            password=form.text("password"),
            now=current.now(),
        )
    except (Refused, Throttled) as error:
        return refuse_form("accounts/delete.html", form, error)
    return end_session_cookie(redirect(f"/{lang}/account/deleted", 303))


@bp.get("/<lang:lang>/account/deleted")
def done(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    return render_template("accounts/deleted.html")
