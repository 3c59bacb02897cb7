"""What our letters say. Each is in the language of its account, whatever language the page has that asked for it.

Links are built from BASE_URL, never from the Host header of a request.
"""

from __future__ import annotations

from flask import current_app, url_for

from elearn.domain.isolates import isolated
from elearn.domain.languages import DEFAULT
from elearn.extensions.words import gettext as _
from elearn.extensions.words import speaking
from elearn.services.mail import Words
from elearn.web.languages import offered


def link_to(endpoint: str, language: str, token: str) -> str:
    base: str = current_app.config["ELEARN"].base_url
    return base + url_for(endpoint, lang=spoken(language), token=token)


def spoken(language: str) -> str:
    """The account's language, or English where the site has not got that one."""
    return language if language in offered() else DEFAULT


def reset_letter(language: str, name: str, token: str) -> Words:
    with speaking(spoken(language)):
        return Words(
            _("Choose a new password"),
            _letter(
                name,
                _("Somebody asked for a new password for your account. Open this link to choose one:"),
                link_to("accounts.reset", language, token),
                _("The link works once, within 30 minutes."),
                _("If it was not you, do nothing: your password stays as it is."),
            ),
        )


def address_letter(language: str, name: str, token: str) -> Words:
    with speaking(spoken(language)):
        return Words(
            _("Confirm your e-mail address"),
            _letter(
                name,
                _("Open this link and press the button to confirm that this address is yours:"),
                link_to("accounts.confirm", language, token),
                _("The link works once, within 30 minutes. On your account page you can ask for another."),
                _("If you have no account here, do nothing."),
            ),
        )


def invitation_letter(language: str, name: str, token: str) -> Words:
    with speaking(spoken(language)):
        return Words(
            _("Your invitation to At-Large Learning"),
            _letter(
                name,
                _("You are invited to free courses about the Internet and how it is run. Open this link to join:"),
                link_to("accounts.invitation", language, token),
                _("The link works once, within 30 days."),
                _("If you don't want to join, do nothing."),
            ),
        )


def group_invitation_letter(group: str, language: str, name: str, token: str) -> Words:
    """From somebody who looks after a group, to people whom nobody here knows: it says who invites."""
    with speaking(spoken(language)):
        return Words(
            _("Your invitation to At-Large Learning"),
            _letter(
                name,
                _(
                    "%(group)s invites you to free courses about the Internet and its rules. Open this link to join:",
                    group=isolated(group),
                ),
                link_to("accounts.invitation", language, token),
                _("The link works once, within 30 days."),
                _("If you don't want to join, do nothing."),
            ),
        )


def _letter(name: str, *paragraphs: str) -> str:
    greeting = _("Hello %(name)s,", name=isolated(name))
    return "\n\n".join((greeting, *paragraphs, _("At-Large Learning"))) + "\n"
