"""Programmes: whom they are for, what they ask of whom, who is ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from elearn.domain.programmes import (
    Audience,
    Candidate,
    Crowd,
    Level,
    Programme,
    Readiness,
    count_readiness,
    fits_audience,
    missing_topics,
)

SUMMIT = Programme(
    "summit",
    {"en": "Ready for the summit"},
    "en",
    date(2027, 5, 31),
    {"dns": Level.REQUIRED, "icann": Level.NEWCOMERS, "ai": Level.RECOMMENDED},
)
AMA = Candidate("KE-01", "en", "KE", confirmed=True)
BO = Candidate("", "fr", "SN", confirmed=False)


@pytest.mark.parametrize(
    ("rule", "ama", "bo"),
    [
        (Audience(), True, True),
        (Audience(confirmed=True), True, False),
        (Audience(als=frozenset({"KE-01", "KE-02"})), True, False),
        (Audience(als=frozenset({"KE-02"})), False, False),
        (Audience(languages=frozenset({"fr", "ar"})), False, True),
        (Audience(countries=frozenset({"SN"})), False, True),
        (Audience(countries=frozenset({"SN", "KE"}), languages=frozenset({"en"})), True, False),
        (Audience(confirmed=True, languages=frozenset({"fr"})), False, False),
    ],
)
def test_whom_a_programme_is_for(rule: Audience, ama: bool, bo: bool) -> None:
    assert (fits_audience(rule, AMA), fits_audience(rule, BO)) == (ama, bo)


@pytest.mark.parametrize(
    ("newcomer", "credited", "missing"),
    [
        (False, (), ("dns",)),
        (True, (), ("dns", "icann")),
        (True, ("icann",), ("dns",)),
        (False, ("dns",), ()),
        (True, ("dns", "icann"), ()),
        (False, ("ai",), ("dns",)),
        (True, ("dns", "icann", "something else"), ()),
    ],
)
def test_what_is_missing(newcomer: bool, credited: tuple[str, ...], missing: tuple[str, ...]) -> None:
    assert missing_topics(SUMMIT, newcomer=newcomer, credited=credited) == missing


def test_topics_travel_as_bits_and_strangers_stay_behind() -> None:
    assert SUMMIT.bits(["ai", "dns", "dns", "else"]) == 0b101
    assert SUMMIT.topics_of(0b101) == ("dns", "ai")
    assert SUMMIT.topics_of(0) == ()
    assert SUMMIT.new_since == date(2026, 5, 31)


def test_counting_who_is_ready() -> None:
    crowds = [
        Crowd(1, AMA, newcomer=False, credited=0b001, people=3),
        Crowd(1, AMA, newcomer=True, credited=0b001, people=2),
        Crowd(1, AMA, newcomer=True, credited=0b000, people=1),
        Crowd(0, BO, newcomer=False, credited=0b100, people=4),
    ]
    rows = count_readiness(SUMMIT, crowds)
    assert rows == {
        1: Readiness(6, 3, {"icann": 3, "dns": 1}),
        0: Readiness(4, 0, {"dns": 4}),
    }
    assert rows[0] + rows[1] == Readiness(10, 3, {"dns": 5, "icann": 3})


def test_nobody_outside_the_audience_counts() -> None:
    for_kenya = Programme("k", {}, "en", SUMMIT.deadline, SUMMIT.topics, Audience(countries=frozenset({"KE"})))
    assert count_readiness(for_kenya, [Crowd(0, BO, newcomer=False, credited=1, people=4)]) == {}


def test_who_is_less_experienced_can_be_told_of_any_deadline_that_is_stored() -> None:
    assert replace(SUMMIT, deadline=date(1, 1, 1), new_days=365).new_since == date(1, 1, 1)
    assert SUMMIT.new_since == date(2026, 5, 31)
