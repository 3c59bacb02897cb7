"""How authors write numbers, and what is a right answer."""

from __future__ import annotations

import pytest

from elearn.content.numbers import NumberProblem, read_number
from elearn.domain.questions import NumberRange

NUMBERS: list[tuple[str, tuple[str, str, str]]] = [
    ("2011", ("2011", "2011", "")),
    ("-3", ("-3", "-3", "")),
    ("−3.50", ("-3.5", "-3.5", "")),
    ("007", ("7", "7", "")),
    ("3.5 ± 0.1", ("3.4", "3.6", "")),
    ("3.5 +- 0.1", ("3.4", "3.6", "")),
    ("3.5 +/- 0.1", ("3.4", "3.6", "")),
    ("3.5±0.1 km", ("3.4", "3.6", "km")),
    ("50 ± 2%", ("49", "51", "")),
    ("-50 ± 2 %", ("-51", "-49", "")),
    ("10..20", ("10", "20", "")),
    ("10 .. 20 people", ("10", "20", "people")),
    ("128 bits", ("128", "128", "bits")),
    ("50%", ("50", "50", "%")),
    ("50 %", ("50", "50", "%")),
    ("13 root servers", ("13", "13", "root servers")),
    ("0.30", ("0.3", "0.3", "")),
    ("-0", ("0", "0", "")),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_a_number_is_a_range_with_a_unit(text: str, expected: tuple[str, str, str]) -> None:
    assert read_number(text) == NumberRange(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "dual stack",
        "192.0.2.1",
        "2001:db8::1",
        "1st",
        "464XLAT",
        "AS64496",
        "one",
        "",
        "IPv4",
        "3 February 2011",
        "24/7",
        "2011-02-03",
        "1.2.3",
        "10-20",
    ],
)
def test_other_answers_are_text(text: str) -> None:
    assert read_number(text) is None


PROBLEMS = [
    ("3,5", "Q008", "3.5"),
    ("1,000", "Q008", "1.000"),
    ("1 000", "Q008", "1000"),
    ("1'000'000", "Q008", "1000000"),
    ("3.5 ± 0", "Q009", "±"),
    ("3.5 ± -1", "Q009", "±"),
    ("20..10", "Q009", "10..20"),
]


@pytest.mark.parametrize(("text", "code", "advice"), PROBLEMS)
def test_what_was_meant_as_a_number_is_told(text: str, code: str, advice: str) -> None:
    problem = read_number(text)
    assert isinstance(problem, NumberProblem)
    assert problem.code == code
    assert advice in problem.advice
