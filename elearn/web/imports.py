"""Results from course packs: a code or a file is looked at, then taken in for the person who is signed in.

Representatives and coordinators hand in for a member from her page. Nothing is kept between the two steps: what was
looked at stands on the page as a code, so that somebody who has to sign in first does so in another tab.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import may_see_region
from elearn.domain.course import pick
from elearn.domain.errors import Forbidden, NotFound, Refused, Unfit
from elearn.domain.names import holds_refused
from elearn.domain.result_codes import LARGEST_SENT, write_code
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.handing_in import Handed, look_at_results, take_results
from elearn.services.looks import note_looks
from elearn.services.reports import member_report
from elearn.services.workshop_files import take_workshop_file
from elearn.web.catalogue import catalogue
from elearn.web.forms.handing_in import ResultsForm
from elearn.web.group_page import capital_ralo
from elearn.web.handing_in_words import result_sentences, taken_sentences
from elearn.web.regions import code_of
from elearn.web.signed_in import get_viewer
from elearn.web.workshop_words import file_sentence
from elearn.web.workshops import brought

bp = Blueprint("imports", __name__)
BOTH = ["GET", "POST"]
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class For:
    """For whom results are handed in: `uid` empty for nobody yet, `name` and `back` set for a member."""

    address: str
    uid: str = ""
    by: str = ""
    name: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class HandedView:
    """One line of what a code holds; `title` is empty for what this site does not have."""

    handed: Handed
    title: str
    language: str
    course: str
    course_language: str
    answered: int


@bp.route("/<lang:lang>/import", methods=BOTH)
def own(lang: str) -> Response:
    if request.method == "POST" and (data := sent_workshop()):
        return bring_home(data, lang)
    viewer = current.viewer()
    uid = viewer.uid if viewer else ""
    return answer(For(f"/{lang}/import", uid, uid), lang)


@bp.route("/<lang:lang>/regions/<ralo>/<als>/<uid>/import", methods=BOTH)
def member(lang: str, ralo: str, als: str, uid: str) -> Response:
    """For a member who may be named, by whoever may see her."""
    session, today, viewer = current.session(), current.today(), get_viewer()
    code = capital_ralo(ralo)
    line = member_report(session, ralo=code, als_code=code_of(als), uid=uid, courses=(), today=today)
    note_looks(session, viewer_id=viewer.account_id, subjects=[line.account_id], page="member", now=current.now())
    back = f"/{lang}/regions/{ralo}/{als}/{uid}"
    return answer(For(f"{back}/import", uid, viewer.uid, line.name, back), lang)


def answer(whom: For, lang: str) -> Response:
    if request.method == "GET":
        return page(whom, ResultsForm())
    step = request.form.get("form", "")
    if step not in ("look", "take"):
        raise NotFound("form", "import")
    form, data = ResultsForm(request.form), sent_results()
    try:
        if step == "take" and whom.uid:
            return taken(whom, data)
        handed = look_at_results(current.session(), data=data, person=whom.uid or None)
    except Refused as refused:
        current.session().rollback()
        return refused_page(whom, form, refused)
    form.code.data = write_code(line.event for line in handed)
    return page(whom, form, handed=[handed_view(line, lang) for line in handed])


def taken(whom: For, data: bytes) -> Response:
    done = take_results(current.session(), data=data, person=whom.uid, by=whom.by, now=current.now())
    counts = f"new={done.new}&hers={done.hers}&claimed={done.claimed}"
    return redirect(f"{whom.address}?{counts}#done", 303)


def sent_workshop() -> bytes:
    """The chosen file when it is a workshop laptop's: those are gzip (RFC 1952), codes and results are text."""
    chosen = request.files.get("file")
    if chosen is None or chosen.stream.read(2) != GZIP:
        return b""
    return GZIP + bytes(chosen.stream.read())


def bring_home(data: bytes, lang: str) -> Response:
    """A workshop file by this door: for whoever coordinates a region, as on the page of the region's workshops."""
    viewer = current.viewer()
    if viewer is None:
        return redirect(f"/{lang}/sign-in?next=/{lang}/import", 303)
    address = For(f"/{lang}/import", viewer.uid, viewer.uid)
    try:
        taken = take_workshop_file(current.session(), data=data, by=viewer, now=current.now())
    except Forbidden:
        current.session().rollback()
        sentence = _("This is the file of a workshop, which a coordinator takes in. Give it to one of your region.")
        refused = page(address, ResultsForm(), problems=[("file", sentence)])
        refused.status_code = 403
        return refused
    except Unfit as unfit:
        current.session().rollback()
        return page(address, ResultsForm(), problems=[("file", file_sentence(unfit))])
    return brought(taken, lang, to_page=may_see_region(viewer, taken.ralo, current.today()))


def sent_results() -> bytes:
    """The file that was chosen, else what was pasted; never more than one byte over what is read."""
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        chosen.stream.seek(0)
        return bytes(chosen.stream.read(LARGEST_SENT + 1))
    return request.form.get("code", "").encode(errors="replace")[: LARGEST_SENT + 1]


def refused_page(whom: For, form: ResultsForm, refused: Refused) -> Response:
    """422 with what was pasted; a file has to be chosen again, browsers say."""
    form.code.data = "".join(
        char for char in form.text("code")[:LARGEST_SENT] if not holds_refused(char, allowed="\t\r\n")
    )
    words = result_sentences()
    told = {field: words[code] for field, code in refused.problems.items()}
    form.show(told)
    return page(whom, form, problems=list(told.items()))


def page(
    whom: For,
    form: ResultsForm,
    *,
    handed: list[HandedView] | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> Response:
    text = render_template(
        "imports/index.html",
        whom=whom,
        form=form,
        handed=handed or [],
        takes=any(line.handed.state in ("new", "unknown") for line in handed or []),
        problems=problems or [],
        done=taken_sentences(request.args) if request.method == "GET" else [],
    )
    return Response(text, 422 if problems else 200, content_type="text/html; charset=utf-8")


def handed_view(handed: Handed, lang: str) -> HandedView:
    """By the titles of the release in force: what it does not have is told by its code."""
    event = handed.event
    place = catalogue().places.get((event.c or "", event.i or ""))
    course = catalogue().site.course(event.c or "")
    title = pick(place.part.titles, lang, place.course.language) if place else ("", lang)
    name = pick(course.titles, lang, course.language) if course else ("", lang)
    answers = event.b.get("answers") or {}
    return HandedView(handed, *title, *name, len(answers))
