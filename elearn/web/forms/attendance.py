"""The forms about attendance at a webinar: a coordinator's list, a correction, and the code of whoever was there."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, SelectField, StringField, TextAreaField

from elearn.web.forms.accounts import ShownForm
from elearn.web.forms.desk import LINES, LinesForm

NUMBER = {"inputmode": "numeric", "size": "8", "dir": "ltr"}


class AttendanceForm(LinesForm):
    lines = HiddenField(default="")
    als = SelectField(_("Group (optional)"), default="")
    channel = SelectField(_("Language that they listened to (optional)"), default="")
    share = StringField(
        _("Share of the time, in percent"),
        description=_("For those who were there. From 80 percent on it counts for a topic."),
        default="100",
        render_kw=NUMBER,
    )
    minutes = StringField(
        _("How many minutes it took"),
        description=_("Needed for a report of the conference tool: shares are reckoned from it."),
        default="",
        render_kw=NUMBER,
    )
    people = TextAreaField(
        _("People by e-mail address or name"),
        description=_("One a line. Whoever is found by the name alone is shown to you first, to be confirmed."),
        default="",
        render_kw=LINES,
    )
    status = SelectField(_("These people were"), default="present")
    file = FileField(
        _("Or the report of the conference tool (CSV)"),
        description=_(
            "With names or addresses, and when each joined and left, or minutes. Several lines of one person are one."
        ),
        render_kw={"accept": ".csv,text/csv"},
    )


class CodeForm(ShownForm):
    code = StringField(
        _("The code"),
        description=_("Eight letters and digits. Small letters, hyphens and spaces make no difference."),
        default="",
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "dir": "ltr",
            "maxlength": "40",
        },
    )
    channel = SelectField(_("Language that you listened to (optional)"), default="")
