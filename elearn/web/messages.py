"""Codes of the lower floors as sentences: what happened and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.extensions.words import gettext as _


def answer_problems(problems: Mapping[str, str]) -> dict[str, str]:
    """Field -> sentence for a quiz form that could not be taken. Unknown fields are told once, not repeated."""
    sentences = {
        "unknown-seed": _("This address shows no questions. Open the quiz again from the course."),
        "unknown-question": _("The form holds a question that this quiz does not ask. Open the quiz again."),
        "unknown-answer": _("Choose one of the answers that are shown."),
        "answered-twice": _("Choose only one answer here."),
        "too-long": _("Write at most 500 characters."),
        "unreadable-text": _("Some characters cannot be read. Type the answer again."),
        "number-separators": _("Write the number with one decimal point and no other separators, such as 1234.5."),
    }
    return {field: sentences.get(code, _("Look at this answer again.")) for field, code in problems.items()}
