"""Forms as a visitor sends them, the problems of a page, the link of a letter."""

from __future__ import annotations

import re

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.storage.accounts import QueuedMail
from elearn.storage.base import Base
from tests.signed_up import PASSWORD

EMAIL = "aissatou@exemple.sn"
NEW = "another four plain words"
FIELDS = {"name": "Aïssatou Diallo", "email": EMAIL, "password": PASSWORD, "country": "SN", "als": ""}


def sign_up(client: FlaskClient, **change: str) -> TestResponse:
    return client.post("/fr/sign-up", data={**FIELDS, **change})


def sign_in(client: FlaskClient, **change: str) -> TestResponse:
    return client.post("/fr/sign-in", data={"email": EMAIL, "password": PASSWORD, **change})


def count(session: Session, table: type[Base]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def problems(response: TestResponse) -> list[str]:
    """The targets of the error summary, after looking that title and fields say the same."""
    page = response.text
    document = html5lib.parse(page, namespaceHTMLElements=False)
    assert re.search(r"<title>[^<]*[:：]", page)
    links = document.findall(".//div[@id='errors']//a")
    targets = [(link.get("href") or "")[1:] for link in links]
    for link, target in zip(links, targets, strict=True):
        beside = document.find(f".//p[@id='{target}-e']")
        assert beside is not None, target
        assert "".join(beside.itertext()).endswith("".join(link.itertext()))
    return targets


def letter_link(session: Session) -> str:
    """The path in the newest letter."""
    session.rollback()
    body = session.scalars(select(QueuedMail.body).order_by(QueuedMail.id.desc())).first() or ""
    found = re.search(r"http://localhost(/\S+)", body)
    assert found, body
    return found.group(1)
