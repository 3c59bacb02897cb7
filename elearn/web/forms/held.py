"""The form with which something held is settled."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField

from elearn.web.forms.accounts import ShownForm


class HeldForm(ShownForm):
    reason = StringField(_("Reason"), default="")
