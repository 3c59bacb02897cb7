"""A region over time: each figure with what it means, a line, and the same numbers as a table."""

from __future__ import annotations

from flask import Blueprint, render_template

from elearn.domain.community import RALOS
from elearn.extensions import current
from elearn.services.weeks import list_region_weeks
from elearn.web.languages import reader_language
from elearn.web.regions import known_ralo
from elearn.web.trend_view import trends

bp = Blueprint("trends", __name__)


@bp.get("/<lang:lang>/regions/<ralo>/over-time")
def page(lang: str, ralo: str) -> str:  # noqa: ARG001 - the address carries the language
    code = known_ralo(ralo)
    weeks = list_region_weeks(current.session(), ralo=code)
    shown = trends(weeks, mirrored=reader_language().direction == "rtl")
    return render_template("trends/region.html", ralo=RALOS[code], groups=shown)
