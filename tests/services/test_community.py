from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.community import AlsLine
from elearn.domain.errors import NotFound, Refused
from elearn.services.community import (
    NewAls,
    add_als,
    close_membership,
    confirm_membership,
    find_als,
    list_als_of_region,
    open_membership,
    set_ralo,
)
from elearn.services.counts import rebuild_counts
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Als, Membership
from elearn.storage.counts import find_version
from tests.makers import NOW, make_als, make_member

TODAY = NOW.date()


def move(session: Session, uid: str, als_code: str | None, *, country: str = "KE", on: date = TODAY) -> None:
    begin_writing(session)
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    open_membership(
        session, account_id=account_id, als_code=als_code, country=country, status="declared", today=on, now=NOW
    )
    session.commit()


def history(session: Session, uid: str) -> list[tuple[str, str | None, str, date, date | None]]:
    """(ralo, ALS, status, since, until) of all of a person's memberships, in order."""
    statement = (
        select(Membership.ralo, Als.code, Membership.status, Membership.since, Membership.until)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(Als, Als.id == Membership.als_id)
        .where(Account.uid == uid)
        .order_by(Membership.id)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(statement)]


def test_alses_are_listed_by_name_in_every_script_and_only_their_own_region(session: Session) -> None:
    make_als(session, "KE-02", name="École du Net", country="KE")
    make_als(session, "KE-01", name="eagle circle", country="KE")
    make_als(session, "EG-01", name="أصدقاء الويب", country="EG", language="ar")
    make_als(session, "FR-01", name="Amis", country="FR", language="fr")
    assert [line.code for line in list_als_of_region(session, "AFRALO")] == ["KE-01", "KE-02", "EG-01"]
    assert list_als_of_region(session, "EURALO") == [AlsLine("FR-01", "Amis", "FR", "fr")]
    assert list_als_of_region(session, "NOWHERE") == []
    assert find_als(session, "FR-01") == AlsLine("FR-01", "Amis", "FR", "fr")
    assert find_als(session, "fr-01") is None


def test_adding_the_same_als_again_changes_nothing(session: Session) -> None:
    new = [NewAls("KE-01", "Baobab", "KE", "en"), NewAls("KE-02", "Acacia", "KE", "en")]
    assert add_als(session, new=new, now=NOW) == 2
    version = find_version(session, "AFRALO")
    assert add_als(session, new=[*new, new[0]], now=NOW) == 0
    assert find_version(session, "AFRALO") == version


def test_an_als_may_stand_in_another_ralo_than_its_country(session: Session) -> None:
    add_als(session, new=[NewAls("FJ-01", "Pacific", "FJ", "en", ralo="NARALO")], now=NOW)
    uid = make_member(session, "Ama", als="FJ-01", country="FJ")
    assert [line.code for line in list_als_of_region(session, "NARALO")] == ["FJ-01"]
    assert history(session, uid)[0][:2] == ("NARALO", "FJ-01")


@pytest.mark.parametrize(
    ("als", "problems"),
    [
        (NewAls("ke-01", "A", "KE", "en"), {"code": "als-code-wrong"}),
        (NewAls("KE 01", "A", "KE", "en"), {"code": "als-code-wrong"}),
        (NewAls("K" * 41, "A", "KE", "en"), {"code": "als-code-wrong"}),
        (NewAls("../KE", "A", "KE", "en"), {"code": "als-code-wrong"}),
        (NewAls("KE-01", "  ", "XK", "de"), {"name": "name-missing", "country": "country-missing"}),
        (NewAls("KE-01", "A", "KE", "en", ralo="AF"), {"ralo": "ralo-unknown"}),
    ],
)
def test_a_wrong_als_is_refused_and_none_of_its_batch_is_added(
    session: Session, als: NewAls, problems: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        add_als(session, new=[NewAls("OK-01", "Fine", "KE", "en"), als], now=NOW)
    session.rollback()
    assert problems.items() <= refused.value.problems.items()
    assert list_als_of_region(session, "AFRALO") == []


def test_one_membership_is_open_and_the_others_are_history(session: Session) -> None:
    make_als(session, "KE-01")
    make_als(session, "FR-01", country="FR")
    uid = make_member(session, "Ama", als="KE-01")
    move(session, uid, "FR-01", on=TODAY + timedelta(days=3))
    move(session, uid, None, country="BR", on=TODAY + timedelta(days=9))
    assert history(session, uid) == [
        ("AFRALO", "KE-01", "declared", TODAY, TODAY + timedelta(days=3)),
        ("EURALO", "FR-01", "declared", TODAY + timedelta(days=3), TODAY + timedelta(days=9)),
        ("LACRALO", None, "declared", TODAY + timedelta(days=9), None),
    ]


def test_joining_where_one_is_changes_nothing_but_never_loses_a_confirmation(session: Session) -> None:
    make_als(session)
    uid = make_member(session, "Ama", als="KE-01")
    move(session, uid, "KE-01", on=TODAY + timedelta(days=3))
    assert history(session, uid) == [("AFRALO", "KE-01", "declared", TODAY, None)]
    confirm_membership(session, uid=uid, ralo="AFRALO", als_code="KE-01", by="b" * 32, now=NOW)
    confirm_membership(session, uid=uid, ralo="AFRALO", als_code="KE-01", by="b" * 32, now=NOW)
    move(session, uid, "KE-01")
    assert history(session, uid) == [("AFRALO", "KE-01", "confirmed", TODAY, None)]


@pytest.mark.parametrize(
    ("als_code", "country", "problems"),
    [("NO-99", "KE", {"als": "als-unknown"}), (None, "XK", {"country": "country-missing"})],
)
def test_a_place_that_is_not_is_refused(
    session: Session, als_code: str | None, country: str, problems: dict[str, str]
) -> None:
    uid = make_member(session, "Ama")
    with pytest.raises(Refused) as refused:
        move(session, uid, als_code, country=country)
    session.rollback()
    assert refused.value.problems == problems
    assert [row[:2] for row in history(session, uid)] == [("AFRALO", None)]


@pytest.mark.parametrize(
    ("ralo", "als_code"),
    [("AFRALO", "KE-02"), ("AFRALO", None), ("EURALO", "KE-01"), ("AFRALO", "FR-01"), ("AFRALO", "XX-99")],
)
def test_a_member_of_another_place_cannot_be_confirmed_here(session: Session, ralo: str, als_code: str | None) -> None:
    for code, country in (("KE-01", "KE"), ("KE-02", "KE"), ("FR-01", "FR")):
        make_als(session, code, country=country)
    uid = make_member(session, "Ama", als="KE-01")
    with pytest.raises(NotFound):
        confirm_membership(session, uid=uid, ralo=ralo, als_code=als_code, by="", now=NOW)
    session.rollback()
    assert history(session, uid)[0][2] == "declared"


def test_who_prefers_not_to_be_named_cannot_be_confirmed(session: Session) -> None:
    make_als(session, "KE-01")
    uid = make_member(session, "Ama", als="KE-01", named=False)
    with pytest.raises(NotFound):
        confirm_membership(session, uid=uid, ralo="AFRALO", als_code="KE-01", by="", now=NOW)
    session.rollback()
    assert history(session, uid)[0][2] == "declared"


def test_leaving_twice_is_leaving_once(session: Session) -> None:
    uid = make_member(session, "Ama")
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    for _ in range(2):
        begin_writing(session)
        close_membership(session, account_id=account_id, now=NOW)
        session.commit()
    assert history(session, uid) == [("AFRALO", None, "declared", TODAY, TODAY)]


def test_fifty_moves_at_once_leave_one_open_membership_and_true_numbers(engine: Engine) -> None:
    with Session(engine) as session:
        for code, country in (("KE-01", "KE"), ("FR-01", "FR"), ("BR-01", "BR")):
            make_als(session, code, country=country)
        uid = make_member(session, "Ama", als="KE-01")

    def go(number: int) -> None:
        with Session(engine) as session:
            move(session, uid, ["KE-01", "FR-01", "BR-01", None][number % 4])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(go, range(50)))
    with Session(engine) as session:
        opened = select(func.count()).select_from(Membership).where(Membership.until.is_(None))
        assert session.scalar(opened) == 1
        begin_writing(session)
        assert rebuild_counts(session) == 0


@pytest.mark.parametrize(("als_code", "ralo", "error"), [("XX-99", "NARALO", NotFound), ("KE-01", "ARIN", Refused)])
def test_an_override_of_nothing_or_to_nowhere_is_refused(
    session: Session, als_code: str, ralo: str, error: type[Exception]
) -> None:
    make_als(session)
    with pytest.raises(error):
        set_ralo(session, als_code=als_code, ralo=ralo, by="", now=NOW)
    session.rollback()
    assert [line.code for line in list_als_of_region(session, "AFRALO")] == ["KE-01"]


def test_an_override_moves_open_memberships_and_leaves_history_alone(session: Session) -> None:
    make_als(session, "KE-01")
    former, member = make_member(session, "Ama", als="KE-01"), make_member(session, "Bo", als="KE-01")
    move(session, former, None)
    set_ralo(session, als_code="KE-01", ralo="EURALO", by="", now=NOW)
    assert [row[0] for row in history(session, former)] == ["AFRALO", "AFRALO"]
    assert [row[0] for row in history(session, member)] == ["EURALO"]
    assert make_member(session, "Chi", als="KE-01")
    assert [line.code for line in list_als_of_region(session, "EURALO")] == ["KE-01"]
