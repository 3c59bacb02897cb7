"""The public figures as a file: what everybody may know of each region, documented in docs/open-data.md."""

from __future__ import annotations

from collections.abc import Iterable

from elearn.domain.weeks import OpenRow
from elearn.exchange.csv_cells import write_csv

COLUMNS = ("week_ending", "ralo", "course", "members", "not_started", "started", "finished")


def open_csv(rows: Iterable[OpenRow]) -> bytes:
    """One line per week, RALO and course. `<5` is 1 to 4; an empty cell is withheld. The same rows, the same bytes."""
    return write_csv(
        COLUMNS,
        (
            [
                row.ends_on.isoformat(),
                row.ralo,
                row.course,
                *(_cell(told) for told in (row.members, row.not_started, row.started, row.finished)),
            ]
            for row in rows
        ),
    )


def _cell(told: str) -> str | int:
    return int(told) if told.isdigit() else told
