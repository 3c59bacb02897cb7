"""Who sees which region, group and person; each look at a person is written down."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.storage.accounts import Account
from elearn.storage.community import Look, Membership
from tests.makers import make_member
from tests.web.entering import enter

WHO = {
    "nobody": (),
    "learner": None,
    "own coordinator": ((Role.COORDINATOR, "AFRALO"),),
    "other coordinator": ((Role.COORDINATOR, "EURALO"),),
    "own representative": ((Role.REPRESENTATIVE, "KE-01"),),
    "other representative": ((Role.REPRESENTATIVE, "SN-01"),),
    "instructor": ((Role.INSTRUCTOR, "*"), (Role.TRANSLATOR, "*")),
    "administrator": ((Role.ADMINISTRATOR, ""),),
}
REGION = {"own coordinator": 200, "administrator": 200, "nobody": 303}
GROUP = REGION | {"own representative": 200}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/en/regions", {"own coordinator": 303, "other coordinator": 303, "administrator": 200, "nobody": 303}),
        ("/en/regions/afralo", REGION),
        ("/en/regions/afralo.csv", REGION),
        ("/en/regions/afralo.xlsx", REGION),
        ("/en/regions/afralo.json", REGION),
        ("/en/regions/afralo/over-time", REGION),
        ("/en/regions/afralo/over-time.csv", REGION),
        ("/en/regions/afralo/over-time.json", REGION),
        ("/en/regions/afralo/quarter", REGION),
        ("/en/regions/afralo/quarter.xlsx", REGION),
        ("/en/regions/afralo/individual-members.csv", REGION),
        ("/en/regions/afralo/individual-members.json", REGION),
        ("/en/regions/afralo/KE-01.csv", GROUP),
        ("/en/regions/afralo/KE-01.xlsx", GROUP),
        ("/en/regions/afralo/KE-01.json", GROUP),
        ("/en/regions/afralo/individual-members", REGION),
        ("/en/regions/afralo/individual-members/{Gus}", REGION),
        ("/en/regions/afralo/KE-01", GROUP),
        ("/en/regions/afralo/KE-01/{Bo}", GROUP),
        ("/api/v1/reports/progress?ralo=AFRALO", REGION | {"nobody": 401}),
        # what is not there, or not at this address, for whoever may see the region
        ("/en/regions/euralo/KE-01", {"nobody": 303}),
        ("/en/regions/afralo/FR-01", {"nobody": 303}),
        ("/en/regions/euralo/KE-01.csv", {"nobody": 303}),
        ("/en/regions/afralo/FR-01.json", {"nobody": 303}),
        ("/en/regions/afralo/FR-01.xlsx", {"nobody": 303}),
        ("/en/regions/afralo/KE-01/{Gus}", {"nobody": 303}),
        ("/en/regions/afralo/KE-01/{Secret}", {"nobody": 303}),
        ("/en/regions/afralo/SN-01/{Bo}", {"nobody": 303}),
        ("/en/regions/arin", {"nobody": 303}),
        ("/en/regions/AFRALO", {"nobody": 303}),
    ],
)
def test_who_sees_what(
    app: Flask, web_session: Session, community: dict[str, str], who: str, path: str, answers: dict[str, int]
) -> None:
    grants = WHO[who]
    client = app.test_client() if who == "nobody" else enter(app, web_session, *(grants or ()))
    assert client.get(path.format(**community)).status_code == answers.get(who, 404)


def test_people_are_named_with_days_and_never_with_scores_or_addresses(
    coordinator: FlaskClient, community: dict[str, str]
) -> None:
    page = coordinator.get("/en/regions/afralo/KE-01").text
    assert "Ama &lt;i&gt;" in page
    assert "Secret" not in page
    assert "@" not in page
    member = coordinator.get(f"/en/regions/afralo/KE-01/{community['Ama <i>']}").text
    assert "Finished" in member
    assert "2026-11-12" in member
    assert "@" not in member


def test_every_look_is_written_down_once_a_day(
    coordinator: FlaskClient, web_session: Session, community: dict[str, str]
) -> None:
    for _ in range(2):
        coordinator.get("/en/regions/afralo/KE-01")
        coordinator.get(f"/en/regions/afralo/KE-01/{community['Bo']}")
    looks = web_session.execute(
        select(Account.name, Look.page).join(Account, Account.id == Look.subject_id).order_by(Look.page, Account.name)
    )
    assert [tuple(look) for look in looks] == [
        ("Ama <i>", "als"),
        ("Bo", "als"),
        ("Chi", "als"),
        ("Didi", "als"),
        ("Bo", "member"),
    ]


def test_a_representative_confirms_who_declared_herself(
    app: Flask, web_session: Session, community: dict[str, str]
) -> None:
    client = enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    address = f"/en/regions/afralo/KE-01/{community['Bo']}"
    assert "Confirm" in client.get(address).text
    for _ in range(2):
        answer = client.post(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert "Confirm" not in client.get(address).text
    statement = select(Membership.status).join(Account).where(Account.uid == community["Bo"])
    assert web_session.scalars(statement).one() == "confirmed"
    assert client.post(f"/en/regions/afralo/SN-01/{community['Bo']}").status_code == 404
    assert client.post(f"/en/regions/afralo/KE-01/{community['Gus']}").status_code == 404
    shy = make_member(web_session, "Shy", als="KE-01", named=False)
    address = f"/en/regions/afralo/KE-01/{shy}"
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_a_representative_is_not_led_to_pages_that_are_not_hers(
    app: Flask, web_session: Session, community: dict[str, str]
) -> None:
    client = enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))
    assert re.findall(r'href="(/en/regions[^"]*)"', client.get("/en/me").text) == ["/en/regions/afralo/KE-01"]
    for path in ("/en/regions/afralo/KE-01", f"/en/regions/afralo/KE-01/{community['Bo']}"):
        page = client.get(path).text
        for address in set(re.findall(r'href="(/en/regions[^"#?]*)"', page)):
            assert client.get(address).status_code == 200, address
