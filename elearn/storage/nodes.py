"""Workshop laptops: what they were given, who is on their lists, and what came home from them.

On the laptop the same tables hold one node, itself, with the people of its list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.errors import NotFound
from elearn.storage.accounts import Account
from elearn.storage.base import Base, UtcDateTime
from elearn.storage.community import Als, Membership
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.upserts import insert_into, insert_new


class Node(Base):
    """A workshop on a laptop. `key` (64 hex) signs its files; what it may add ends with `expires_at` or `revoked_at`.

    `dev` and `centre` are set on the laptop only: the number under which this installation counts its events, and the
    address of the site. `own` True: it was begun on the laptop, and the site learned of it later.
    """

    __tablename__ = "node"
    __table_args__ = (CheckConstraint("length(uid) = 32", name="uid_length"),)

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    ralo: Mapped[str] = mapped_column(String(8), index=True)
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    als: Mapped[list[str]] = mapped_column(JSON)
    courses: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    key: Mapped[str] = mapped_column(String(64))
    dev: Mapped[str | None] = mapped_column(String(32))
    centre: Mapped[str] = mapped_column(String(300), default="")
    own: Mapped[bool] = mapped_column(default=False)
    left_out: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32), default="")
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NodePerson(Base):
    """Somebody on the list of a workshop, or (`provisional`) new there. `decided`: what a coordinator said of her:
    nothing yet, `member` of her group in her own right, `linked` with the account `account_uid`, or `refused`.
    """

    __tablename__ = "node_person"
    __table_args__ = (
        UniqueConstraint("node_uid", "uid"),
        CheckConstraint("decided IN ('', 'member', 'linked', 'refused')", name="decided_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    node_uid: Mapped[str] = mapped_column(ForeignKey("node.uid", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(400))
    language: Mapped[str] = mapped_column(String(2))
    als: Mapped[str] = mapped_column(String(40), default="")
    provisional: Mapped[bool] = mapped_column(default=False)
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided: Mapped[str] = mapped_column(String(10), default="")
    account_uid: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(32), default="")


class NodeFile(Base):
    """A workshop file that was taken in. `waiting`: its events lie in quarantine until a coordinator decides."""

    __tablename__ = "node_file"
    __table_args__ = (UniqueConstraint("node_uid", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    node_uid: Mapped[str] = mapped_column(ForeignKey("node.uid", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    from_rseq: Mapped[int]
    to_rseq: Mapped[int]
    n: Mapped[int]
    dup: Mapped[int] = mapped_column(default=0)
    held: Mapped[list[list[str]]] = mapped_column(JSON)
    digest: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    waiting: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by: Mapped[str] = mapped_column(String(32), default="")


class KeptReceipt(Base):
    """On a laptop: what the site said that it has. The same text is kept once."""

    __tablename__ = "node_receipt"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    node_uid: Mapped[str] = mapped_column(ForeignKey("node.uid", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


Row = TypeVar("Row", bound=Base)


def add_node(session: Session, values: Mapping[str, object]) -> bool:
    """False when this node is there already."""
    return insert_new(session, Node, values, unique="uid")


def find_node(session: Session, uid: str) -> Node | None:
    return apart(session, select(Node).where(Node.uid == uid))


def find_node_by_code(session: Session, code_hash: str) -> Node | None:
    return apart(session, select(Node).where(Node.code_hash == code_hash))


def apart(session: Session, statement: Select[Row]) -> Row | None:
    """The row as it is now, kept through the transactions that follow."""
    row = session.scalar(statement.execution_options(populate_existing=True))
    if row is not None:
        session.expunge(row)
    return row


def all_apart(session: Session, statement: Select[Row]) -> list[Row]:
    rows = list(session.scalars(statement.execution_options(populate_existing=True)))
    for row in rows:
        session.expunge(row)
    return rows


def get_node(session: Session, uid: str, ralo: str | None = None) -> Node:
    """Raises NotFound, also for a node of another region than `ralo`."""
    node = find_node(session, uid)
    if node is None or ralo not in (None, node.ralo):
        raise NotFound("workshop", uid)
    return node


def find_only_node(session: Session) -> Node | None:
    """On a laptop: itself."""
    return apart(session, select(Node).order_by(Node.created_at).limit(1))


def list_regions(session: Session, uids: Collection[str]) -> dict[str, str]:
    """uid -> region of those of these uids that are workshops."""
    statement = select(Node.uid, Node.ralo).where(Node.uid.in_(uids))
    return {row.uid: row.ralo for row in session.execute(statement)}


def list_nodes(session: Session, ralo: str, limit: int) -> list[Node]:
    """The newest first."""
    statement = select(Node).where(Node.ralo == ralo).order_by(Node.held_on.desc(), Node.uid).limit(limit)
    return all_apart(session, statement)


def set_node(session: Session, uid: str, **values: object) -> None:
    session.execute(update(Node).where(Node.uid == uid).values(**values))


def add_people(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """People who are on this list already stay as they are."""
    if rows:
        session.execute(insert_into(session, NodePerson, _unless_there), [dict(row) for row in rows])


def _unless_there(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["node_uid", "uid"])


def set_person(session: Session, node: str, uid: str, **values: object) -> None:
    session.execute(update(NodePerson).where(NodePerson.node_uid == node, NodePerson.uid == uid).values(**values))


def list_people(session: Session, node: str) -> list[NodePerson]:
    """By name."""
    statement = select(NodePerson).where(NodePerson.node_uid == node).order_by(NodePerson.name_sort, NodePerson.id)
    return all_apart(session, statement)


def find_node_person(session: Session, node: str, uid: str) -> NodePerson | None:
    here = (NodePerson.node_uid == node, NodePerson.uid == uid)
    return apart(session, select(NodePerson).where(*here))


def list_person_uids(session: Session, node: str, *, provisional: bool) -> set[str]:
    here = (NodePerson.node_uid == node, NodePerson.provisional.is_(provisional))
    return set(session.scalars(select(NodePerson.uid).where(*here)))


def list_accounts(session: Session, uids: Collection[str]) -> set[str]:
    """Those of these uids that are accounts of this site."""
    return set(session.scalars(select(Account.uid).where(Account.uid.in_(uids))))


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Somebody who has joined a group and is a member of it today."""

    uid: str
    name: str
    name_sort: str
    language: str
    als: str
    named: bool


def list_roster(session: Session, codes: Collection[str]) -> list[RosterRow]:
    """Who belongs to these ALSes, by name; also people who are not to be named, so that they can be counted."""
    columns = (Account.uid, Account.name, Account.name_sort, Account.language, Als.code, Account.named)
    statement = (
        select(*columns)
        .join(Membership, Membership.account_id == Account.id)
        .join(Als, Als.id == Membership.als_id)
        .where(Als.code.in_(codes), Membership.until.is_(None))
        .where(Account.joined_at.is_not(None), Account.disabled_at.is_(None))
        .order_by(Account.name_sort, Account.id)
    )
    return [RosterRow(*row) for row in session.execute(statement)]


def count_people(session: Session, nodes: Collection[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Of each of these workshops: the people on its list, and the files that came."""
    people = select(NodePerson.node_uid, func.count()).where(NodePerson.node_uid.in_(nodes))
    files = select(NodeFile.node_uid, func.count()).where(NodeFile.node_uid.in_(nodes))
    first = {row[0]: row[1] for row in session.execute(people.group_by(NodePerson.node_uid))}
    return first, {row[0]: row[1] for row in session.execute(files.group_by(NodeFile.node_uid))}


def list_kept(session: Session, ids: Collection[str]) -> dict[str, tuple[str | None, int | None, str]]:
    """Event id -> (dev, seq, from where) of those of these events that are in the log."""
    statement = select(EventRow.id, EventRow.dev, EventRow.seq, EventRow.recv_from).where(EventRow.id.in_(ids))
    return {row.id: (row.dev, row.seq, row.recv_from) for row in session.execute(statement)}


def list_done_here(session: Session, node: str) -> dict[tuple[str, str], int]:
    """(uid, type) -> how many events of this workshop say so; voided ones are left out."""
    void = select(EventRow.ref).where(EventRow.t == "void", EventRow.recv_from == node, EventRow.ref.is_not(None))
    statement = (
        select(EventRow.u, EventRow.t, func.count().label("n"))
        .where(EventRow.recv_from == node, EventRow.u.is_not(None), EventRow.id.not_in(void))
        .group_by(EventRow.u, EventRow.t)
    )
    return {(uid or "", kind): number for uid, kind, number in session.execute(statement)}


def list_waiting(session: Session, node: str, why: Collection[str], limit: int) -> list[Quarantined]:
    """The next unsettled lines of quarantine that came from this workshop for one of these reasons."""
    here = (Quarantined.recv_from == node, Quarantined.why.in_(why), Quarantined.resolved_at.is_(None))
    return all_apart(session, select(Quarantined).where(*here).order_by(Quarantined.rid).limit(limit))


def settle_waiting(session: Session, rids: Collection[int], now: datetime) -> None:
    session.execute(update(Quarantined).where(Quarantined.rid.in_(rids)).values(resolved_at=now))


def count_waiting(session: Session, node: str, why: Collection[str]) -> int:
    return _count_unsettled(session, node, Quarantined.why.in_(why))


def count_held(session: Session, node: str, waiting: Collection[str]) -> int:
    """The unsettled lines of quarantine that came from this workshop for other reasons than those `waiting`."""
    return _count_unsettled(session, node, Quarantined.why.not_in(waiting))


def _count_unsettled(session: Session, node: str, kind: ColumnElement[bool]) -> int:
    here = (Quarantined.recv_from == node, kind, Quarantined.resolved_at.is_(None))
    return session.scalar(select(func.count()).select_from(Quarantined).where(*here)) or 0
