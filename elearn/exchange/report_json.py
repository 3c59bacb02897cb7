"""The progress report for machines (contract §5): the very rows that the page shows."""

from __future__ import annotations

from typing import Any

from elearn.domain.rollup import Cell, Report, Row


def report_json(report: Report) -> dict[str, Any]:
    """Fixed keys. Individual members that a filter left out are none."""
    individual = {"members": 0, "cells": {}} if report.individual is None else _numbers(report.individual)
    return {
        "ralo": report.ralo,
        "as_of": report.as_of.isoformat(),
        "courses": list(report.courses),
        "rows": [{"als": row.als, "name": row.name, "country": row.country, **_numbers(row)} for row in report.rows],
        "individual_members": individual,
        "totals": _numbers(report.totals),
    }


def _numbers(row: Row) -> dict[str, Any]:
    return {"members": row.members, "cells": {course: _cell(cell) for course, cell in row.cells.items()}}


def _cell(cell: Cell) -> dict[str, int]:
    return {
        "invited": cell.invited,
        "registered": cell.registered,
        "started": cell.started,
        "stalled": cell.stalled,
        "finished": cell.finished,
    }
