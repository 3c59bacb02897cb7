"""What the accessibility statement rests on: each check with the criteria of WCAG 2.2 that it concerns, and its proof.

A check names the tests that assert it, or the day on which somebody did it by hand. `tests/web/test_accessibility.py`
fails when a named test does not exist, so the page cannot promise what nothing looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from elearn.extensions.words import gettext as _

# The success criteria of levels A and AA (WCAG 2.2, W3C Recommendation; 4.1.1 is gone).
_NUMBERS = {
    "1.1": (1,),
    "1.2": (1, 2, 3, 4, 5),
    "1.3": (1, 2, 3, 4, 5),
    "1.4": (1, 2, 3, 4, 5, 10, 11, 12, 13),
    "2.1": (1, 2, 4),
    "2.2": (1, 2),
    "2.3": (1,),
    "2.4": (1, 2, 3, 4, 5, 6, 7, 11),
    "2.5": (1, 2, 3, 4, 7, 8),
    "3.1": (1, 2),
    "3.2": (1, 2, 3, 4, 6),
    "3.3": (1, 2, 3, 4, 7, 8),
    "4.1": (2, 3),
}
CRITERIA = tuple(f"{guideline}.{number}" for guideline, numbers in _NUMBERS.items() for number in numbers)
# The day of the newest check by hand, or of the newest change of the tables below.
STATEMENT_DAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Check:
    """`tests` as `file::function` for what runs with every change, `on` for what somebody looked at."""

    key: str
    criteria: tuple[str, ...]
    tests: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A check as the page shows it."""

    words: str
    criteria: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """`unchecked` are the criteria that neither a test nor a person has looked at."""

    day: date
    tested: tuple[Line, ...]
    by_hand: tuple[Line, ...]
    unchecked: tuple[str, ...]


PHONE = "tests/browser/test_pages.py::test_a_phone"
DARK = "tests/browser/test_pages.py::test_a_wide_dark_screen"
SYSTEM = "tests/browser/test_pages.py::test_the_systems_own_colours"
FORMS = "tests/browser/test_forms.py::"
EVERY = "tests/web/test_catalogue.py::test_every_public_page_in_every_language"
ACCOUNTS = "tests/web/accounts/test_sign_up.py::"
ATTEMPTS = "tests/web/test_attempts.py::"
HELP = "tests/web/test_accessibility.py::"

CHECKS: tuple[Check, ...] = (
    Check(
        "axe",
        (
            "1.1.1",
            "1.3.1",
            "1.3.5",
            "1.4.1",
            "1.4.3",
            "1.4.4",
            "2.1.1",
            "2.2.2",
            "2.4.1",
            "2.4.2",
            "2.4.4",
            "2.5.3",
            "3.1.1",
            "3.1.2",
            "3.3.2",
            "4.1.2",
        ),
        (PHONE, DARK),
    ),
    Check("frame", ("1.3.1", "2.4.2", "3.1.1", "3.3.2"), (EVERY, ACCOUNTS + "test_every_page_in_every_language")),
    Check("narrow", ("1.4.10",), (PHONE,)),
    Check("large", ("1.4.4", "1.4.12"), (PHONE,)),
    Check("targets", ("2.5.8",), (PHONE,)),
    Check("keyboard", ("2.4.7", "2.4.11"), (PHONE, DARK)),
    Check("system", ("1.4.1", "1.4.11"), (SYSTEM,)),
    Check(
        "parts",
        ("3.1.2",),
        ("tests/web/test_catalogue.py::test_the_untranslated_section_stands_in_english_and_says_so",),
    ),
    Check("help", ("3.2.3", "3.2.6"), (HELP + "test_help_stands_at_the_same_place_on_every_page",)),
    Check(
        "errors",
        ("3.3.1", "3.3.3", "3.3.7"),
        (
            ACCOUNTS + "test_a_refused_form_keeps_everything_but_the_password",
            ACCOUNTS + "test_an_empty_form_is_refused_in_every_language",
            ATTEMPTS + "test_a_form_that_cannot_be_taken_comes_back_with_everything",
        ),
    ),
    Check("focus", ("2.4.3", "3.3.1"), (FORMS + "test_a_refused_form_moves_the_focus_to_the_summary",)),
    Check("retry", ("2.2.1", "3.3.4"), (ATTEMPTS + "test_trying_again_leads_to_a_form_of_the_same_quiz",)),
    Check("sign-in", ("1.3.5", "3.3.8"), (HELP + "test_password_programs_can_fill_the_form",)),
    Check("no-script", (), ("tests/browser/test_story.py::test_the_story",)),
    Check("order", ("1.3.2", "2.4.6"), on=date(2026, 11, 22)),
)


def check_words() -> Mapping[str, str]:
    """Key of a check -> what was looked at, in the reader's language."""
    return {
        "axe": _("Each kind of page is opened in a real browser and run through the rules of axe."),
        "frame": _("Each page in all seven languages: one heading, labels on every field, language and direction."),
        "narrow": _("No page scrolls sideways on a screen of 320 pixels."),
        "targets": _("No button, field or menu link is lower than 24 pixels."),
        "large": _("With text twice as large, and with wider letters and lines, nothing is cut off."),
        "keyboard": _("Whatever the keyboard reaches shows a ring and is not covered."),
        "system": _("With the colours of the system, fields and buttons keep their edges."),
        "parts": _("A part in another language says which, also to screen readers."),
        "help": _("Help stands at the same place on every page."),
        "errors": _("A form that was refused says what to do beside the field and keeps what was typed."),
        "focus": _("After a refusal the focus is on the list of problems, also without JavaScript."),
        "retry": _("Quizzes have no time limit and can be sent again."),
        "sign-in": _("Password programs can fill in the form; there is no puzzle."),
        "no-script": _("Reading, answering and signing up are played through with JavaScript switched off."),
        "order": _("Help, privacy, forms and errors in English and Arabic: order of reading, sense of the headings."),
    }


def statement() -> Statement:
    words = check_words()
    lines = {check.key: Line(words[check.key], check.criteria, check.on) for check in CHECKS}
    covered = {criterion for check in CHECKS for criterion in check.criteria}
    return Statement(
        day=STATEMENT_DAY,
        tested=tuple(lines[check.key] for check in CHECKS if check.tests),
        by_hand=tuple(lines[check.key] for check in CHECKS if check.on),
        unchecked=tuple(criterion for criterion in CRITERIA if criterion not in covered),
    )
