"""The forms of the administrators' page of the newsletter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField

from elearn.web.forms.accounts import ShownForm


class PreviewForm(ShownForm):
    event = HiddenField(default="")
    language = SelectField(_("Language of the preview"), default="")
