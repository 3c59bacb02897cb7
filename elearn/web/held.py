"""The administrators' page of what could not be taken in: what it is, why it waits, and settling it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused
from elearn.domain.events import OWN_DEVICE
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.held import HeldThing, list_held, set_held_aside, take_held
from elearn.web.forms.accounts import ShownForm
from elearn.web.forms.held import HeldForm
from elearn.web.refusals import Refusal, describe_refusal
from elearn.web.signed_in import get_viewer

bp = Blueprint("held", __name__)
VERDICTS = {"take": take_held, "aside": set_held_aside}


@bp.route("/<lang:lang>/admin/held", methods=["GET", "POST"])
def index(lang: str) -> Response:
    return settle(lang) if request.method == "POST" else page()


def page(refused: ShownForm | None = None, refusal: Refusal | None = None) -> Response:
    """The page; after a refusal with what was typed, beside the thing that it was about."""
    text = render_template(
        "admin/held.html",
        held=list_held(current.session(), by=get_viewer(), now=current.now()),
        asked=request.form.get("held", ""),
        typed=refused.text("reason") if refused else "",
        problems=refusal.problems if refusal else [],
        why_words=why_words,
        what_words=what_words,
        from_words=from_words,
        done=done_words().get(request.args.get("done", "")),
    )
    return Response(text, refusal.status if refusal else 200, content_type="text/html; charset=utf-8")


def settle(lang: str) -> Response:
    """Raises NotFound for a thing or a verdict that is not there."""
    form, rid, verdict = HeldForm(request.form), request.form.get("held", ""), request.form.get("verdict", "")
    if verdict not in VERDICTS or not (rid.isascii() and rid.isdigit() and len(rid) < 18):
        raise NotFound("held", rid)
    try:
        VERDICTS[verdict](
            current.session(), rid=int(rid), reason=form.text("reason"), by=get_viewer(), now=current.now()
        )
    except Refused as error:
        return page(form, describe_refusal(form, error))
    return redirect(f"/{lang}/admin/held?done={verdict}#done", 303)


def done_words() -> dict[str, str]:
    return {"take": _("It is taken in and counts."), "aside": _("It is set aside. It is kept, and does not count.")}


def why_words(thing: HeldThing) -> str:
    """Why it could not be taken in."""
    words = {
        "wrong_user": _("It came from a phone of another person than the one it names."),
        "claimed": _("Another person has handed in the very same answers before."),
        "other_content": _("Something else came under the same number before; that one counts."),
        "not_allowed": _("A phone cannot say this of its person; only the site or a facilitator can."),
        "malformed": _("It cannot be read."),
        "too-large": _("It is longer than 16 KB."),
        "node_revoked": _("The key of the workshop laptop was withdrawn."),
        "key_revoked": _("The key of the workshop laptop was withdrawn."),
        "node_expired": _("The key of the workshop laptop is over."),
        "key_expired": _("The key of the workshop laptop is over."),
    }
    return words.get(thing.why, _("It could not be taken in."))


def what_words(thing: HeldThing) -> str:
    """What it is, as far as it can be read."""
    kinds = {
        "quiz.submit": _("Answers to a quiz"),
        "lesson.done": _("A lesson that was read"),
        "lesson.open": _("A lesson that was opened"),
        "attend": _("Being there at a meeting"),
        "void": _("Something taken back"),
        "note": _("A note"),
        "identity.link": _("Word that two are one person"),
        "profile.set": _("Somebody new at a workshop"),
        "als.join": _("Joining a group"),
        "roster": _("Being on the list of a meeting"),
    }
    return kinds.get(thing.event.t, _("Something else")) if thing.event else _("Something that cannot be read")


def from_words(thing: HeldThing) -> str:
    if thing.sender:
        return _("A phone of %(name)s", name=thing.sender)
    if thing.received_from.startswith(OWN_DEVICE):
        return _("A phone whose person is not known any more")
    return _("Sent by %(place)s", place=thing.received_from)
