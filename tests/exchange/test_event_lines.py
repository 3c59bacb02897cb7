"""A line of JSON is an event of the known shape, or it is none."""

from __future__ import annotations

import pytest

from elearn.domain.events import Event, event_text
from elearn.exchange.event_lines import LineError, read_event_line
from tests.makers import NOW

GOOD = Event("a" * 32, "quiz.submit", NOW, u="b" * 32, c="ip", i="q", dev="d" * 32, seq=3, b={"answers": {"x": "é"}})


def test_an_event_comes_back_as_it_was() -> None:
    assert read_event_line(event_text(GOOD).encode()) == GOOD


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"null",
        b"{" * 10_000,
        b"\xff",
        b'{"id":1,"t":"note","at":"2026-11-22T10:00:00Z"}',
        b'{"id":"a","at":"2026-11-22T10:00:00Z"}',
        b'{"id":"a","t":"note"}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00"}',
        b'{"id":"a","t":"note","at":"yesterday"}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","seq":true}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","seq":1.5}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","u":7}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","v":null}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","b":[]}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","b":{"x":NaN}}',
        b'{"id":"a","t":"note","at":"2026-11-22T10:00:00Z","more":1}',
    ],
)
def test_anything_else_is_no_event(line: bytes) -> None:
    with pytest.raises(LineError):
        read_event_line(line)
