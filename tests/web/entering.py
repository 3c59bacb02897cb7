"""Browsers in which somebody with these roles is signed in."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.extensions.current import session_cookie
from elearn.services.roles import grant_role
from elearn.services.sessions import open_session
from elearn.storage.accounts import Account
from tests.makers import NOW, make_member

SINCE = date(2020, 1, 1)
COURSES = ["start", "atlarge", "security", "ip", "pdp", "ig"]


def enter(app: Flask, session: Session, *grants: tuple[Role, str]) -> FlaskClient:
    """A browser in which somebody with these roles is signed in."""
    name = f"Viewer {grants}"
    uid = make_member(session, name, country="US", now=NOW)
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    for role, scope in grants:
        grant_role(session, by=None, account_id=account_id, grant=Grant(role, scope, SINCE), now=NOW)
    open_session(session, account_id=account_id, token=f"token of {name}", now=NOW)
    client = app.test_client()
    with app.app_context():
        client.set_cookie(session_cookie(), f"token of {name}")
    return client


def enter_again(app: Flask, session: Session) -> FlaskClient:
    account_id = session.scalars(select(Account.id).where(Account.name.like("Viewer%"))).one()
    open_session(session, account_id=account_id, token="another token", now=app.config["CLOCK"]())
    client = app.test_client()
    with app.app_context():
        client.set_cookie(session_cookie(), "another token")
    return client
