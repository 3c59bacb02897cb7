"""Somebody who signed up, for the tests."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from elearn.services.accounts import sign_up
from elearn.services.passwords import hash_password
from tests.makers import NOW

PASSWORD = "three plain words here"


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once per process."""
    return hash_password(PASSWORD)


def make_account(
    session: Session,
    email: str = "aissatou@exemple.sn",
    *,
    name: str = "Aïssatou Diallo",
    country: str = "SN",
    als: str | None = None,
    language: str = "fr",
    now: datetime = NOW,
) -> int:
    """The id of somebody who signed up with PASSWORD; her uid is made of her address."""
    return sign_up(
        session,
        name=name,
        email=email,
        password_hash=password_hash(),
        country=country,
        als_code=als,
        language=language,
        guest=None,
        uid=hashlib.sha256(email.encode()).hexdigest()[:32],
        now=now,
    )
