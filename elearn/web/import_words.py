"""What is wrong with a list of people, as sentences. The page shows line, column and what was found beside them."""

from __future__ import annotations

from elearn.exchange.people_csv import MAX_BYTES
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext
from elearn.web.messages import account_problems
from elearn.web.uploads import MOST_PEOPLE, bytes_sentence, lines_sentence


def problem_sentence(code: str) -> str:
    """What is wrong and what to write instead."""
    known = _file_sentences() | _person_sentences() | _role_sentences()
    return known.get(code) or account_problems({"cell": code})["cell"]


def imported_sentence(new: str, changed: str) -> str | None:
    """What came of a file; None for an address that nobody of us wrote."""
    if not all(text.isascii() and text.isdigit() and len(text) < 7 for text in (new, changed)):
        return None
    invited = ngettext("%(num)d person is invited.", "%(num)d people are invited.", int(new))
    return f"{invited} " + ngettext("%(num)d person was changed.", "%(num)d people were changed.", int(changed))


def _file_sentences() -> dict[str, str]:
    return {
        "file-big": bytes_sentence(MAX_BYTES),
        "file-lines": lines_sentence(MOST_PEOPLE),
        "file-empty": _("The file is empty. Its first line must name the columns."),
        "file-workbook": _("This is a workbook. Open it in its program and save it as CSV UTF-8."),
        "file-utf16": _("The file is in UTF-16. Save it again as CSV UTF-8."),
        "file-latin1": _("This is no UTF-8: probably Latin-1 or Windows-1252. Save the file again as CSV UTF-8."),
        "file-quotes": _("A quotation mark is not closed, or stands inside a cell and is not doubled."),
        "cell-long": _("A cell has more than 131,072 characters. A quotation mark before it may not be closed."),
        "column-unknown": _("There is no such column. Take it out or name it as in the list."),
        "columns-many": _("The first line has more than 200 columns. Keep those that are needed."),
        "column-twice": _("This column is there twice. Keep one."),
        "column-missing": _("This column is missing. Add it to the first line."),
        "cells-many": _("This line has more cells than there are columns. Put quotation marks round commas."),
    }


def _person_sentences() -> dict[str, str]:
    return {
        "cell-formula": _("It begins like a formula. Take the sign in front away."),
        "name-missing": _("Write the person's name."),
        "email-missing": _("Write the person's e-mail address."),
        "email-twice": _("This address stands in an earlier line already (its number is shown)."),
        "email-elsewhere": _(
            "This person is in another region or prefers not to be named. Give her or him a join link."
        ),
        "country-missing": _("Write the country's two letters (such as SN), or the code of a group."),
        "country-unknown": _("These are no country's two letters (ISO 3166, such as SN)."),
        "language-unknown": _("Write one of these: en, fr, es, pt, ar, ru, zh."),
        "place-beyond": _("This is not in your region."),
    }


def _role_sentences() -> dict[str, str]:
    return {
        "role-unknown": _("Write one of these: representative, coordinator, instructor, translator, learner."),
        "role-als": _("A representative needs the code of a group in the column als."),
        "role-scope": _("This role is on something that is not there. Write for example translator:fr"),
        "role-by-hand": _("Administrators are made one by one."),
        "role-beyond": _("Here you can make representatives only."),
        "since-future": _("Nobody is a member from a day to come."),
        "until-no-role": _("Only a role has a last day. Write the role, or leave this empty."),
        "until-early": _("The role is over before it begins, or today already."),
    }
