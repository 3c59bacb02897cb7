"""What stands around a region's matrix: sums that lead to their rows, chosen filters, what cells and shades mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from elearn.domain.languages import LANGUAGES
from elearn.domain.progress import State
from elearn.domain.report_filters import NOBODY, UNSTARTED, Filters, count_chosen
from elearn.domain.rollup import Cell, Report
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext
from elearn.web.countries import country_name
from elearn.web.languages import comma


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum; with an `address` it leads to the rows that it counts, `here` when they are the ones shown."""

    words: str
    count: int
    address: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class CellView:
    """`text` is *finished / with an account*, or how many are in the state that was asked for; 0 where nobody is.

    `shade` 0 to 4; `words` say the five states; `tells`: there is more to say than that nobody has started.
    `ask` is where the cell leads.
    """

    text: str
    shade: int
    words: str
    tells: bool
    ask: str = ""


def state_words() -> dict[str, str]:
    """The five states and *nobody yet* in the reader's language."""
    return {
        NOBODY: _("Nobody yet"),
        State.INVITED.value: _("Invited"),
        State.REGISTERED.value: _("Registered"),
        State.STARTED.value: _("Started"),
        State.STALLED.value: _("Stalled"),
        State.FINISHED.value: _("Finished"),
    }


def filter_words() -> dict[str, str]:
    """The choices of the filter by state: two speak of whole groups, the others mean at least one person."""
    words = state_words()
    return {NOBODY: words.pop(NOBODY), UNSTARTED: _("Members, nobody started"), **words}


def column_heads() -> list[str]:
    """The columns of `exchange.report_csv` by their names in the reader's language."""
    states = [words for state, words in state_words().items() if state != NOBODY]
    fixed = [_("Region"), _("Code"), _("Group"), _("Country"), _("Course"), _("People")]
    return [*fixed, *states, _("At the end of")]


def figures(report: Report, filters: Filters, base: str) -> tuple[Figure, ...]:
    begun = report.beginnings
    return (
        Figure(_("groups"), begun.groups),
        _leading(_("with nobody yet"), begun.nobody, NOBODY, filters, base),
        _leading(_("where nobody has started"), begun.unstarted, UNSTARTED, filters, base),
        Figure(_("people in groups"), sum(row.members for row in report.rows)),
        Figure(_("individual members"), report.individual.members if report.individual else 0),
        Figure(_("courses finished"), report.totals.finished),
    )


def _leading(words: str, count: int, state: str, filters: Filters, base: str) -> Figure:
    return Figure(words, count, address(base, filters, state=state), here=filters.state == state)


def chosen_words(filters: Filters, courses: Mapping[str, str]) -> str:
    """The filters in use, for the line behind which they are folded; empty when there are none."""
    words = (
        filter_words().get(filters.state, ""),
        country_name(filters.country) if filters.country else "",
        LANGUAGES[filters.language].endonym if filters.language else "",
        courses.get(filters.course, ""),
        ngettext("silent for %(num)d day", "silent for %(num)d days", filters.silent_days)
        if filters.silent_days
        else "",
    )
    return comma().join(word for word in words if word)


def address(base: str, filters: Filters, **changed: str) -> str:
    """The same filters at another address; what is not asked for is left out."""
    asked = {field.name: getattr(filters, field.name) for field in fields(filters)} | changed
    plain = Filters()
    told = {name: value for name, value in asked.items() if value and value != getattr(plain, name)}
    return f"{base}?{urlencode(told)}" if told else base


def caption(state: str) -> str:
    """What the cells of the matrix say."""
    if state == UNSTARTED:
        return _("People who have not started, by group and course.")
    if not state or state == NOBODY:
        return _("People who finished a course, of those with an account, by group. The shade counts all members.")
    return _("%(state)s: number of people by group and course.", state=state_words()[state])


def legend(state: str) -> tuple[tuple[str, str], ...]:
    """(class of the shade, words). Here and not in the template, where a percent sign would begin a placeholder."""
    empty = (("z", _("row: nobody yet")),)
    if state and state != NOBODY:
        return empty
    return (
        *empty,
        ("h0", _("0/n: none finished")),
        ("h1", _("under 25 % finished")),
        ("h2", _("25 to 49 %")),
        ("h3", _("50 to 74 %")),
        ("h4", _("75 % or more")),
    )


def cell_view(cell: Cell, words: Mapping[str, str], state: str, ask: str) -> CellView:
    """`words` are those of the states, looked up once for all cells of a page."""
    counts = {key: cell.count(State(key)) for key in words if key != NOBODY}
    told = comma().join(f"{words[key]}: {count}" for key, count in counts.items() if count) or words[NOBODY]
    chosen = count_chosen(cell, state)
    if chosen is not None:
        return CellView(str(chosen), 0, told, tells=chosen > 0, ask=ask)
    text = f"{cell.finished}/{cell.with_account}" if cell.with_account else "0"
    return CellView(text, cell.shade, told, tells=cell.unstarted < cell.members, ask=ask)
