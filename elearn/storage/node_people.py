"""The people of a workshop on its laptop: accounts without an address, who is here, how far they have come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account
from elearn.storage.events import EventRow, IdentityAlias
from elearn.storage.nodes import NodePerson
from elearn.storage.progress import ProgressRow
from elearn.storage.upserts import insert_into


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody of the workshop. `came_at` empty: not here yet."""

    uid: str
    name: str
    language: str
    als: str
    provisional: bool
    came_at: datetime | None


def add_account_rows(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Accounts that may be there already stay as they are."""
    if rows:
        session.execute(insert_into(session, Account, _unless_there), [dict(row) for row in rows])


def _unless_there(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["uid"])


def list_newcomers_elsewhere(session: Session, uids: Collection[str], node: str) -> set[str]:
    """Those of these uids that were new at another workshop than this one."""
    here = (NodePerson.uid.in_(uids), NodePerson.provisional.is_(True), NodePerson.node_uid != node)
    return set(session.scalars(select(NodePerson.uid).where(*here)))


def list_linked_elsewhere(session: Session, uids: Collection[str], node: str) -> dict[str, str]:
    """uid -> person of those of these uids that somebody else than this workshop has linked to a person."""
    statement = (
        select(IdentityAlias.from_uid, IdentityAlias.to_uid)
        .join(EventRow, EventRow.id == IdentityAlias.event_id)
        .where(IdentityAlias.from_uid.in_(uids), EventRow.recv_from != node)
    )
    return {row.from_uid: row.to_uid for row in session.execute(statement)}


def list_here(session: Session, node: str) -> list[Here]:
    """By name."""
    columns = (
        NodePerson.uid,
        NodePerson.name,
        NodePerson.language,
        NodePerson.als,
        NodePerson.provisional,
        NodePerson.came_at,
    )
    statement = select(*columns).where(NodePerson.node_uid == node).order_by(NodePerson.name_sort, NodePerson.id)
    return [Here(*row) for row in session.execute(statement)]


def list_finished_here(session: Session, uids: Collection[str]) -> dict[str, set[str]]:
    """uid -> the courses that she has finished."""
    statement = select(ProgressRow.u, ProgressRow.course).where(
        ProgressRow.u.in_(uids), ProgressRow.completed_at.is_not(None)
    )
    found: dict[str, set[str]] = {}
    for row in session.execute(statement):
        found.setdefault(row.u, set()).add(row.course)
    return found


def count_types(session: Session, uids: Collection[str], kinds: Collection[str]) -> dict[tuple[str, str], int]:
    """(uid, type) -> how many of these events are about her."""
    statement = (
        select(EventRow.u, EventRow.t, func.count().label("n"))
        .where(EventRow.u.in_(uids), EventRow.t.in_(kinds))
        .group_by(EventRow.u, EventRow.t)
    )
    return {(uid or "", kind): number for uid, kind, number in session.execute(statement)}


def find_account_id(session: Session, uid: str) -> int | None:
    return session.scalar(select(Account.id).where(Account.uid == uid))


def list_named_accounts(session: Session, uids: Collection[str]) -> dict[str, int]:
    """uid -> account id of those of these people who have an account here and may be named."""
    statement = select(Account.uid, Account.id).where(Account.uid.in_(uids), Account.named)
    return {row.uid: row.id for row in session.execute(statement)}


def count_events_from(session: Session, origin: str) -> int:
    """Events of the log that came from there."""
    return session.scalar(select(func.count()).select_from(EventRow).where(EventRow.recv_from == origin)) or 0
