"""What arrived and could not be taken in as it was: kept until an administrator settles it, and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.storage.events import Arrival, Quarantined
from elearn.storage.upserts import insert_into


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One thing in quarantine. `raw` is the event as one line of JSON, or, where it is none, what came as text."""

    rid: int
    id: str
    raw: str
    why: str
    received_at: datetime
    received_from: str
    u: str | None
    verdict: str | None
    reason: str | None
    settled_at: datetime | None
    settled_by: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a thing that is kept here says of itself, as far as it can be read."""

    id: str
    u: str | None = None
    dev: str | None = None
    seq: int | None = None


def add_quarantined(session: Session, stated: Stated, raw: str, why: str, arrival: Arrival) -> bool:
    """Keep what cannot be taken into the log; the same thing sent again and again is kept once.

    True when it lay here already and was settled.
    """
    event_id = stated.id.encode(errors="replace").decode().replace("\0", "?")[:64]
    here = (Quarantined.id == event_id, Quarantined.why == why, Quarantined.raw == raw)
    known = session.execute(select(Quarantined.rid, Quarantined.resolved_at).where(*here).limit(1)).first()
    if known is None:
        came = {"recv_at": arrival.received_at, "recv_from": arrival.received_from[:64]}
        told = {"u": stated.u, "dev": stated.dev, "seq": stated.seq}
        session.execute(insert_into(session, Quarantined).values(id=event_id, raw=raw, why=why, **told, **came))
    return known is not None and known.resolved_at is not None


def list_quarantined(session: Session, *, settled: bool, limit: int) -> list[HeldRow]:
    """What waits, the oldest first; or what was settled, the newest first."""
    order = (Quarantined.resolved_at.desc(), Quarantined.rid.desc()) if settled else (Quarantined.rid,)
    here = Quarantined.resolved_at.is_not(None) if settled else Quarantined.resolved_at.is_(None)
    return [HeldRow(*row) for row in session.execute(select(*_COLUMNS).where(here).order_by(*order).limit(limit))]


def get_quarantined(session: Session, rid: int) -> HeldRow:
    """Raises NotFound."""
    row = session.execute(select(*_COLUMNS).where(Quarantined.rid == rid)).first()
    if row is None:
        raise NotFound("held", str(rid))
    return HeldRow(*row)


def count_waiting(session: Session) -> int:
    """How many things wait for an administrator."""
    return session.scalar(select(func.count()).where(Quarantined.resolved_at.is_(None))) or 0


def settle_quarantined(session: Session, rid: int, *, verdict: str, reason: str, by: str, now: datetime) -> bool:
    """False when somebody has settled it already."""
    statement = (
        update(Quarantined)
        .where(Quarantined.rid == rid, Quarantined.resolved_at.is_(None))
        .values(resolved_at=now, verdict=verdict, reason=reason, settled_by=by)
    )
    return session.execute(statement.returning(Quarantined.rid)).first() is not None


def list_numbers(session: Session, dev: str, most: int) -> Sequence[int]:
    """The numbers of this device that lie here, up to `most`: they are not missing."""
    here = (Quarantined.dev == dev, Quarantined.seq <= most)
    return [number for number in session.scalars(select(Quarantined.seq).where(*here)) if number]


_COLUMNS = (
    Quarantined.rid,
    Quarantined.id,
    Quarantined.raw,
    Quarantined.why,
    Quarantined.recv_at,
    Quarantined.recv_from,
    Quarantined.u,
    Quarantined.verdict,
    Quarantined.reason,
    Quarantined.resolved_at,
    Quarantined.settled_by,
)
