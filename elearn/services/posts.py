"""Who represents an ALS and who stands in, from which day to which.

Who may: coordinators of the ALS's RALO, administrators (`services/roles.py` asks). A representative sees her own term
and appoints nobody.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.domain.days import read_day
from elearn.domain.errors import NotFound, Refused
from elearn.services.community import get_home
from elearn.services.roles import end_role, grant_role
from elearn.storage.members import MemberRow, find_member, list_members
from elearn.storage.role_holders import RoleHolder, list_role_holders

CHOICES = 500


def list_posts(session: Session, *, ralo: str, als_code: str, today: date) -> list[RoleHolder]:
    """Representatives and alternates of today and to come, by name. Raises NotFound for an ALS of another RALO."""
    get_home(session, ralo=ralo, als_code=als_code)
    return list_role_holders(session, today, role=Role.REPRESENTATIVE.value, scope=als_code)


def list_candidates(session: Session, *, ralo: str, als_code: str) -> list[MemberRow]:
    """Members who can be appointed: those who have joined and may be named, by name."""
    members = list_members(session, get_home(session, ralo=ralo, als_code=als_code), limit=CHOICES, offset=0)
    return [member for member in members if member.joined]


def appoint(  # noqa: PLR0913 - the fields of the form
    session: Session,
    *,
    by: Viewer,
    ralo: str,
    als_code: str,
    uid: str,
    post: str,
    since: str,
    until: str,
    now: datetime,
) -> None:
    """Make a member representative or alternate (`post`), from the day `since` (ISO; empty: today) `until` or for good.

    Twice is once; the other post in the same days replaces the one she has. Her sessions end. Raises Refused for
    `person`, `post`, `since`, `until`, Forbidden.
    """
    today = now.date()
    member = find_member(session, get_home(session, ralo=ralo, als_code=als_code), uid)
    first, last = read_day(since) if since else today, read_day(until)
    problems = {
        "person": None if member and member.joined else "person-missing",
        "post": None if post in ("representative", "alternate") else "role-missing",
        "since": None if first else "day-wrong",
        "until": _problem_of_end(until, first, last, today),
    }
    if member is None or first is None or any(problems.values()):
        raise Refused({field: code for field, code in problems.items() if code})
    grant = Grant(Role.REPRESENTATIVE, als_code, first, last, alternate=post == "alternate")
    grant_role(session, by=by, account_id=member.account_id, grant=grant, now=now)


def dismiss(session: Session, *, by: Viewer, ralo: str, als_code: str, uid: str, now: datetime) -> None:
    """End a post as of now; one that is yet to begin never will. Raises NotFound when she has none, Forbidden."""
    holders = list_posts(session, ralo=ralo, als_code=als_code, today=now.date())
    account_id = next((holder.account_id for holder in holders if holder.uid == uid), None)
    if account_id is None:
        raise NotFound("role", Role.REPRESENTATIVE.value)
    end_role(session, by=by, account_id=account_id, role=Role.REPRESENTATIVE, scope=als_code, now=now)


def _problem_of_end(text: str, first: date | None, last: date | None, today: date) -> str | None:
    if text and last is None:
        return "day-wrong"
    return "until-early" if last and last < max(today, first or today) else None
