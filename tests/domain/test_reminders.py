"""Which reminders can be asked for, when each is due, and what makes a letter of it out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from elearn.domain.reminders import Ahead, list_due, list_plans, offered, plan_of
from elearn.domain.webinars import Webinar
from tests.domain.test_webinars import DAYS, MOMENT, YEAR, at, made

WEEK, DAY, HOUR = Ahead


def webinar(**changes: str) -> Webinar:
    return replace(made("x", *MOMENT), **changes)  # type: ignore[arg-type] # texts only


@pytest.mark.parametrize(
    ("now", "can", "due"),
    [
        ("05-01T12:00", (WEEK, DAY, HOUR), ()),
        ("05-08T13:29", (WEEK, DAY, HOUR), ()),
        ("05-08T13:30", (WEEK, DAY, HOUR), (WEEK,)),
        ("05-10T13:29", (WEEK, DAY, HOUR), (WEEK,)),
        ("05-10T13:30", (DAY, HOUR), ()),  # five days before, a week's reminder says nothing
        ("05-14T13:29", (DAY, HOUR), ()),
        ("05-14T13:30", (DAY, HOUR), (DAY,)),  # never the one of a week a day before
        ("05-15T01:29", (DAY, HOUR), (DAY,)),
        ("05-15T01:30", (HOUR,), ()),
        ("05-15T12:30", (HOUR,), (HOUR,)),
        ("05-15T13:20", (), ()),
        ("05-15T13:30", (), ()),
        ("06-15T13:30", (), ()),
    ],
)
def test_when(now: str, can: tuple[Ahead, ...], due: tuple[Ahead, ...]) -> None:
    one = webinar()
    assert offered(one, at(now)) == can
    found = list(list_due([one], at(now)))
    assert tuple(each.ahead for each in found) == due
    assert all(each.until > at(now) for each in found)


def test_of_days_there_is_no_hour_and_of_a_year_nothing() -> None:
    assert offered(made("x", *DAYS), at("06-01T00:00")) == (WEEK, DAY)
    assert [due.ahead for due in list_due([made("x", *DAYS)], at("06-14T00:00"))] == [WEEK]
    assert offered(made("x", *YEAR), at("01-01T00:00")) == ()
    assert list(list_due([made("x", *YEAR)], at("01-01T00:00") - timedelta(days=7))) == []


def test_cancelled_and_moved() -> None:
    one, off = webinar(), webinar(why="cancelled")
    moved = webinar(starts="2014-05-22T13:30:00Z", ends="", why="moved")
    assert list(list_due([off], at("05-14T13:30"))) == []
    assert list_plans([off]) == frozenset()
    assert plan_of(moved) != plan_of(one)
    assert list_plans([moved]) == {plan_of(moved)}
    assert [due.ahead for due in list_due([moved], at("05-15T13:30"))] == [WEEK]
    assert len(f"{next(list_due([moved], at('05-15T13:30'))).prefix}{2**63}") <= 80
