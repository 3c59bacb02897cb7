"""ALSes and who belongs to them. What moves a person moves the numbers of the regions in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.community import RALOS, AlsLine, Grant, Role
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.domain.regions import ralo_of
from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.services.audit import write_entry
from elearn.services.counts import move_membership, touch_regions
from elearn.services.roles import take_role
from elearn.storage import community as storage
from elearn.storage.accounts import get_account, get_account_by_uid
from elearn.storage.base import begin_writing
from elearn.storage.counts import lock_counts, move_to_ralo

ALS_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
ALS_CODE_LIMIT = 40


@dataclass(frozen=True, slots=True)
class NewAls:
    """An ALS to be added. An empty `ralo` means: that of the country."""

    code: str
    name: str
    country: str
    language: str
    kind: str = ""
    ralo: str = ""
    demo: bool = False


def list_als_of_region(session: Session, ralo: str) -> list[AlsLine]:
    """The ALSes of one RALO by name; none for a RALO that is not."""
    return [row.line for row in storage.list_als(session, ralo)]


def find_als(session: Session, code: str) -> AlsLine | None:
    row = storage.find_als(session, code)
    return None if row is None else row.line


def list_own_als(session: Session, grants: Iterable[Grant], day: date) -> list[tuple[str, AlsLine]]:
    """(RALO, ALS) for every ALS that somebody with these roles represents on this day. No statement without one."""
    codes = [grant.scope for grant in grants if grant.role is Role.REPRESENTATIVE and grant.holds_on(day)]
    return [(row.ralo, row.line) for row in storage.list_als(session, codes=codes)] if codes else []


def list_grants(session: Session, account_id: int) -> tuple[Grant, ...]:
    """All of a person's roles with their dates: ask `holds_on` which count today."""
    return tuple(grant for _, grant in storage.list_grants(session, account_id))


def open_membership(
    session: Session,
    *,
    account_id: int,
    als_code: str | None,
    country: str,
    status: str,
    today: date,
    now: datetime,
    by: str = "",
) -> None:
    """Make her a member of this ALS (None: an individual member of her country's RALO) and of nothing else. No commit.

    The one that was open ends today, and with it her posts there; `by` is the uid of whoever moves her, for the log.
    Where she is already, nothing moves: `confirmed` replaces `declared`, never the other way.

    Raises Refused with `als-unknown` or `country-missing`, NotFound for an unknown account.
    """
    home = find_home(session, als_code=als_code, country=country)
    account = get_account(session, account_id, lock=True)
    lock_counts(session)
    before = storage.find_open_membership(session, account_id)
    if before and before.home == home:
        if status == "confirmed" and before.status != status:
            storage.set_membership_status(session, before.id, status)
        return
    if before:
        _leave(session, account_id, before, today=today, by=by, now=now)
    storage.add_memberships(session, [membership_values(account_id, home, status=status, since=today, now=now)])
    move_membership(
        session,
        account_id=account_id,
        joined=account.joined_at is not None,
        before=before.home if before else None,
        after=home,
    )


def close_membership(session: Session, *, account_id: int, now: datetime, by: str = "") -> None:
    """She belongs nowhere from today on and has no post there. No commit; nothing happens when she did not."""
    account = get_account(session, account_id, lock=True)
    lock_counts(session)
    before = storage.find_open_membership(session, account_id)
    if before:
        _leave(session, account_id, before, today=now.date(), by=by, now=now)
        move_membership(
            session, account_id=account_id, joined=account.joined_at is not None, before=before.home, after=None
        )


def _leave(
    session: Session, account_id: int, before: storage.MembershipRow, *, today: date, by: str, now: datetime
) -> None:
    """The one place where a membership ends. Whoever represents the ALS that she leaves does so no more."""
    storage.end_membership(session, before.id, max(today, before.since))
    code = storage.find_als_code(session, before.home.als_id) if before.home.als_id != INDIVIDUALS else None
    if code is not None:
        take_role(session, account_id=account_id, role=Role.REPRESENTATIVE, scope=code, by=by, now=now)


def confirm_membership(session: Session, *, uid: str, ralo: str, als_code: str | None, by: str, now: datetime) -> None:
    """A representative or coordinator says that she belongs here. Twice is once.

    Raises NotFound when she is not a member of exactly this ALS (None: an individual member of this RALO), and when
    she prefers not to be named. Who may is for the caller to have asked; `by` is that person's uid, for the log.
    """
    begin_writing(session)
    account = get_account_by_uid(session, uid)
    home = get_home(session, ralo=ralo, als_code=als_code)
    membership = storage.find_open_membership(session, account.id)
    if membership is None or membership.home != home or not account.named:
        raise NotFound("member", uid)
    if membership.status != "confirmed":
        storage.set_membership_status(session, membership.id, "confirmed")
        write_entry(session, actor=by, action="member-confirmed", about=uid, now=now)
    session.commit()


def find_home(session: Session, *, als_code: str | None, country: str) -> Home:
    """Where somebody of this ALS, or else of this country, is counted. Raises Refused when there is no such place."""
    if als_code:
        als = storage.find_als(session, als_code)
        if als is None:
            raise Refused({"als": "als-unknown"})
        return Home(als.ralo, als.id)
    ralo = ralo_of(country)
    if ralo is None:
        raise Refused({"country": "country-missing"})
    return Home(ralo, INDIVIDUALS)


def get_home(session: Session, *, ralo: str, als_code: str | None) -> Home:
    """This ALS if it is of this RALO, or its individual members. Raises NotFound: another region's looks like none."""
    return Home(ralo, INDIVIDUALS if als_code is None else get_als(session, ralo=ralo, als_code=als_code).id)


def get_als(session: Session, *, ralo: str, als_code: str) -> storage.AlsRow:
    """This ALS if it is of this RALO. Raises NotFound: another region's looks like none."""
    als = storage.find_als(session, als_code)
    if als is None or als.ralo != ralo:
        raise NotFound("als", als_code)
    return als


def membership_values(account_id: int, home: Home, *, status: str, since: date, now: datetime) -> dict[str, object]:
    """A row of the table `membership`."""
    return {
        "account_id": account_id,
        "als_id": home.als_id or None,
        "ralo": home.ralo,
        "status": status,
        "since": since,
        "until": None,
        "created_at": now,
    }


def add_als(session: Session, *, new: Iterable[NewAls], now: datetime) -> int:
    """Add ALSes; those whose code is there already stay as they are. How many are new.

    Who may: an administrator, the operator. Raises Refused with codes for the first one that is wrong.
    """
    begin_writing(session)
    wanted = {als.code: als for als in new}
    for als in wanted.values():
        problems = _problems_of_als(als)
        if problems:
            raise Refused(problems)
    known = {row.line.code for row in storage.list_als(session)}
    rows = [_als_values(als, now) for als in wanted.values() if als.code not in known]
    if rows:
        storage.add_als(session, rows)
        touch_regions(session, {str(row["ralo"]) for row in rows})
    session.commit()
    return len(rows)


def set_ralo(session: Session, *, als_code: str, ralo: str, by: str, now: datetime) -> None:
    """Move an ALS to another RALO by hand, with all its members and their numbers. Twice is once.

    Who may: an administrator (`by` is her uid), the operator (`by` empty). Raises NotFound, Refused.
    """
    if ralo not in RALOS:
        raise Refused({"ralo": "ralo-unknown"})
    begin_writing(session)
    lock_counts(session)
    als = storage.find_als(session, als_code)
    if als is None:
        raise NotFound("als", als_code)
    storage.set_als_ralo(session, als.id, ralo)
    if als.ralo != ralo:
        move_to_ralo(session, als.id, ralo)
        touch_regions(session, {als.ralo, ralo})
        write_entry(session, actor=by, action="als-ralo", about=f"{als_code} {ralo}", now=now)
    session.commit()


def _problems_of_als(als: NewAls) -> dict[str, str]:
    found = {
        "code": None if ALS_CODE.fullmatch(als.code) and len(als.code) <= ALS_CODE_LIMIT else "als-code-wrong",
        "name": problem_of_name(als.name),
        "country": None if ralo_of(als.country) else "country-missing",
        "language": None if als.language in LANGUAGES else "language-unknown",
        "ralo": None if als.ralo in ("", *RALOS) else "ralo-unknown",
    }
    return {field: code for field, code in found.items() if code}


def _als_values(als: NewAls, now: datetime) -> dict[str, object]:
    own = ralo_of(als.country)
    return {
        "code": als.code,
        "name": clean_name(als.name),
        "name_sort": sort_key(als.name),
        "country": als.country,
        "ralo": als.ralo or own,
        "ralo_set_by_hand": bool(als.ralo) and als.ralo != own,
        "language": als.language,
        "kind": als.kind,
        "demo": als.demo,
        "created_at": now,
        "closed_at": None,
    }
