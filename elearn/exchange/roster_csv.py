"""A roster from a spreadsheet: who was at which session. Every problem is told by line, column and code.

Columns in any order, comma, semicolon or tab between them, UTF-8 with or without a byte order mark:
`date,topic,course,als,place,email,name`. Needed is `email` or `name`; what is left empty is what the form says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearn.exchange.csv_tables import Problem, Row, Shape, computes, count_lines, read_table

COLUMNS = ("date", "topic", "course", "als", "place", "email", "name")
MAX_BYTES = 5_000_000
MAX_LINES = 100_000

_SHAPE = Shape(COLUMNS, (("email", "name"),))
_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")
_BETWEEN = re.compile("[,;\t\u060c\u061b\uff0c\uff1b\u3001]")


@dataclass(frozen=True, slots=True)
class RosterCells:
    """One person on a roster as she was written down; an empty cell is empty text. `line` counts from 1."""

    line: int
    date: str = ""
    topic: str = ""
    course: str = ""
    als: str = ""
    place: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RosterFile:
    lines: tuple[RosterCells, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_roster(text: str) -> RosterFile:
    """The lines of a decoded file with all the problems that can be seen without asking who is known."""
    lines: list[RosterCells] = []
    problems: list[Problem] = []

    def take(row: Row) -> None:
        computing = [name for name, cell in row.cells.items() if computes(cell)]
        problems.extend((*row.problems, *(_computing(row, name) for name in computing)))
        lines.append(RosterCells(row.line, **row.cells))

    wrong = read_table(text, _SHAPE, take, most_lines=MAX_LINES)
    return RosterFile(problems=wrong) if wrong else RosterFile(tuple(lines), tuple(problems))


def _computing(row: Row, name: str) -> Problem:
    return Problem(row.line, name, "cell-formula", row.cells[name][:100])


def read_people(text: str, *, most_lines: int = MAX_LINES) -> RosterFile:
    """Addresses or names as people paste them: one a line, or commas between them, or `Name <name@example.org>`."""
    if count_lines(text) > most_lines:
        return RosterFile(problems=(Problem(most_lines + 1, "", "file-lines", str(count_lines(text))),))
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        for part in _BETWEEN.split(line):
            found = _ADDRESS.fullmatch(part.strip())
            email = found["email"] if found else part if "@" in part else ""
            name = found["name"] if found else "" if "@" in part else part
            if email.strip() or name.strip():
                lines.append(RosterCells(number, email=email.strip(), name=name.strip(' \t"')))
    return RosterFile(tuple(lines))
