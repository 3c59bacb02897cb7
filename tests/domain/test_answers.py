"""Fields of a form as they may come from anywhere, and the canonical answers they make."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.answers import MOST_PROBLEMS, answers_from_fields
from elearn.domain.drawing import draw
from tests.domain.quizzes import number, one, quiz, several, text, true_false

QUIZ = quiz(one(), several(), true_false(true=False), number(), text("dual", "dual stack"))


@pytest.mark.parametrize(
    ("field", "value", "canonical"),
    [
        ("bits", "a", "a"),
        ("bits", ["a"], "a"),
        ("forms", ["b", "a"], ("a", "b")),
        ("forms", ["a", "a"], ("a",)),
        ("forms", "d", ("d",)),
        ("direct", ["false"], "false"),
        ("year", [" ٢٠١١ "], "٢٠١١"),
        ("year", ["about 2011"], "about 2011"),
        ("dual", ["  Dual \n stack\t"], "Dual stack"),
        ("dual", ["e\u0301cole"], "école"),
        ("dual", ["\u202edual\u202c \u2066stack\u2069"], "dual stack"),
        ("dual", ["می‌خواهم"], "می‌خواهم"),
        ("dual", ["x" * 500], "x" * 500),
        ("dual", ["👩‍🏫"], "👩‍🏫"),
    ],
)
def test_an_answer_becomes_canonical(field: str, value: object, canonical: object) -> None:
    read = answers_from_fields(QUIZ, 0, {field: value})
    assert read.given == {field: canonical}
    assert read.problems == {}


@pytest.mark.parametrize("value", ["", [""], [], [" "], ["\u00a0\n"], ["", ""]])
@pytest.mark.parametrize("field", ["year", "dual"])
def test_an_empty_box_is_not_answered(field: str, value: object) -> None:
    read = answers_from_fields(QUIZ, 0, {field: value})
    assert (read.given, read.problems) == ({}, {})


@pytest.mark.parametrize("field", ["bits", "forms", "direct"])
def test_nothing_ticked_is_not_answered(field: str) -> None:
    assert answers_from_fields(QUIZ, 0, {field: [""]}).given == {}
    assert answers_from_fields(QUIZ, 0, {}).given == {}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("colour", ["a"], "unknown-question"),
        ("", ["a"], "unknown-question"),
        ("bits.a", ["1"], "unknown-question"),
        ("bits", ["z"], "unknown-answer"),
        ("bits", ["A"], "unknown-answer"),
        ("bits", ["a\0"], "unknown-answer"),
        ("forms", ["a", "z"], "unknown-answer"),
        ("direct", ["yes"], "unknown-answer"),
        ("direct", ["a"], "unknown-answer"),
        ("bits", ["a", "b"], "answered-twice"),
        ("bits", ["a", "a"], "answered-twice"),
        ("direct", ["true", "false"], "answered-twice"),
        ("year", ["2011", "2012"], "answered-twice"),
        ("dual", ["x" * 501], "too-long"),
        ("dual", ["dual\0stack"], "unreadable-text"),
        ("dual", ["\ud800"], "unreadable-text"),
        ("dual", ["\ufdd0"], "unreadable-text"),
        ("dual", ["\U0001ffff"], "unreadable-text"),
        ("dual", ["\x1b[2J"], "unreadable-text"),
        ("dual", [7], "unreadable-text"),
        ("bits", None, "unreadable-text"),
        ("bits", {"a": 1}, "unreadable-text"),
        ("bits", [["a"]], "unreadable-text"),
        ("year", ["1.234,5"], "number-separators"),
        ("year", ["1,234,567"], "number-separators"),
    ],
)
def test_what_cannot_be_taken_has_a_code(field: str, value: object, code: str) -> None:
    read = answers_from_fields(QUIZ, 0, {field: value, "direct2": ""})
    assert read.problems[field] == code
    assert field not in read.given


def test_hidden_fields_are_no_questions() -> None:
    read = answers_from_fields(QUIZ, 0, {"rev": "0123456789ab", "seed": "0", "event": "", "bits": ["a"]})
    assert read.given == {"bits": "a"}
    assert read.problems == {}


def test_a_question_that_this_seed_does_not_show_is_unknown() -> None:
    ours = quiz(*(one(f"q{n}") for n in range(8)), draw=2)
    shown = {question.key for question in draw(ours, 4)}
    read = answers_from_fields(ours, 4, {f"q{n}": "a" for n in range(8)})
    assert set(read.given) == shown
    assert set(read.problems.values()) == {"unknown-question"}


@pytest.mark.parametrize("seed", [-1, 16, 10**30])
def test_there_are_sixteen_seeds(seed: int) -> None:
    assert answers_from_fields(QUIZ, seed, {"bits": "a"}).problems == {"seed": "unknown-seed"}


def test_canonical_answers_stay_what_they_are() -> None:
    fields = {"forms": ["c", "a"], "dual": [" Dual  Stack"], "bits": ["b"], "year": ["１２"]}
    once = answers_from_fields(QUIZ, 0, fields).given
    assert answers_from_fields(QUIZ, 0, once).given == once
    assert list(once) == sorted(once)


def test_a_flood_of_fields_makes_few_problems() -> None:
    read = answers_from_fields(QUIZ, 0, {f"{n}" * 100: "x" for n in range(5000)})
    assert len(read.problems) == MOST_PROBLEMS
    assert all(len(field) <= 80 for field in read.problems)


@given(st.dictionaries(st.sampled_from(["bits", "forms", "direct", "year", "dual", "x"]), st.lists(st.text())))
def test_whatever_is_typed_is_answered_or_a_problem(fields: dict[str, list[str]]) -> None:
    read = answers_from_fields(QUIZ, 0, fields)
    for field, values in fields.items():
        blank = not any(unicodedata.normalize("NFC", value).strip() for value in values)
        assert (field in read.given) + (field in read.problems) <= 1
        assert field in read.given or field in read.problems or blank or field in {"dual", "year"}
    assert answers_from_fields(QUIZ, 0, read.given).given == read.given
