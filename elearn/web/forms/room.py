"""The forms of a workshop laptop."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField

from elearn.web.forms.accounts import NAME, GuestForm

SLIP = {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr", "maxlength": "10", "size": "10"}


class SlipForm(GuestForm):
    """Somebody whose name is on the list."""

    who = SelectField(_("Your name"), default="")
    slip = StringField(_("The four digits on your slip"), default="", render_kw=SLIP)


class NewcomerForm(GuestForm):
    """Somebody who is on no list. `nonce` makes the form sent twice one person."""

    nonce = HiddenField(default="")
    name = StringField(_("Your name"), description=_("As the others here know you."), default="", render_kw=NAME)
    als = SelectField(_("Your group"), default="")
