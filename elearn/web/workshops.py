"""Workshops on laptops as coordinators see them: prepared, brought home, who was there. And the public guide."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import NotFound, Refused, Unfit
from elearn.domain.languages import LANGUAGES
from elearn.domain.workshops import spell_code
from elearn.extensions import current
from elearn.services.community import list_als_of_region
from elearn.services.looks import note_looks
from elearn.services.workshop_files import TakenWorkshop, settle_workshop, take_workshop_file
from elearn.services.workshop_people import (
    accept_newcomer,
    link_newcomer,
    open_workshop,
    refuse_newcomer,
)
from elearn.services.workshops import (
    Plan,
    find_receipt,
    list_workshops,
    make_bundle,
    prepare_workshop,
    renew_code,
    revoke_workshop,
)
from elearn.web.cards import card_link
from elearn.web.catalogue import catalogue, contact
from elearn.web.forms.workshops import PrepareForm
from elearn.web.region_view import course_titles
from elearn.web.regions import course_ids, known_ralo
from elearn.web.signed_in import get_viewer
from elearn.web.workshop_words import done_words, file_sentence, refuse

bp = Blueprint("workshops", __name__)
BOTH = ["GET", "POST"]


@bp.get("/<lang:lang>/workshops")
def guide(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    """For facilitators: prepare, run, bring home. The same for everybody."""
    return render_template("workshops/guide.html", contact=contact(), card=card_link())


@bp.route("/<lang:lang>/regions/<ralo>/workshops", methods=BOTH)
def index(lang: str, ralo: str) -> AnyResponse:
    region = known_ralo(ralo)
    if request.method == "GET":
        return list_page(region, prepare_form(lang, region, None))
    if request.form.get("form") == "file":
        return bring_in(lang, ralo)
    return prepare(lang, ralo)


def list_page(ralo: str, form: PrepareForm, problems: list[tuple[str, str]] | None = None) -> Response:
    lines = list_workshops(current.session(), ralo=ralo, now=current.now())
    values = {"ralo": ralo, "lines": lines, "form": form, "problems": problems or []}
    return page("workshops/index.html", 422 if problems else 200, **values)


def prepare_form(lang: str, ralo: str, typed: Any) -> PrepareForm:
    form = PrepareForm(typed)
    groups = list_als_of_region(current.session(), ralo)
    form.als.choices = {one.code: f"{one.name} ({one.code})" for one in groups}
    form.courses.choices = course_titles(course_ids(), lang)
    form.uid.data = form.uid.data or secrets.token_hex(16)
    form.held_on.data = form.held_on.data or current.today().isoformat()
    if typed is None:
        form.languages.data = [lang]
    return form


def prepare(lang: str, ralo: str) -> AnyResponse:
    region = known_ralo(ralo)
    form = prepare_form(lang, region, request.form)
    plan = Plan(
        uid=form.text("uid") if is_uid(form.text("uid")) else secrets.token_hex(16),
        title=form.text("title"),
        held_on=form.text("held_on"),
        als=form.als.data or (),
        courses=form.courses.data or (),
        languages=form.languages.data or (),
        card=form.text("card"),
    )
    code, key = spell_code(secrets.token_bytes(12)), secrets.token_bytes(32)
    by, now = get_viewer().uid, current.now()
    try:
        made = prepare_workshop(
            current.session(), ralo=region, plan=plan, courses=course_ids(), key=key, code=code, by=by, now=now
        )
    except Refused as error:
        return list_page(region, form, refuse(form, error))
    if plan.card or not made:
        return redirect(f"/{lang}/regions/{ralo}/workshops#m", 303)
    return one_page(ralo, plan.uid, code=code)


def is_uid(text: str) -> bool:
    return len(text) == 32 and not set(text) - set("0123456789abcdef")


def bring_in(lang: str, ralo: str) -> AnyResponse:
    """The file of any workshop; its own page follows where it is of this region, else the numbers stand here."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    try:
        taken = take_workshop_file(current.session(), data=data, by=get_viewer(), now=current.now())
    except Unfit as unfit:
        current.session().rollback()
        form = prepare_form(lang, known_ralo(ralo), None)
        return list_page(known_ralo(ralo), form, [("file", file_sentence(unfit))])
    return brought(taken, lang, to_page=taken.ralo == known_ralo(ralo))


def brought(taken: TakenWorkshop, lang: str, *, to_page: bool) -> AnyResponse:
    """What follows a file that was taken in: the workshop's page, or the receipt for whoever may not see that."""
    if to_page:
        counts = f"n={taken.new}&dup={taken.dup}&held={taken.held}"
        return redirect(f"/{lang}/regions/{taken.ralo.lower()}/workshops/{taken.node}?done=file&{counts}#done", 303)
    name = f'attachment; filename="receipt-{taken.node[:8]}.json"'
    return Response(taken.receipt, content_type="application/json", headers={"Content-Disposition": name})


@bp.route("/<lang:lang>/regions/<ralo>/workshops/<uid>", methods=BOTH)
def workshop(lang: str, ralo: str, uid: str) -> AnyResponse:
    return act(lang, ralo, uid) if request.method == "POST" else one_page(ralo, uid)


def act(lang: str, ralo: str, uid: str) -> AnyResponse:
    """One of the page's buttons. Each of them is safe to press twice."""
    session, form, region = current.session(), request.form.get("form", ""), known_ralo(ralo)
    by, now = get_viewer().uid, current.now()
    if form == "code":
        code = spell_code(secrets.token_bytes(12))
        renew_code(session, ralo=region, uid=uid, code=code, by=by, now=now)
        return one_page(ralo, uid, code=code)
    if form == "revoke":
        revoke_workshop(session, ralo=region, uid=uid, by=by, now=now)
    elif form == "settle":
        settle_workshop(session, ralo=region, uid=uid, by=by, now=now)
    else:
        person = request.form.get("person", "")[:32]
        try:
            decide(region, uid, person, form)
        except Refused as error:
            return one_page(ralo, uid, refused=(person, error))
    return redirect(f"/{lang}/regions/{ralo}/workshops/{uid}?done={form}#done", 303)


def decide(ralo: str, uid: str, person: str, form: str) -> None:
    """What a coordinator says of somebody new. Raises NotFound, Refused."""
    session, by, now = current.session(), get_viewer().uid, current.now()
    if form == "link":
        email = request.form.get("email", "")[:320]
        link_newcomer(session, ralo=ralo, node=uid, uid=person, email=email, by=by, now=now)
    elif form == "accept":
        accept_newcomer(session, ralo=ralo, node=uid, uid=person, by=by, now=now)
    elif form == "refuse":
        refuse_newcomer(session, ralo=ralo, node=uid, uid=person, by=by, now=now)
    else:
        raise NotFound("form", "workshop")


def one_page(ralo: str, uid: str, *, code: str = "", refused: tuple[str, Refused] | None = None) -> Response:
    """A code is in the page only in the answer to the form that made it."""
    view = open_workshop(current.session(), ralo=known_ralo(ralo), uid=uid, now=current.now())
    shown = [one.account_id for one in view.people if one.account_id]
    note_looks(current.session(), viewer_id=get_viewer().account_id, subjects=shown, page="workshop", now=current.now())
    problems = []
    if refused:
        place = next((number for number, one in enumerate(view.people, 1) if one.uid == refused[0]), 0)
        problems = [(f"e{place}", sentence) for _, sentence in refuse(None, refused[1])]
    words = done_words(request.args)
    values = {"ralo": view.ralo, "view": view, "code": code, "problems": problems, "done": words, "base": centre()}
    return page("workshops/workshop.html", 422 if problems else 200, **values)


@bp.get("/<lang:lang>/regions/<ralo>/workshops/<uid>/bundle")
def bundle(lang: str, ralo: str, uid: str) -> Response:  # noqa: ARG001 - the address carries the language
    by, now = get_viewer().uid, current.now()
    body = make_bundle(
        current.session(), ralo=known_ralo(ralo), uid=uid, books=catalogue(), centre=centre(), by=by, now=now
    )
    name = f'attachment; filename="workshop-{uid[:8]}.bundle"'
    return Response(body, content_type="application/gzip", headers={"Content-Disposition": name})


@bp.get("/<lang:lang>/regions/<ralo>/workshops/<uid>/receipt")
def receipt(lang: str, ralo: str, uid: str) -> Response:  # noqa: ARG001 - the address carries the language
    body = find_receipt(current.session(), ralo=known_ralo(ralo), uid=uid, now=current.now())
    name = f'attachment; filename="receipt-{uid[:8]}.json"'
    return Response(body, content_type="application/json", headers={"Content-Disposition": name})


def centre() -> str:
    address: str = current_app.config["ELEARN"].base_url
    return address


def page(template: str, status: int, **values: Any) -> Response:
    endonyms = {code: language.endonym for code, language in LANGUAGES.items()}
    text = render_template(template, endonyms=endonyms, **values)
    return Response(text, status, content_type="text/html; charset=utf-8")
