"""Asking people to go on: for which reasons, how often, with which words. Who has been asked lately is left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from elearn.domain.names import clean_text
from elearn.domain.names import problem_of_text as problem_of_plain_text

# How long a letter has to show an effect, as the log tells it.
WATCHED = timedelta(days=14)
# People in one letter: a page can show them, and a mail server takes them.
PEOPLE_AT_ONCE = 200
# Nobody who is invited gets two letters within a day, whoever presses which button how often.
PAUSE = timedelta(days=1)
TEXT_LIMIT = 2000

# What an own text may hold in braces; those that it must hold say what it is about and where to go on.
PLACEHOLDERS = ("name", "course", "link")
NEEDED = ("course", "link")
_MARK = re.compile(r"\{([^{}]*)\}|[{}]")


class Reason(StrEnum):
    """Why somebody is asked: the state in which she is in one course."""

    NOT_STARTED = "not-started"
    STALLED = "stalled"
    INVITED = "invited"


class LeftOut(StrEnum):
    """Why somebody who was chosen gets no letter. The first three are known before sending."""

    COOLING = "cooling"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    CHANGED = "changed"
    GONE = "gone"
    BEYOND = "beyond"


def problem_of_own_text(text: str) -> tuple[str, str] | None:
    """(code, the placeholder it is about) for what is wrong with a coordinator's own text, or None. Empty is none."""
    problem = problem_of_plain_text(text, TEXT_LIMIT)
    if problem:
        return problem, ""
    if not clean_text(text):
        return None
    held = [found[1] if found[1] is not None else found[0] for found in _MARK.finditer(text)]
    unknown = next((name for name in held if name not in PLACEHOLDERS), None)
    if unknown is not None:
        return "placeholder-unknown", unknown[:40]
    missing = next((name for name in NEEDED if name not in held), None)
    return None if missing is None else ("placeholder-missing", missing)


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in, once: what a name holds in braces stays as it is."""
    return _MARK.sub(lambda found: values[found[1]], clean_text(text))
