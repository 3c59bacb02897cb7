"""Deliveries as a phone makes them, and what the site stored of them."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.events import Event, event_text, time_text
from elearn.storage.events import EventRow
from tests.makers import NOW
from tests.published import lesson_done, uid

EMAIL = "aissatou@exemple.sn"
DEV = uid("phone")
URL = "/sync/v1/events"


def own(name: str, seq: int | None = None, lesson: str = "reading-ipv6", **change: Any) -> Event:
    """Something that the owner of the account did."""
    dev = {"dev": DEV, "seq": seq} if seq else {}
    return lesson_done(name, EMAIL, lesson, **(dev | change))


def request_of(*events: Event | dict[str, Any], **change: Any) -> dict[str, Any]:
    stated = [json.loads(event_text(event)) if isinstance(event, Event) else event for event in events]
    asked = {"nonce": "n1", "now": time_text(NOW), "dev": DEV, "max_seq": 0, "events": stated}
    return asked | change


def send(phone: FlaskClient, token: str, *events: Event | dict[str, Any], **change: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return phone.post(URL, json=request_of(*events, **change), headers=headers)


def error_of(answer: TestResponse) -> tuple[int, str]:
    error = answer.get_json()["error"]
    assert set(error) == {"code", "message", "ref"}
    return answer.status_code, error["code"]


def stored(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(EventRow.id).order_by(EventRow.rseq)))
