"""Finished: the first instant at which everything asked for at that instant was done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from elearn.domain.completion import Required, completed_at
from tests.makers import NOW


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def asked(since: int, items: str) -> Required:
    return Required(day(since), frozenset(items))


@pytest.mark.parametrize(
    ("done", "history", "finished"),
    [
        ({}, [], None),
        ({"a": 1}, [], None),
        ({}, [asked(0, "")], None),
        ({"a": 1}, [asked(0, "")], None),
        ({"a": 1}, [asked(0, "ab")], None),
        ({"a": 1, "b": 3}, [asked(0, "ab")], 3),
        ({"a": 3, "b": 1, "x": 9}, [asked(0, "ab")], 3),
        # what was done before the first release counts as of then
        ({"a": -5, "b": -3}, [asked(0, "ab")], -3),
        # a later release asks for more: who had finished has finished
        ({"a": 1, "b": 2}, [asked(0, "ab"), asked(5, "abc")], 2),
        ({"a": 1, "b": 6}, [asked(0, "ab"), asked(5, "abc")], None),
        ({"a": 1, "b": 6, "c": 7}, [asked(0, "ab"), asked(5, "abc")], 7),
        ({"a": 1, "b": 5}, [asked(0, "ab"), asked(5, "abc")], None),
        # it asks for less: who has all that is left finishes with it
        ({"a": 1}, [asked(0, "ab"), asked(5, "a")], 5),
        ({"a": 6}, [asked(0, "ab"), asked(5, "a")], 6),
        # more, then less again
        ({"a": 1, "b": 6}, [asked(0, "ab"), asked(5, "abc"), asked(9, "ab")], 9),
        ({"a": 1, "b": 2}, [asked(0, "ab"), asked(5, "abc"), asked(9, "a")], 2),
        # a release that took everything away finishes nobody
        ({"a": 1}, [asked(0, "ab"), asked(5, "")], None),
    ],
)
def test_a_course_is_finished(done: dict[str, int], history: list[Required], finished: int | None) -> None:
    times = {item: day(number) for item, number in done.items()}
    assert completed_at(times, history) == (None if finished is None else day(finished))
