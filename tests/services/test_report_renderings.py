"""One report, four renderings: the numbers of CSV, XLSX and JSON are the report's, in both databases."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from elearn.domain.report_filters import Filters
from elearn.exchange.report_csv import COLUMNS, report_csv
from elearn.exchange.report_json import report_json
from elearn.exchange.report_xlsx import report_xlsx
from elearn.services.reports import progress_report
from tests.makers import NOW, make_als, make_member, make_standing

COURSES = ("start", "ip")
HEADS = [f"head {key}" for key in COLUMNS]


def make_region(session: Session) -> None:
    make_als(session, "KE-01", name="=HYPERLINK(1)")
    make_als(session, "SN-01", country="SN", name="Cercle «Karité»", language="fr")
    make_standing(session, make_member(session, "Ama", als="KE-01"), "ip", days_ago=3, finished=True)
    make_standing(session, make_member(session, "Bo", als="KE-01"), "start", days_ago=40)
    make_member(session, "Chi", als="KE-01", joined=False)
    make_standing(session, make_member(session, "Gus"), "ip")


@pytest.mark.parametrize("filters", [Filters(), Filters(state="unstarted"), Filters(course="ip", sort="-ip")])
def test_csv_xlsx_and_json_say_the_same(session: Session, filters: Filters) -> None:
    make_region(session)
    report = progress_report(session, ralo="AFRALO", courses=COURSES, today=NOW.date(), filters=filters)
    file = report_csv(report, individual_name="Alone").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    sheet = load_workbook(io.BytesIO(report_xlsx(report, individual_name="Alone")))["AFRALO"]
    heads, *cells = sheet.iter_rows(values_only=True)
    told = report_json(report)
    rows = [*told["rows"], {"als": "", **told["individual_members"]}]
    numbers = [
        (row["als"], course, row["members"], *cell.values()) for row in rows for course, cell in row["cells"].items()
    ]
    assert heads == COLUMNS
    assert [(line["als"], line["course"], *map(int, list(line.values())[5:11])) for line in lines] == numbers
    assert [(row[1] or "", row[4], *row[5:11]) for row in cells] == numbers
    assert [line["name"].removeprefix("'") for line in lines] == [row[2] for row in cells]


def test_a_workbook_has_typed_cells_and_none_that_computes(session: Session) -> None:
    make_region(session)
    report = progress_report(session, ralo="AFRALO", courses=COURSES, today=NOW.date())
    file = report_xlsx(report, individual_name="Alone", heads=HEADS, right_to_left=True)
    assert file == report_xlsx(report, individual_name="Alone", heads=HEADS, right_to_left=True)
    sheet = load_workbook(io.BytesIO(file))["AFRALO"]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L7"
    assert [cell.value for cell in sheet[1]] == HEADS
    formula = next(row[2] for row in sheet.iter_rows(min_row=2) if row[1].value == "KE-01")
    assert (formula.value, formula.data_type, formula.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert {type(row[5].value) for row in sheet.iter_rows(min_row=2)} == {int}
    assert sheet["L2"].value == datetime.combine(NOW.date(), datetime.min.time())
