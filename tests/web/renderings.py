"""The numbers that stand in a report, a file, a page: (ALS, course) -> people in each state."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook

from elearn.domain.rollup import Cell, Report
from tests.web.one_community import COURSES

Told = dict[tuple[str, str], Cell]


def of_report(report: Report) -> Told:
    every = [*report.rows, *([report.individual] if report.individual else [])]
    return {(row.als, course): cell for row in every for course, cell in row.cells.items()}


def of_json(told: Mapping[str, Any]) -> Told:
    every = [*told["rows"], {"als": "", **told["individual_members"]}]
    found = {(row["als"], course): Cell(**cell) for row in every for course, cell in row["cells"].items()}
    for row in every:
        assert {found[row["als"], course].members for course in COURSES} == {row["members"]}
    return found


def of_lines(lines: list[tuple[Any, ...]]) -> Told:
    """Lines of CSV or XLSX, without the head."""
    found = {(line[1] or "", line[4]): Cell(*(int(number) for number in line[6:11])) for line in lines}
    assert len(found) == len(lines)
    assert all(int(line[5]) == found[line[1] or "", line[4]].members for line in lines)
    return found


def of_csv(file: bytes) -> list[tuple[Any, ...]]:
    return [tuple(line) for line in csv.reader(io.StringIO(file.decode("utf-8-sig")))][1:]


def of_xlsx(file: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(file))["AFRALO"].iter_rows(min_row=2, values_only=True))


def of_table(page: str) -> Told:
    """The words behind each cell of the matrix name all five states."""
    body = html.unescape(page.partition("<tbody>")[2].partition("<tfoot>")[0])
    found: Told = {}
    codes = [*re.findall(r'<th scope="row"><a href="[^"]*/afralo/([^"]+)"', body)]
    for code, row in zip(codes, re.split(r"<tr[^>]*>", body)[1:], strict=True):
        for course, words in zip(COURSES, re.findall(r'title="([^"]*)"', row), strict=True):
            counts = {name.lower(): int(number) for name, number in re.findall(r"(\w+): (\d+)", words)}
            found["" if code == "individual-members" else code, course] = Cell(**counts)
    return found


def short(cell: Cell) -> str:
    return f"{cell.finished}/{cell.with_account}" if cell.with_account else "0"
