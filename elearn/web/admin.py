"""The administrators' page: roles, groups that stand in another region, the mail queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.administration import ROLES, end_by_holder, grant_by_email, list_holders
from elearn.services.community import set_ralo
from elearn.services.held import count_held
from elearn.services.mail import count_queue, list_queue, list_refusing, send_again
from elearn.web.forms.accounts import ShownForm
from elearn.web.forms.admin import AlsForm, MailForm, RoleForm
from elearn.web.refusals import Refusal, describe_refusal
from elearn.web.signed_in import get_viewer

bp = Blueprint("admin", __name__)


@bp.route("/<lang:lang>/admin", methods=["GET", "POST"])
def index(lang: str) -> Response:
    return change(lang) if request.method == "POST" else page()


def page(refused: ShownForm | None = None, refusal: Refusal | None = None) -> Response:
    """The page; after a refusal with that one form as it was typed."""
    text = render_template(
        "admin/index.html",
        role=refused if isinstance(refused, RoleForm) and not ending() else role_form(None),
        ending=ending() if refusal else None,
        als=refused if isinstance(refused, AlsForm) else als_form(None),
        holders=list_holders(current.session(), today=current.today()),
        role_names=role_names(),
        mail=list_queue(current.session()),
        queued=count_queue(current.session()),
        held=count_held(current.session()),
        refusing=list_refusing(current.session()),
        sends_mail=bool(current_app.config["ELEARN"].mail_url),
        problems=refusal.problems if refusal else [],
        done=done_words().get(request.args.get("done", "")),
    )
    status, headers = (refusal.status, refusal.headers) if refusal else (200, {})
    return Response(text, status, headers, content_type="text/html; charset=utf-8")


def change(lang: str) -> Response:
    """One of the page's forms was sent; its field `form` says which."""
    name = request.form.get("form", "")
    if name not in CHANGES:
        raise NotFound("form", "admin")
    make, act = CHANGES[name]
    form = make()
    try:
        act(form)
    except (Refused, Throttled) as error:
        refusal = describe_refusal(form, error)
        return page(form, beside_the_end(refusal) if ending() else refusal)
    return redirect(f"/{lang}/admin?done={name}#done", 303)


def ending() -> tuple[str, str, str] | None:
    """Whose role the small form ends that was sent: (account, role, scope). Each line of the table has such a form."""
    if request.form.get("form") != "end-role":
        return None
    return request.form.get("holder", ""), request.form.get("role", ""), request.form.get("scope", "")


def beside_the_end(refusal: Refusal) -> Refusal:
    """Everything that such a form was refused for stands beside its one field."""
    return replace(refusal, problems=[("end", sentence) for _field, sentence in refusal.problems])


def done_words() -> dict[str, str]:
    return {
        "role": _("The role is given."),
        "end-role": _("The role is ended."),
        "als": _("The group and its members are moved."),
        "mail": _("The letter goes out with the next round."),
    }


def role_names() -> dict[str, str]:
    return {
        "administrator": _("Administrator"),
        "coordinator": _("Coordinator of a region"),
        "representative": _("Representative of a group"),
        "instructor": _("Instructor of a course"),
        "translator": _("Translator into a language"),
    }


def role_form(typed: Any) -> RoleForm:
    form = RoleForm(typed)
    form.role.choices = {"": _("Choose")} | {role: role_names()[role] for role in ROLES}
    return form


def als_form(typed: Any) -> AlsForm:
    form = AlsForm(typed)
    form.ralo.choices = {"": _("Choose")} | {code: code for code in RALOS}
    return form


def _grant(form: Any) -> None:
    grant_by_email(
        current.session(),
        by=get_viewer(),
        email=form.text("email"),
        role=form.text("role"),
        scope=form.text("scope").strip(),
        until=form.text("until").strip(),
        password=form.text("password"),
        now=current.now(),
    )


def _end(form: Any) -> None:
    holder = request.form.get("holder", "")
    if not (holder.isascii() and holder.isdigit() and len(holder) < 18):
        raise NotFound("account", "")
    end_by_holder(
        current.session(),
        by=get_viewer(),
        account_id=int(holder),
        role=form.text("role"),
        scope=form.text("scope"),
        password=form.text("password"),
        now=current.now(),
    )


def _move(form: Any) -> None:
    code, ralo = form.text("als").strip().upper(), form.text("ralo")
    if not code.isascii() or not code.isprintable():
        raise Refused({"als": "als-unknown"})
    try:
        set_ralo(current.session(), als_code=code, ralo=ralo, by=get_viewer().uid, now=current.now())
    except NotFound as error:
        raise Refused({"als": "als-unknown"}) from error


def _send_again(form: Any) -> None:
    send_again(current.session(), mail_id=min(form.mail.data or 0, 2**31), now=current.now())


CHANGES: dict[str, tuple[Callable[[], ShownForm], Callable[[Any], None]]] = {
    "role": (lambda: role_form(request.form), _grant),
    "end-role": (lambda: role_form(request.form), _end),
    "als": (lambda: als_form(request.form), _move),
    "mail": (lambda: MailForm(request.form), _send_again),
}
