"""The pages of a workshop laptop: join, slips, the facilitator's board, the wall. Forms only; no script is needed."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.course import pick
from elearn.domain.errors import Refused, Throttled, Unfit
from elearn.domain.languages import LANGUAGES
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.laptops import Laptop, get_laptop
from elearn.services.node_files import check_receipt, export_log, keep_proof, measure_proven
from elearn.services.node_people import (
    Newcomer,
    is_board_code,
    is_join_code,
    join_as_new,
    list_board,
    list_groups,
    list_names,
    list_slips,
    own_slip,
    sign_in_by_slip,
    tick_attendance,
)
from elearn.web.catalogue import catalogue
from elearn.web.cookies import board_cookie, end_board_cookie, end_guest_cookie, set_session_cookie
from elearn.web.forms.room import NewcomerForm, SlipForm
from elearn.web.qr import qr_drawing
from elearn.web.refusals import Refusal, describe_refusal, wait_words
from elearn.web.room_access import board_token, is_facilitator
from elearn.web.sign_up_form import guest_to_claim
from elearn.web.signed_in import new_token

bp = Blueprint("room", __name__)
BOTH = ["GET", "POST"]


@bp.route("/<lang:lang>/workshop", methods=BOTH)
def join(lang: str) -> AnyResponse:
    """The code on the wall first; then one's name with the slip, or somebody new."""
    laptop = get_laptop(current.session())
    if request.method == "GET" and (viewer := current.viewer()):
        slip = own_slip(current.session(), uid=viewer.uid)
        return page("workshop/here.html", laptop=laptop, name=viewer.name, code=slip)
    code = request.values.get("code", "")[:40]
    try:
        known = is_join_code(current.session(), code, network=network(), now=current.now())
    except Throttled as error:
        return code_page(laptop, wait_words(error.retry_after), 429)
    if not known:
        return code_page(laptop, _("This is not the code on the wall. Look again.") if code else "", 422)
    if request.method == "GET":
        return names_page(laptop, code)
    return let_in(lang, laptop, code)


def code_page(laptop: Laptop, problem: str, status: int) -> Response:
    return page("workshop/code.html", status if problem else 200, laptop=laptop, problem=problem)


def names_page(laptop: Laptop, code: str, refusal: Refusal | None = None, **forms: Any) -> Response:
    new = forms.get("new") or newcomer_form(None)
    slip = forms.get("slip") or slip_form(None)
    problems = refusal.problems if refusal else []
    status = refusal.status if refusal else 200
    waiting = current.guest()
    values = {"laptop": laptop, "code": code, "new": new, "slip": slip, "problems": problems, "waiting": waiting}
    return page("workshop/join.html", status, **values)


def slip_form(typed: Any) -> SlipForm:
    form = SlipForm(typed)
    form.who.choices = {"": _("Choose your name"), **dict(list_names(current.session()))}
    return form


def newcomer_form(typed: Any) -> NewcomerForm:
    form = NewcomerForm(typed)
    form.als.choices = {"": _("None of these"), **{one.code: one.name for one in list_groups(current.session())}}
    form.nonce.data = form.nonce.data or secrets.token_hex(16)
    return form


def let_in(lang: str, laptop: Laptop, code: str) -> AnyResponse:
    """A refused form comes back with what was typed."""
    new = request.form.get("form") == "new"
    form = newcomer_form(request.form) if new else slip_form(request.form)
    token = new_token()
    try:
        # A phone goes from hand to hand here: what the one before did is taken over by nobody who was not asked.
        guest = guest_to_claim(form) if form.mine.data == "yes" or form.asked.data else None
        if isinstance(form, NewcomerForm):
            told = Newcomer(form.text("name"), form.text("als"), lang, form.text("nonce")[:64])
            join_as_new(current.session(), newcomer=told, token=token, guest=guest, now=current.now())
        else:
            uid, slip = form.text("who")[:32], form.text("slip")
            sign_in_by_slip(
                current.session(), uid=uid, code=slip, token=token, network=network(), guest=guest, now=current.now()
            )
    except (Refused, Throttled) as error:
        refusal = describe_refusal(form, error)
        return names_page(laptop, code, refusal, **({"new": form} if new else {"slip": form}))
    target = f"/{lang}/workshop#m" if new else f"/{lang}/#courses"
    response = set_session_cookie(redirect(target, 303), token)
    return end_guest_cookie(response) if guest else response


@bp.route("/<lang:lang>/workshop/board", methods=BOTH)
def board(lang: str) -> AnyResponse:
    """Who is here and who has finished; ticks for those who were there. Behind the facilitator's code."""
    laptop = get_laptop(current.session())
    if not is_facilitator(laptop):
        return open_board(lang, laptop)
    course = request.values.get("course", "")
    course = course if course in laptop.courses else next(iter(laptop.courses), "")
    if request.method == "POST":
        present, shown = (frozenset(request.form.getlist(name)) for name in ("present", "shown"))
        ids = [secrets.token_hex(16) for _ in list_names(current.session())]
        tick_attendance(current.session(), course=course, present=present, shown=shown, new_ids=ids, now=current.now())
        return redirect(f"/{lang}/workshop/board?course={course}&done=ticked#done", 303)
    return board_page(lang, laptop, course)


@bp.post("/<lang:lang>/workshop/board/close")
def close_board(lang: str) -> AnyResponse:
    """Also without the code: closed is closed."""
    return end_board_cookie(redirect(f"/{lang}/workshop", 303))


def board_page(lang: str, laptop: Laptop, course: str, problem: str = "") -> Response:
    session = current.session()
    values = {"laptop": laptop, "course": course, "lines": list_board(session, course=course), "problem": problem}
    values |= {"titles": titles(laptop, lang), "coverage": measure_proven(session), "done": request.args.get("done")}
    return page("workshop/board.html", 422 if problem else 200, **values)


def open_board(lang: str, laptop: Laptop) -> AnyResponse:
    code = request.form.get("code", "")[:40]
    try:
        right = is_board_code(current.session(), code, network=network(), now=current.now())
    except Throttled as error:
        return page("workshop/key.html", 429, laptop=laptop, problem=wait_words(error.retry_after))
    if right:
        return board_cookie(redirect(f"/{lang}/workshop/board", 303), board_token(laptop))
    problem = _("This is not the facilitator’s code. It stands where the workshop was started.") if code else ""
    return page("workshop/key.html", 422 if problem else 200, laptop=laptop, problem=problem)


def titles(laptop: Laptop, lang: str) -> dict[str, str]:
    """The courses of this workshop with their titles in this language where there are any."""
    known = {course.id: course for course in catalogue().site.courses}
    return {one: pick(known[one].titles, lang, known[one].language)[0] for one in laptop.courses if one in known}


@bp.get("/<lang:lang>/workshop/slips")
def slips(lang: str) -> Response:  # noqa: ARG001 - the address carries the language
    slips = list_slips(current.session())
    return page("workshop/slips.html", laptop=get_laptop(current.session()), slips=slips, address=base())


@bp.get("/<lang:lang>/workshop/screen")
def screen(lang: str) -> Response:  # noqa: ARG001 - the address carries the language
    laptop = get_laptop(current.session())
    drawing = qr_drawing(f"{base()}/?code={laptop.join_code}")
    return page("workshop/screen.html", laptop=laptop, drawing=drawing, address=f"{base()}/")


@bp.get("/<lang:lang>/workshop/file")
def file(lang: str) -> Response:  # noqa: ARG001 - the address carries the language
    """Everything that was recorded, to be brought home."""
    written = export_log(current.session(), now=current.now())
    name = f'attachment; filename="{written.name}"'
    return Response(written.data, content_type="application/gzip", headers={"Content-Disposition": name})


@bp.post("/<lang:lang>/workshop/receipt")
def receipt(lang: str) -> AnyResponse:
    laptop = get_laptop(current.session())
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    try:
        keep_proof(current.session(), check_receipt(current.session(), data), now=current.now())
    except Unfit:
        sentence = _("This is no receipt for this workshop. Download it again on the page of the workshop.")
        return board_page(lang, laptop, next(iter(laptop.courses), ""), sentence)
    return redirect(f"/{lang}/workshop/board?done=receipt#done", 303)


def page(template: str, status: int = 200, **values: Any) -> Response:
    endonyms = {code: language.endonym for code, language in LANGUAGES.items()}
    text = render_template(template, endonyms=endonyms, **values)
    return Response(text, status, content_type="text/html; charset=utf-8")


def base() -> str:
    """Where phones reach this laptop."""
    address: str = current_app.config["ELEARN"].base_url
    return address


def network() -> str:
    return request.remote_addr or ""
