"""Who was in a conference, as its tool tells it: Zoom's report, that of Teams and others, in seven languages.

Needed is a name or an address. Lines before the header (Zoom's summary of the meeting) and columns that we do not know
are left alone; of a file in numbered parts (Teams') the last one with names and times is read. Nothing of a file is
kept but who was there and how long. One person has as many lines as times she came in: `join` with `leave`, or with
`minutes`, or `minutes` alone. A time without a zone is one of the tool's own clock: it only says how long. Which day
comes first in 05/06/2026 makes no difference to that, as long as one way of reading fits the whole file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from elearn.domain.attendance import LONGEST_MINUTES, Span
from elearn.domain.days import is_within
from elearn.exchange.csv_tables import Problem, Row, Shape, read_table

MAX_LINES = 20_000
PREAMBLE = 30
COLUMNS = ("name", "email", "join", "leave", "minutes", "channel")
_NAMES = """\
name: name, name (original name), user name, user name (original name), participant, participant name
name: full name, nom, nom (nom d'origine), nom d'utilisateur, participant·e, nome, nome (nome original), nome de usuário
name: participante, nombre, nombre (nombre original), nombre de usuario, имя, имя (исходное имя), имя пользователя
name: участник
name: الاسم, اسم, اسم المستخدم, المشارك, 姓名, 名称, 名字, 用户名, 用户名（原名）, 参会者
name: 名称(原始名称), 名称（原始名称）
email: email, e-mail, user email, email address, e-mail address, mail, attendee email, participant email
email: adresse e-mail, e-mail de l'utilisateur, courriel, correo electrónico, correo, correo electrónico del usuario
email: endereço de e-mail, e-mail do usuário, эл. почта, электронная почта, адрес электронной почты, почта
email: البريد الإلكتروني, بريد المستخدم الإلكتروني, 电子邮件, 电子邮箱, 用户电子邮件, 邮箱
join: join, join time, joined, joined at, first join, start time, heure d'arrivée, entrée, hora de entrada
join: hora de ingreso, entrada, hora de ingresso, время входа, время подключения, وقت الانضمام, وقت الدخول
join: 加入时间, 入会时间
leave: leave, leave time, left, left at, last leave, end time, heure de départ, sortie, hora de salida, salida
leave: hora de saída, saída, время выхода, время отключения, وقت المغادرة, وقت الخروج, 离开时间, 退出时间
minutes: minutes, duration, duration (minutes), total duration (minutes), time in session (minutes), time in session
minutes: in-meeting duration
minutes: durée, durée (minutes), durée totale (minutes), duración, duración (minutos), duración total (minutos)
minutes: duração, duração (minutos), duração total (minutos), продолжительность, продолжительность (минуты)
minutes: общая продолжительность (минуты), المدة, المدة (بالدقائق), المدة (دقائق), 时长, 时长（分钟）, 时长(分钟)
minutes: 总时长（分钟）, 持续时间（分钟）
channel: channel, language, langue, canal, idioma, язык, канал, اللغة, القناة, 语言, 频道
"""
_WORDS = {
    word.strip(): line.partition(":")[0] for line in _NAMES.splitlines() for word in line.partition(":")[2].split(",")
}
_SHAPE = Shape(COLUMNS, (("email", "name"),), words=_WORDS, others=True)
# Without commas; years have four digits or, afterwards, two.
_DAYS = ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%b %d %Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y")
_CLOCKS = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")
_WAYS = tuple(f"{day} {clock}" for day in _DAYS for clock in _CLOCKS)
# `1h 1m 5s`
_LENGTH = re.compile(r"(?:(\d{1,3}) ?h)? ?(?:(\d{1,4}) ?m(?:in)?)? ?(?:(\d{1,5}) ?s)?", re.ASCII)
# The title of a part: `3. In-Meeting Activities`, alone on its line.
_PART = re.compile(r'"?\d\. [^,;\t]+', re.ASCII)


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of a list: somebody, and what is told of her time. `timed` False: nothing at all.

    `typed`: not out of a file, but by hand.
    """

    line: int
    name: str = ""
    email: str = ""
    channel: str = ""
    span: Span | None = None
    minutes: float = 0
    timed: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class ConferenceFile:
    lines: tuple[Heard, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_conference(text: str, *, most_lines: int = MAX_LINES) -> ConferenceFile:
    """The lines of a decoded file with everything that is wrong with it; with one problem it is not to be used."""
    rows: list[Row] = []
    lines = text.splitlines(keepends=True)
    before, after = _lines_of_table([line.strip() for line in lines])
    rest = "".join(lines[before:after]) if (before, after) != (0, len(lines)) else text
    wrong = read_table(rest, _SHAPE, rows.append, most_lines=most_lines)
    if wrong:
        return ConferenceFile(problems=tuple(_moved(problem, before) for problem in wrong))
    read = _way_of([cell for row in rows for name in ("join", "leave") if (cell := row.cells.get(name, ""))])
    heads, problems = [], []
    for row in rows:
        heard, found = _heard(row, read)
        heads.append(replace(heard, line=heard.line + before))
        problems += [_moved(problem, before) for problem in found]
    named = tuple(head for head in heads if head.name or head.email)
    return ConferenceFile((), tuple(problems)) if problems else ConferenceFile(named)


def _moved(problem: Problem, before: int) -> Problem:
    return replace(problem, line=problem.line + before) if problem.line else problem


def _lines_of_table(lines: Sequence[str]) -> tuple[int, int]:
    """From the header to the first line behind the table, counted from 0."""
    titles = [
        number for number, line in enumerate(lines) if _PART.fullmatch(line) and not (number and lines[number - 1])
    ]
    begins = bool(titles) and not any(lines[: titles[0]])
    for start, end in reversed(list(pairwise([*titles, len(lines)]))) if begins else ():
        header = _header(lines[start:end])
        if header is not None:
            return start + header, end
    return _header(lines) or 0, len(lines)


def _header(lines: Sequence[str]) -> int | None:
    """The first line with names and times, else with addresses and times: a summary of the meeting may have the host's.

    None where nothing has times; such a table begins at once.
    """
    heads = [set[str]().union(*_splits(line)) for line in lines[:PREAMBLE]]
    timed = [(number, found) for number, found in enumerate(heads) if {"join", "leave", "minutes"} & found]
    named = [number for who in ("name", "email") for number, found in timed if who in found]
    return named[0] if named else None


def _splits(line: str) -> list[set[str]]:
    found = []
    for mark in ",;\t":
        try:
            cells = next(csv.reader(io.StringIO(line), delimiter=mark), [])
        except csv.Error:
            cells = []
        found.append({_WORDS.get(cell.strip().lower(), "") for cell in cells})
    return found


def _way_of(cells: Sequence[str]) -> Callable[[str], datetime | None]:
    """ISO 8601, or the first way of writing times that fits every one of these. Zones count where all have one."""
    if any(_iso(cell) is None for cell in cells):
        fitting = (way for way in _WAYS if all(_parsed(cell, way) for cell in cells))
        return partial(_parsed, way=next(fitting, _WAYS[0]))
    zoned = all(at is not None and at.tzinfo is not None for at in map(_iso, cells))
    return _iso if zoned else _plain


def _iso(cell: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return at if is_within(at.date()) else None


def _plain(cell: str) -> datetime | None:
    at = _iso(cell)
    return at and at.replace(tzinfo=None)


def _parsed(cell: str, way: str) -> datetime | None:
    try:
        at = datetime.strptime(" ".join(cell.replace(",", " ").split()), way)  # noqa: DTZ007 - the tool's own clock, which names no zone
    except ValueError:
        return None
    return at if is_within(at.date()) else None


def _heard(row: Row, read: Callable[[str], datetime | None]) -> tuple[Heard, list[Problem]]:
    cells = {name: row.cells.get(name, "") for name in COLUMNS}
    times = {name: read(cells[name]) for name in ("join", "leave")}
    problems = [
        Problem(row.line, name, "time-wrong", cells[name][:100]) for name, at in times.items() if cells[name] and not at
    ]
    minutes = _minutes(cells["minutes"])
    if minutes is None and not (times["join"] and times["leave"]):
        problems.append(Problem(row.line, "minutes", "minutes-wrong", cells["minutes"][:100]))
    span = _span(times["join"], times["leave"], minutes or 0)
    if span and (span[1] < span[0] or span[1] - span[0] > timedelta(days=2)):
        problems.append(Problem(row.line, "leave", "times-turned", cells["leave"][:100]))
    who = Heard(row.line, cells["name"], cells["email"], cells["channel"])
    timed = bool(span or cells["minutes"])
    return replace(who, span=span, minutes=0 if span else minutes or 0, timed=timed), problems


def _span(join: datetime | None, leave: datetime | None, minutes: float) -> Span | None:
    if join and leave:
        return join, leave
    return (join, join + timedelta(minutes=minutes)) if join and minutes else None


def _minutes(cell: str) -> float | None:
    """`55`, `55.5`, `55,5`, `55 min`, `0:55:30`, `55m 30s`; empty is 0."""
    if not cell:
        return 0
    length = _LENGTH.fullmatch(" ".join(cell.split()))
    if length:
        hours, minutes, seconds = (int(part or 0) for part in length.groups())
        told = hours * 60 + minutes + seconds / 60
        return told if told <= LONGEST_MINUTES else None
    parts = cell.split(":")
    digits = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts)
    if len(parts) == 3 and digits:
        return int(parts[0]) * 60 + int(parts[1]) + int(parts[2]) / 60
    number = cell.split(maxsplit=1)[0].replace(",", ".")
    known = len(number) <= 8 and number.replace(".", "", 1).isascii() and number.replace(".", "", 1).isdigit()
    return float(number) if known and float(number) <= LONGEST_MINUTES else None
