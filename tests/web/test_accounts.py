"""Signing up, in and out in a browser; forms that were refused; links; the account page."""

from __future__ import annotations

import re
from urllib.parse import unquote

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.languages import LANGUAGES
from elearn.storage.accounts import Account, QueuedMail, WebSession
from elearn.storage.base import Base
from elearn.storage.community import Look, Membership, RoleGrant
from elearn.storage.identity import find_person
from tests.makers import NOW, make_als, make_member
from tests.signed_up import PASSWORD, make_account
from tests.web.conftest import Clock

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


def attribute(response: TestResponse, path: str, name: str) -> str | None:
    element = html5lib.parse(response.text, namespaceHTMLElements=False).find(f".//{path}")
    assert element is not None, path
    value: str | None = element.get(name)
    return value


def letter_link(session: Session) -> str:
    """The path in the newest letter."""
    session.rollback()
    body = session.scalars(select(QueuedMail.body).order_by(QueuedMail.id.desc())).first() or ""
    found = re.search(r"http://localhost(/\S+)", body)
    assert found, body
    return found.group(1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page", ["sign-up", "sign-up?country=SN", "sign-in", "password/forgot", "password/forgot?sent=1"]
)
def test_every_page_in_every_language(client: FlaskClient, language: str, page: str) -> None:
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers


def test_sign_up_signs_in_at_once(client: FlaskClient, web_session: Session) -> None:
    response = sign_up(client)
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/me?welcome=1#m")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert client.get("/fr/account").status_code == 200
    assert count(web_session, Membership) == 1


def test_the_cookie_follows_the_base_url(app: Flask) -> None:
    config = app.config["ELEARN"]
    app.config["ELEARN"] = type(config)(
        **{name: getattr(config, name) for name in config.__slots__} | {"base_url": "https://localhost"}
    )
    cookie = sign_up(app.test_client()).headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_letter_asks_to_confirm_the_address(client: FlaskClient, web_session: Session) -> None:
    sign_up(client)
    link = letter_link(web_session)
    assert link.startswith("/fr/confirm/")
    assert EMAIL in client.get(link).text
    assert web_session.scalars(select(Account.confirmed_at)).one() is None
    assert client.post(link).headers["Location"] == "/fr/account"
    web_session.rollback()
    assert web_session.scalars(select(Account.confirmed_at)).one() == NOW
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


def test_choosing_a_country_shows_the_groups_of_its_region_its_own_first(
    client: FlaskClient, web_session: Session
) -> None:
    make_als(web_session, "KE-01", country="KE", name="Circle of Nairobi")
    make_als(web_session, "SN-01", country="SN", name="Cercle de Dakar", language="fr")
    make_als(web_session, "CA-01", country="CA", name="Ottawa")
    page = client.get("/fr/sign-up?country=SN").text
    assert page.index("Cercle de Dakar") < page.index("Circle of Nairobi")
    assert "Ottawa" not in page
    assert "Circle of Nairobi" not in client.get("/fr/sign-up").text


@pytest.mark.parametrize("country", ["XX", "sn", "<script>", "\x00", "%F0%9F", "x" * 5000])
def test_a_country_that_is_none_shows_no_groups(client: FlaskClient, country: str) -> None:
    page = client.get("/fr/sign-up", query_string={"country": country}).text
    assert "<script>" not in page
    assert "optgroup" not in page


def test_showing_the_groups_keeps_what_was_typed_and_makes_nothing(client: FlaskClient, web_session: Session) -> None:
    make_als(web_session, "SN-01", country="SN", name="Cercle de Dakar")
    response = sign_up(client, show="groups")
    assert response.status_code == 200
    assert "Cercle de Dakar" in response.text
    assert "Aïssatou Diallo" in response.text
    assert PASSWORD not in response.text
    assert count(web_session, Account) == 0


def test_a_refused_form_keeps_everything_but_the_password(client: FlaskClient, web_session: Session) -> None:
    response = sign_up(client, email="aissatou.exemple.sn", password="short")
    assert response.status_code == 422
    assert problems(response) == ["email", "password"]
    assert attribute(response, "input[@id='name']", "value") == "Aïssatou Diallo"
    assert attribute(response, "input[@id='email']", "value") == "aissatou.exemple.sn"
    assert attribute(response, "input[@id='email']", "aria-invalid") == "true"
    assert attribute(response, "input[@id='email']", "aria-describedby") == "email-h email-e"
    assert attribute(response, "select[@id='country']/option[@selected]", "value") == "SN"
    assert attribute(response, "input[@id='password']", "value") in (None, "")
    assert attribute(response, "div[@id='errors']", "tabindex") == "-1"
    assert count(web_session, Account) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_is_refused_in_every_language(client: FlaskClient, language: str) -> None:
    response = client.post(f"/{language}/sign-up", data={})
    assert response.status_code == 422
    assert problems(response) == ["name", "email", "country", "password"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "Ann\x00"}, ["name"]),
        ({"name": "x" * 100_000}, ["name"]),
        ({"name": "\u202e\u2066"}, ["name"]),
        ({"name": '"><script>alert(1)</script>', "country": ""}, ["country"]),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, ["email"]),
        ({"als": "no-such"}, ["als"]),
        ({"password": "motdepasse1"}, ["password"]),
        ({"password": "Diallo-2026"}, ["password"]),
    ],
)
def test_hostile_fields(client: FlaskClient, fields: dict[str, str], wrong: list[str]) -> None:
    response = sign_up(client, **fields)
    assert response.status_code == 422
    assert problems(response) == wrong
    assert "<script>alert" not in response.text


def test_bytes_that_are_no_text_are_seen_as_such(client: FlaskClient, web_session: Session) -> None:
    body = b"name=%ED%A0%80Ann&email=ann%40example.org&password=three+plain+words+here&country=SN&als="
    response = client.post("/fr/sign-up", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303
    assert web_session.scalars(select(Account.name)).one() == "%ED%A0%80Ann"


def test_extra_fields_are_ignored(client: FlaskClient, web_session: Session) -> None:
    sign_up(client, role="administrator", is_admin="1", joined_at="", confirmed_at="2020-01-01", uid="f" * 32, demo="1")
    account = web_session.scalars(select(Account)).one()
    assert (account.confirmed_at, account.demo) == (None, False)
    assert account.uid != "f" * 32
    assert count(web_session, RoleGrant) == 0
    assert client.get("/fr/admin").status_code == 404


def test_doubled_fields_take_the_first(client: FlaskClient, web_session: Session) -> None:
    client.post("/fr/sign-up", data={**FIELDS, "name": ["Ana", "Eve"]})
    assert web_session.scalars(select(Account.name)).one() == "Ana"


def test_a_taken_address_is_told(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    response = sign_up(client, email="AISSATOU@exemple.sn")
    assert response.status_code == 422
    assert problems(response) == ["email"]


def test_cross_site_posts_do_not_run(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    for path in (
        "sign-up",
        "sign-in",
        "sign-out",
        "account",
        "password/forgot",
        "password/reset/x",
        "confirm/x",
        "admin",
    ):
        answer = client.post(f"/fr/{path}", data=FIELDS, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
        assert "Diallo" not in answer.text
    assert count(web_session, WebSession) == 0


@pytest.mark.parametrize(
    ("target", "location"),
    [("/fr/c/ip?seed=3", "/fr/c/ip?seed=3"), ("//evil.example", "/fr/me"), ("/\\evil.example", "/fr/me")],
)
def test_after_signing_in_one_stays_on_this_site(
    client: FlaskClient, web_session: Session, target: str, location: str
) -> None:
    make_account(web_session)
    assert sign_in(client, next=target).headers["Location"] == f"{location}#m"
    assert client.get("/fr/sign-in", query_string={"next": target}).headers["Location"] == location


def test_a_page_for_the_signed_in_leads_back_after_signing_in(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    asked = client.get("/fr/account")
    assert asked.status_code == 303
    page = client.get(asked.headers["Location"]).text
    found = re.search(r'name="next" value="([^"]+)"', page)
    assert found
    assert sign_in(client, next=unquote(found.group(1))).headers["Location"] == "/fr/account#m"


@pytest.mark.parametrize("email", [EMAIL, "nobody@exemple.sn", "", "\x00", "no address"])
def test_wrong_is_the_same_page_for_everybody(client: FlaskClient, web_session: Session, email: str) -> None:
    make_account(web_session)
    response = sign_in(client, email=email, password="wrong")
    assert response.status_code == 422
    assert problems(response) == ["password"]
    assert "Set-Cookie" not in response.headers
    assert "wrong" not in re.sub(r"<[^>]+>", "", response.text)


def test_too_many_tries_are_told_how_long_to_wait(client: FlaskClient, web_session: Session, clock: Clock) -> None:
    make_account(web_session)
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "2"
    assert EMAIL in response.text
    clock.pass_by(seconds=2)
    assert sign_in(client).status_code == 303


def test_a_new_session_id_at_sign_in_and_the_old_one_is_dead(app: Flask, web_session: Session) -> None:
    make_account(web_session)
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    before = client.get_cookie("session")
    assert before is not None
    thief.set_cookie("session", before.value)
    assert thief.get("/fr/account").status_code == 200
    sign_in(client)
    after = client.get_cookie("session")
    assert after is not None
    assert after.value != before.value
    assert thief.get("/fr/account").status_code == 303


def test_signing_out_ends_the_session_and_clears_caches(app: Flask, web_session: Session) -> None:
    make_account(web_session)
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert client.get("/fr/sign-out").status_code == 405
    response = client.post("/fr/sign-out")
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert client.get_cookie("session") is None
    assert thief.get("/fr/account").status_code == 303
    assert client.post("/fr/sign-out").status_code == 303


def test_the_answers_of_this_browser_are_asked_about(client: FlaskClient) -> None:
    sent = client.post("/fr/c/ip/reading-ipv6/done")
    assert sent.status_code == 303
    assert 'name="mine"' in client.get("/fr/sign-up").text
    unanswered = sign_up(client, asked="yes")
    assert unanswered.status_code == 422
    assert problems(unanswered) == ["mine"]
    response = sign_up(client, asked="yes", mine="yes")
    assert response.status_code == 303
    assert client.get_cookie("guest") is None
    assert "reading-ipv6" in client.get("/fr/me").text or "1" in client.get("/fr/me").text


@pytest.mark.parametrize(
    ("fields", "hers"), [({}, True), ({"asked": "yes", "mine": "yes"}, True), ({"asked": "yes", "mine": "no"}, False)]
)
def test_whose_answers_they_are(client: FlaskClient, web_session: Session, fields: dict[str, str], hers: bool) -> None:
    account_id = make_account(web_session)
    client.post("/fr/c/ip/reading-ipv6/done")
    [guest] = web_session.execute(select(Base.metadata.tables["guest"].c.uid)).scalars()
    assert sign_in(client, **fields).status_code == 303
    web_session.rollback()
    uid = web_session.get_one(Account, account_id).uid
    assert (find_person(web_session, guest) == uid) is hers
    page = client.get("/fr/account").text
    assert ('value="answers"' in page) is not hers
    client.post("/fr/account", data={"form": "answers"})
    web_session.rollback()
    assert find_person(web_session, guest) == uid


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_a_forgotten_password(app: Flask, web_session: Session, host: str) -> None:
    make_account(web_session)
    client = app.test_client()
    response = client.post(
        "/en/password/forgot", data={"email": EMAIL}, headers={"Host": host, "X-Forwarded-Host": "evil.example"}
    )
    assert response.status_code == 303
    link = letter_link(web_session)
    assert "evil" not in (web_session.scalars(select(QueuedMail.body)).one())
    assert link.startswith("/fr/password/reset/")
    assert client.get(link).status_code == 200
    refused = client.post(link, data={"password": "short"})
    assert refused.status_code == 422
    assert problems(refused) == ["password"]
    assert client.post(link, data={"password": NEW}).headers["Location"] == "/fr/sign-in?changed=1#changed"
    assert client.get("/fr/sign-in?changed=1").status_code == 200
    assert client.get(link).status_code == 410
    assert client.post(link, data={"password": NEW}).status_code == 410
    assert sign_in(client, password=NEW).status_code == 303


def test_forgotten_answers_alike_for_known_and_unknown(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    answers = []
    for email in (EMAIL, "nobody@exemple.sn"):
        response = client.post("/fr/password/forgot", data={"email": email})
        headers = {name: value for name, value in response.headers if name != "Date"}
        answers.append((response.status_code, response.data, headers))
    assert answers[0] == answers[1]
    assert count(web_session, QueuedMail) == 1


@pytest.mark.parametrize("kind", ["password/reset", "confirm", "invitation"])
@pytest.mark.parametrize("token", ["x", "%00", "%ED%A0%80", "%0d%0aX:%20y", "..", "x" * 3000])
def test_a_link_of_nobody_says_what_to_do(client: FlaskClient, kind: str, token: str) -> None:
    for response in (client.get(f"/fr/{kind}/{token}"), client.post(f"/fr/{kind}/{token}", data={})):
        assert response.status_code in (404, 410)
        assert "X" not in response.headers


def test_an_invitation_is_accepted(client: FlaskClient, web_session: Session) -> None:
    uid = make_member(web_session, "Ana", joined=False, language="fr")
    client.post("/en/password/forgot", data={"email": f"{uid[:12]}@example.org"})
    link = letter_link(web_session)
    assert link.startswith("/fr/invitation/")
    page = client.get(link).text
    assert 'value="Ana"' in page
    assert f"<bdi>{uid[:12]}@example.org</bdi>" in page
    refused = client.post(link, data={"name": "", "password": "short"})
    assert refused.status_code == 422
    assert problems(refused) == ["name", "password"]
    response = client.post(link, data={"name": "Ana Diop", "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/me#m")
    assert "Ana Diop" in client.get("/fr/account").text
    assert client.get(link).status_code == 410


def test_what_was_typed_is_never_a_template(app: Flask) -> None:
    unchecked = FlaskClient(app, app.response_class)
    page = unchecked.post("/fr/sign-up", data={**FIELDS, "name": "{{7*7}}{% x %}%(x)s${y}", "country": ""}).text
    assert "{{7*7}}{% x %}%(x)s${y}" in page


def test_showing_the_groups_after_hostile_bytes(client: FlaskClient) -> None:
    response = sign_up(client, name="Ann\x00\x1b\ufffe", show="groups")
    assert response.status_code == 200
    assert 'value="Ann"' in response.text


class Person:
    """Somebody signed in."""

    def __init__(self, client: FlaskClient, session: Session) -> None:
        self.client = client
        self.account_id = make_account(session)
        sign_in(client)

    def send(self, form: str, **fields: str) -> TestResponse:
        return self.client.post("/fr/account", data={"form": form, **fields})


@pytest.fixture
def person(client: FlaskClient, web_session: Session) -> Person:
    return Person(client, web_session)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_account_page_in_every_language(person: Person, language: str) -> None:
    page = person.client.get(f"/{language}/account").text
    assert EMAIL in page
    assert "Aïssatou Diallo" in page


def test_name_language_and_the_named_switch(person: Person, web_session: Session) -> None:
    response = person.send("profile", name=" Aïda ", language="pt", named="no")
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/account?done=profile#done")
    assert person.client.get("/fr/account?done=profile").status_code == 200
    account = web_session.get_one(Account, person.account_id)
    assert (account.name, account.language, account.named) == ("Aïda", "pt", False)
    person.send("profile", name="Aïda", language="pt")
    web_session.rollback()
    assert web_session.get_one(Account, person.account_id).named is False
    refused = person.send("profile", name="", language="xx", named="yes", email="eve@example.org", id="1")
    assert refused.status_code == 422
    assert problems(refused) == ["name", "language"]
    web_session.rollback()
    assert web_session.get_one(Account, person.account_id).email == EMAIL


def test_a_new_password_gives_a_new_cookie_and_kills_the_old(app: Flask, person: Person) -> None:
    thief = app.test_client()
    before = person.client.get_cookie("session")
    assert before is not None
    thief.set_cookie("session", before.value)
    assert problems(person.send("password", current="wrong", new=NEW)) == ["current"]
    assert problems(person.send("password", current=PASSWORD, new="short")) == ["new"]
    assert thief.get("/fr/account").status_code == 200
    assert person.send("password", current=PASSWORD, new=NEW).status_code == 303
    assert person.client.get("/fr/account").status_code == 200
    assert thief.get("/fr/account").status_code == 303


def test_another_address(person: Person, web_session: Session) -> None:
    assert problems(person.send("address", email="x", email_password=PASSWORD)) == ["email"]
    assert problems(person.send("address", email="new@bücher.example", email_password="no")) == ["email_password"]
    assert person.send("address", email="new@bücher.example", email_password=PASSWORD).status_code == 303
    link = letter_link(web_session)
    assert "<bdi>new@bücher.example</bdi>" in person.client.get(link).text
    person.client.post(link)
    web_session.rollback()
    assert web_session.get_one(Account, person.account_id).email == "new@bücher.example"


def test_the_letter_again_until_it_is_enough(person: Person) -> None:
    outcomes = [person.send("confirm").status_code for _ in range(5)]
    assert outcomes == [303, 303, 303, 429, 429]


def test_other_browsers_are_listed_and_ended(app: Flask, person: Person, clock: Clock) -> None:
    other = app.test_client()
    clock.pass_by(minutes=1)
    sign_in(other)
    page = person.client.get("/fr/account").text
    [address] = re.findall(r"/fr/account/sessions/\d+/end", page)
    assert person.client.get(address).status_code == 405
    assert person.client.post(address).status_code == 303
    assert other.get("/fr/account").status_code == 303
    assert person.client.post(address).status_code == 404


def test_nobody_ends_the_sessions_of_others(app: Flask, person: Person, web_session: Session) -> None:
    make_account(web_session, "eve@example.org")
    eve = app.test_client()
    sign_in(eve, email="eve@example.org")
    session_id = web_session.scalars(select(WebSession.id).where(WebSession.account_id == person.account_id)).one()
    assert eve.post(f"/fr/account/sessions/{session_id}/end").status_code == 404
    assert eve.post("/fr/account/sessions/99999999999999999999/end").status_code == 404
    assert person.client.get("/fr/account").status_code == 200


def test_who_looked_is_shown(person: Person, web_session: Session) -> None:
    uid = make_member(web_session, "Coordinator of Africa")
    viewer_id = web_session.scalars(select(Account.id).where(Account.uid == uid)).one()
    web_session.add(Look(viewer_id=viewer_id, subject_id=person.account_id, at=NOW, page="member"))
    web_session.commit()
    assert "<bdi>Coordinator of Africa</bdi>" in person.client.get("/fr/account").text


@pytest.mark.parametrize("form", ["", "nothing", "\x00", "admin"])
def test_a_form_that_the_page_has_not(person: Person, form: str) -> None:
    assert person.send(form).status_code == 404
