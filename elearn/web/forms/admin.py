"""The forms of the administrators' page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, PasswordField, SelectField, StringField

from elearn.web.forms.accounts import CURRENT_PASSWORD, EMAIL, ShownForm, password_reason

CODE = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off", "dir": "ltr", "maxlength": "40"}


class RoleForm(ShownForm):
    email = StringField(
        _("E-mail address of the person"),
        description=_("The person needs an account first."),
        default="",
        render_kw={**EMAIL, "autocomplete": "off"},
    )
    role = SelectField(_("Role"), default="")
    scope = StringField(
        _("Where"),
        description=_("AFRALO for a region, the code of a group, a course or a language; empty for the site."),
        default="",
        render_kw=CODE,
    )
    until = StringField(
        _("Last day (optional)"), description=_("Such as 2027-12-31."), default="", render_kw={**CODE, "size": "12"}
    )
    password = PasswordField(_("Your password"), description=password_reason, default="", render_kw=CURRENT_PASSWORD)


class AlsForm(ShownForm):
    als = StringField(
        _("Code of the group"),
        description=_("As it stands in the table of the region."),
        default="",
        render_kw=CODE,
    )
    ralo = SelectField(_("Region it belongs to"), default="")


class MailForm(ShownForm):
    mail = IntegerField()
