"""A region over time: each figure with what it means, a line, and the same numbers as a table and as files."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, jsonify, render_template

from elearn.domain.community import RALOS
from elearn.exchange.figures_files import trends_csv, trends_json
from elearn.extensions import current
from elearn.services.trends import Trends, list_trends
from elearn.web.languages import reader_language
from elearn.web.regions import known_ralo
from elearn.web.trend_view import languages, trends

bp = Blueprint("trends", __name__)


@bp.get("/<lang:lang>/regions/<ralo>/over-time")
def page(lang: str, ralo: str) -> str:  # noqa: ARG001 - the address carries the language
    asked = asked_trends(ralo)
    shown = trends(asked.ends, asked.told, mirrored=reader_language().direction == "rtl")
    return render_template(
        "trends/region.html", ralo=RALOS[asked.ralo], groups=shown, languages=languages(asked.days), ends=asked.ends
    )


@bp.get("/<lang:lang>/regions/<ralo>/over-time.csv")
def page_csv(lang: str, ralo: str) -> Response:  # noqa: ARG001 - the address carries the language
    asked = asked_trends(ralo)
    headers = {"Content-Disposition": f'attachment; filename="{ralo}-over-time.csv"'}
    body = trends_csv(asked.ralo, asked.days, asked.told)
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/<lang:lang>/regions/<ralo>/over-time.json")
def page_json(lang: str, ralo: str) -> Response:  # noqa: ARG001 - the address carries the language
    asked = asked_trends(ralo)
    return jsonify(trends_json(asked.ralo, asked.days, asked.told))


def asked_trends(ralo: str) -> Trends:
    return current.read(partial(list_trends, ralo=known_ralo(ralo)))
