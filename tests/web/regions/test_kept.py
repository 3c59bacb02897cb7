"""A page that is kept says what is true, in every encoding, and stays small."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.extensions import db
from tests.makers import make_als, make_member, make_standing
from tests.statements import asked, counted_statements
from tests.web.entering import COURSES, enter, enter_again


def test_a_kept_page_costs_few_statements_and_is_never_stale(
    coordinator: FlaskClient, app: Flask, web_session: Session, community: dict[str, str]
) -> None:
    first = coordinator.get("/en/regions/afralo").text
    with app.app_context(), counted_statements(db.session()) as sent:
        assert coordinator.get("/en/regions/afralo").text == first
    assert len(asked(sent)) <= 4
    make_standing(web_session, community["Chi"], "ip")
    assert coordinator.get("/en/regions/afralo").text != first


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_kept_page_says_the_same_in_every_encoding(
    coordinator: FlaskClient,
    web_session: Session,
    community: dict[str, str],
    encoding: str,
    unpack: Callable[[bytes], bytes],
) -> None:
    for number in range(2):
        packed = [coordinator.get("/en/regions/afralo", headers={"Accept-Encoding": encoding}) for _ in range(2)]
        plain = coordinator.get("/en/regions/afralo")
        assert [unpack(answer.data) for answer in packed] == [plain.data, plain.data], number
        assert {answer.headers["Content-Encoding"] for answer in packed} == {encoding}
        assert {"accept-encoding", "cookie"} <= {name.lower() for answer in (plain, *packed) for name in answer.vary}
        assert "Content-Encoding" not in plain.headers
        make_standing(web_session, community["Chi"], "ip")


def test_a_region_of_sixty_and_one_of_all_stay_small(app: Flask, web_session: Session) -> None:
    for number in range(60):
        make_als(web_session, f"KE-{number:02d}", name=f"Circle of {number} people «Baobab»")
        uid = make_member(web_session, f"Person {number}", als=f"KE-{number:02d}")
        make_standing(web_session, uid, COURSES[number % 6], days_ago=number, finished=number % 3 == 0)
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    body = client.get("/en/regions/afralo").data
    assert body.count(b"<tr") == 63
    assert client.get("/en/regions/afralo?view=list").status_code == 200


def test_a_day_later_a_kept_page_is_another(app: Flask, web_session: Session, community: dict[str, str]) -> None:
    clock = app.config["CLOCK"]
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    assert community
    started = client.get("/en/regions/afralo.json").get_json()["totals"]["cells"]["ip"]["started"]
    clock.now += timedelta(days=28)
    client = enter_again(app, web_session)
    later = client.get("/en/regions/afralo.json").get_json()["totals"]["cells"]["ip"]
    assert (started, later["started"], later["stalled"]) == (1, 0, 1)
