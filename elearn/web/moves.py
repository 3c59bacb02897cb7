"""Moving somebody to another group: for coordinators of both regions."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import regions_of
from elearn.domain.community import RALOS
from elearn.domain.errors import Refused
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.community import list_als_of_region
from elearn.services.looks import note_looks
from elearn.services.moves import get_mover, move_member
from elearn.web.forms.groups import MoveForm
from elearn.web.group_page import capital_ralo
from elearn.web.refusals import refuse_form
from elearn.web.region_view import INDIVIDUAL
from elearn.web.signed_in import get_viewer

bp = Blueprint("moves", __name__)


@bp.route("/<lang:lang>/regions/<ralo>/<als>/<uid>/move", methods=["GET", "POST"])
def move(lang: str, ralo: str, als: str, uid: str) -> Response | str:
    code = None if als == INDIVIDUAL else als
    member = get_mover(current.session(), ralo=capital_ralo(ralo), als_code=code, uid=uid)
    page = {"name": member.name, "address": f"/{lang}/regions/{ralo}/{als}/{uid}"}
    form = move_form(typed=request.method == "POST")
    if request.method == "GET":
        note_looks(
            current.session(),
            viewer_id=get_viewer().account_id,
            subjects=[member.account_id],
            page="member",
            now=current.now(),
        )
        return render_template("groups/move.html", form=form, problems=[], **page)
    try:
        return redirect(place_after(form, lang, capital_ralo(ralo), code, uid), 303)
    except Refused as error:
        return refuse_form("groups/move.html", form, error, **page)


def place_after(form: MoveForm, lang: str, ralo: str, code: str | None, uid: str) -> str:
    """Moves, and gives the address of the person's page; of the region where she is out of the mover's sight now."""
    to = form.text("to")
    if not to:
        raise Refused({"to": "choice-missing"})
    target = "" if to == INDIVIDUAL else to
    after = move_member(
        current.session(), by=get_viewer(), ralo=ralo, als_code=code, uid=uid, to=target, now=current.now()
    )
    if after not in ralos():
        return f"/{lang}/regions/{ralo.lower()}#m"
    return f"/{lang}/regions/{after.lower()}/{to}/{uid}#m"


def move_form(*, typed: bool) -> MoveForm:
    """The groups of all regions that the mover looks after."""
    form = MoveForm(request.form if typed else None)
    groups = {ralo: {line.code: line.name for line in list_als_of_region(current.session(), ralo)} for ralo in ralos()}
    form.to.choices = {"": _("Choose"), INDIVIDUAL: _("Individual members"), **groups}
    return form


def ralos() -> tuple[str, ...]:
    return regions_of(get_viewer(), current.today(), tuple(RALOS))
