"""Coordinators' pages: a region's matrix, an ALS with its people, one member's states. Never answers or scores."""

from __future__ import annotations

import re
from functools import partial

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.access import may_see_region, regions_of
from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound, Refused
from elearn.domain.report_filters import Filters, read_filters
from elearn.domain.rollup import Report
from elearn.domain.weeks import open_rows
from elearn.exchange.report_csv import report_csv
from elearn.exchange.report_json import report_json
from elearn.exchange.report_xlsx import report_xlsx
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.attendance import list_own_attendance
from elearn.services.community import confirm_membership
from elearn.services.held_sessions import sum_sessions
from elearn.services.looks import note_looks
from elearn.services.programmes import list_programmes
from elearn.services.reports import als_report, member_report, progress_report
from elearn.services.shelf import Shelf
from elearn.services.weeks import list_open_weeks
from elearn.web.attended import Attended, member_attended
from elearn.web.catalogue import catalogue
from elearn.web.compression import Packable
from elearn.web.group_page import group_page, invite_form
from elearn.web.languages import reader_language
from elearn.web.programme_view import programme_links
from elearn.web.region_comparison import compare
from elearn.web.region_figures import column_heads
from elearn.web.region_view import INDIVIDUAL, als_view, course_titles, matrix, member_view
from elearn.web.signed_in import get_viewer
from elearn.web.status_view import status_view

bp = Blueprint("regions", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_pages: Shelf[Packable] = Shelf(64)


@bp.get("/<lang:lang>/regions")
def index(lang: str) -> AnyResponse | str:
    ralos = regions_of(get_viewer(), current.today(), tuple(RALOS))
    if len(ralos) == 1:
        return redirect(f"/{lang}/regions/{ralos[0].lower()}", 303)
    weeks = current.read(list_open_weeks, personal=False)
    compared = compare(list(open_rows(weeks)), course_titles(course_ids(), lang))
    return render_template("regions/index.html", ralos=[RALOS[code] for code in ralos], compared=compared)


@bp.get("/<lang:lang>/regions/<ralo>")
def region(lang: str, ralo: str) -> AnyResponse:
    ralo = known_ralo(ralo)
    filters, report = asked_report(ralo)
    return page(ralo, report, filters, lang)


@bp.get("/<lang:lang>/regions/<ralo>.csv")
def region_csv(lang: str, ralo: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    report = asked_report(known_ralo(ralo))[1]
    file = report_csv(report, individual_name=_("Individual members"))
    name = f"{ralo}-{report.as_of.isoformat()}.csv"
    return Response(
        file, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@bp.get("/<lang:lang>/regions/<ralo>.xlsx")
def region_xlsx(lang: str, ralo: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    report = asked_report(known_ralo(ralo))[1]
    file = report_xlsx(
        report,
        individual_name=_("Individual members"),
        heads=column_heads(),
        right_to_left=reader_language().direction == "rtl",
    )
    name = f"{ralo}-{report.as_of.isoformat()}.xlsx"
    return Response(file, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/<lang:lang>/regions/<ralo>.json")
def region_json(lang: str, ralo: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    return jsonify(report_json(asked_report(known_ralo(ralo))[1]))


@bp.get("/<lang:lang>/regions/<ralo>/<als>")
def als(lang: str, ralo: str, als: str) -> str:
    report = als_report(
        current.session(),
        ralo=known_ralo(ralo),
        als_code=code_of(als),
        courses=course_ids(),
        today=current.today(),
        page=asked_page(),
    )
    shown = [person.account_id for person in report.people]
    note_looks(current.session(), viewer_id=get_viewer().account_id, subjects=shown, page="als", now=current.now())
    group = group_page(lang, ralo, als) if code_of(als) else None
    return render_template(
        "regions/als.html",
        view=als_view(report, lang),
        als=als,
        whole_region=sees_region(ralo),
        group=group,
        status=status_view(group.ralo, [report.row], report.as_of) if group else None,
        form=invite_form(group.als) if group else None,
    )


@bp.route("/<lang:lang>/regions/<ralo>/<als>/<uid>", methods=["GET", "POST"])
def member(lang: str, ralo: str, als: str, uid: str) -> AnyResponse | str:
    """One person's states; the only thing to do here is to confirm that she belongs."""
    return confirm(ralo, als, uid) if request.method == "POST" else member_page(lang, ralo, als, uid)


def confirm(ralo: str, als: str, uid: str) -> AnyResponse:
    """Back to the page. Somebody who is not, or no longer, of this group looks like nobody."""
    code, by = code_of(als), get_viewer().uid
    confirm_membership(current.session(), uid=uid, ralo=known_ralo(ralo), als_code=code, by=by, now=current.now())
    return redirect(request.path, 303)


def member_page(lang: str, ralo: str, als: str, uid: str) -> str:
    line = member_report(
        current.session(),
        ralo=known_ralo(ralo),
        als_code=code_of(als),
        uid=uid,
        courses=course_ids(),
        today=current.today(),
    )
    viewer = get_viewer()
    note_looks(
        current.session(), viewer_id=viewer.account_id, subjects=[line.account_id], page="member", now=current.now()
    )
    return render_template(
        "regions/member.html",
        view=member_view(line, lang),
        attended=attended(lang, ralo, uid),
        ralo=known_ralo(ralo),
        als=als,
        whole_region=sees_region(ralo),
    )


def attended(lang: str, ralo: str, uid: str) -> Attended:
    """Nothing for a representative: the lists of attendance are the region's, too."""
    return member_attended(list_own_attendance(current.session(), uid), lang, ralo) if sees_region(ralo) else Attended()


def known_ralo(ralo: str) -> str:
    """Addresses carry the RALO in lower case only. Raises NotFound for any other word."""
    if ralo != ralo.lower() or ralo.upper() not in RALOS:
        raise NotFound("ralo", ralo)
    return ralo.upper()


def sees_region(ralo: str) -> bool:
    """False for a representative: her page has no way up to the region."""
    return may_see_region(get_viewer(), known_ralo(ralo), current.today())


def code_of(als: str) -> str | None:
    """None stands for the individual members of the region."""
    return None if als == INDIVIDUAL else als


def course_ids() -> list[str]:
    return [course.id for course in catalogue().site.courses]


def asked_page() -> int:
    """The page number of the address; anything that is none looks like a page that is not there."""
    text = request.args.get("page", "1")
    if not _PAGE.fullmatch(text):
        raise NotFound("page", text[:20])
    return int(text)


def asked_report(ralo: str) -> tuple[Filters, Report]:
    """The filters of the address and the one list that page, CSV and JSON render. A bad filter is a bad request."""
    courses, today = course_ids(), current.today()
    try:
        filters = read_filters(request.args, courses=courses, today=today)
    except Refused as error:
        raise BadRequest from error
    ask = partial(progress_report, ralo=ralo, courses=courses, today=today, filters=filters)
    return filters, current.read(ask)


def page(ralo: str, report: Report, filters: Filters, lang: str) -> Response:
    """The whole page. Nothing in it is about the person who asks, so it is kept as long as its numbers are true."""
    key = (report.edition, filters, lang, catalogue().release, current.today())
    kept = _pages.find(current.session(), key) if report.edition else None
    if kept is None:
        view = matrix(report, filters, course_titles(course_ids(), lang))
        # What a group is on a day that is over, nobody has kept.
        status = status_view(ralo, report.rows, report.as_of) if report.as_of == current.today() else None
        text = render_template(
            "regions/region.html",
            ralo=RALOS[ralo],
            report=report,
            view=view,
            f=filters,
            status=status,
            today=current.today(),
            programmes=programme_links(list_programmes(current.session()), ralo, lang),
            held=sum_sessions(current.session(), ralo=ralo, until=report.as_of),
        )
        kept = Packable(text)
        _pages.keep(current.session(), key, kept)
    return kept.response()
