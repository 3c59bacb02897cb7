"""Result codes and files: what was done in a course pack, on its way to the person whose doing it was.

A code is `EL1.`, then events as lines of JSON without a person (`u`), deflated with a checksum (RFC 1950), in the
letters of base64url (RFC 4648 §5), then a full stop. A file holds a code, or the lines of JSON themselves. Chats break
codes into lines and people copy the words around them: all of that is read over.

Whoever pastes one may have made it up: everything is bounded, and anything that is not understood is refused as a
whole, with the reason as a code.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from elearn.domain.errors import Refused
from elearn.domain.events import VERSION, Event, event_text, problem_of, same_content

FIELD = "code"
# Bytes of what is handed in, bytes of what is inside it, and how many times larger that may be.
LARGEST_SENT, LARGEST_INSIDE, LARGEST_RATIO = 400_000, 600_000, 100
MOST_EVENTS = 500
HANDED_IN = frozenset({"lesson.open", "lesson.done", "quiz.submit", "enrol"})
OWN = (None, "self")

_CODE = re.compile(r"EL([0-9]{1,3})\.([A-Za-z0-9_-]*)")
# What chats and letters put between letters: spaces of every kind, marks of direction, a byte order mark.
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff>]+")
_NO_DEVICE = "0" * 32
_TEXTS = ("t", "c", "i", "rev", "lang", "dev", "by", "ref", "u")


def read_results(data: bytes) -> tuple[Event, ...]:
    """The events of a code or file, at least one, as they were made. Raises Refused with a code for `FIELD`:

    `result-empty`, `result-foreign` (something else), `result-cut-off` (its end is missing), `result-damaged`,
    `result-too-large`, `result-newer` (made by a version of elearn that this one does not know), `result-kind`
    (states what no pack can know).
    """
    if len(data) > LARGEST_SENT:
        raise _refused("result-too-large")
    text = _text(data)
    if not text.strip():
        raise _refused("result-empty")
    values = _values(_inside(text))
    if not values:
        raise _refused("result-empty")
    if len(values) > MOST_EVENTS:
        raise _refused("result-too-large")
    events = tuple(_event(value) for value in values)
    if any(event.t not in HANDED_IN or event.by not in OWN or event.ref is not None for event in events):
        raise _refused("result-kind")
    return events


def write_code(events: Iterable[Event]) -> str:
    """The code of these events."""
    lines = "\n".join(map(event_text, events)).encode()
    return f"EL1.{base64.urlsafe_b64encode(zlib.compress(lines, 9)).decode().rstrip('=')}."


def _refused(code: str) -> Refused:
    return Refused({FIELD: code})


def _text(data: bytes) -> str:
    """Windows' editors save UTF-16 with a mark in front."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("result-foreign") from error


def _inside(text: str) -> str:
    """The lines of JSON behind a code, or the text itself where it is some."""
    if text.lstrip()[:1] in ("{", "["):
        return text
    found = _CODE.search(_BETWEEN.sub("", text))
    if found is None:
        raise _refused("result-foreign")
    if found[1] != "1":
        raise _refused("result-newer")
    try:
        return _inflated(_bytes(found[2])).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise _refused("result-damaged") from error


def _bytes(letters: str) -> bytes:
    """Words that were copied along may follow: the checksum says where the code ends, so odd letters are left out."""
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    try:
        return base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4))
    except binascii.Error as error:
        raise _refused("result-damaged") from error


def _inflated(packed: bytes) -> bytes:
    """Never more than the limit in memory, whatever the code would become."""
    limit = min(LARGEST_INSIDE, LARGEST_RATIO * len(packed))
    stream = zlib.decompressobj()
    inside = stream.decompress(packed, limit + 1)
    if len(inside) > limit:
        raise _refused("result-too-large")
    if not stream.eof:
        raise _refused("result-cut-off")
    return inside


def _values(text: str) -> list[object]:
    """One JSON value, a list of them, or one on each line."""
    try:
        if text.lstrip().startswith("["):
            values = _json(text)
            return values if isinstance(values, list) else []
        return [_json(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise _refused("result-damaged") from error


def _json(text: str) -> object:
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> object:
    raise ValueError(name)


def _event(value: object) -> Event:
    if not isinstance(value, Mapping):
        raise _refused("result-foreign")
    version = value.get("v")
    if type(version) is not int:
        raise _refused("result-foreign")
    if version > VERSION:
        raise _refused("result-newer")
    if version != VERSION or not set(value) <= {"v", "id", "at", "seq", "b", *_TEXTS}:
        raise _refused("result-foreign")
    event = _as_event(value)
    if event is None or problem_of(event) or not _says_what(event):
        raise _refused("result-damaged")
    return event


def _as_event(value: Mapping[str, Any]) -> Event | None:
    """None where a field has another type than it must have."""
    kinds: dict[str, Callable[[Any], bool]] = {
        **dict.fromkeys(_TEXTS, _is_text_or_none),
        "seq": lambda found: found is None or type(found) is int,
        "id": lambda found: isinstance(found, str),
        "at": lambda found: isinstance(found, str),
        "b": lambda found: isinstance(found, dict),
    }
    stated = {"b": {}, **value}
    if not all(fits(stated.get(name)) for name, fits in kinds.items()):
        return None
    at = _time(stated.pop("at"))
    return None if at is None else Event(**{"t": "", **stated}, at=at)


def _is_text_or_none(found: object) -> bool:
    return found is None or isinstance(found, str)


def _time(text: str) -> datetime | None:
    """None for what is no time of a zone that is stated."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _says_what(event: Event) -> bool:
    """A course, and what of it was done; answers are given to a revision."""
    if not event.c or not (event.i or event.t == "enrol"):
        return False
    return event.t != "quiz.submit" or bool(event.rev and isinstance(event.b.get("answers"), Mapping))


def from_pack(event: Event) -> bool:
    """True for what a pack noted down: nobody is in it until it is handed in."""
    return "pack" in event.b


def same_deed(first: Event, second: Event) -> bool:
    """True when they state the same but for the person, who handed it in, and the device's count of it.

    A file from a phone has lost the phone's numbers, and a form has none: what was done is compared as `same_content`
    compares it.
    """
    return same_content(_deed(first, second), _deed(second, first))


def _deed(event: Event, other: Event) -> Event:
    """Without the person; where both are numbered, under one number."""
    event = replace(event, u=None, by=None)
    return event if event.dev is None or other.dev is None else replace(event, dev=_NO_DEVICE, seq=1)
