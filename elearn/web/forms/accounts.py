"""The forms about accounts: which fields there are. What may stand in them is for the domain to say."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, HiddenField, PasswordField, RadioField, SelectField, StringField

from elearn.domain.names import holds_refused

NEW_PASSWORD = {"autocomplete": "new-password", "maxlength": "1000"}
CURRENT_PASSWORD = {"autocomplete": "current-password", "maxlength": "1000"}
EMAIL = {
    "autocomplete": "email",
    "inputmode": "email",
    "autocapitalize": "none",
    "spellcheck": "false",
    "dir": "auto",
    "maxlength": "320",
}
NAME = {"autocomplete": "name", "dir": "auto", "maxlength": "200"}

name_words = _("Your name"), _("As the coordinators of your region will read it.")
password_reason = _("It shows that it is you who asks.")
password_hint = _("At least 8 characters, better 12. A few ordinary words are enough. You can paste it.")


class ShownForm(Form):
    """A form that takes the fields it names and no others; `show` puts sentences beside them."""

    def text(self, name: str) -> str:
        """What was typed, as it came; empty when the field was not sent."""
        return str(self[name].data or "")

    def make_showable(self) -> None:
        """Takes out of what was typed what no HTML page can hold (control characters, noncharacters)."""
        for field in self:
            lines = "\t\r\n" if field.type == "TextAreaField" else ""
            if isinstance(field.data, str) and holds_refused(field.data, allowed=lines):
                kept = [character for character in field.data if not holds_refused(character, allowed=lines)]
                field.data = "".join(kept)

    def show(self, sentences: Mapping[str, str]) -> None:
        """A sentence for a field that is not here stays with the summary."""
        for name, sentence in sentences.items():
            if name in self:
                self[name].errors = [sentence]


class GuestForm(ShownForm):
    """Asks whose answers this browser holds. A client that does not show the question sends no `asked`."""

    asked = HiddenField()
    mine = RadioField(
        _("Were the answers in this browser given by you?"),
        choices=lambda: {"yes": str(_("Yes, add them to my account")), "no": str(_("No, somebody else gave them"))},
    )


def own_device_field() -> BooleanField:
    """Sent as `own_device=yes`."""
    return BooleanField(
        _("This is my own phone or computer"),
        description=_(
            "Then what you do without a line is sent by itself later, also after you sign out, for half a year. "
            "Leave it empty on one that others use too."
        ),
        render_kw={"value": "yes"},
    )


class SignUpForm(GuestForm):
    name = StringField(name_words[0], description=name_words[1], default="", render_kw=NAME)
    email = StringField(
        _("E-mail address"), description=_("You sign in with it. Every script is welcome."), default="", render_kw=EMAIL
    )
    country = SelectField(
        _("Country where you live"),
        description=_("It decides your region."),
        default="",
        render_kw={"autocomplete": "country"},
    )
    als = SelectField(
        _("Your group (optional)"),
        description=_("If it is not in the list, or you have none, leave it: you will be an individual member."),
        default="",
    )
    password = PasswordField(_("Password"), description=password_hint, default="", render_kw=NEW_PASSWORD)
    own_device = own_device_field()


class SignInForm(GuestForm):
    email = StringField(_("E-mail address"), default="", render_kw={**EMAIL, "autocomplete": "username"})
    password = PasswordField(_("Password"), default="", render_kw=CURRENT_PASSWORD)
    own_device = own_device_field()
    next = HiddenField(default="")


class ForgotForm(ShownForm):
    email = StringField(_("E-mail address"), default="", render_kw=EMAIL)


class ResetForm(ShownForm):
    password = PasswordField(_("New password"), description=password_hint, default="", render_kw=NEW_PASSWORD)


class InvitationForm(ShownForm):
    name = StringField(name_words[0], description=name_words[1], default="", render_kw=NAME)
    password = PasswordField(_("Password"), description=password_hint, default="", render_kw=NEW_PASSWORD)


class ProfileForm(ShownForm):
    name = StringField(name_words[0], description=name_words[1], default="", render_kw=NAME)
    language = SelectField(_("Language of letters"), default="")
    zone = SelectField(
        _("Time zone"),
        description=_("Times of webinars are shown in it beside UTC, on your own pages and in letters to you."),
    )
    named = RadioField(
        _("In the reports of your region"),
        choices=lambda: {"yes": str(_("Count me and name me")), "no": str(_("Count me, don't name me"))},
    )


class PasswordForm(ShownForm):
    current = PasswordField(_("Password of today"), default="", render_kw=CURRENT_PASSWORD)
    new = PasswordField(_("New password"), description=password_hint, default="", render_kw=NEW_PASSWORD)


class ErasureForm(ShownForm):
    password = PasswordField(_("Your password"), description=password_reason, default="", render_kw=CURRENT_PASSWORD)


class AddressForm(ShownForm):
    email = StringField(
        _("New e-mail address"),
        description=_("We send a letter there. The new address counts once you open its link."),
        default="",
        render_kw=EMAIL,
    )
    email_password = PasswordField(
        _("Your password"), description=password_reason, default="", render_kw=CURRENT_PASSWORD
    )
