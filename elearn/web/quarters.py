"""The report of a quarter: one page to print, and the same as a workbook."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest

from elearn.domain.community import RALOS
from elearn.domain.errors import Refused
from elearn.domain.quarters import read_quarter
from elearn.exchange.quarter_xlsx import Cell, Sheet, quarter_xlsx
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.quarters import quarter_report
from elearn.web.languages import reader_language
from elearn.web.quarter_view import QuarterView, quarter_view
from elearn.web.regions import XLSX, course_ids, known_ralo

bp = Blueprint("quarters", __name__)


@bp.get("/<lang:lang>/regions/<ralo>/quarter")
def page(lang: str, ralo: str) -> str:
    view = asked_quarter(lang, ralo)
    return render_template("quarters/quarter.html", view=view, ralo=RALOS[known_ralo(ralo)])


@bp.get("/<lang:lang>/regions/<ralo>/quarter.xlsx")
def page_xlsx(lang: str, ralo: str) -> Response:
    view = asked_quarter(lang, ralo)
    sheets = [figures_sheet(view), courses_sheet(view)]
    book = quarter_xlsx(sheets, day=view.quarter.ends_on, right_to_left=reader_language().direction == "rtl")
    name = f"{ralo}-{view.quarter.name}.xlsx"
    return Response(book, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def figures_sheet(view: QuarterView) -> Sheet:
    heads = (_("Figure"), _("End of the quarter before"), _("End of this quarter"), _("What it means"))
    rows = [row for _heading, rows in view.groups for row in rows]
    return _("Figures"), heads, [(row.title, row.before, row.value, row.definition) for row in rows]


def courses_sheet(view: QuarterView) -> Sheet:
    heads = (_("Course"), *[head for state in view.states for head in (state, _("Change"))])
    lines: list[list[Cell]] = [[title, *[cell for pair in counts for cell in pair]] for title, counts in view.courses]
    return _("Courses"), heads, lines


def asked_quarter(lang: str, ralo: str) -> QuarterView:
    """The quarter of the address, else the last that is over. What is no such quarter is a bad request."""
    today = current.today()
    try:
        quarter = read_quarter(request.args.get("quarter", ""), today)
    except Refused as error:
        raise BadRequest from error
    code = known_ralo(ralo)
    told = current.read(partial(quarter_report, ralo=code, courses=course_ids(), quarter=quarter, today=today))
    return quarter_view(told, lang)
