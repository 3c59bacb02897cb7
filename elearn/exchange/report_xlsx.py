"""The progress report as a workbook (ECMA-376): the lines of the CSV in typed cells, none of which computes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from elearn.domain.rollup import Report
from elearn.exchange.csv_cells import neutralise
from elearn.exchange.report_csv import COLUMNS, list_lines
from elearn.exchange.workbooks import new_workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WIDTHS = {"als": 14, "name": 36, "as_of": 12}


def report_xlsx(
    *reports: Report, individual_name: str, heads: Sequence[str] = COLUMNS, right_to_left: bool = False
) -> bytes:
    """One sheet per RALO. `heads` are the names of the columns in the reader's language, in the order of COLUMNS.

    Numbers are numbers and days are days. A text that a spreadsheet could take for a formula is a text cell with the
    quote prefix set, so that it stays one when it is edited. The same reports give the same bytes.
    """
    out = io.BytesIO()
    with new_workbook(out) as book:
        book.set_properties({"created": datetime.combine(max(report.as_of for report in reports), time(), UTC)})
        bold, quoted = book.add_format({"bold": True, "bottom": 1}), book.add_format({"quote_prefix": True})
        for report in reports:
            sheet = book.add_worksheet(report.ralo)
            if right_to_left:
                sheet.right_to_left()
            _fill(sheet, report, individual_name, quoted)
            _head(sheet, heads, bold)
    return out.getvalue()


def _head(sheet: Worksheet, heads: Sequence[str], bold: Format) -> None:
    for column, (key, head) in enumerate(zip(COLUMNS, heads, strict=True)):
        sheet.set_column(column, column, WIDTHS.get(key, 11))
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)


def _fill(sheet: Worksheet, report: Report, individual_name: str, quoted: Format) -> None:
    row = 0
    for row, line in enumerate(list_lines(report, individual_name), start=1):
        for column, cell in enumerate(line[:-1]):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, cell, quoted if neutralise(cell) != cell else None)
        sheet.write_datetime(row, len(COLUMNS) - 1, datetime.combine(report.as_of, time()))
    sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
