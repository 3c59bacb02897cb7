"""`elearn report progress`: who learns where, as a table or a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from config import Config
from elearn.cli.reading import get_catalogue, ready_session
from elearn.domain.community import RALOS
from elearn.domain.errors import Refused
from elearn.domain.report_filters import read_filters
from elearn.domain.rollup import Report, Row
from elearn.exchange.report_csv import report_csv
from elearn.exchange.report_json import report_json
from elearn.exchange.report_xlsx import report_xlsx
from elearn.services.reports import progress_report

INDIVIDUAL = "Individual members"


@click.group()
def report() -> None:
    """Reports for coordinators."""


@report.command()
@click.option("--ralo", type=click.Choice(list(RALOS), case_sensitive=False), help="One region; without it all five.")
@click.option("--course", default="", help="One course by its id; without it all.")
@click.option("--as-of", default="", metavar="DAY", help="The end of a day that is over, such as 2026-11-21.")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "xlsx", "json"]), default="table", show_default=True
)
def progress(ralo: str | None, course: str, as_of: str, form: str) -> None:
    """How many members of each ALS are where in each course."""
    today = datetime.now(UTC).date()
    with ready_session(Config.from_environment()) as session:
        courses = [found.id for found in get_catalogue(session).site.courses]
        try:
            filters = read_filters({"course": course, "as_of": as_of}, courses=courses, today=today)
        except Refused as error:
            raise click.UsageError(_advice(error, courses)) from error
        reports = [
            progress_report(session, ralo=code, courses=courses, today=today, filters=filters)
            for code in ([ralo] if ralo else RALOS)
        ]
    _write(form, reports, one=ralo is not None)


def _advice(error: Refused, courses: Sequence[str]) -> str:
    if "course" in error.problems:
        return f"--course is none of {', '.join(courses)}"
    return "--as-of needs a day that has been, such as 2026-11-21"


def _write(form: str, reports: Sequence[Report], *, one: bool) -> None:
    if form == "csv":
        sys.stdout.buffer.write(report_csv(*reports, individual_name=INDIVIDUAL))
    elif form == "xlsx":
        if sys.stdout.isatty():
            raise click.UsageError("a workbook is no text: send it to a file, such as > report.xlsx")
        sys.stdout.buffer.write(report_xlsx(*reports, individual_name=INDIVIDUAL))
    elif form == "json":
        told = [report_json(report) for report in reports]
        click.echo(json.dumps(told[0] if one else told, ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join(_table(report) for report in reports))


def _table(report: Report) -> str:
    """Finished and members with an account, as on the coordinators' page."""
    rows = [(row.als, row) for row in report.rows]
    rows += [(INDIVIDUAL, report.individual)] if report.individual else []
    lines = [
        [f"{report.ralo} {report.as_of}", "members", *report.courses],
        *(_cells(name, row) for name, row in [*rows, ("all", report.totals)]),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.rjust(width) if number else cell.ljust(width) for number, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(line, widths, strict=True)) for line in lines)
    )


def _cells(name: str, row: Row) -> list[str]:
    shown = (f"{cell.finished}/{cell.with_account}" if cell.with_account else "0" for cell in row.cells.values())
    return [name, str(row.members), *shown]
