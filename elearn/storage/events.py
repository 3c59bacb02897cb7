"""The append-only log of what people did, and what could not be taken into it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Index,
    Row,
    String,
    Text,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from elearn.domain.events import VERSION, Event, canonical_json
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.counts import lock_counts
from elearn.storage.upserts import insert_into, was_inserted


class EventRow(Base):
    """One fact. `id` (32 hex, made where it happened) is the only idempotency key; `rseq` is local arrival order."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("(dev IS NULL) = (seq IS NULL)", name="dev_iff_seq"),
        CheckConstraint("length(id) = 32", name="id_length"),
        Index("ix_event_dev_seq", "dev", "seq"),
        Index("ix_event_u_c", "u", "c"),
        Index("ix_event_ref", "ref"),
        Index(
            "ix_event_flag", "flag", sqlite_where=text("flag IS NOT NULL"), postgresql_where=text("flag IS NOT NULL")
        ),
        {"sqlite_autoincrement": True},
    )

    rseq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    v: Mapped[int] = mapped_column(default=1)
    dev: Mapped[str | None] = mapped_column(String(32))
    seq: Mapped[int | None]
    u: Mapped[str | None] = mapped_column(String(32))
    t: Mapped[str] = mapped_column(String(32))
    c: Mapped[str | None] = mapped_column(String(64))
    i: Mapped[str | None] = mapped_column(String(64))
    rev: Mapped[str | None] = mapped_column(String(12))
    lang: Mapped[str | None] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(32))
    ref: Mapped[str | None] = mapped_column(String(32))
    b: Mapped[str] = mapped_column(Text, default="{}")
    recv_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recv_from: Mapped[str] = mapped_column(String(64))
    skew_s: Mapped[int | None]
    flag: Mapped[str | None] = mapped_column(String(20))
    more: Mapped[str | None] = mapped_column(Text)


class Quarantined(Base):
    """Something that arrived and cannot be stored as it is. Nothing is thrown away; an administrator settles it.

    `u`, `dev` and `seq` repeat what `raw` states. `resolved_at` is when it was settled, `verdict` how: `taken` into
    the log or set `aside`, by the uid `settled_by`, with a `reason` in her words.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("ix_quarantine_dev_seq", "dev", "seq"),
        Index("ix_quarantine_u", "u"),
    )

    rid: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), index=True)
    raw: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(20))
    recv_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recv_from: Mapped[str] = mapped_column(String(64))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    u: Mapped[str | None] = mapped_column(String(32))
    dev: Mapped[str | None] = mapped_column(String(32))
    seq: Mapped[int | None]
    verdict: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(500))
    settled_by: Mapped[str | None] = mapped_column(String(32))


class IdentityAlias(Base):
    """A guest or provisional uid that turned out to be a person. A projection of `identity.link` events."""

    __tablename__ = "identity_alias"

    from_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    to_uid: Mapped[str] = mapped_column(String(32), index=True)
    event_id: Mapped[str] = mapped_column(String(32))


@dataclass(frozen=True, slots=True)
class Stored:
    """An event of the log with what we know about its arrival. `skew_s`: how far the device's clock was behind ours."""

    event: Event
    received_at: datetime
    skew_s: int | None = None
    flag: str | None = None
    received_from: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the events of one delivery have in common."""

    received_at: datetime
    received_from: str
    skew_s: int | None = None


def lock_log(session: Session) -> None:
    """One transaction at a time writes to the log, as SQLite has it anyway: a number seen is never followed by a lower.

    It is the lock of the counts too, because every fold moves them: two locks in two orders would deadlock.
    """
    lock_counts(session)


def add_event(session: Session, event: Event, arrival: Arrival, flag: str | None) -> bool:
    """False when the log has an event with this id already, whatever it says."""
    statement = insert_into(session, EventRow, _unless_known)
    return was_inserted(session, statement, _values(Stored(event, arrival.received_at, flag=flag), arrival))


def add_events(session: Session, stored: Sequence[Stored], arrival: Arrival) -> None:
    """Store events that the log does not have, in one statement. The caller holds its lock and has looked."""
    if stored:
        run(session, insert_into(session, EventRow), [_values(one, arrival) for one in stored])


def _values(stored: Stored, arrival: Arrival) -> dict[str, Any]:
    event = stored.event
    return {name: getattr(event, name) for name in _PLAIN} | {
        "b": canonical_json(event.b),
        "more": canonical_json(event.more) if event.more else None,
        "recv_at": arrival.received_at,
        "recv_from": arrival.received_from[:64],
        "skew_s": arrival.skew_s,
        "flag": stored.flag,
    }


def _unless_known(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["id"])


def find_event(session: Session, event_id: str) -> Stored | None:
    row = run(session, _BY_ID, {"id": event_id}).first()
    return None if row is None else _stored(row)


def list_known(session: Session, ids: Collection[str]) -> dict[str, Stored]:
    """Those of these events that the log has, by id. One statement."""
    rows = run(session, _BY_IDS, {"ids": list(ids)})
    return {stored.event.id: stored for stored in map(_stored, rows)}


def list_events_of(session: Session, uids: Collection[str], kinds: Collection[str] = ()) -> list[Stored]:
    """Everything stated about these uids (or only events of these types), voids and links included, as they arrived."""
    statement = select(*_COLUMNS).where(EventRow.u.in_(uids)).order_by(EventRow.rseq)
    if kinds:
        statement = statement.where(EventRow.t.in_(kinds))
    return [_stored(row) for row in session.execute(statement)]


def list_linked(session: Session, uids: Collection[str]) -> set[str]:
    """These uids and all that were ever linked to or from one of them directly, voided links included."""
    here = or_(EventRow.u.in_(uids), EventRow.ref.in_(uids))
    ends = session.execute(select(EventRow.u, EventRow.ref).where(EventRow.t == "identity.link", here))
    return set(uids).union(*((row.u, row.ref) for row in ends if row.u and row.ref))


def list_links(session: Session) -> list[Stored]:
    """All links of the log that were not voided, in order of arrival."""
    void = aliased(EventRow)
    target = (void.ref == EventRow.id, void.u == EventRow.u)
    voided = select(void.id).where(*target, void.t == "void", void.v == VERSION).exists()
    statement = select(*_COLUMNS).where(EventRow.t == "identity.link", ~voided).order_by(EventRow.rseq)
    return [_stored(row) for row in session.execute(statement)]


def list_uids(session: Session, after: str, limit: int) -> list[str]:
    """The next uids that anything was stated about, in order; for reading the log person by person."""
    statement = select(EventRow.u).where(EventRow.u > after).distinct().order_by(EventRow.u).limit(limit)
    return [uid for uid in session.scalars(statement) if uid]


def list_numbered(session: Session, numbers: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(dev, seq) -> the id of an event that has this number."""
    asked = {"devs": sorted({dev for dev, _ in numbers}), "seqs": sorted({seq for _, seq in numbers})}
    return {(row.dev, row.seq): row.id for row in run(session, _NUMBERED, asked)}


def count_numbers(session: Session, dev: str, most: int) -> int:
    """How many different numbers of this device up to `most` the log has."""
    return run(session, _COUNT_NUMBERS, {"dev": dev, "most": most}).scalar() or 0


def list_numbers_of(session: Session, dev: str, most: int) -> list[int]:
    """Those numbers, each once."""
    return list(run(session, _NUMBERS, {"dev": dev, "most": most}).scalars())


def list_unknown(session: Session, course: str) -> list[str]:
    """The uids with events of this course that could not be folded when they came."""
    statement = select(EventRow.u).where(EventRow.flag.contains("unknown"), EventRow.c == course).distinct()
    return [uid for uid in session.scalars(statement) if uid]


def set_flags(session: Session, flags: Mapping[str, str | None]) -> None:
    """Put other flags on these events. What they state is never changed."""
    rows = [{"event": event_id, "new": flag} for event_id, flag in sorted(flags.items())]
    if rows:
        table = EventRow.__table__
        statement = update(EventRow).where(table.c.id == bindparam("event")).values(flag=bindparam("new"))
        session.connection().execute(statement, rows)


def count_events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(EventRow)) or 0


# In the order of the fields of Event, which has `b` and `v` last.
_PLAIN = ("id", "t", "at", "u", "c", "i", "rev", "lang", "dev", "seq", "by", "ref", "v")
_ARRIVED = ("recv_at", "skew_s", "flag", "recv_from")
_COLUMNS = [getattr(EventRow, name) for name in (*_PLAIN[:-1], "b", "v", "more", *_ARRIVED)]
_BY_ID = select(*_COLUMNS).where(EventRow.id == bindparam("id"))
_OF_DEVICE = (EventRow.dev == bindparam("dev"), EventRow.seq <= bindparam("most"))
_NUMBERS = select(EventRow.seq).where(*_OF_DEVICE).distinct()
_COUNT_NUMBERS = select(func.count(EventRow.seq.distinct())).where(*_OF_DEVICE)
_NUMBERED = select(EventRow.dev, EventRow.seq, EventRow.id).where(
    EventRow.dev.in_(bindparam("devs", expanding=True)), EventRow.seq.in_(bindparam("seqs", expanding=True))
)
_BY_IDS = select(*_COLUMNS).where(EventRow.id.in_(bindparam("ids", expanding=True)))


def _stored(row: Row[Any]) -> Stored:
    # By place: `row.t` would be the row's own attribute.
    event_id, t, at, u, c, i, rev, lang, dev, seq, by, ref, body, v, more, received_at, skew_s, flag, came = tuple(row)
    b = json.loads(body) if body != "{}" else {}
    event = Event(event_id, t, at, u, c, i, rev, lang, dev, seq, by, ref, b, v, json.loads(more) if more else {})
    return Stored(event, received_at, skew_s, flag, came)
