"""A programme in a region: who is ready and what is missing, by group and by name; the same as CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.community import RALOS
from elearn.domain.programmes import Programme
from elearn.domain.readiness import PersonLine, ReadinessReport
from elearn.exchange.programme_files import readiness_csv, readiness_json
from elearn.extensions import Session, current
from elearn.services.looks import note_looks
from elearn.services.programmes import (
    PEOPLE_AT_ONCE,
    get_programme,
    list_ready,
    readiness_report,
    whole_readiness,
)
from elearn.web.programme_view import programme_view
from elearn.web.regions import asked_page, code_of, known_ralo
from elearn.web.signed_in import get_viewer
from elearn.web.streams import stream

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
    note(report.people)
    view = programme_view(report, lang)
    return render_template(
        "programmes/programme.html", view=view, ralo=RALOS[report.ralo], key=key, als=als, show=show, entered=entered()
    )


@bp.get("/<lang:lang>/regions/<ralo>/programmes/<key>.csv")
def region_csv(lang: str, ralo: str, key: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    programme, code = get_programme(current.session(), key), known_ralo(ralo)
    viewer, now = get_viewer().account_id, current.now()
    body = stream(
        lambda own: readiness_csv(code, programme, list_looked_at(own, code, programme, viewer_id=viewer, now=now))
    )
    headers = {"Content-Disposition": f'attachment; filename="{ralo}-{programme.key}.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/<lang:lang>/regions/<ralo>/programmes/<key>.json")
def region_json(lang: str, ralo: str, key: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    return jsonify(readiness_json(whole(ralo, key)))


def whole(ralo: str, key: str) -> ReadinessReport:
    """Everybody who may be named. A file is a look at each of them."""
    report = current.read(partial(whole_readiness, ralo=known_ralo(ralo), key=key))
    note(report.people)
    return report


def list_looked_at(
    session: Session, ralo: str, programme: Programme, *, viewer_id: int, now: datetime
) -> Iterator[PersonLine]:
    """Everybody who may be named, one by one; the look at each is written down before the name leaves."""
    for people in list_ready(session, ralo=ralo, programme=programme):
        shown = [person.account_id for person in people]
        note_looks(session, viewer_id=viewer_id, subjects=shown, page="programme", now=now)
        session.rollback()  # a slow line must not hold a transaction
        yield from people


def note(people: Sequence[PersonLine]) -> None:
    viewer = get_viewer().account_id
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        shown = [person.account_id for person in people[start : start + PEOPLE_AT_ONCE]]
        note_looks(current.session(), viewer_id=viewer, subjects=shown, page="programme", now=current.now())


def entered() -> int | None:
    """How many people a roster has just brought, for the line that says so."""
    text = request.args.get("entered", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
