"""The progress report as a file: one line per ALS and course, of the very rows that the page shows."""

from __future__ import annotations

from collections.abc import Iterator

from elearn.domain.rollup import Report, Row
from elearn.exchange.csv_cells import write_csv

COLUMNS = (
    "ralo",
    "als",
    "name",
    "country",
    "course",
    "members",
    "invited",
    "registered",
    "started",
    "stalled",
    "finished",
    "as_of",
)


def report_csv(*reports: Report, individual_name: str) -> bytes:
    """Individual members come last, with an empty `als` and this name. No line of totals: it would be summed too."""
    return write_csv(COLUMNS, (line for report in reports for line in list_lines(report, individual_name)))


def list_lines(report: Report, individual_name: str) -> Iterator[list[str | int]]:
    """The cells of each line in the order of COLUMNS; the day as ISO 8601 text."""
    for row in report.rows:
        yield from _lines_of(report, row, row.name)
    if report.individual is not None:
        yield from _lines_of(report, report.individual, individual_name)


def _lines_of(report: Report, row: Row, name: str) -> Iterator[list[str | int]]:
    for course in report.courses:
        cell = row.cells[course]
        yield [
            report.ralo,
            row.als,
            name,
            row.country,
            course,
            row.members,
            cell.invited,
            cell.registered,
            cell.started,
            cell.stalled,
            cell.finished,
            report.as_of.isoformat(),
        ]
