"""What a worker keeps because making it again costs more than asking whether it is still true."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

T = TypeVar("T")


class Shelf(Generic[T]):
    """The last `size` values per database, by a key that changes when they do. Safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._rows: WeakKeyDictionary[Engine, OrderedDict[Hashable, T]] = WeakKeyDictionary()

    def find(self, session: Session, key: Hashable) -> T | None:
        with self._lock:
            row = self._rows.get(_engine(session))
            if row is None or key not in row:
                return None
            row.move_to_end(key)
            return row[key]

    def keep(self, session: Session, key: Hashable, value: T) -> None:
        with self._lock:
            row = self._rows.setdefault(_engine(session), OrderedDict())
            row[key] = value
            row.move_to_end(key)
            while len(row) > self._size:
                row.popitem(last=False)


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind.engine if isinstance(bind, Connection) else bind
