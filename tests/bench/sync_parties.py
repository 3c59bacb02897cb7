"""Who takes part in the model of `sync_model`: phones, workshop laptops, and the real centre in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from random import Random

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from elearn.domain.events import Event
from elearn.domain.sync import Batch
from elearn.services.epochs import current_epoch
from elearn.services.sync import Answer, make_grant
from elearn.storage.base import Base
from elearn.storage.epochs import add_epoch
from tests.makers import NOW, make_member
from tests.published import publish_course, uid

PEOPLE = tuple(f"person {number}" for number in range(7))
AT_ONCE = 12  # events of one request: small, so that a backlog takes several


@dataclass
class Phone:
    """The rules of a browser's outbox; `mutant` breaks one of them."""

    person: str
    token: str
    dev: str
    mutant: str
    seq: int = 0
    epoch: str = ""
    kept: dict[str, Event] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        self.seq += 1
        event = replace(event, u=self.person, dev=self.dev, seq=self.seq)
        self.kept[event.id] = event
        self.waiting[event.id] = None

    def next_batch(self, chance: Random, now: datetime) -> Batch:
        ids = list(self.waiting)[:AT_ONCE]
        chance.shuffle(ids)
        if self.mutant == "no ack":
            self.forget(ids)
        return Batch("n", now, self.dev, self.seq, tuple(self.kept[name] for name in ids))

    def forget(self, ids: Iterable[str]) -> None:
        for name in ids:
            self.waiting.pop(name, None)

    def hear(self, answer: Answer, new_dev: str) -> None:
        if self.epoch not in ("", answer.epoch) and self.mutant != "no epoch":
            self.waiting.update(dict.fromkeys(self.kept))
        self.epoch = answer.epoch
        if self.mutant != "no gaps":
            gaps = [event.id for event in self.kept.values() if self._is_missing(event, answer)]
            self.waiting.update(dict.fromkeys(gaps))
        self.forget(answer.acked)
        if answer.rotate and self.mutant != "no rotate":
            self.dev, self.seq = new_dev, 0

    def _is_missing(self, event: Event, answer: Answer) -> bool:
        number = event.seq or 0
        return event.dev == self.dev and any(first <= number <= last for first, last in answer.missing)


@dataclass
class Laptop:
    """A workshop's laptop: it counts its own events, carries those of others, and remembers up to where it has sent."""

    name: str
    log: dict[str, Event] = field(default_factory=dict)
    sent: int = 0
    epoch: str = ""
    seq: int = 0

    def add(self, event: Event) -> None:
        self.seq += 1
        self.take([replace(event, dev=uid(self.name), seq=self.seq)])

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            self.log.setdefault(event.id, event)


@cache
def _template() -> sqlite3.Connection:
    """A database with a published course, and people with a grant each; made once per process."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        publish_course(session)
        add_epoch(session, uid=uid("epoch 0"), began_at=NOW, reason="first")
        session.commit()
        for number, name in enumerate(PEOPLE, start=1):
            make_member(session, name)
            make_grant(session, account_id=number, dev=uid(f"phone {name}"), token=name, now=NOW)
    template = engine.raw_connection().driver_connection
    assert isinstance(template, sqlite3.Connection)
    return template


class Centre:
    """The real one, on SQLite in memory, with a backup of it."""

    def __init__(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        self.session = Session(self.engine)
        self.now = NOW
        self.restores = 0
        self._backup = sqlite3.connect(":memory:")
        self._copy(_template(), self._raw())
        self.back_up()

    def back_up(self) -> None:
        self._copy(self._raw(), self._backup)

    def restore(self, *, told: bool) -> None:
        """The last backup again; `told`: as `elearn restore` does it, with a new epoch."""
        self._copy(self._backup, self._raw())
        self.restores += 1
        if told:
            add_epoch(self.session, uid=uid(f"epoch {self.restores}"), began_at=self.now, reason="restored")
            self.session.commit()

    def epoch(self) -> str:
        return current_epoch(self.session)

    def _raw(self) -> sqlite3.Connection:
        self.session.rollback()
        self.session.expunge_all()
        raw = self.engine.raw_connection().driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw

    @staticmethod
    def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
        source.backup(target)

    def close(self) -> None:
        self.session.close()
        self.engine.dispose()
        self._backup.close()
