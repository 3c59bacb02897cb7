"""The aliases that `identity.link` events made: each points straight at the person, never at another alias."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.domain.identity import Link
from elearn.storage.events import IdentityAlias
from elearn.storage.upserts import insert_into


def find_person(session: Session, uid: str) -> str:
    """Whose doings this uid's are: the person it was linked to, else the uid itself."""
    return session.scalar(select(IdentityAlias.to_uid).where(IdentityAlias.from_uid == uid)) or uid


def find_link(session: Session, uid: str) -> tuple[str, str] | None:
    """(event, person) of the link that makes this uid somebody else; None when it is nobody else."""
    here = IdentityAlias.from_uid == uid
    row = session.execute(select(IdentityAlias.event_id, IdentityAlias.to_uid).where(here)).first()
    return None if row is None else (row.event_id, row.to_uid)


def list_aliases(session: Session, people: Collection[str]) -> dict[str, str]:
    """The uids that were linked to these people, and to whom."""
    statement = select(IdentityAlias.from_uid, IdentityAlias.to_uid).where(IdentityAlias.to_uid.in_(people))
    return {row.from_uid: row.to_uid for row in session.execute(statement)}


def list_linked_away(session: Session, uids: Collection[str]) -> set[str]:
    """Those of these uids that are somebody else."""
    return set(session.scalars(select(IdentityAlias.from_uid).where(IdentityAlias.from_uid.in_(uids))))


def replace_aliases(session: Session, uids: Collection[str] | None, links: Mapping[str, Link]) -> None:
    """Make `links` all that is known about these uids (None: about everybody)."""
    gone = delete(IdentityAlias)
    session.execute(gone if uids is None else gone.where(IdentityAlias.from_uid.in_(uids)))
    rows = [{"from_uid": source, "to_uid": link.target, "event_id": link.id} for source, link in sorted(links.items())]
    if rows:
        session.execute(insert_into(session, IdentityAlias), rows)
