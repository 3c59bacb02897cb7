"""The page behind an invitation: a name and a password for somebody who was invited, all of sign-up for the first
administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from elearn.domain.pasted import name_from_address
from elearn.extensions import current
from elearn.services.invitations import (
    ADMINISTRATOR,
    Invitation,
    accept_administration,
    accept_invitation,
    find_invitation,
)
from elearn.web.forms.accounts import InvitationForm, SignUpForm
from elearn.web.sign_up_form import applicant, sign_up_form
from elearn.web.signed_in import open_browser


@dataclass(frozen=True, slots=True)
class InvitationPage:
    token: str
    invitation: Invitation
    form: InvitationForm | SignUpForm

    def words(self) -> dict[str, Any]:
        return {"form": self.form, "invitation": self.invitation, "token": self.token}


def find_page(token: str) -> InvitationPage | None:
    """The form that fits the link, as typed or with what is known; None for a link that does not work."""
    invitation = find_invitation(current.session(), token=token, now=current.now())
    if invitation is None:
        return None
    if invitation.purpose == ADMINISTRATOR:
        return InvitationPage(token, invitation, sign_up_form())
    typed = request.form if request.method == "POST" else None
    # Who was invited by address only has no name yet; what stands there must not end up on a certificate.
    name = "" if invitation.name == name_from_address(invitation.email) else invitation.name
    return InvitationPage(token, invitation, InvitationForm(typed, data={"name": name}))


def accept(page: InvitationPage, lang: str) -> Response:
    """Join, and be signed in. Raises Refused, Throttled, NotFound."""
    if isinstance(page.form, SignUpForm):
        account_id = accept_administration(
            current.session(),
            applicant(page.form, lang),
            token=page.token,
            password=page.form.text("password"),
            uid=secrets.token_hex(16),
            network=request.remote_addr or "",
            now=current.now(),
        )
        # What `./run` shows while there is no administrator.
        (current_app.config["ELEARN"].instance_path / "first-administrator").unlink(missing_ok=True)
        return open_browser(account_id, redirect(f"/{lang}/admin#m", 303))
    account_id = accept_invitation(
        current.session(),
        token=page.token,
        name=page.form.text("name"),
        password=page.form.text("password"),
        language=lang,
        now=current.now(),
    )
    return open_browser(account_id, redirect(f"/{lang}/me#m", 303))
