"""The forms of coordinators and administrators about topics, programmes, rosters and sessions that groups held."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    FileField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from elearn.domain.languages import LANGUAGES
from elearn.domain.names import holds_refused
from elearn.web.forms.accounts import ShownForm
from elearn.web.forms.admin import CODE

DAY = {"type": "date", "size": "14"}
LINE = {"dir": "auto", "maxlength": "200"}
LINES = {"dir": "auto", "rows": "5"}


class LinesForm(ShownForm):
    """A form with fields of several lines, whose line ends stay when it comes back."""

    def make_showable(self) -> None:
        for field in self:
            if isinstance(field.data, str):
                kept = (one for one in field.data if not holds_refused(one, allowed="\t\n\r"))
                field.data = "".join(kept)

    def titles(self) -> dict[str, str]:
        """What was typed as titles, by language."""
        return {code: self.text(f"title_{code}") for code in LANGUAGES if self.text(f"title_{code}").strip()}


class TitledForm(LinesForm):
    seen = HiddenField(default="")
    key = StringField(
        _("Key"), description=_("Small letters, digits and hyphens; it stays as it is."), default="", render_kw=CODE
    )
    language = SelectField(
        _("Language that stands for the missing ones"),
        default="en",
        choices={one.code: one.endonym for one in LANGUAGES.values()},
    )


def _add_titles() -> None:
    for code, language in LANGUAGES.items():
        words = {"lang": language.tag, "dir": language.direction, "maxlength": "200"}
        setattr(TitledForm, f"title_{code}", StringField(language.endonym, default="", render_kw=words))


_add_titles()


class TopicForm(TitledForm):
    courses = SelectMultipleField(_("Courses, each of which satisfies it"), default=())
    webinars = StringField(
        _("Webinars, each of which satisfies it"),
        description=_("Their codes, with spaces between them."),
        default="",
        render_kw={**CODE, "maxlength": "2000"},
    )


class ProgrammeForm(TitledForm):
    deadline = StringField(_("Last day"), default="", render_kw=DAY)
    confirmed = SelectField(_("For"), default="")
    als = StringField(
        _("Only these groups (optional)"),
        description=_("Their codes, with spaces between them."),
        default="",
        render_kw={**CODE, "maxlength": "4000"},
    )
    languages = SelectMultipleField(_("Only these languages (optional)"), default=())
    countries = StringField(
        _("Only these countries (optional)"),
        description=_("Two letters each, with spaces between them: KE SN."),
        default="",
        render_kw={**CODE, "maxlength": "1000"},
    )
    new_days = StringField(
        _("Less experienced are those who joined less than so many days before the last day"),
        default="365",
        render_kw={"inputmode": "numeric", "size": "10"},
    )


class RosterForm(LinesForm):
    programme = HiddenField(default="")
    lines = HiddenField(default="")
    date = StringField(_("Day"), default="", render_kw=DAY)
    topic = SelectField(_("Topic"), default="")
    course = SelectField(_("Or course"), default="")
    als = SelectField(_("Group (optional)"), default="")
    place = StringField(_("Place (optional)"), default="", render_kw=LINE)
    who = SelectMultipleField(_("People of this group"), default=())
    people = TextAreaField(
        _("People by e-mail address"),
        description=_("One a line. A name alone is looked for in the group."),
        default="",
        render_kw=LINES,
    )
    file = FileField(
        _("Or a file (CSV)"),
        description=_("The first line names the columns. What is empty is taken from above."),
        render_kw={"accept": ".csv,text/csv"},
    )


class SessionForm(LinesForm):
    plan = HiddenField(default="")
    als = SelectField(_("Group"), default="")
    course = SelectField(_("Course"), default="")
    date = StringField(_("Day"), default="", render_kw=DAY)
    people = StringField(_("How many people came"), default="", render_kw={"inputmode": "numeric", "size": "10"})
    language = SelectField(
        _("Language of the session"), default="", choices={one.code: one.endonym for one in LANGUAGES.values()}
    )
    notes = TextAreaField(
        _("Plan and notes"),
        description=_("What you did, for how long, what you would do again. Everybody can read it: no names."),
        default="",
        render_kw=LINES,
    )
