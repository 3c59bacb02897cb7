"""Codes of what coordinators and administrators wrote, as sentences: what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from elearn.domain.errors import Refused
from elearn.exchange.csv_tables import Problem
from elearn.exchange.roster_csv import COLUMNS
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.web.forms.desk import LinesForm
from elearn.web.uploads import MOST_ON_ROSTER, MOST_ROSTER_BYTES, bytes_sentence, lines_sentence

MOST_TOLD = 100


def refuse(form: LinesForm, error: Refused) -> list[tuple[str, str]]:
    """(field, sentence) for the summary; the sentences stand beside the fields too. Undoes what was begun."""
    current.session().rollback()
    form.make_showable()
    words = sentences()
    told = {field: words.get(code, _("Look at this field again.")) for field, code in error.problems.items()}
    form.show(told)
    return list(told.items())


def sentences() -> Mapping[str, str]:
    return {
        "key-wrong": _("Write small letters, digits and hyphens, at most 40."),
        "key-taken": _("This key is there already. Choose another, or open what is there and change that."),
        "key-changed": _("Somebody else has changed this since you opened it. Nothing is saved: open it as it is now."),
        "title-missing": _("Write the title in the language that stands for the missing ones."),
        "name-missing": _("Write the title in the language that stands for the missing ones."),
        "name-long": _("Write at most 200 characters."),
        "name-unreadable": _("Some characters cannot be read. Type it again."),
        "text-long": _("Write at most 4,000 characters."),
        "text-unreadable": _("Some characters cannot be read. Type it again."),
        "language-missing": _("Choose a language."),
        "language-unknown": _("Choose a language."),
        "country-unknown": _("One of these is no country. Write two letters each, such as KE SN."),
        "als-unknown": _("There is no such group. Check its code."),
        "als-missing": _("Choose a group."),
        "topics-missing": _("Choose a level for at least one topic."),
        "topic-unknown": _("There is no such topic. Check its key."),
        "course-unknown": _("There is no such course. Check its key."),
        "course-missing": _("Choose a course."),
        "webinar-wrong": _("Write at most 64 characters for each webinar."),
        "days-wrong": _("Write a number of days from 0 to 3650."),
        "people-wrong": _("Write a number from 1 to 10000."),
        "subject-one": _("Choose a topic or a course, not both."),
        "day-wrong": _("Write a day such as 2027-12-31, between 2000 and 2100."),
        "day-past": _("Write a day in the past or today."),
        "place-wrong": _("Write at most 200 characters."),
        "people-missing": _("Pick or write at least one person, or choose a file."),
    } | _file_sentences()


def _file_sentences() -> dict[str, str]:
    return {
        "person-unknown": _(
            "Nobody of this region who may be named has this address. Check it, or invite the person first."
        ),
        "name-unknown": _("No member has this name. Write the address."),
        "name-several": _("Several members have this name. Write the address."),
        "names-many": _("Write addresses: names alone are looked for one by one, at most 200."),
        "name-differs": _("Another name is known for this address. Is it the same person?"),
        "name-only": _("Found by the name alone. Is it the right person?"),
        "file-big": bytes_sentence(MOST_ROSTER_BYTES),
        "file-lines": lines_sentence(MOST_ON_ROSTER),
        "file-empty": _("The file is empty: the first line must name the columns."),
        "file-workbook": _("This is a workbook. Open it in its program and save it as CSV UTF-8."),
        "file-utf16": _("The file is in UTF-16. Save it again as CSV UTF-8."),
        "file-latin1": _("These bytes are no UTF-8. Save the file again as CSV UTF-8."),
        "file-quotes": _("A quotation mark is not closed, or stands inside a cell and is not doubled."),
        "cell-long": _("A cell has more than 131,072 characters. A quotation mark before it may not be closed."),
        "column-unknown": _columns(_("There is no such column. Columns are %(names)s.")),
        "columns-many": _("The first line has more than 200 columns. Keep those that are needed."),
        "column-twice": _("This column is there twice. Keep one."),
        "column-missing": _("This column is missing. Add it to the first line."),
        "cells-many": _("This line has more cells than there are columns. Put quotation marks round commas."),
        "cell-formula": _("This cell would compute in a spreadsheet. Write plain text."),
    }


def _columns(sentence: str) -> str:
    return Markup(escape(sentence)) % {"names": Markup("<bdi>{}</bdi>").format(", ".join(COLUMNS))}  # noqa: S704 - escaped


def tell_problems(problems: Sequence[Problem], more: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """(field, sentence): of a line with its number, its column and what stands there; at most a hundred.

    `more` are sentences of one page for codes that no other page has.
    """
    words = {**sentences(), **(more or {})}
    told = [(_field(problem), _with_place(problem, words[problem.code])) for problem in problems[:MOST_TOLD]]
    if len(problems) > len(told):
        told.append(("file", _("And %(count)s more.", count=len(problems) - len(told))))
    return told


def _field(problem: Problem) -> str:
    return problem.column if not problem.line and problem.column else "people"


def _with_place(problem: Problem, sentence: str) -> str:
    if not problem.line:
        return sentence
    whole = _("Line %(line)s, column %(column)s, “%(found)s”: %(sentence)s")
    plain = _("Line %(line)s, column %(column)s: %(sentence)s")
    column, found = (Markup("<bdi>{}</bdi>").format(text) for text in (problem.column or "–", problem.data))
    values = {"line": problem.line, "column": column, "found": found, "sentence": sentence}
    return Markup(escape(whole if problem.data else plain)) % values  # noqa: S704 - escaped, and so are the values


def tell_doubts(doubts: Iterable[Problem]) -> list[str]:
    """What somebody should look at before it is entered."""
    return [sentence for _field_name, sentence in tell_problems(list(doubts))]
