"""Inviting by paste: who is written to, who is not, the second click, two at once, sending again and withdrawing."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.domain.pasted import Standing
from elearn.services.counts import rebuild_counts
from elearn.services.group_invitations import (
    Waiting,
    count_people_waiting,
    invite_people,
    list_pending,
    sort_paste,
    withdraw_invitations,
    write_again,
)
from elearn.services.invitations import accept_invitation, find_invitation
from elearn.services.mail import Words
from elearn.services.reports import progress_report
from elearn.storage.accounts import Account, AuditEntry, QueuedMail
from elearn.storage.base import begin_writing
from tests.makers import NOW, make_als, make_member

PASTE = "Ama Diop <ama@example.org>, bo@example.org; Ama <AMA@example.org>\nnobody"
BY = "b" * 32


def compose(language: str, name: str, token: str) -> Words:
    return Words(f"join {language}", f"{name} {token}")


def send(session: Session, text: str = PASTE, *, als: str = "KE-01", now: datetime = NOW, by: str = BY) -> int:
    return invite_people(
        session,
        ralo="AFRALO",
        als_code=als,
        text=text,
        language="fr",
        by=by,
        new_uid=lambda: secrets.token_hex(16),
        new_token=secrets.token_hex,
        compose=compose,
        now=now,
    )


def again(session: Session, uids: list[str], *, now: datetime) -> int:
    return write_again(
        session,
        ralo="AFRALO",
        als_code="KE-01",
        uids=uids,
        by=BY,
        new_token=secrets.token_hex,
        compose=compose,
        now=now,
    )


def withdraw(session: Session, uids: list[str], *, als: str = "KE-01", ralo: str = "AFRALO") -> int:
    return withdraw_invitations(session, ralo=ralo, als_code=als, uids=uids, by=BY, now=NOW)


def letters(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [(mail.recipient, mail.language) for mail in session.scalars(select(QueuedMail).order_by(QueuedMail.id))]


def members(session: Session, als: str = "KE-01") -> tuple[int, int]:
    """(members, invited) as the region counts them; counting afresh finds nothing wrong."""
    begin_writing(session)
    assert rebuild_counts(session) == 0
    session.rollback()
    row = next(
        row for row in progress_report(session, ralo="AFRALO", courses=["ip"], today=NOW.date()).rows if row.als == als
    )
    return row.members, row.cells["ip"].invited


def uids(session: Session) -> list[str]:
    return [person.uid for person in list_pending(session, ralo="AFRALO", als_code="KE-01")]


def test_a_paste_is_sorted_out_before_anything_is_sent(session: Session) -> None:
    make_als(session)
    make_als(session, "KE-02")
    for name, place in (("here", "KE-01"), ("shy", "KE-01"), ("there", "KE-02"), ("alone", None)):
        make_member(session, name, als=place, named=name != "shy")
    make_member(session, "waiting", als="KE-01", joined=False)
    make_member(session, "far", als="KE-02", joined=False)
    known = {row.name: row.email for row in session.execute(select(Account.name, Account.email))}
    text = "new@example.org " + " ".join(known.values())
    found = sort_paste(session, ralo="AFRALO", als_code="KE-01", text=text)
    told = {standing: {entry.email for entry in people} for standing, people in found.people.items()}
    assert told[Standing.NEW] == {"new@example.org"}
    assert told[Standing.MEMBER] == {known["here"]}
    assert told[Standing.INVITED] == {known["waiting"]}
    # Where somebody is who prefers not to be named, nobody learns by pasting an address.
    assert told[Standing.ELSEWHERE] == {known[name] for name in ("shy", "there", "alone", "far")}
    assert letters(session) == []


def test_the_new_ones_are_invited_and_counted_and_the_second_click_sends_nothing(session: Session) -> None:
    make_als(session)
    assert send(session) == 2
    assert letters(session) == [("ama@example.org", "fr"), ("bo@example.org", "fr")]
    assert members(session) == (2, 2)
    assert send(session) == 0
    assert len(letters(session)) == 2
    assert members(session) == (2, 2)
    people = list_pending(session, ralo="AFRALO", als_code="KE-01")
    assert [(one.name, one.email, one.sent_at) for one in people] == [
        ("Ama Diop", "ama@example.org", NOW),
        ("bo", "bo@example.org", NOW),
    ]
    assert count_people_waiting(session, ralo="AFRALO", als_code="KE-01") == Waiting(invited=2, declared=0)
    assert session.scalars(select(AuditEntry.object).where(AuditEntry.action == "invited")).all() == ["KE-01 2"]


def test_two_at_once_invite_each_person_once(engine: Engine) -> None:
    with Session(engine) as session:
        make_als(session)
    texts = [" ".join(f"p{n}@example.org" for n in numbers) for numbers in (range(8), reversed(range(2, 10)))]

    def press(number: int) -> int:
        with Session(engine) as session:
            return send(session, texts[number % 2], by=f"{number:032x}")

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(4))) == 10
    with Session(engine) as session:
        assert len(letters(session)) == 10
        assert members(session) == (10, 10)


def test_an_invited_person_joins_and_is_a_confirmed_member(session: Session) -> None:
    make_als(session)
    send(session, "Ama Diop <ama@example.org>")
    token = session.scalars(select(QueuedMail.body)).one().rpartition(" ")[2]
    accept_invitation(session, token=token, name="Ama", password="three plain words", language="fr", now=NOW)
    assert members(session) == (1, 0)
    assert count_people_waiting(session, ralo="AFRALO", als_code="KE-01") == Waiting(0, 0)
    assert sort_paste(session, ralo="AFRALO", als_code="KE-01", text=PASTE).people[Standing.MEMBER]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "paste-missing"),
        ("x" * 50_001, "paste-long"),
        (" ".join(f"p{n}@example.org" for n in range(201)), "paste-many"),
    ],
)
def test_a_paste_that_cannot_be_taken_is_refused(session: Session, text: str, code: str) -> None:
    make_als(session)
    with pytest.raises(Refused) as caught:
        send(session, text)
    assert caught.value.problems == {"people": code}


def test_another_regions_group_looks_like_none(session: Session) -> None:
    make_als(session, "FR-01", country="FR")
    with pytest.raises(NotFound):
        send(session, als="FR-01")
    with pytest.raises(NotFound):
        withdraw(session, [], als="FR-01")


def test_a_letter_goes_out_again_after_a_day_and_the_old_link_is_dead(session: Session) -> None:
    make_als(session)
    send(session, "ama@example.org")
    first = session.scalars(select(QueuedMail.body)).one().rpartition(" ")[2]
    assert again(session, uids(session), now=NOW + timedelta(hours=23)) == 0
    later = NOW + timedelta(days=1)
    assert again(session, uids(session), now=later) == 1
    assert again(session, uids(session), now=later) == 0
    assert len(letters(session)) == 2
    assert find_invitation(session, token=first, now=later) is None


def test_two_who_send_again_at_once_send_one_letter(engine: Engine) -> None:
    with Session(engine) as session:
        make_als(session)
        send(session, "ama@example.org bo@example.org")
        waiting = uids(session)
        session.rollback()

    def press(_: int) -> int:
        with Session(engine) as session:
            return again(session, waiting, now=NOW + timedelta(days=2))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [0, 0, 0, 2]


def test_a_withdrawn_invitation_is_no_member_no_link_no_letter_and_no_address(session: Session) -> None:
    make_als(session)
    send(session, "Ama <ama@example.org> bo@example.org")
    token = session.scalars(select(QueuedMail.body).where(QueuedMail.recipient == "ama@example.org")).one()
    ama = list_pending(session, ralo="AFRALO", als_code="KE-01")[0].uid
    assert withdraw(session, [ama]) == 1
    assert withdraw(session, [ama]) == 0
    assert members(session) == (1, 1)
    assert find_invitation(session, token=token.rpartition(" ")[2], now=NOW) is None
    assert letters(session) == [("bo@example.org", "fr")]
    assert session.scalar(select(func.count()).where(Account.email_key == "ama@example.org")) == 0
    assert send(session, "ama@example.org") == 1  # and may be invited anew
    assert members(session) == (2, 2)


def test_who_belongs_elsewhere_or_has_joined_cannot_be_withdrawn(session: Session) -> None:
    make_als(session)
    make_als(session, "KE-02")
    here = make_member(session, "here", als="KE-01")
    there = make_member(session, "there", als="KE-02", joined=False)
    assert withdraw(session, [here, there, "0" * 32]) == 0
    assert members(session, "KE-02") == (1, 1)


def test_writing_to_thousands_is_throttled(session: Session) -> None:
    make_als(session)
    for number in range(30):
        send(session, f"p{number}@example.org")
    with pytest.raises(Throttled):
        send(session, "another@example.org")
