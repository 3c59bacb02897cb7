from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.domain.errors import Forbidden, NotFound, Refused
from elearn.services.community import list_grants
from elearn.services.roles import end_role, grant_role
from elearn.services.sessions import find_viewer, open_session
from elearn.storage.accounts import Account, AuditEntry
from tests.makers import NOW, make_als, make_member

TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
REPRESENTATIVE = Grant(Role.REPRESENTATIVE, "KE-01", TODAY)


def viewer(*grants: Grant) -> Viewer:
    return Viewer(99, "9" * 32, "Viewer", "en", "KE", grants)


def person(session: Session, name: str = "Ama") -> int:
    uid = make_member(session, name)
    return session.scalars(select(Account.id).where(Account.uid == uid)).one()


COORDINATOR = viewer(Grant(Role.COORDINATOR, "AFRALO", YESTERDAY))
ADMINISTRATOR = viewer(Grant(Role.ADMINISTRATOR, "", YESTERDAY))


@pytest.mark.parametrize(
    ("by", "grant", "may"),
    [
        (None, Grant(Role.ADMINISTRATOR, "", TODAY), True),
        (ADMINISTRATOR, Grant(Role.ADMINISTRATOR, "", TODAY), True),
        (ADMINISTRATOR, Grant(Role.COORDINATOR, "EURALO", TODAY), True),
        (ADMINISTRATOR, Grant(Role.INSTRUCTOR, "*", TODAY), True),
        (ADMINISTRATOR, Grant(Role.TRANSLATOR, "fr", TODAY), True),
        (COORDINATOR, Grant(Role.REPRESENTATIVE, "KE-01", TODAY), True),
        (COORDINATOR, Grant(Role.REPRESENTATIVE, "FR-01", TODAY), False),
        (COORDINATOR, Grant(Role.COORDINATOR, "AFRALO", TODAY), False),
        (COORDINATOR, Grant(Role.COORDINATOR, "EURALO", TODAY), False),
        (COORDINATOR, Grant(Role.ADMINISTRATOR, "", TODAY), False),
        (COORDINATOR, Grant(Role.INSTRUCTOR, "ip", TODAY), False),
        (COORDINATOR, Grant(Role.TRANSLATOR, "fr", TODAY), False),
        (viewer(Grant(Role.COORDINATOR, "AFRALO", TOMORROW)), REPRESENTATIVE, False),
        (viewer(Grant(Role.COORDINATOR, "AFRALO", YESTERDAY, YESTERDAY)), REPRESENTATIVE, False),
        (viewer(Grant(Role.REPRESENTATIVE, "KE-01", YESTERDAY)), REPRESENTATIVE, False),
        (viewer(Grant(Role.INSTRUCTOR, "*", YESTERDAY)), REPRESENTATIVE, False),
        (viewer(), REPRESENTATIVE, False),
    ],
)
def test_nobody_grants_above_or_beside_the_own_scope(
    session: Session, by: Viewer | None, grant: Grant, may: bool
) -> None:
    make_als(session, "KE-01")
    make_als(session, "FR-01", country="FR")
    account_id = person(session)
    if may:
        grant_role(session, by=by, account_id=account_id, grant=grant, now=NOW)
        assert list_grants(session, account_id) == (grant,)
    else:
        with pytest.raises(Forbidden):
            grant_role(session, by=by, account_id=account_id, grant=grant, now=NOW)
        session.rollback()
        assert list_grants(session, account_id) == ()


@pytest.mark.parametrize(
    ("grant", "problems"),
    [
        (Grant(Role.REPRESENTATIVE, "XX-99", TODAY), {"scope": "scope-unknown"}),
        (Grant(Role.COORDINATOR, "KE-01", TODAY), {"scope": "scope-unknown"}),
        (Grant(Role.TRANSLATOR, "de", TODAY), {"scope": "scope-unknown"}),
        (Grant(Role.INSTRUCTOR, "", TODAY), {"scope": "scope-unknown"}),
        (Grant(Role.ADMINISTRATOR, "*", TODAY), {"scope": "scope-unknown"}),
        (Grant(Role.TRANSLATOR, "*", TODAY, YESTERDAY), {"until": "until-early"}),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(session: Session, grant: Grant, problems: dict[str, str]) -> None:
    account_id = person(session)
    with pytest.raises(Refused) as refused:
        grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    assert refused.value.problems == problems


def test_granting_twice_is_granting_once_and_another_end_replaces_the_end(session: Session) -> None:
    make_als(session)
    account_id = person(session)
    for until in (None, None, TOMORROW, TOMORROW):
        grant = Grant(Role.REPRESENTATIVE, "KE-01", TODAY, until)
        grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    assert list_grants(session, account_id) == (Grant(Role.REPRESENTATIVE, "KE-01", TODAY, TOMORROW),)
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["role-granted", "role-granted"]


def test_a_second_term_is_a_role_of_its_own(session: Session) -> None:
    make_als(session)
    account_id = person(session)
    first = Grant(Role.REPRESENTATIVE, "KE-01", date(2024, 1, 1), date(2024, 12, 31))
    for grant in (first, REPRESENTATIVE):
        grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    assert list_grants(session, account_id) == (first, REPRESENTATIVE)


@pytest.mark.parametrize(
    ("since", "left"),
    [(YESTERDAY, (Grant(Role.REPRESENTATIVE, "KE-01", YESTERDAY, YESTERDAY),)), (TODAY, ())],
)
def test_a_role_that_ends_is_over_at_once_and_so_are_the_sessions(
    session: Session, since: date, left: tuple[Grant, ...]
) -> None:
    make_als(session)
    account_id = person(session)
    grant = Grant(Role.REPRESENTATIVE, "KE-01", since)
    grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    open_session(session, account_id=account_id, token="t" * 40, now=NOW)
    assert find_viewer(session, token="t" * 40, now=NOW) is not None
    end_role(session, by=COORDINATOR, account_id=account_id, role=Role.REPRESENTATIVE, scope="KE-01", now=NOW)
    assert list_grants(session, account_id) == left
    assert find_viewer(session, token="t" * 40, now=NOW) is None
    with pytest.raises(NotFound):
        end_role(session, by=COORDINATOR, account_id=account_id, role=Role.REPRESENTATIVE, scope="KE-01", now=NOW)


def test_a_new_role_ends_the_open_sessions(session: Session) -> None:
    make_als(session)
    account_id = person(session)
    open_session(session, account_id=account_id, token="t" * 40, now=NOW)
    grant_role(session, by=None, account_id=account_id, grant=REPRESENTATIVE, now=NOW)
    assert find_viewer(session, token="t" * 40, now=NOW) is None


def test_what_one_may_not_grant_one_may_not_end(session: Session) -> None:
    account_id = person(session)
    grant = Grant(Role.COORDINATOR, "AFRALO", YESTERDAY)
    grant_role(session, by=None, account_id=account_id, grant=grant, now=NOW)
    with pytest.raises(Forbidden):
        end_role(session, by=COORDINATOR, account_id=account_id, role=Role.COORDINATOR, scope="AFRALO", now=NOW)
    session.rollback()
    assert list_grants(session, account_id) == (grant,)
