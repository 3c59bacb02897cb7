"""The table is the specification of pairs, lines and gaps: what was put where, what it is worth, what is said of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.answers import LONGEST_PROSE, answers_from_fields
from elearn.domain.drawing import SEEDS, opaque_letters, order_options, order_slots
from elearn.domain.grading import Outcome, grade, grade_quiz
from elearn.domain.questions import Question
from elearn.domain.slots import SlotMark, mark_slots
from elearn.domain.typed import NumberProblem
from tests.domain.quizzes import REV, gaps, matching, one, open_question, ordering, quiz

RIGHT, PARTLY, WRONG, UNANSWERED = Outcome.RIGHT, Outcome.PARTLY, Outcome.WRONG, Outcome.UNANSWERED
PAIRS = matching(points=3)
PAIRS_OR_NOTHING = replace(matching(points=3), score_all=True)
LINES = ordering(points=3)
PINNED = ordering(lines="abcd", fixed="ad", points=3)
PINNED_SIDE_BY_SIDE = ordering(lines="abcd", fixed="ab", points=2)
LINES_OR_NOTHING = replace(LINES, score_all=True)
GAPS = gaps(points=3)
GAPS_OR_NOTHING = replace(GAPS, score_all=True)


def numbered(order: str) -> dict[str, str]:
    """The lines as somebody puts them: `bacd` gives b the 1."""
    return {line: str(number) for number, line in enumerate(order, 1)}


@pytest.mark.parametrize(
    ("question", "answer", "points", "outcome"),
    [
        # pairs: each by itself, nothing is taken away for a wrong one
        (PAIRS, {"v4": "b", "v6": "a", "group": "c"}, "3", RIGHT),
        (PAIRS, {"v4": "b", "v6": "a", "group": "d"}, "2", PARTLY),
        (PAIRS, {"v4": "b", "v6": "b", "group": "b"}, "1", PARTLY),
        (PAIRS, {"v4": "b"}, "1", PARTLY),
        (PAIRS, {"v4": "d", "v6": "d"}, "0", WRONG),
        (PAIRS, {"v4": "z", "v6": 7, "other": "a"}, "0", UNANSWERED),
        (PAIRS, {}, "0", UNANSWERED),
        (PAIRS, None, "0", UNANSWERED),
        (PAIRS, "b", "0", UNANSWERED),
        (PAIRS, ["b", "a", "c"], "0", UNANSWERED),
        (PAIRS_OR_NOTHING, {"v4": "b", "v6": "a", "group": "c"}, "3", RIGHT),
        (PAIRS_OR_NOTHING, {"v4": "b", "v6": "a"}, "0", WRONG),
        (replace(PAIRS, points=1), {"v4": "b"}, "1/3", PARTLY),
        # lines: each pair of neighbours by itself, wherever in the order it stands
        (LINES, numbered("abcd"), "3", RIGHT),
        (LINES, numbered("bcda"), "2", PARTLY),
        (LINES, numbered("cdab"), "2", PARTLY),
        (LINES, numbered("acbd"), "0", WRONG),
        (LINES, numbered("dcba"), "0", WRONG),
        (LINES, {"a": "1", "b": "2"}, "1", PARTLY),
        (LINES, {"a": "2", "b": "3", "c": "4"}, "2", PARTLY),
        (LINES, {"a": "1", "c": "2"}, "0", WRONG),
        (LINES, {"a": "1", "b": "2", "c": "2", "d": "3"}, "2", PARTLY),
        (LINES, {"a": "1", "b": "1", "c": "1", "d": "1"}, "0", WRONG),
        (LINES, {"a": "0", "b": "5", "c": "x", "d": "-1"}, "0", UNANSWERED),
        (LINES, {"a": "1.0", "b": "٢"}, "0", UNANSWERED),
        (LINES, {}, "0", UNANSWERED),
        (LINES, [1, 2, 3, 4], "0", UNANSWERED),
        (LINES_OR_NOTHING, numbered("abcd"), "3", RIGHT),
        (LINES_OR_NOTHING, numbered("bcda"), "0", WRONG),
        # fixed lines have their number, and two of them side by side are nobody's merit
        (PINNED, {"b": "2", "c": "3"}, "3", RIGHT),
        (PINNED, {"a": "4", "b": "2", "c": "3", "d": "1"}, "3", RIGHT),
        (PINNED, {"b": "3", "c": "2"}, "0", WRONG),
        (PINNED, {"b": "2"}, "1", PARTLY),
        (PINNED, {}, "0", UNANSWERED),
        (PINNED_SIDE_BY_SIDE, {"c": "3", "d": "4"}, "2", RIGHT),
        (PINNED_SIDE_BY_SIDE, {"c": "3"}, "1", PARTLY),
        (PINNED_SIDE_BY_SIDE, {"c": "4", "d": "3"}, "0", WRONG),
        (PINNED_SIDE_BY_SIDE, {"a": "1", "b": "2"}, "0", UNANSWERED),
        # gaps: each by itself, numbers and words as in questions of their own
        (GAPS, {"times": "b", "bits": "128", "name": "dual stack"}, "3", RIGHT),
        (GAPS, {"times": "b", "bits": "١٢٨", "name": "Doble  Pila."}, "3", RIGHT),
        (GAPS, {"times": "b", "bits": "128,0", "name": "TUNEL"}, "3", RIGHT),
        (GAPS, {"times": "a", "bits": "128", "name": "tunnel"}, "1", PARTLY),
        (GAPS, {"times": "b"}, "1", PARTLY),
        (GAPS, {"times": "c", "bits": "1.234,5", "name": ""}, "0", WRONG),
        (GAPS, {"times": "128", "bits": None, "name": ["x"]}, "0", UNANSWERED),
        (GAPS, {"bits": " ", "name": "\u00a0"}, "0", UNANSWERED),
        (GAPS_OR_NOTHING, {"times": "b", "bits": "128", "name": "dual stack"}, "3", RIGHT),
        (GAPS_OR_NOTHING, {"times": "b", "bits": "128"}, "0", WRONG),
        (gaps(strict=True), {"name": "tunel"}, "0", WRONG),
    ],
)
def test_an_answer_is_worth(question: Question, answer: object, points: str, outcome: Outcome) -> None:
    graded = grade(question, answer)
    assert graded.points == Fraction(points)
    assert graded.outcome is outcome
    assert graded.maximum == question.points


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("In my words.", Outcome.KEPT), (" \n", UNANSWERED), (None, UNANSWERED), ({"a": "b"}, UNANSWERED)],
)
def test_an_open_answer_is_kept_and_counts_for_nothing(answer: object, outcome: Outcome) -> None:
    graded = grade(open_question(), answer)
    assert (graded.outcome, graded.points, graded.maximum) == (outcome, Fraction(0), 0)
    both = grade_quiz(quiz(one(), open_question()), 0, {"bits": "a", "say": answer})
    assert (both.share, both.maximum) == (Fraction(1), 1)


def test_marks_say_what_was_put_into_each_slot() -> None:
    assert mark_slots(PAIRS, {"v4": "b", "v6": "d"}) == (
        SlotMark("v4", "b", right=True),
        SlotMark("v6", "d", right=False),
        SlotMark("group", "", right=False),
    )


def test_a_line_is_judged_by_the_one_before_it() -> None:
    marks = {mark.key: (mark.given, mark.right) for mark in mark_slots(LINES, numbered("bcda"))}
    assert marks == {"a": ("4", None), "b": ("1", False), "c": ("2", True), "d": ("3", True)}


def test_fixed_lines_say_their_number() -> None:
    marks = {mark.key: (mark.given, mark.right) for mark in mark_slots(PINNED_SIDE_BY_SIDE, {"c": "4"})}
    assert marks == {"a": ("1", None), "b": ("2", None), "c": ("4", False), "d": ("", False)}


def test_a_number_in_a_gap_is_told_as_it_was_read() -> None:
    typed = {mark.key: mark for mark in mark_slots(GAPS, {"bits": "1,28"})}["bits"]
    assert str(typed.number) == "1.28"
    typed = {mark.key: mark for mark in mark_slots(GAPS, {"bits": "many"})}["bits"]
    assert typed.problem is NumberProblem.UNREADABLE


QUIZ = quiz(one(), matching(), ordering(), ordering("pinned", fixed="b"), gaps(), open_question())


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"match.v4": ["b"], "match.v6": [""]}, {"match": {"v4": "b"}}),
        ({"match.v6": "d", "match.v4": "d"}, {"match": {"v4": "d", "v6": "d"}}),
        ({"match.v4": [""], "match.v6": []}, {}),
        ({"steps.b": ["1"], "steps.a": ["4"]}, {"steps": {"a": "4", "b": "1"}}),
        ({"pinned.a": ["1"], "pinned.b": ["2"], "pinned.c": ["3"]}, {"pinned": {"a": "1", "c": "3"}}),
        ({"pinned.b": ["2"]}, {}),
        ({"fill.times": ["c"], "fill.bits": [" ١٢٨ "]}, {"fill": {"bits": "١٢٨", "times": "c"}}),
        ({"fill.name": ["  Dual \n stack\t"]}, {"fill": {"name": "Dual stack"}}),
        ({"say": ["  One.\r\n\r\n\r\n\r\n two \t three \n"]}, {"say": "One.\n\ntwo three"}),
        ({"say": ["a\rb\n\nc"]}, {"say": "a\nb\n\nc"}),
        ({"say": ["x" * LONGEST_PROSE]}, {"say": "x" * LONGEST_PROSE}),
        ({"say": [" \n "]}, {}),
    ],
)
def test_fields_become_canonical(fields: dict[str, object], given: dict[str, object]) -> None:
    read = answers_from_fields(QUIZ, 0, fields)
    assert (read.given, read.problems) == (given, {})
    assert answers_from_fields(QUIZ, 0, read.given) == read


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("match.zz", ["a"], "unknown-question"),
        ("match.", ["a"], "unknown-question"),
        ("match", ["a"], "unknown-answer"),
        ("bits.a", ["1"], "unknown-question"),
        ("match.v4.x", ["a"], "unknown-question"),
        ("match.v4", ["e"], "unknown-answer"),
        ("match.v4", ["32 bits"], "unknown-answer"),
        ("match.v4", ["a", "b"], "answered-twice"),
        ("steps.a", ["5"], "unknown-answer"),
        ("steps.a", ["٢"], "unknown-answer"),
        ("pinned.b", ["1"], "unknown-answer"),
        ("pinned.a", ["2"], "unknown-answer"),
        ("fill.times", ["once"], "unknown-answer"),
        ("fill.bits", ["1.234,5"], "number-separators"),
        ("fill.name", ["x" * 501], "too-long"),
        ("fill.name", ["a\0b"], "unreadable-text"),
        ("fill.name", [7], "unreadable-text"),
        ("say", ["x" * (LONGEST_PROSE + 1)], "prose-too-long"),
        ("say", ["a\0b"], "unreadable-text"),
        ("say", ["a", "b"], "answered-twice"),
    ],
)
def test_what_cannot_be_taken_has_a_code(field: str, value: object, code: str) -> None:
    read = answers_from_fields(QUIZ, 0, {field: value, "match.group": "a"})
    assert read.problems == {field: code}
    assert read.given == {"match": {"group": "a"}}


def test_one_number_for_two_lines_is_told_at_the_second() -> None:
    read = answers_from_fields(QUIZ, 0, {"steps.a": "1", "steps.b": "2", "steps.c": "1"})
    assert read.problems == {"steps.c": "number-twice"}


@given(
    st.dictionaries(
        st.sampled_from(["match.v4", "steps.a", "steps.b", "fill.bits", "fill.name", "say", "match"]),
        st.lists(st.text()),
    )
)
def test_whatever_is_sent_is_answered_or_a_problem(fields: dict[str, list[str]]) -> None:
    read = answers_from_fields(QUIZ, 0, fields)
    assert set(read.problems) <= set(fields)
    assert answers_from_fields(QUIZ, 0, read.given).given == read.given


def order_of(question: Question, seed: int, **change: Any) -> str:
    return " ".join(slot.key for slot in order_slots(quiz(question, **change), question, seed))


def test_lines_and_left_sides_are_shuffled_by_the_seed() -> None:
    for question in (ordering(lines="abcdef"), matching(pairs="a:a b:b c:c d:d e:e f:f", letters="abcdef")):
        orders = {order_of(question, seed) for seed in SEEDS}
        assert len(orders) > 10
        assert {frozenset(order.split()) for order in orders} == {frozenset("abcdef")}


def test_lines_are_shuffled_even_where_answers_are_not() -> None:
    lines, pairs = ordering(lines="abcdef"), matching()
    assert len({order_of(lines, seed, shuffle_answers=False) for seed in SEEDS}) > 10
    assert len({order_of(replace(lines, shuffle=False), seed) for seed in SEEDS}) > 10
    assert {order_of(pairs, seed, shuffle_answers=False) for seed in SEEDS} == {"v4 v6 group"}


def test_a_fixed_line_keeps_its_place_on_the_page() -> None:
    assert {order_of(ordering(lines="abcd", fixed="c"), seed).split()[2] for seed in SEEDS} == {"c"}


def test_gaps_stay_and_their_choices_change_places() -> None:
    ours = quiz(gaps())
    assert order_of(gaps(), 3) == "times bits name"
    assert len({order_options(ours, gaps(), gaps().slots[0], seed) for seed in SEEDS}) > 3
    kept = replace(gaps(), shuffle=False)
    assert {order_options(ours, kept, kept.slots[0], seed) for seed in SEEDS} == {("b", "a", "c")}


def test_all_selects_of_a_matching_offer_the_same_order_and_numbers_count_up() -> None:
    ours = quiz(matching(), ordering())
    for seed in SEEDS:
        assert len({order_options(ours, matching(), slot, seed) for slot in matching().slots}) == 1
        assert {order_options(ours, ordering(), slot, seed) for slot in ordering().slots} == {("1", "2", "3", "4")}


def test_letters_come_from_the_words_alone() -> None:
    """Neither the order in the file nor the letter says what belongs together, and another question has others."""
    words = ("32 bits", "128 bits", "16 bits", "48 bits", "8 bits")
    letters = opaque_letters(REV, "match", words)
    assert sorted(letters.values()) == list("abcde")
    assert opaque_letters(REV, "match", reversed(words)) == letters
    others = [opaque_letters(REV, f"q{n}", words) for n in range(8)]
    assert len({tuple(other[word] for word in words) for other in others}) > 5
    assert {opaque_letters(f"{n:012x}", "match", words)["32 bits"] for n in range(40)} == set("abcde")


def test_letters_are_part_of_the_format() -> None:
    """Answers are kept as letters: for a revision they may never change."""
    assert opaque_letters(REV, "match", ("32 bits", "128 bits", "16 bits")) == {
        "16 bits": "a",
        "32 bits": "b",
        "128 bits": "c",
    }
    assert len(set(opaque_letters(REV, "q", map(str, range(60))).values())) == 60
