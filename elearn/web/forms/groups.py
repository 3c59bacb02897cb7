"""The forms with which a group grows: inviting, the join link, representatives, moving somebody, a list of people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField

from elearn.web.forms.accounts import (
    EMAIL,
    NAME,
    NEW_PASSWORD,
    GuestForm,
    ShownForm,
    name_words,
    own_device_field,
    password_hint,
)

PASTE = {"dir": "auto", "rows": "6", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
DAY = {"autocomplete": "off", "dir": "ltr", "maxlength": "10", "size": "12", "inputmode": "numeric"}


class InviteForm(ShownForm):
    people = TextAreaField(
        _("E-mail addresses"),
        description=_("Paste them as they are: with names or without, between commas, semicolons, spaces or lines."),
        default="",
        render_kw=PASTE,
    )
    language = SelectField(_("Language of the letter"), default="")


class LinkForm(ShownForm):
    days = SelectField(_("The link works for"), default="90")


class JoinForm(GuestForm):
    name = StringField(name_words[0], description=name_words[1], default="", render_kw=NAME)
    email = StringField(
        _("E-mail address"), description=_("You sign in with it. Every script is welcome."), default="", render_kw=EMAIL
    )
    country = SelectField(_("Country where you live"), default="", render_kw={"autocomplete": "country"})
    password = PasswordField(_("Password"), description=password_hint, default="", render_kw=NEW_PASSWORD)
    own_device = own_device_field()


class PostForm(ShownForm):
    person = SelectField(_("Person"), description=_("Members who have joined and may be named."), default="")
    post = RadioField(
        _("Post"),
        choices=lambda: {"representative": str(_("Representative")), "alternate": str(_("Alternate: stands in"))},
        default="representative",
    )
    since = StringField(_("First day"), description=_("Such as 2026-12-01. Empty: today."), default="", render_kw=DAY)
    until = StringField(_("Last day (optional)"), description=_("Such as 2027-12-31."), default="", render_kw=DAY)


class MoveForm(ShownForm):
    to = SelectField(_("Group"), default="")


class UploadForm(ShownForm):
    """The file itself is no field: WTForms need not hold it."""

    digest = HiddenField(default="")
