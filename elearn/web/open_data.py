"""Figures for everybody: `/open/progress.csv`, in which nothing under five can be worked out."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.weeks import open_rows
from elearn.exchange.open_csv import open_csv
from elearn.extensions import current
from elearn.services.weeks import list_open_weeks

bp = Blueprint("open_data", __name__)


@bp.get("/open/progress.csv")
def progress_csv() -> AnyResponse:
    """The same bytes for everybody until the next week is written; no filter of the address is looked at."""
    weeks = current.read(list_open_weeks, personal=False)
    response = Response(open_csv(open_rows(weeks)), content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Content-Disposition"] = 'attachment; filename="progress.csv"'
    response.add_etag()
    return response.make_conditional(request)
