"""The form with which a coordinator prepares a workshop."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectMultipleField, StringField

from elearn.domain.languages import LANGUAGES
from elearn.web.forms.admin import CODE
from elearn.web.forms.desk import DAY, LINE, LinesForm

SEVERAL = {"size": "6"}


class PrepareForm(LinesForm):
    """`uid` makes the form sent twice one workshop."""

    uid = HiddenField(default="")
    title = StringField(
        _("Name of the workshop"), description=_("Town and date, for example."), default="", render_kw=LINE
    )
    held_on = StringField(_("Day"), default="", render_kw=DAY)
    als = SelectMultipleField(
        _("Groups whose members come"),
        description=_("Their names go to the laptop, without addresses."),
        default=(),
        render_kw=SEVERAL,
    )
    courses = SelectMultipleField(_("Courses"), default=(), render_kw=SEVERAL)
    languages = SelectMultipleField(
        _("Languages"),
        default=(),
        choices={one.code: one.endonym for one in LANGUAGES.values()},
        render_kw={"size": "7"},
    )
    card = StringField(
        _("Card of a laptop that was not prepared here (optional)"),
        description=_("Only when a file came from such a laptop."),
        default="",
        render_kw={**CODE, "maxlength": "200"},
    )
