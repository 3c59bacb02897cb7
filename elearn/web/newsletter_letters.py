"""The letter that asks whether somebody wants the newsletter."""

from __future__ import annotations

from elearn.domain.isolates import isolated
from elearn.extensions.words import gettext as _
from elearn.extensions.words import speaking
from elearn.services.mail import Words
from elearn.web.letters import link_to, spoken


def request_letter(language: str, group: str, token: str) -> Words:
    """It says who asked where a group did: its list has readers who know nothing of this."""
    with speaking(spoken(language)):
        asked = (
            _("%(group)s asked for the newsletter of At-Large Learning at this address.", group=isolated(group))
            if group
            else _("Somebody asked for the newsletter of At-Large Learning at this address.")
        )
        paragraphs = (
            asked,
            _("To get it, open this link and press the button there:"),
            link_to("subscriptions.confirm", language, token),
            _("The link works once, within 7 days."),
            _("If you don't want it, do nothing: then nothing is sent to you."),
            _("At-Large Learning"),
        )
        return Words(_("Do you want the newsletter?"), "\n\n".join(paragraphs) + "\n")
