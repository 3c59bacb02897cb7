"""Which letters a person wants, and how often."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from elearn.web.forms.accounts import ShownForm


class LettersForm(ShownForm):
    nudge = RadioField(
        _("Letters of your coordinator about a course"),
        choices=lambda: {"on": str(_("Yes, now and then")), "off": str(_("No"))},
    )
    weekly = RadioField(
        _("The next fifteen minutes for you"),
        choices=lambda: {"week": str(_("Once a week")), "off": str(_("No"))},
    )
    digest = RadioField(
        _("The report of your region"),
        choices=lambda: {"month": str(_("Once a month")), "week": str(_("Once a week")), "off": str(_("No"))},
    )
