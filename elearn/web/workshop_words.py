"""Codes about workshops as sentences: what happened and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.domain.errors import Refused, Unfit
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext
from elearn.web.forms.accounts import ShownForm


def workshop_sentences() -> dict[str, str]:
    return {
        "title-missing": _("Write a name for the workshop."),
        "day-wrong": _("Choose a day within a year from now."),
        "als-choose": _("Choose a group of the list."),
        "course-choose": _("Choose at least one course."),
        "card-wrong": _("This card has a wrong character. Copy it again, whole."),
        "slip-wrong": _("Name and digits do not fit together. Look at your slip again, or ask the facilitator."),
        "link-other": _("This person counts for another account already. Ask an administrator to look at both."),
        "person-unknown": _("No member of this region who may be named has this address. Type it again."),
    }


def file_sentence(unfit: Unfit) -> str:
    """Why a workshop file was not taken, as a whole."""
    sentences = {
        "elp-foreign": _("This is no workshop file. Nothing was changed."),
        "elp-large": _("This file is larger than any workshop file. Nothing was changed."),
        "elp-unknown-node": _(
            "This site knows no such workshop. If it was begun without the site, prepare it here first, with its card."
        ),
        "elp-signature": _("This file was not written by the laptop that it names. Nothing was changed."),
    }
    return sentences.get(unfit.why, _("This file was damaged on its way. Copy it again. Nothing was changed."))


def refuse(form: ShownForm | None, error: Refused) -> list[tuple[str, str]]:
    """(field, sentence) for the summary, in the fields too; undoes what the use case had begun."""
    current.session().rollback()
    sentences = workshop_sentences()
    told = {field: sentences.get(code, _("Look at this field again.")) for field, code in error.problems.items()}
    if form is not None:
        form.make_showable()
        form.show(told)
    return list(told.items())


def done_words(args: Mapping[str, str]) -> str:
    """What `?done=…` of the address says was done; empty for anything that nobody of us wrote."""
    done = args.get("done", "")
    if done == "file":
        new, dup, held = (_number(args, name) for name in ("n", "dup", "held"))
        parts = [ngettext("%(num)d new event was taken in.", "%(num)d new events were taken in.", new)]
        if dup:
            parts.append(ngettext("%(num)d was here already.", "%(num)d were here already.", dup))
        if held:
            parts.append(ngettext("%(num)d is held.", "%(num)d are held.", held))
        return " ".join(parts)
    sentences = {
        "accept": _("This person is a member now, and what was done at the workshop counts."),
        "link": _("What was done at the workshop counts for that account now."),
        "refuse": _("What this person did is counted nowhere."),
        "revoke": _("The key of this laptop is not believed any more."),
        "settle": _("What was waiting is taken in."),
    }
    return sentences.get(done, "")


def _number(args: Mapping[str, str], name: str) -> int:
    text = args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
