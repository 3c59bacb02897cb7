"""A programme in a region: who is ready and what is missing, by group and by name; the same as CSV and JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.community import RALOS
from elearn.domain.readiness import ReadinessReport
from elearn.exchange.programme_files import readiness_csv, readiness_json
from elearn.extensions import current
from elearn.services.looks import note_looks
from elearn.services.programmes import PEOPLE_AT_ONCE, readiness_report, whole_readiness
from elearn.web.programme_view import programme_view
from elearn.web.regions import asked_page, code_of, known_ralo
from elearn.web.signed_in import get_viewer

bp = Blueprint("programmes", __name__)

SHOWN = {"": None, "ready": True, "missing": False}


@bp.get("/<lang:lang>/regions/<ralo>/programmes/<key>")
def region(lang: str, ralo: str, key: str) -> str:
    als, show = request.args.get("als", ""), request.args.get("show", "")
    if show not in SHOWN:
        raise BadRequest
    report = readiness_report(
        current.session(),
        ralo=known_ralo(ralo),
        key=key,
        als=(code_of(als) or "") if als else None,
        ready=SHOWN[show],
        page=asked_page(),
    )
    note(report)
    view = programme_view(report, lang)
    return render_template(
        "programmes/programme.html", view=view, ralo=RALOS[report.ralo], key=key, als=als, show=show, entered=entered()
    )


@bp.get("/<lang:lang>/regions/<ralo>/programmes/<key>.csv")
def region_csv(lang: str, ralo: str, key: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    report = whole(ralo, key)
    headers = {"Content-Disposition": f'attachment; filename="{ralo}-{report.programme.key}.csv"'}
    return Response(readiness_csv(report), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/<lang:lang>/regions/<ralo>/programmes/<key>.json")
def region_json(lang: str, ralo: str, key: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    return jsonify(readiness_json(whole(ralo, key)))


def whole(ralo: str, key: str) -> ReadinessReport:
    """Everybody who may be named. A file is a look at each of them."""
    report = whole_readiness(current.session(), ralo=known_ralo(ralo), key=key)
    note(report)
    return report


def note(report: ReadinessReport) -> None:
    ids = [person.account_id for person in report.people]
    viewer = get_viewer().account_id
    for start in range(0, len(ids), PEOPLE_AT_ONCE):
        shown = ids[start : start + PEOPLE_AT_ONCE]
        note_looks(current.session(), viewer_id=viewer, subjects=shown, page="programme", now=current.now())


def entered() -> int | None:
    """How many people a roster has just brought, for the line that says so."""
    text = request.args.get("entered", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
