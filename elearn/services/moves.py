"""Moving a member from one ALS to another, or to the individual members. Progress is the person's and goes with her."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, may_see_region
from elearn.domain.errors import Forbidden, NotFound, Refused
from elearn.services.audit import write_entry
from elearn.services.community import get_home, open_membership
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.community import find_als, find_open_membership
from elearn.storage.members import MemberRow, find_member


def get_mover(session: Session, *, ralo: str, als_code: str | None, uid: str) -> MemberRow:
    """A named member of this ALS (None: an individual member). Raises NotFound when she is not one."""
    member = find_member(session, get_home(session, ralo=ralo, als_code=als_code), uid)
    if member is None:
        raise NotFound("member", uid)
    return member


def move_member(
    session: Session, *, by: Viewer, ralo: str, als_code: str | None, uid: str, to: str, now: datetime
) -> str | None:
    """Move a named member of this ALS (None: an individual member) to the ALS `to`, confirmed; empty: to none.

    Who may: a coordinator of both RALOs, an administrator. Whoever represented the ALS she leaves does so no more.
    Returns the RALO where she is now. Raises NotFound when she is not here (any more: of two who move her at once the
    second is told), Refused for `to`, Forbidden.
    """
    home = get_home(session, ralo=ralo, als_code=als_code)
    begin_writing(session)
    member = get_mover(session, ralo=ralo, als_code=als_code, uid=uid)
    account = get_account(session, member.account_id, lock=True)
    before = find_open_membership(session, account.id)
    if before is None or before.home != home:
        session.rollback()
        raise NotFound("member", uid)
    _may_move(session, by, ralo, to, now)
    open_membership(
        session,
        account_id=account.id,
        als_code=to or None,
        country=account.country,
        status="confirmed",
        today=now.date(),
        now=now,
        by=by.uid,
    )
    write_entry(session, actor=by.uid, action="member-moved", about=f"{uid} {als_code or '-'} {to or '-'}", now=now)
    after = find_open_membership(session, account.id)
    session.commit()
    return after.home.ralo if after else None


def _may_move(session: Session, by: Viewer, ralo: str, to: str, now: datetime) -> None:
    if not may_see_region(by, ralo, now.date()):
        raise Forbidden(f"move from {ralo}")
    if not to:
        return
    als = find_als(session, to)
    if als is None or not may_see_region(by, als.ralo, now.date()):
        raise Refused({"to": "als-unknown"})
