"""What the coordinators' templates show: strings made once, so that a matrix of 400 cells is a plain loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import request

from elearn.domain.course import Course, pick
from elearn.domain.languages import LANGUAGES, Language
from elearn.domain.members import CourseState, MemberLine
from elearn.domain.names import sort_key
from elearn.domain.progress import State
from elearn.domain.report_filters import NOBODY, Filters
from elearn.domain.rollup import Cell, Report, Row
from elearn.extensions.words import gettext as _
from elearn.services.reports import AlsReport
from elearn.web.catalogue import catalogue
from elearn.web.countries import country_name
from elearn.web.languages import comma, reader_language
from elearn.web.region_figures import (
    CellView,
    Figure,
    address,
    caption,
    cell_view,
    chosen_words,
    figures,
    filter_words,
    legend,
    state_words,
)
from elearn.web.template_words import language_name

INDIVIDUAL = "individual-members"


@dataclass(frozen=True, slots=True)
class RowView:
    """`small` is country and language by their names in the reader's language.

    `begun` is for the list: (course, text of its cell) where there is something to say.
    """

    address: str
    name: str
    language: Language | None
    small: str
    members: int
    cells: tuple[CellView, ...]
    last: date | None
    begun: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    address: str
    direction: str


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A region on one day: sums above, one row per ALS, individual members, totals."""

    figures: tuple[Figure, ...]
    chosen: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    individual: RowView | None
    totals: RowView
    countries: tuple[tuple[str, str], ...]
    languages: tuple[Language, ...]
    states: tuple[tuple[str, str], ...]
    courses: tuple[tuple[str, str], ...]
    legend: tuple[tuple[str, str], ...]
    base: str
    csv: str
    xlsx: str
    json: str
    other_view: str
    listed: bool


@dataclass(frozen=True, slots=True)
class StateLine:
    title: str
    title_language: str
    state: str
    last: date | None
    finished: date | None


@dataclass(frozen=True, slots=True)
class MemberView:
    """`started`, `stalled` and `finished` are lists of course titles; `confirmed` False: nobody has said yes yet."""

    name: str
    uid: str
    group: str
    language: Language
    note: str
    confirmed: bool
    last: date | None
    courses: tuple[StateLine, ...]
    started: str
    stalled: str
    finished: str


def course_titles(courses: Sequence[str], lang: str) -> dict[str, str]:
    """Course id -> title in the reader's language as far as there is one."""
    known = {course.id: course for course in catalogue().site.courses}
    return {key: pick(known[key].titles, lang, known[key].language)[0] if key in known else key for key in courses}


def matrix(report: Report, filters: Filters, titles: Mapping[str, str]) -> MatrixView:
    """`titles` are those of all courses, also of those that the filters leave out."""
    base = request.path
    words = state_words()

    def view(row: Row, name: str = "", code: str = "") -> RowView:
        asked = ((cell, _ask(base, row.als or code, course, cell)) for course, cell in row.cells.items())
        cells = tuple(cell_view(cell, words, filters.state, ask) for cell, ask in asked)
        begun = tuple((titles[key], cell.text) for key, cell in zip(row.cells, cells, strict=True) if cell.tells)
        return replace(_row_view(row, base, cells, name=name, code=code), begun=begun)

    countries = ((code, country_name(code)) for code in {row.country for row in report.rows} | {filters.country} - {""})
    return MatrixView(
        figures=figures(report, filters, base),
        chosen=chosen_words(filters, titles),
        caption=caption(filters.state),
        columns=tuple(_columns({key: titles[key] for key in report.courses}, filters, base)),
        rows=tuple(view(row) for row in report.rows),
        individual=view(report.individual, _("Individual members"), INDIVIDUAL) if report.individual else None,
        totals=view(report.totals, _("All")),
        countries=tuple(sorted(countries, key=lambda country: sort_key(country[1]))),
        languages=tuple(LANGUAGES.values()),
        states=tuple(filter_words().items()),
        courses=tuple(titles.items()),
        legend=legend(filters.state),
        base=base,
        csv=address(f"{base}.csv", filters),
        xlsx=address(f"{base}.xlsx", filters),
        json=address(f"{base}.json", filters),
        other_view=address(base, filters, view="table" if filters.view == "list" else "list"),
        listed=filters.view == "list",
    )


def _columns(titles: Mapping[str, str], filters: Filters, base: str) -> Sequence[Column]:
    names = {"name": _("Group"), "people": _("People"), **titles, "last": _("Last seen")}
    columns = []
    for key, title in names.items():
        rising, falling = filters.sort == key, filters.sort == f"-{key}"
        # Names start with A, figures with the largest; a second click turns them round.
        turned = f"-{key}" if rising or (key != "name" and not falling) else key
        direction = "ascending" if rising else "descending" if falling else ""
        columns.append(Column(title, address(base, filters, sort=turned), direction))
    return columns


def _row_view(row: Row, base: str, cells: tuple[CellView, ...], *, name: str = "", code: str = "") -> RowView:
    language = LANGUAGES.get(row.language)
    foreign = language if language and language.code != reader_language().code else None
    code = row.als or code
    place = (country_name(row.country) if row.country else "", language_name(row.language) if row.language else "")
    small = " · ".join(part for part in place if part)
    link = f"{base}/{code}" if code else ""
    return RowView(link, row.name or name, foreign, small, row.members, cells, row.last_active_on)


def _ask(base: str, code: str, course: str, cell: Cell) -> str:
    """Where a cell leads: to writing to those who have not finished. Relative and short, there are hundreds of them."""
    region = base.rpartition("/")[2]
    if not code or not cell.members:
        return ""
    if cell.members == cell.finished:
        return f"{region}/{code}"
    return f"{region}/nudge?{urlencode({'als': code, 'course': course})}"


@dataclass(frozen=True, slots=True)
class AlsView:
    ralo: str
    name: str
    language: Language | None
    country: str
    as_of: date
    figures: tuple[tuple[str, int], ...]
    states: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    people: tuple[MemberView, ...]
    unnamed: int
    page: int
    pages: int


def als_view(report: AlsReport, lang: str) -> AlsView:
    titles = course_titles(report.courses, lang)
    words = state_words()
    kinds = [state for state in words if state != NOBODY]
    language = LANGUAGES.get(report.row.language)
    return AlsView(
        ralo=report.ralo,
        name=report.row.name or _("Individual members"),
        language=language,
        country=country_name(report.row.country) if report.row.country else "",
        as_of=report.as_of,
        figures=((_("people"), report.row.members), (_("courses finished"), report.row.finished)),
        states=tuple(words[kind] for kind in kinds),
        rows=tuple(
            (titles[course], tuple((cell.count(State(kind)), _ask_state(report, course, kind, cell)) for kind in kinds))
            for course, cell in report.row.cells.items()
        ),
        people=tuple(_member_view(person, lang, words) for person in report.people),
        unnamed=report.unnamed,
        page=report.page,
        pages=report.pages,
    )


# Who is in these states can be written to; those who are learning, or have finished, are left in peace.
_REASONS = {State.INVITED: "invited", State.REGISTERED: "not-started", State.STALLED: "stalled"}


def _ask_state(report: AlsReport, course: str, kind: str, cell: Cell) -> str:
    """The address of writing to the people of one state; relative to the group's page."""
    reason = _REASONS.get(State(kind))
    if reason is None or not cell.count(State(kind)):
        return ""
    place = report.row.als or INDIVIDUAL
    return "nudge?" + urlencode({"als": place, "course": course, "state": reason})


def member_view(line: MemberLine, lang: str) -> MemberView:
    return _member_view(line, lang, state_words())


def _member_view(line: MemberLine, lang: str, words: Mapping[str, str]) -> MemberView:
    """`words` are those of the states, looked up once for all people of a page."""
    declared = "" if line.confirmed else _("not confirmed")
    note = declared if line.joined else _("invited")
    courses = {course.id: course for course in catalogue().site.courses}
    lines = {
        key: _state_line(courses[key], state, lang, words) for key, state in line.courses.items() if key in courses
    }

    def titles(wanted: State) -> str:
        return comma().join(lines[key].title for key, state in line.courses.items() if state.state is wanted)

    return MemberView(
        name=line.name,
        uid=line.uid,
        group=line.group or _("Individual members"),
        language=LANGUAGES[line.language],
        note=note,
        confirmed=line.confirmed,
        last=line.last_active_on,
        courses=tuple(lines.values()),
        started=titles(State.STARTED),
        stalled=titles(State.STALLED),
        finished=titles(State.FINISHED),
    )


def _state_line(course: Course, state: CourseState, lang: str, words: Mapping[str, str]) -> StateLine:
    title, spoken = pick(course.titles, lang, course.language)
    return StateLine(title, spoken, words[state.state.value], state.last_active_on, state.finished_on)
