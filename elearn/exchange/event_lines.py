"""Events as lines of JSON, as devices and workshop files carry them: strict about the shape, indifferent to meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from elearn.domain.events import Event

_TEXTS = ("u", "c", "i", "rev", "lang", "dev", "by", "ref")
_FIELDS = frozenset({"id", "t", "at", "seq", "b", "v", *_TEXTS})


class LineError(ValueError):
    """This line is no event. `event_id` is what it calls itself, or empty."""

    def __init__(self, event_id: str = "") -> None:
        super().__init__("no event")
        self.event_id = event_id


def read_event_line(line: bytes) -> Event:
    """Raises LineError for anything but an object with the fields of an event, of their types, and no others."""
    try:
        stated = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise LineError from error
    if not isinstance(stated, dict):
        raise LineError
    return read_event_object(stated)


def read_event_object(stated: Mapping[str, Any]) -> Event:
    """The same for an object that was decoded already."""
    name = stated.get("id")
    if not isinstance(name, str) or not isinstance(stated.get("t"), str) or stated.keys() - _FIELDS:
        raise LineError(name if isinstance(name, str) else "")
    texts: dict[str, Any] = {field: stated.get(field) for field in _TEXTS}
    numbers = (stated.get("seq"), stated.get("v", 1))
    good = all(value is None or isinstance(value, str) for value in texts.values())
    good = good and all(value is None or type(value) is int for value in numbers)
    if not good or numbers[1] is None or not isinstance(stated.get("b", {}), dict):
        raise LineError(name)
    at = _time(stated.get("at"), name)
    return Event(id=name, t=stated["t"], at=at, seq=numbers[0], v=numbers[1], b=stated.get("b", {}), **texts)


def _time(text: object, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) and len(text) <= 40 else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise LineError(name)
    return at


def _refuse(_constant: str) -> None:
    raise ValueError("JSON knows no such number")
