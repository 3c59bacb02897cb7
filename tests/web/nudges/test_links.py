"""Links in letters: ending them without signing in, and the report that a digest leads to."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.services.links import issue_link
from elearn.storage.accounts import Account
from tests.makers import NOW
from tests.web.conftest import Clock
from tests.web.nudges.forms import PAGE, form, queued


class TestUnsubscribing:
    """RFC 8058: a program posts without asking; people press a button; looking does nothing."""

    @pytest.fixture
    def stop(self, coordinator: FlaskClient, web_session: Session, people: dict[str, str]) -> str:
        coordinator.post(PAGE, data=form(people, "Ama <i>", "أمينة"))
        return next(mail.unsubscribe for mail in queued(web_session) if mail.language == "ar").removeprefix(
            "http://localhost"
        )

    def test_a_look_changes_nothing(self, client: FlaskClient, web_session: Session, stop: str) -> None:
        page = client.get(stop).text
        assert page.count("<button") == 1
        assert client.head(stop).status_code == 200
        assert client.head(stop, headers={"Origin": "https://scanner.example"}).status_code == 200
        assert len(queued(web_session)) == 2

    def test_one_click_of_a_mail_program(self, client: FlaskClient, web_session: Session, stop: str) -> None:
        for _ in range(2):
            answer = client.post(stop, data={"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
        assert [mail.language for mail in queued(web_session)] == ["en"]

    def test_years_later_it_still_works(self, client: FlaskClient, clock: Clock, stop: str) -> None:
        clock.pass_by(days=3000)
        assert client.post(stop).status_code == 200

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_made_up_link_is_over(self, client: FlaskClient, method: str) -> None:
        assert getattr(client, method)("/en/unsubscribe/made-up").status_code == 410


class TestDigestLink:
    @pytest.fixture
    def link(self, coordinator: FlaskClient, web_session: Session) -> str:
        assert coordinator
        account_id = web_session.scalars(select(Account.id).where(Account.name.startswith("Viewer"))).one()
        issue_link(web_session, purpose="digest", token="secret", account_id=account_id, now=NOW, detail="AFRALO")
        web_session.commit()
        return "/en/digest/secret"

    def test_it_opens_counts_without_a_password_and_nobodys_name(self, client: FlaskClient, link: str) -> None:
        page = client.get(link)
        assert page.status_code == 200
        assert "=Baobab &lt;b&gt;Circle&lt;/b&gt;" in page.text
        assert "Ama" not in page.text
        assert "no-store" in page.headers["Cache-Control"]

    def test_it_opens_nothing_else(self, client: FlaskClient, link: str) -> None:
        assert client.get(link).status_code == 200
        assert client.get("/en/regions/afralo").status_code == 303
        assert client.get("/en/unsubscribe/secret").status_code == 410
        assert client.get("/en/password/reset/secret").status_code == 410

    def test_after_sixty_days_it_is_over(self, client: FlaskClient, clock: Clock, link: str) -> None:
        clock.pass_by(days=60)
        assert client.get(link).status_code == 410

    def test_she_ends_it_on_her_account_page(self, client: FlaskClient, coordinator: FlaskClient, link: str) -> None:
        number = re.search(r'name="link" value="(\d+)"', coordinator.get("/en/account").text)
        assert number
        assert coordinator.post("/en/account", data={"form": "digest-link", "link": number[1]}).status_code == 303
        assert client.get(link).status_code == 410
        assert coordinator.post("/en/account", data={"form": "digest-link", "link": "x"}).status_code == 404

    def test_choices_are_kept(self, coordinator: FlaskClient) -> None:
        chosen = {"form": "letters", "nudge": "off", "weekly": "week", "digest": "week"}
        assert coordinator.post("/en/account", data=chosen).status_code == 303
        page = coordinator.get("/en/account").text
        for kind in ("nudge", "weekly", "digest"):
            assert re.search(rf'<input checked[^>]*name="{kind}"[^>]*value="{chosen[kind]}"', page), kind
        assert coordinator.post("/en/account", data={"form": "letters", "nudge": "often"}).status_code == 422
