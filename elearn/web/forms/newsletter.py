"""The forms of the newsletter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField

from elearn.web.forms.accounts import EMAIL, ShownForm


class SubscribeForm(ShownForm):
    email = StringField(_("E-mail address"), default="", render_kw=EMAIL)
    language = SelectField(_("Language of the letters"), default="")
