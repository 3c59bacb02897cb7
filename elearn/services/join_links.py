"""The link of an ALS with which people ask to become members: made, shown again, revoked, followed.

Only its hash is stored. The token is made again from the site's key (`secret`), so that it can be printed again
next month; with another key the link goes on working and can no longer be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.community import AlsLine
from elearn.domain.errors import NotFound, Refused
from elearn.domain.names import clean_name
from elearn.domain.tokens import PURPOSES, derive_token, hash_token, is_alive
from elearn.services.accounts import Applicant, add_account, prepare_sign_up
from elearn.services.audit import write_entry
from elearn.services.community import get_als, open_membership
from elearn.services.guests import claim_guest
from elearn.storage.accounts import get_account, get_account_by_uid
from elearn.storage.base import begin_writing
from elearn.storage.community import AlsRow, find_als_by_id, find_open_membership, lock_als
from elearn.storage.join_links import (
    JoinLink,
    add_join_link,
    count_joined,
    find_join_link,
    find_open_join_link,
    revoke_join_link,
)

PURPOSE = "join"
# For how long a link may be asked to live.
LIVES = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class ShownLink:
    """The link of an ALS for those who may make one. `token` None: the site's key has changed since."""

    token: str | None
    alive: bool
    made_by: str
    created_at: datetime
    expires_at: datetime
    joined: int


@dataclass(frozen=True, slots=True)
class Door:
    """What a link that is alive leads to."""

    ralo: str
    als: AlsLine


def find_shown_link(session: Session, *, ralo: str, als_code: str, secret: bytes, now: datetime) -> ShownLink | None:
    """The open link of this ALS with its token, also after its last day. Raises NotFound for another RALO's ALS."""
    link = find_open_join_link(session, get_als(session, ralo=ralo, als_code=als_code).id)
    if link is None:
        return None
    token, maker = _token_of(link, secret), _name_of(session, link.made_by)
    return ShownLink(token, _is_alive(link, now), maker, link.created_at, link.expires_at, link.joined)


def make_join_link(
    session: Session, *, ralo: str, als_code: str, days: str, by: str, nonce: str, secret: bytes, now: datetime
) -> None:
    """The link of this ALS, for so many days. While one is alive and can be shown nothing
    happens: twice, or two at once, is one link.

    Who may: as for inviting. Raises NotFound, Refused for `days`.
    """
    if days not in {str(life) for life in LIVES}:
        raise Refused({"days": "choice-missing"})
    als = get_als(session, ralo=ralo, als_code=als_code)
    begin_writing(session)
    lock_als(session, als.id)
    link = find_open_join_link(session, als.id)
    if link is not None and _is_alive(link, now) and _token_of(link, secret):
        session.rollback()
        return
    revoke_join_link(session, als.id, now)
    values: dict[str, object] = {
        "als_id": als.id,
        "nonce": nonce,
        "token_hash": hash_token(derive_token(secret, PURPOSE, nonce)),
        "made_by": by,
        "created_at": now,
        "expires_at": now + timedelta(days=int(days)),
        "joined": 0,
    }
    add_join_link(session, values)
    write_entry(session, actor=by, action="join-link", about=als_code, now=now)
    session.commit()


def revoke_link(session: Session, *, ralo: str, als_code: str, by: str, now: datetime) -> None:
    """The open link of this ALS is dead from now on; whoever came through it stays. Twice is once."""
    als = get_als(session, ralo=ralo, als_code=als_code)
    begin_writing(session)
    if revoke_join_link(session, als.id, now):
        write_entry(session, actor=by, action="join-link-revoked", about=als_code, now=now)
    session.commit()


def find_door(session: Session, *, token: str, now: datetime) -> Door | None:
    """Where this link leads, while it works. Looking uses nothing up."""
    link = find_join_link(session, hash_token(token))
    als = find_als_by_id(session, link.als_id) if link and _is_alive(link, now) else None
    return Door(als.ralo, als.line) if als else None


def sign_up_by_link(
    session: Session,
    applicant: Applicant,
    *,
    token: str,
    password: str,
    guest: str | None,
    uid: str,
    network: str,
    now: datetime,
) -> int:
    """Make an account that is a declared member of the link's ALS, from whichever country; returns its id.

    Raises Refused and Throttled as signing up does (the link stays alive), NotFound for a link that does not work.
    """
    alone = replace(applicant, als_code=None)
    password_hash = prepare_sign_up(session, alone, password=password, network=network, now=now)
    begin_writing(session)
    link, als = _get_living(session, token, now)
    member = replace(applicant, als_code=als.line.code)
    account = add_account(session, member, password_hash=password_hash, uid=uid, now=now)
    if guest is not None:
        claim_guest(session, guest=guest, account=uid, now=now)
    count_joined(session, link.id)
    session.commit()
    return account.id


def ask_to_join(session: Session, *, token: str, account_id: int, now: datetime) -> None:
    """Somebody with an account becomes a declared member of the link's ALS and leaves where she was, and
    her posts there. Twice is once.

    Who may: the person herself. Raises NotFound for a link that does not work.
    """
    begin_writing(session)
    account = get_account(session, account_id, lock=True)
    link, als = _get_living(session, token, now)
    before = find_open_membership(session, account_id)
    open_membership(
        session,
        account_id=account_id,
        als_code=als.line.code,
        country=als.line.country,
        status="declared",
        today=now.date(),
        now=now,
        by=account.uid,
    )
    if before is None or before.home.als_id != als.id:
        count_joined(session, link.id)
    session.commit()


def _get_living(session: Session, token: str, now: datetime) -> tuple[JoinLink, AlsRow]:
    link = find_join_link(session, hash_token(token))
    als = find_als_by_id(session, link.als_id) if link and _is_alive(link, now) else None
    if link is None or als is None:
        session.rollback()
        raise NotFound("link", PURPOSE)
    return link, als


def _token_of(link: JoinLink, secret: bytes) -> str | None:
    """None when the link was made with another key."""
    token = derive_token(secret, PURPOSE, link.nonce)
    return token if hash_token(token) == link.token_hash else None


def _is_alive(link: JoinLink, now: datetime) -> bool:
    return link.revoked_at is None and is_alive(PURPOSES[PURPOSE], expires_at=link.expires_at, used_at=None, now=now)


def _name_of(session: Session, uid: str) -> str:
    """Whoever made it; empty for the operator."""
    try:
        return clean_name(get_account_by_uid(session, uid).name)
    except NotFound:
        return ""
