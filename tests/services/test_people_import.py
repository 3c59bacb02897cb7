from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.services.community import list_grants
from elearn.services.counts import rebuild_counts
from elearn.services.people_import import Imported, import_people
from elearn.services.reports import progress_report
from elearn.storage.accounts import Account
from elearn.storage.base import Base, begin_writing
from elearn.storage.community import Als, Membership
from tests.makers import NOW, make_als, make_member

TODAY = NOW.date()
HEADER = "name,email,country,als,language,role,since,until\n"
FILE = f"""{HEADER}Ama Diop,ama@example.org,SN,SN-01,,representative,2026-01-01,2027-12-31
Bo Mwangi,bo@example.org,KE,,en,,,
محمد علي,محمد@مثال.إختبار,EG,,ar,,,
Chi Okafor,chi@example.org,NG,,,coordinator,2026-02-01,
Dée Traoré,dee@example.org,,SN-01,,translator:fr,,
"""


def uids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def take(session: Session, text: str, **options: Any) -> Imported:
    return import_people(session, body=text.encode(), new_uid=uids(), now=options.pop("now", NOW), **options)


def people(session: Session) -> list[tuple[Any, ...]]:
    """(name, country, language, joined, ALS, RALO, status, since) of everybody by account."""
    statement = (
        select(
            Account.name,
            Account.country,
            Account.language,
            Account.joined_at,
            Als.code,
            Membership.ralo,
            Membership.status,
            Membership.since,
        )
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(Als, Als.id == Membership.als_id)
        .where(Membership.until.is_(None))
        .order_by(Account.id)
    )
    return [tuple(row) for row in session.execute(statement)]


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }


def account_id(session: Session, name: str) -> int:
    return session.scalars(select(Account.id).where(Account.name == name)).one()


def test_people_are_invited_into_their_places_with_their_roles(session: Session) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    assert take(session, FILE) == Imported((), created=5)
    assert people(session) == [
        ("Ama Diop", "SN", "fr", None, "SN-01", "AFRALO", "confirmed", TODAY.replace(month=1, day=1)),
        ("Bo Mwangi", "KE", "en", None, None, "AFRALO", "confirmed", TODAY),
        ("محمد علي", "EG", "ar", None, None, "AFRALO", "confirmed", TODAY),
        ("Chi Okafor", "NG", "en", None, None, "AFRALO", "confirmed", TODAY.replace(month=2, day=1)),
        ("Dée Traoré", "SN", "fr", None, "SN-01", "AFRALO", "confirmed", TODAY),
    ]
    representative = Grant(Role.REPRESENTATIVE, "SN-01", TODAY.replace(month=1, day=1), TODAY.replace(2027, 12, 31))
    assert list_grants(session, account_id(session, "Ama Diop")) == (representative,)
    coordinator = Grant(Role.COORDINATOR, "AFRALO", TODAY.replace(month=2, day=1))
    assert list_grants(session, account_id(session, "Chi Okafor")) == (coordinator,)
    assert list_grants(session, account_id(session, "Dée Traoré")) == (Grant(Role.TRANSLATOR, "fr", TODAY),)
    report = progress_report(session, ralo="AFRALO", courses=["ip"], today=TODAY)
    assert (report.rows[0].members, report.rows[0].cells["ip"].invited) == (2, 2)
    assert report.individual is not None
    assert report.individual.members == 3
    begin_writing(session)
    assert rebuild_counts(session) == 0


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=200)])
def test_the_same_file_twice_changes_nothing(session: Session, later: timedelta) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    take(session, FILE)
    before = everything(session)
    assert take(session, FILE, now=NOW + later) == Imported((), unchanged=5)
    assert everything(session) == before


def test_a_dry_run_says_what_would_happen_and_does_nothing(session: Session) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    before = everything(session)
    assert take(session, FILE, dry_run=True) == Imported((), created=5)
    assert everything(session) == before
    take(session, FILE)
    assert take(session, FILE, dry_run=True) == Imported((), unchanged=5)


def test_one_wrong_cell_and_nothing_is_written(session: Session) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    before = everything(session)
    future = TODAY + timedelta(days=1)
    result = take(
        session,
        f"{FILE}Eve,eve@example.org,SN,XX-99,,,,\nFay,fay@example,SN,,,,{future},\n"
        f"Gus,gus@example.org,SN,,fr,translator,,2026-11-21\nHal,ama@example.org,SN,,,,,\n",
    )
    assert [(found.line, found.column, found.code, found.data) for found in result.problems] == [
        (7, "als", "als-unknown", "XX-99"),
        (8, "email", "email-wrong", "fay@example"),
        (8, "since", "since-future", future.isoformat()),
        (9, "until", "until-early", "2026-11-21"),
        (10, "email", "email-twice", "2"),
    ]
    assert (result.created, result.updated, result.unchanged) == (0, 0, 0)
    assert everything(session) == before


def test_of_somebody_invited_everything_may_change(session: Session) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    take(session, FILE)
    changed = FILE.replace("Bo Mwangi,bo@example.org,KE,,en", "Bo W. Mwangi,BO@example.org,SN,SN-01,fr")
    assert take(session, changed) == Imported((), updated=1, unchanged=4)
    assert people(session)[1][:6] == ("Bo W. Mwangi", "SN", "fr", None, "SN-01", "AFRALO")
    begin_writing(session)
    assert rebuild_counts(session) == 0


def test_of_somebody_who_joined_only_place_and_role_change(session: Session) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    make_member(session, "Ama")
    email = session.scalars(select(Account.email)).one()
    text = f"{HEADER}Somebody Else,{email},SN,SN-01,fr,representative,,\n"
    assert take(session, text) == Imported((), updated=1)
    assert people(session)[0][:3] == ("Ama", "KE", "en")
    assert people(session)[0][4:7] == ("SN-01", "AFRALO", "confirmed")
    assert list_grants(session, account_id(session, "Ama")) == (Grant(Role.REPRESENTATIVE, "SN-01", TODAY),)
    assert take(session, text) == Imported((), unchanged=1)


def test_a_new_end_replaces_the_end_of_a_role(session: Session) -> None:
    make_als(session, "SN-01", country="SN", language="fr")
    take(session, FILE)
    assert take(session, FILE.replace("2027-12-31", "2026-12-31")) == Imported((), updated=1, unchanged=4)
    (grant,) = list_grants(session, account_id(session, "Ama Diop"))
    assert grant.until == TODAY.replace(month=12, day=31)


def test_some_thousand_people_come_in_at_once(session: Session) -> None:
    make_als(session, "SN-01", country="SN")
    lines = "".join(f"Person {number},p{number}@example.org,SN,SN-01,,,,\n" for number in range(3000))
    assert take(session, HEADER + lines).created == 3000
    assert session.scalar(select(func.count()).select_from(Membership)) == 3000
    assert take(session, HEADER + lines) == Imported((), unchanged=3000)
