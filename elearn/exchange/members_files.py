"""The people of one ALS as files: one line per person and course, states and days, never answers or scores.

All three are made of the same people, in their order. CSV and JSON come piece by piece, so that a file of any length
takes no more memory than a page of it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from elearn.domain.members import CourseState, MemberLine, Roll
from elearn.exchange.csv_cells import neutralise, stream_csv
from elearn.exchange.workbooks import new_workbook

COLUMNS = (
    "ralo",
    "als",
    "uid",
    "name",
    "language",
    "membership",
    "course",
    "people",
    "state",
    "last_active_on",
    "finished_on",
    "as_of",
)
WIDTHS = {"als": 14, "uid": 34, "name": 30, "last_active_on": 14, "finished_on": 14, "as_of": 12}
Cell = str | int | date | None


def members_csv(roll: Roll, people: Iterable[MemberLine], count_unnamed: Callable[[], int]) -> Iterator[bytes]:
    """The head at once. Those who may not be named come last: per course one line with their number and no state,
    so that `people` adds up to the members.
    """
    lines = list_lines(roll, people, count_unnamed)
    return stream_csv(COLUMNS, ([_text(cell) for cell in line] for line in lines))


def members_json(roll: Roll, people: Iterable[MemberLine], count_unnamed: Callable[[], int]) -> Iterator[str]:
    """One object: the head, `people`, and last `unnamed`, their number."""
    head = {"ralo": roll.ralo, "als": roll.als, "name": roll.name, "as_of": roll.as_of.isoformat()}
    yield f'{json.dumps({**head, "courses": list(roll.courses)})[:-1]}, "people": ['
    between = ""
    for person in people:
        yield f"{between}\n{json.dumps(_person(person))}"
        between = ","
    yield f'\n], "unnamed": {count_unnamed()}}}\n'


def members_xlsx(
    roll: Roll,
    people: Iterable[MemberLine],
    count_unnamed: Callable[[], int],
    *,
    heads: Sequence[str] = COLUMNS,
    right_to_left: bool = False,
) -> bytes:
    """The lines of the CSV in typed cells, none of which computes; row by row, as the sheet is written (ECMA-376)."""
    out = io.BytesIO()
    with new_workbook(out, constant_memory=True) as book:
        book.set_properties({"created": datetime.combine(roll.as_of, time(), UTC)})
        bold, quoted = book.add_format({"bold": True, "bottom": 1}), book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet(roll.ralo)
        if right_to_left:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for column, (key, head) in enumerate(zip(COLUMNS, heads, strict=True)):
            sheet.set_column(column, column, WIDTHS.get(key, 11))
            sheet.write_string(0, column, head, bold)
        row = 0
        for row, line in enumerate(list_lines(roll, people, count_unnamed), start=1):
            for column, cell in enumerate(line):
                _write(sheet, row, column, cell, quoted)
        sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
    return out.getvalue()


def list_lines(roll: Roll, people: Iterable[MemberLine], count_unnamed: Callable[[], int]) -> Iterator[list[Cell]]:
    """The cells of each line in the order of COLUMNS."""
    for person in people:
        head = [roll.ralo, roll.als, person.uid, person.name, person.language, _membership(person)]
        for course, state in person.courses.items():
            days = [state.last_active_on, state.finished_on, roll.as_of]
            yield [*head, course, 1, state.state.value, *days]
    unnamed = count_unnamed()
    for course in roll.courses if unnamed else ():
        yield [roll.ralo, roll.als, "", "", "", "", course, unnamed, "", None, None, roll.as_of]


def _membership(person: MemberLine) -> str:
    """`invited` has no account yet; `declared` is what she said herself, `confirmed` what her group said too."""
    if not person.joined:
        return "invited"
    return "confirmed" if person.confirmed else "declared"


def _text(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def _write(sheet: Any, row: int, column: int, cell: Cell, quoted: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()))
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell, quoted if neutralise(cell) != cell else None)


def _person(person: MemberLine) -> dict[str, Any]:
    return {
        "uid": person.uid,
        "name": person.name,
        "language": person.language,
        "membership": _membership(person),
        "courses": {course: _state(state) for course, state in person.courses.items()},
    }


def _state(state: CourseState) -> dict[str, str | None]:
    last, finished = state.last_active_on, state.finished_on
    return {
        "state": state.state.value,
        "last_active_on": last.isoformat() if last else None,
        "finished_on": finished.isoformat() if finished else None,
    }
