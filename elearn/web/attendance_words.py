"""Attendance in words: what can be said of somebody, the languages of a webinar, and what is wrong with a list."""

from __future__ import annotations

from collections.abc import Sequence

from elearn.domain.attendance import Status
from elearn.domain.languages import LANGUAGES
from elearn.domain.webinars import Webinar
from elearn.exchange.csv_tables import Problem
from elearn.extensions.words import gettext as _
from elearn.web.desk_messages import tell_problems
from elearn.web.template_words import language_name


def status_choices() -> dict[str, str]:
    return {
        Status.PRESENT.value: _("present"),
        Status.ABSENT.value: _("absent"),
        Status.APOLOGY.value: _("absent, with an apology"),
    }


def channel_choices(webinar: Webinar) -> dict[str, str]:
    """The languages in which the event could be heard; all of ours where its file names none."""
    codes = [channel.language for channel in webinar.channels] or list(LANGUAGES)
    return {"": _("Not known"), **{code: language_name(code) for code in codes}}


def attendance_sentences() -> dict[str, str]:
    return {
        "webinar-ahead": _("It has not begun yet. Come back when it is on or over."),
        "share-wrong": _("Write a number from 0 to 100."),
        "length-wrong": _("Write a number of minutes from 1 to 1440."),
        "length-missing": _("Write how many minutes the webinar took: its file does not say."),
        "said-meanwhile": _("This was changed by somebody else meanwhile. Look at what stands now, and correct that."),
        "choice-unknown": _("Choose one of these."),
        "time-wrong": _("This is no time that can be read. Write it such as 2026-05-15 13:05."),
        "minutes-wrong": _("This is no number of minutes. Write 55, 55.5 or 0:55:30."),
        "times-elsewhere": _("All times of this file are of another meeting. Choose the report of this one."),
        "times-turned": _("Somebody leaves before joining, or stays for two days. Correct one of the times."),
        "code-wrong": _(
            "No such code is open for you now. Type it again; if it was right, it is over: ask the organiser to open "
            "another, or your coordinator to write you down."
        ),
    }


def tell_attendance(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """(field, sentence) for the summary."""
    return tell_problems(problems, attendance_sentences())
