"""The choices of the sign-up form: countries in the reader's language, groups of the chosen country's region."""

from __future__ import annotations

from typing import Any

from flask import request

from elearn.domain.errors import Refused
from elearn.domain.regions import ralo_of
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.accounts import Applicant
from elearn.services.community import list_als_of_region
from elearn.web.countries import country_name, country_names
from elearn.web.forms.accounts import GuestForm, SignUpForm

# Value -> words, or heading -> such a list: what WTForms makes <option> and <optgroup> of.
Choices = dict[str, Any]


def sign_up_form() -> SignUpForm:
    """What was typed, or an empty form; `?country=SN` chooses a country and thereby the groups."""
    form = SignUpForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.country.data = request.args.get("country", "")
    form.country.choices = {"": _("Choose"), **country_names()}
    form.als.choices = als_choices(form.text("country"))
    return form


def applicant(form: SignUpForm, lang: str) -> Applicant:
    return Applicant(form.text("name"), form.text("email"), form.text("country"), form.text("als") or None, lang)


def als_choices(country: str) -> Choices:
    """The groups of the country's region, its own first."""
    nobody = {"": _("None: individual member")}
    ralo = ralo_of(country)
    if ralo is None:
        return nobody
    lines = list_als_of_region(current.session(), ralo)
    own = {line.code: line.name for line in lines if line.country == country}
    others = {line.code: line.name for line in lines if line.country != country}
    groups = {country_name(country): own, _("Elsewhere in %(region)s", region=ralo): others}
    return nobody | {heading: choices for heading, choices in groups.items() if choices}


def problems_of_claim(form: GuestForm) -> dict[str, str]:
    """Field -> code when she was asked whose the answers in this browser are and has not said."""
    unsaid = current.guest() is not None and form.asked.data and form.mine.data not in ("yes", "no")
    return {"mine": "mine-missing"} if unsaid else {}


def guest_to_claim(form: GuestForm) -> str | None:
    """The guest whose answers become this person's: hers when she says so, or when she was not asked (a client that
    sends only the fields of the contract). Raises Refused when she was asked and has not answered."""
    problems = problems_of_claim(form)
    if problems:
        raise Refused(problems)
    return None if form.mine.data == "no" else current.guest()
