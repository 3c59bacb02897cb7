"""The choices of the sign-up form: countries in the reader's language, groups of the chosen country's region."""

from __future__ import annotations

from typing import Any

from flask import request

from elearn.domain.community import RALOS, AlsLine
from elearn.domain.errors import Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.regions import ralo_of
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.accounts import Applicant
from elearn.services.community import list_als_of_region
from elearn.web.countries import country_name, country_names
from elearn.web.forms.accounts import GuestForm, SignUpForm
from elearn.web.languages import reader_language

Choice = tuple[str, str] | tuple[str, str, dict[str, Any]]


def sign_up_form() -> SignUpForm:
    """What was typed, or an empty form; `?country=SN` chooses a country and thereby the groups."""
    form = SignUpForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.country.data = request.args.get("country", "")
    form.country.choices = [("", _("Choose")), *country_names().items()]
    form.als.choices = als_choices(form.text("country"))
    return form


def applicant(form: SignUpForm, lang: str) -> Applicant:
    return Applicant(form.text("name"), form.text("email"), form.text("country"), form.text("als") or None, lang)


def als_choices(country: str) -> dict[str, list[Choice]] | list[Choice]:
    """The groups of the country's region, its own first, each in its own language's direction."""
    nobody: list[Choice] = [("", _("None: individual member"))]
    ralo = ralo_of(country)
    if ralo is None:
        return nobody
    lines = list_als_of_region(current.session(), ralo)
    own = [_choice(line) for line in lines if line.country == country]
    others = [_choice(line) for line in lines if line.country != country]
    groups = {country_name(country): own, _("Elsewhere in %(region)s", region=RALOS[ralo].code): others}
    return {"": nobody} | {label: choices for label, choices in groups.items() if choices}


def _choice(line: AlsLine) -> Choice:
    if line.language == reader_language().code:
        return line.code, line.name
    language = LANGUAGES[line.language]
    return line.code, line.name, {"lang": language.tag, "dir": language.direction}


def guest_to_claim(form: GuestForm) -> str | None:
    """The guest whose answers become this person's: hers when she says so, or when she was not asked (a client that
    sends only the fields of the contract). Raises Refused when she was asked and has not answered."""
    guest = current.guest()
    if guest is None:
        return None
    if form.asked.data and form.mine.data not in ("yes", "no"):
        raise Refused({"mine": "mine-missing"})
    return None if form.mine.data == "no" else guest
