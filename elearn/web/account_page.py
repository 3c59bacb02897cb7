"""A person's own page: what we hold, who looked, which browsers are signed in, and changing all of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.community import Role
from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.domain.languages import LANGUAGES
from elearn.domain.mail import Kind
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.calendars import end_calendar, find_calendar_token, renew_calendar
from elearn.services.confirmations import request_new_address
from elearn.services.credentials import change_password
from elearn.services.digests import list_digest_links, revoke_digest_link
from elearn.services.guests import claim_answers
from elearn.services.mail_choices import choose_letters, get_choices
from elearn.services.profiles import Profile, change_profile, get_profile, list_lookers
from elearn.services.sessions import list_open_sessions
from elearn.web.cookies import end_guest_cookie, read_session_cookie, set_session_cookie
from elearn.web.countries import country_name
from elearn.web.forms.accounts import AddressForm, PasswordForm, ProfileForm, ShownForm
from elearn.web.forms.letters import LettersForm
from elearn.web.languages import offered
from elearn.web.letters import address_letter
from elearn.web.refusals import Refusal, describe_refusal
from elearn.web.signed_in import get_viewer, new_token, send_confirmation
from elearn.web.webinar_words import zone_choices


def account_page(refused: ShownForm | None = None, refusal: Refusal | None = None) -> Response:
    """The page; after a refusal with that one form as it was typed."""
    viewer = get_viewer()
    profile = get_profile(current.session(), viewer.account_id)
    token = read_session_cookie() or ""
    page = render_template(
        "accounts/account.html",
        profile=profile,
        country=country_name(profile.country),
        forms={"profile": profile_form(profile), "password": PasswordForm(), "address": AddressForm()}
        | {"letters": letters_form()}
        | ({form_name(refused): refused} if refused else {}),
        problems=refusal.problems if refusal else [],
        sessions=list_open_sessions(current.session(), account_id=viewer.account_id, token=token, now=current.now()),
        coordinates=coordinates(),
        digest_links=list_digest_links(current.session(), account_id=viewer.account_id, now=current.now()),
        calendar=calendar_link(),
        looks=list_lookers(current.session(), viewer.account_id),
        waiting=current.guest(),
        done=request.args.get("done", ""),
    )
    status, headers = (refusal.status, refusal.headers) if refusal else (200, {})
    return Response(page, status, headers, content_type="text/html; charset=utf-8")


def profile_form(profile: Profile | None) -> ProfileForm:
    """With what is known, or (None) with what was typed."""
    if profile is None:
        form = ProfileForm(request.form)
    else:
        known = {"name": profile.name, "language": profile.language, "named": "yes" if profile.named else "no"}
        form = ProfileForm(data={**known, "zone": profile.zone})
    form.language.choices = {code: LANGUAGES[code].endonym for code in offered()}
    form.zone.choices = zone_options()
    return form


def zone_options() -> list[tuple[str, str]]:
    """The list that the pages of webinars offer, after none. Each name is isolated: offsets read from left to right."""
    zones = [(name, f"\u2066{offset}\u2069 \u2068{place}\u2069") for name, offset, place in zone_choices(current.now())]
    return [("", _("None: show UTC only")), *zones]


def form_name(form: ShownForm) -> str:
    names = {ProfileForm: "profile", PasswordForm: "password", AddressForm: "address", LettersForm: "letters"}
    return names[type(form)]


def coordinates() -> bool:
    """True for somebody who gets the report of a region today."""
    day = current.today()
    return any(grant.role is Role.COORDINATOR and grant.holds_on(day) for grant in get_viewer().grants)


def letters_form() -> LettersForm:
    """With what holds now."""
    chosen = get_choices(current.session(), get_viewer().account_id)
    return LettersForm(data={kind.value: pace.value for kind, pace in chosen.items()})


def change_account(lang: str) -> Response:
    """One of the page's forms was sent; its field `form` says which. Raises NotFound for one that is not there."""
    name = request.form.get("form", "")
    if name not in CHANGES:
        raise NotFound("form", "account")
    make, change = CHANGES[name]
    form, response = make(), redirect(f"/{lang}/account?done={name}#done", 303)
    try:
        change(form, response)
    except (Refused, Throttled) as error:
        return account_page(form, describe_refusal(form, error))
    return response


def _change_profile(form: Any, _response: Response) -> None:
    viewer = get_viewer()
    said = {"yes": True, "no": False}.get(form.named.data)
    named = get_profile(current.session(), viewer.account_id).named if said is None else said
    change_profile(
        current.session(),
        account_id=viewer.account_id,
        name=form.text("name"),
        language=form.text("language"),
        zone=form.zone.data,
        named=named,
        now=current.now(),
    )


def _change_password(form: Any, response: Response) -> None:
    token = new_token()
    change_password(
        current.session(),
        account_id=get_viewer().account_id,
        current=form.text("current"),
        new=form.text("new"),
        token=token,
        network=request.remote_addr or "",
        now=current.now(),
    )
    set_session_cookie(response, token)


def _change_address(form: Any, _response: Response) -> None:
    request_new_address(
        current.session(),
        account_id=get_viewer().account_id,
        email=form.text("email"),
        password=form.text("email_password"),
        token=new_token(),
        compose=address_letter,
        now=current.now(),
    )


def _confirm_again(_form: Any, _response: Response) -> None:
    send_confirmation(get_viewer().account_id)


def _claim_answers(_form: Any, response: Response) -> None:
    guest = current.guest()
    if guest:
        claim_answers(current.session(), guest=guest, account=get_viewer().uid, now=current.now())
        end_guest_cookie(response)


def _change_letters(_form: Any, _response: Response) -> None:
    asked = {kind.value: request.form[kind.value] for kind in Kind if kind.value in request.form}
    choose_letters(current.session(), account_id=get_viewer().account_id, chosen=asked, now=current.now())


def calendar_link() -> str:
    """The secret address of her calendar; empty while she has none."""
    viewer, config = get_viewer(), current_app.config["ELEARN"]
    secret = config.secret_key.encode()
    token = find_calendar_token(current.session(), account_id=viewer.account_id, uid=viewer.uid, secret=secret)
    return f"{config.base_url}/calendar/{token}.ics" if token else ""


def _renew_calendar(_form: Any, _response: Response) -> None:
    viewer, secret = get_viewer(), current_app.config["ELEARN"].secret_key.encode()
    renew_calendar(
        current.session(),
        account_id=viewer.account_id,
        uid=viewer.uid,
        secret=secret,
        nonce=secrets.token_urlsafe(16),
        now=current.now(),
    )


def _end_calendar(_form: Any, _response: Response) -> None:
    viewer = get_viewer()
    end_calendar(current.session(), account_id=viewer.account_id, uid=viewer.uid, now=current.now())


def _end_digest_link(_form: Any, _response: Response) -> None:
    link, viewer = request.form.get("link", ""), get_viewer()
    if not (link.isascii() and link.isdigit() and len(link) < 18):
        raise NotFound("link", "digest")
    revoke_digest_link(
        current.session(), account_id=viewer.account_id, uid=viewer.uid, link_id=int(link), now=current.now()
    )


CHANGES: dict[str, tuple[Callable[[], ShownForm], Callable[[Any, Response], None]]] = {
    "profile": (lambda: profile_form(None), _change_profile),
    "password": (lambda: PasswordForm(request.form), _change_password),
    "address": (lambda: AddressForm(request.form), _change_address),
    "confirm": (AddressForm, _confirm_again),
    "answers": (AddressForm, _claim_answers),
    "letters": (lambda: LettersForm(request.form), _change_letters),
    "digest-link": (AddressForm, _end_digest_link),
    "calendar": (AddressForm, _renew_calendar),
    "calendar-end": (AddressForm, _end_calendar),
}
