"""A region's quarter as a workbook (ECMA-376): key figures on one sheet, the states by course on another."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from elearn.exchange.csv_cells import neutralise
from elearn.exchange.workbooks import new_workbook

Cell = str | int | float | None
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]


def quarter_xlsx(sheets: Sequence[Sheet], *, day: date, right_to_left: bool) -> bytes:
    """`sheets` are (name, heads, rows). Numbers are numbers, no text computes; the same rows give the same bytes."""
    out = io.BytesIO()
    with new_workbook(out) as book:
        book.set_properties({"created": datetime.combine(day, time(), UTC)})
        bold, quoted = book.add_format({"bold": True, "bottom": 1}), book.add_format({"quote_prefix": True})
        for name, heads, rows in sheets:
            sheet = book.add_worksheet(name)
            if right_to_left:
                sheet.right_to_left()
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 36)
            sheet.set_column(1, len(heads) - 1, 14)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head, bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, int | float):
                        sheet.write_number(number, column, cell)
                    elif cell:
                        sheet.write_string(number, column, cell, quoted if neutralise(cell) != cell else None)
    return out.getvalue()
