"""A list of people from a spreadsheet. Every problem is told by line, column and code; nothing is guessed.

Columns in any order, comma, semicolon or tab between them, UTF-8 with or without a byte order mark:
`name,email,country,als,language,role,since,until`. Needed are `name`, `email`, and `country` or `als`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from elearn.domain.addresses import clean_email, email_key, problem_of_email
from elearn.domain.community import RALOS, Role
from elearn.domain.days import read_day
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name, problem_of_name
from elearn.domain.regions import ralo_of
from elearn.exchange.csv_tables import Problem, Row, Shape, computes, decode_table, read_table

COLUMNS = ("name", "email", "country", "als", "language", "role", "since", "until")
MAX_BYTES = 5_000_000
MAX_LINES = 100_000

_SHAPE = Shape(COLUMNS, (("name",), ("email",), ("country", "als")))
_COURSE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|\*")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as the file has her. An empty `scope` of a role is to be had from her ALS, country or language."""

    line: int
    name: str
    email: str
    country: str
    als: str
    language: str
    role: Role | None
    scope: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PeopleFile:
    lines: tuple[PersonLine, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_people(body: bytes) -> PeopleFile:
    """The people of a file with all the problems that can be seen without asking who is known already."""
    text, problem = decode_table(body, most_bytes=MAX_BYTES)
    if problem:
        return PeopleFile(problems=(problem,))
    taking = _Taking()
    wrong = read_table(text, _SHAPE, taking.take, most_lines=MAX_LINES)
    return PeopleFile(problems=wrong) if wrong else PeopleFile(tuple(taking.people), tuple(taking.problems))


@dataclass(slots=True)
class _Reading:
    """One line while it is read: what was typed by column, and what is wrong with it."""

    number: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, column: str, parse: Callable[[str], tuple[Any, str | None]]) -> Any:
        typed = self.cells.get(column, "").strip()
        value, code = parse(typed)
        if computes(typed):
            code = "cell-formula"
        if code:
            self.problems.append(Problem(self.number, column, code, typed[:100]))
        return value


@dataclass(slots=True)
class _Taking:
    """The people of a file so far."""

    people: list[PersonLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    first_line: dict[str, int] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        reading = _Reading(row.line, row.cells, list(row.problems))
        person = _read_person(reading)
        earlier = self.first_line.setdefault(email_key(person.email), row.line)
        if earlier != row.line and person.email:
            reading.problems.append(Problem(row.line, "email", "email-twice", str(earlier)))
        self.problems.extend(reading.problems)
        self.people.append(person)


def _read_person(reading: _Reading) -> PersonLine:
    name = reading.read("name", lambda typed: (clean_name(typed), problem_of_name(typed)))
    email = reading.read("email", lambda typed: (clean_email(typed), problem_of_email(typed)))
    als = reading.cells.get("als", "").strip().upper()
    country = reading.read("country", lambda typed: _country(typed.upper(), needed=not als))
    language = reading.read("language", lambda typed: _one_of(typed.lower(), tuple(LANGUAGES), "language-unknown"))
    role, scope = reading.read("role", lambda typed: _role(typed, has_als=bool(als)))
    since, until = reading.read("since", _day), reading.read("until", _day)
    if until and role is None:
        reading.problems.append(Problem(reading.number, "until", "until-no-role", until.isoformat()))
    if since and until and until < since:
        reading.problems.append(Problem(reading.number, "until", "until-early", until.isoformat()))
    return PersonLine(reading.number, name, email, country, als, language, role, scope, since, until)


def _country(code: str, *, needed: bool) -> tuple[str, str | None]:
    if not code:
        return "", "country-missing" if needed else None
    return code, None if ralo_of(code) else "country-unknown"


def _one_of(typed: str, allowed: Sequence[str], code: str) -> tuple[str, str | None]:
    return typed, None if typed in ("", *allowed) else code


def _day(typed: str) -> tuple[date | None, str | None]:
    day = read_day(typed)
    return day, "day-wrong" if typed and day is None else None


def _role(typed: str, *, has_als: bool) -> tuple[tuple[Role | None, str], str | None]:
    """`representative`, `coordinator[:RALO]`, `instructor[:course]`, `translator[:language]`, `learner` or empty."""
    word, _, scope = typed.partition(":")
    word, scope = word.strip().lower(), scope.strip()
    if word in ("", "learner"):
        return (None, ""), "role-unknown" if scope else None
    if word not in {role.value for role in Role}:
        return (None, ""), "role-unknown"
    role = Role(word)
    scope = scope.upper() if role in (Role.COORDINATOR, Role.REPRESENTATIVE) else scope.lower()
    return (role, scope), _problem_of_scope(role, scope, has_als=has_als)


def _problem_of_scope(role: Role, scope: str, *, has_als: bool) -> str | None:
    if role is Role.ADMINISTRATOR:
        return "role-by-hand"
    if role is Role.REPRESENTATIVE:
        return "role-scope" if scope else None if has_als else "role-als"
    known = {
        Role.COORDINATOR: scope in RALOS,
        Role.TRANSLATOR: scope in ("*", *LANGUAGES),
        Role.INSTRUCTOR: len(scope) <= 40 and bool(_COURSE.fullmatch(scope)),
    }
    return None if not scope or known[role] else "role-scope"
