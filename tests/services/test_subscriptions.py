"""Subscribing: asked for, confirmed from the address itself, ended by its link, retired when letters come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.domain.tokens import hash_token
from elearn.services.mail import Words
from elearn.services.retention import forget_old
from elearn.services.subscriptions import (
    Group,
    Request,
    confirm_subscription,
    count_subscribers,
    end_group_subscription,
    end_subscription,
    find_request,
    is_stop_link,
    list_group_subscriptions,
    request_subscription,
    retire_refusing,
    stop_token,
)
from elearn.storage.accounts import AuditEntry, QueuedMail, Throttle
from elearn.storage.base import begin_writing
from elearn.storage.mail_choices import add_bounce
from elearn.storage.subscribers import Subscriber, delete_by_address
from tests.makers import NOW, make_als

SECRET = b"s" * 40


@dataclass
class Office:
    """Asks for subscriptions; every one has a token of its own."""

    session: Session
    tokens: list[str] = field(default_factory=list)

    def ask(
        self, email: str = "ama@example.org", language: str = "fr", now: datetime = NOW, group: Group | None = None
    ) -> str:
        number = len(self.tokens)
        self.tokens.append(f"token-{number}")
        asked = Request(email, language, f"token-{number}", f"{number:032x}", SECRET, f"198.51.{number}.1")
        request_subscription(self.session, asked, compose=self.compose, now=now, group=group)
        return f"token-{number}"

    def compose(self, language: str, group: str, token: str) -> Words:
        return Words(f"{language} {group}".strip(), token)

    def subscribe(self, email: str = "ama@example.org", language: str = "fr") -> str:
        """The token that ends it."""
        confirm_subscription(self.session, token=self.ask(email, language), now=NOW)
        row = self.session.scalars(select(Subscriber).where(Subscriber.email == email)).one()
        return stop_token(SECRET, row.uid)


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def letters(session: Session) -> list[tuple[str, str, str]]:
    rows = session.execute(select(QueuedMail.recipient, QueuedMail.subject, QueuedMail.body).order_by(QueuedMail.id))
    return [(row[0], row[1], row[2]) for row in rows]


def test_nobody_is_subscribed_before_the_link_is_used_and_it_works_once(office: Office) -> None:
    session, token = office.session, office.ask()
    assert letters(session) == [("ama@example.org", "fr", token)]
    assert count_subscribers(session) == {}
    assert find_request(session, token=token, now=NOW) == "ama@example.org"
    confirm_subscription(session, token=token, now=NOW)
    assert count_subscribers(session) == {"fr": 1}
    assert find_request(session, token=token, now=NOW) is None
    with pytest.raises(NotFound):
        confirm_subscription(session, token=token, now=NOW)


def test_a_link_is_over_after_a_week_and_so_is_what_it_asked_for(office: Office) -> None:
    session, token, later = office.session, office.ask(), NOW + timedelta(days=7)
    with pytest.raises(NotFound):
        confirm_subscription(session, token=token, now=later)
    forget_old(session, now=later)
    assert session.scalars(select(Subscriber)).all() == []


def test_a_known_address_gets_the_same_letter_and_its_link_changes_the_language(office: Office) -> None:
    session = office.session
    office.subscribe()
    first = office.ask("AMA@Example.org", "es")
    second = office.ask(language="ar")
    assert [letter[1] for letter in letters(session)] == ["fr", "es", "ar"]
    assert count_subscribers(session) == {"fr": 1}
    assert find_request(session, token=first, now=NOW) is None
    confirm_subscription(session, token=second, now=NOW)
    assert count_subscribers(session) == {"ar": 1}


@pytest.mark.parametrize(
    ("email", "language", "fields"),
    [
        ("nobody", "fr", {"email"}),
        ("", "xx", {"email", "language"}),
        ("ama@example.org\r\nBcc: x@example.org", "fr", {"email"}),
        ("ama@example.org", "", {"language"}),
    ],
)
def test_nonsense_is_refused_and_sends_nothing(office: Office, email: str, language: str, fields: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        office.ask(email, language)
    assert set(refused.value.problems) == fields
    assert letters(office.session) == []


def test_an_address_gets_few_letters_whoever_asks_and_the_tries_name_nobody(office: Office) -> None:
    for _ in range(3):
        office.ask()
    with pytest.raises(Throttled):
        office.ask()
    assert len(letters(office.session)) == 3
    assert "example" not in str(office.session.scalars(select(Throttle.key)).all())


def test_one_click_ends_it_twice_is_once_and_the_address_is_gone(office: Office) -> None:
    session, stop = office.session, office.subscribe()
    waiting = {"recipient": "ama@example.org", "subject": "x", "body": "x", "language": "fr", "tries": 0, "error": ""}
    session.add(QueuedMail(**waiting, kind="newsletter", created_at=NOW, next_try_at=NOW))
    session.commit()
    assert is_stop_link(session, token=stop)
    for _ in range(2):
        end_subscription(session, token=stop, now=NOW)
    assert count_subscribers(session) == {}
    assert [letter[1] for letter in letters(session)] == ["fr"]
    row = session.scalars(select(Subscriber)).one()
    assert (row.email, row.email_key, row.ended_why) == ("", None, "asked")
    assert is_stop_link(session, token=stop)
    with pytest.raises(NotFound):
        end_subscription(session, token="made up", now=NOW)
    office.subscribe()
    assert count_subscribers(session) == {"fr": 1}


def test_an_address_that_refused_three_letters_is_retired(office: Office) -> None:
    session = office.session
    office.subscribe("bo@example.org")
    office.subscribe()
    begin_writing(session)
    for _ in range(3):
        add_bounce(session, "ama@example.org", "550 nobody here", NOW)
    add_bounce(session, "bo@example.org", "550 nobody here", NOW)
    assert retire_refusing(session, now=NOW) == 1
    assert retire_refusing(session, now=NOW) == 0
    session.commit()
    assert count_subscribers(session) == {"fr": 1}


def test_a_group_subscribes_its_list_which_confirms_itself(office: Office) -> None:
    session = office.session
    make_als(session, "KE-01", name="Baobab Circle")
    make_als(session, "KE-02")
    place = {"ralo": "AFRALO", "als_code": "KE-01"}
    token = office.ask("list@example.org", "en", group=Group("AFRALO", "KE-01", "a" * 32))
    assert letters(session)[-1] == ("list@example.org", "en Baobab Circle", token)
    assert [line.confirmed_at for line in list_group_subscriptions(session, **place)] == [None]
    confirm_subscription(session, token=token, now=NOW)
    [line] = list_group_subscriptions(session, **place)
    assert (line.email, line.confirmed_at) == ("list@example.org", NOW)
    assert list_group_subscriptions(session, ralo="AFRALO", als_code="KE-02") == []
    with pytest.raises(NotFound):
        list_group_subscriptions(session, ralo="EURALO", als_code="KE-01")
    other = {"ralo": "AFRALO", "als_code": "KE-02"}
    end_group_subscription(session, **other, subscription_id=line.id, by="b" * 32, now=NOW)
    assert count_subscribers(session) == {"en": 1}
    end_group_subscription(session, **place, subscription_id=line.id, by="b" * 32, now=NOW)
    assert count_subscribers(session) == {}
    assert "example" not in str([(entry.action, entry.object) for entry in session.scalars(select(AuditEntry))])


def test_a_group_cannot_end_what_somebody_has_of_her_own(office: Office) -> None:
    session = office.session
    make_als(session, "KE-01")
    office.subscribe()
    place = {"ralo": "AFRALO", "als_code": "KE-01"}
    office.ask(group=Group("AFRALO", "KE-01", "a" * 32))
    [line] = list_group_subscriptions(session, **place)
    end_group_subscription(session, **place, subscription_id=line.id, by="b" * 32, now=NOW)
    assert count_subscribers(session) == {"fr": 1}


def test_links_are_kept_as_hashes_and_an_erased_person_is_no_subscriber(office: Office) -> None:
    session, stop = office.session, office.subscribe()
    row = session.scalars(select(Subscriber)).one()
    assert row.stop_hash == hash_token(stop)
    delete_by_address(session, "ama@example.org")
    session.commit()
    assert session.scalars(select(Subscriber)).all() == []
