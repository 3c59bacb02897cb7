"""Codes about groups as sentences: what happened and what to do next."""

from __future__ import annotations

from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext


def group_sentences() -> dict[str, str]:
    return {
        "paste-missing": _("Paste at least one e-mail address."),
        "paste-long": _("This is more than 50,000 characters. Paste it in parts."),
        "paste-many": _("These are more than 200 addresses. Paste them in parts."),
        "choice-missing": _("Choose one of the list."),
        "person-missing": _("Choose a member of this group."),
        "nobody-chosen": _("Tick at least one person."),
        "file-missing": _("Choose a file."),
        "file-other": _("This is another file than the one that was looked through. Choose it again and look."),
    }


def misread_sentence(code: str) -> str:
    """Why a piece of a paste is no address. The page shows the piece itself."""
    sentences = {
        "email-missing": _("There is no address in it."),
        "email-long": _("It is longer than 320 characters."),
        "email-unreadable": _("It has characters that cannot be read."),
        "email-at": _("It needs one @ in the middle."),
    }
    return sentences.get(code, _("It does not look like name@example.org"))


def done_sentence(done: str, number: int, others: int) -> str | None:
    """What the page says after a form was taken; None for an address that nobody of us wrote."""
    sentences = {
        "sent": ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", number),
        "again": ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", number),
        "withdrawn": ngettext("%(num)d invitation is withdrawn.", "%(num)d invitations are withdrawn.", number),
        "confirmed": ngettext("%(num)d member is confirmed.", "%(num)d members are confirmed.", number),
        "refused": ngettext(
            "%(num)d person is an individual member now.", "%(num)d people are individual members now.", number
        ),
        "made": _("The link is ready."),
        "revoked": _("The link does not work any more."),
        "appointed": _("The post is given. The person signs in again."),
        "dismissed": _("The post is ended."),
    }
    if done not in sentences:
        return None
    late = {
        "again": ngettext(
            "%(num)d person was written to less than a day ago and gets no second letter.",
            "%(num)d people were written to less than a day ago and get no second letter.",
            others,
        ),
        "confirmed": _late(others),
        "refused": _late(others),
    }
    return f"{sentences[done]} {late[done]}" if others and done in late else sentences[done]


def _late(number: int) -> str:
    return ngettext(
        "Somebody else had decided on %(num)d person already.",
        "Somebody else had decided on %(num)d people already.",
        number,
    )
