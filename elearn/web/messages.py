"""Codes of the lower floors as sentences: what happened and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.extensions.words import gettext as _
from elearn.web.group_words import group_sentences
from elearn.web.workshop_words import workshop_sentences


def answer_problems(problems: Mapping[str, str]) -> dict[str, str]:
    """Field -> sentence for a quiz form that could not be taken. Unknown fields are told once, not repeated."""
    sentences = {
        "unknown-seed": _("This address shows no questions. Open the quiz again from the course."),
        "unknown-question": _("The form holds a question that this quiz does not ask. Open the quiz again."),
        "unknown-answer": _("Choose one of the answers that are shown."),
        "answered-twice": _("Choose only one answer here."),
        "number-twice": _("Another line has this number already. Give each line a number of its own."),
        "too-long": _("Write at most 500 characters."),
        "prose-too-long": _("Write at most 2,000 characters."),
        "unreadable-text": _("Some characters cannot be read. Type the answer again."),
        "number-separators": _("Write the number with one decimal point and no other separators, such as 1234.5."),
    }
    return {field: sentences.get(code, _("Look at this answer again.")) for field, code in problems.items()}


def account_problems(problems: Mapping[str, str]) -> dict[str, str]:
    """Field -> sentence for the forms about accounts, roles and groups."""
    sentences = (
        _person_sentences() | _password_sentences() | _place_sentences() | group_sentences() | workshop_sentences()
    )
    return {field: sentences.get(code, _("Look at this field again.")) for field, code in problems.items()}


def _person_sentences() -> dict[str, str]:
    return {
        "name-missing": _("Write your name."),
        "name-long": _("Write at most 200 characters."),
        "name-unreadable": _("Some characters cannot be read. Type the name again, on one line."),
        "email-missing": _("Write your e-mail address."),
        "email-long": _("Write at most 320 characters."),
        "email-unreadable": _("Write one address without spaces, for example name@example.org"),
        "email-at": _("Write an address with one @ in the middle, for example name@example.org"),
        "email-wrong": _("Look at this address again: it should look like name@example.org"),
        "email-taken": _("This address has an account already. Sign in, or ask for a new password."),
        "email-invited": _("This address is invited. Open the link in that letter, or ask for it again on “Forgot”."),
        "mine-missing": _("Say whether the answers in this browser are yours."),
    }


def _password_sentences() -> dict[str, str]:
    return {
        "password-missing": _("Write a password."),
        "password-short": _("Choose a password of at least 8 characters."),
        "password-long": _("Choose a password of at most 128 characters."),
        "password-common": _(
            "Many people use this password, so it is tried first. Choose another: a few words are good."
        ),
        "password-own": _("Your name, your address and the names of this site are easy to guess. Choose other words."),
        "password-wrong": _("This is not your password. Type it again."),
        "sign-in-wrong": _("Address and password do not fit together. Type them again, or ask for a new password."),
    }


def _place_sentences() -> dict[str, str]:
    return {
        "country-missing": _("Choose the country where you live."),
        "als-elsewhere": _("This group is in another region than your country. Choose one of the list, or none."),
        "als-unknown": _("There is no such group. Check its code."),
        "language-missing": _("Choose a language."),
        "zone-unknown": _("Choose a place of the list, or none."),
        "ralo-unknown": _("Choose a region."),
        "scope-unknown": _("This role cannot be given there. Check the code of the region, group, course or language."),
        "until-early": _("The last day must not be before today."),
        "day-wrong": _("Write a day such as 2027-12-31, between 2000 and 2100."),
        "role-missing": _("Choose a role."),
        "last-administrator": _("This is the only administrator. Give the role to somebody else first."),
        "account-unknown": _("No account has this address."),
        "reason-missing": _("Write why, so that others understand it later."),
        "reason-long": _("Write at most 500 characters."),
        "held-over": _("Somebody else has settled this already."),
        "held-unsound": _("This cannot be taken in. Set it aside, and write why."),
        "held-workshop": _("This came with the key of a workshop laptop. Settle it on the page of that workshop."),
        "pace-unknown": _("Choose one of the answers that are shown."),
    }
