"""The table is the specification of grading: question, what was answered, what it is worth."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.drawing import SEEDS, draw
from elearn.domain.grading import Grade, Mark, Outcome, decimal_text, exact_share, grade, grade_quiz
from elearn.domain.questions import Question
from elearn.domain.typed import NumberProblem
from tests.domain.quizzes import gaps, matching, number, one, ordering, quiz, several, text, true_false

RIGHT, PARTLY, WRONG, UNANSWERED = Outcome.RIGHT, Outcome.PARTLY, Outcome.WRONG, Outcome.UNANSWERED
THREE_RIGHT = several(right="abc", keys="abcdef", points=2)
ALL_OR_NOTHING = several(right="ab", score_all=True)
NONE_IS_RIGHT = several(right="")


@pytest.mark.parametrize(
    ("question", "answer", "points", "outcome"),
    [
        # one answer: all or nothing
        (one(right="a"), "a", "1", RIGHT),
        (one(right="a"), "b", "0", WRONG),
        (one(right="a", points=3), "a", "3", RIGHT),
        (one(), None, "0", UNANSWERED),
        (one(), "", "0", UNANSWERED),
        (one(), "z", "0", WRONG),
        (one(), ["a"], "0", WRONG),
        (one(), 7, "0", WRONG),
        (one(), {"a": True}, "0", WRONG),
        # several: right ticked minus wrong ticked, of all right ones, never below nothing
        (THREE_RIGHT, ["a", "b", "c"], "2", RIGHT),
        (THREE_RIGHT, ("a", "b", "c"), "2", RIGHT),
        (THREE_RIGHT, ["c", "a", "b"], "2", RIGHT),
        (THREE_RIGHT, ["a", "b"], "4/3", PARTLY),
        (THREE_RIGHT, ["a"], "2/3", PARTLY),
        (THREE_RIGHT, "a", "2/3", PARTLY),
        (THREE_RIGHT, ["a", "b", "c", "d"], "4/3", PARTLY),
        (THREE_RIGHT, ["a", "b", "d"], "2/3", PARTLY),
        (THREE_RIGHT, ["a", "d"], "0", WRONG),
        (THREE_RIGHT, ["d", "e", "f"], "0", WRONG),
        (THREE_RIGHT, list("abcdef"), "0", WRONG),
        (THREE_RIGHT, ["a", "a", "a"], "2/3", PARTLY),
        (THREE_RIGHT, ["a", "zz"], "0", WRONG),
        (THREE_RIGHT, [], "0", UNANSWERED),
        (THREE_RIGHT, None, "0", UNANSWERED),
        (THREE_RIGHT, [1, None, "a"], "2/3", PARTLY),
        # several with score=all
        (ALL_OR_NOTHING, ["a", "b"], "1", RIGHT),
        (ALL_OR_NOTHING, ["a"], "0", WRONG),
        (ALL_OR_NOTHING, ["a", "b", "c"], "0", WRONG),
        (ALL_OR_NOTHING, None, "0", UNANSWERED),
        # several where none is right
        (NONE_IS_RIGHT, None, "1", RIGHT),
        (NONE_IS_RIGHT, [], "1", RIGHT),
        (NONE_IS_RIGHT, ["a"], "0", WRONG),
        # true or false
        (true_false(true=False), "false", "1", RIGHT),
        (true_false(true=False), "true", "0", WRONG),
        (true_false(true=True), "true", "1", RIGHT),
        (true_false(true=True), "True", "0", WRONG),
        (true_false(true=True), True, "0", WRONG),
        (true_false(true=True), None, "0", UNANSWERED),
        # numbers
        (number(low="2011"), "2011", "1", RIGHT),
        (number(low="2011"), "2011.0", "1", RIGHT),
        (number(low="2011"), "٢٠١١", "1", RIGHT),
        (number(low="2011"), "２０１１", "1", RIGHT),
        (number(low="2011"), "2 011", "1", RIGHT),
        (number(low="2011"), "2,011", "0", WRONG),
        (number(low="2011"), "2012", "0", WRONG),
        (number(low="2011"), "in 2011", "0", WRONG),
        (number(low="2011"), "", "0", UNANSWERED),
        (number(low="2011"), "  ", "0", UNANSWERED),
        (number(low="2011"), None, "0", UNANSWERED),
        (number(low="2011"), 2011, "0", WRONG),
        (number(low="3.4", high="3.6"), "3.5", "1", RIGHT),
        (number(low="3.4", high="3.6"), "3,4", "1", RIGHT),
        (number(low="3.4", high="3.6"), "٣٫٦", "1", RIGHT),
        (number(low="3.4", high="3.6"), "3.61", "0", WRONG),
        (number(low="3.4", high="3.6"), "3.39999999999999999999", "0", WRONG),
        (number(low="-10", high="-5"), "\u22127", "1", RIGHT),
        (number(low="0.1"), "0,10", "1", RIGHT),
        (number(low="128", unit="bits"), "128 bits", "1", RIGHT),
        (number(low="128", unit="bits"), "128 bytes", "0", WRONG),
        (number(low="340282366920938463463374607431768211456"), "340282366920938463463374607431768211456", "1", RIGHT),
        (number(low="340282366920938463463374607431768211456"), "340282366920938463463374607431768211457", "0", WRONG),
        # typed text
        (text("dual", "dual stack", "doble pila"), "dual stack", "1", RIGHT),
        (text("dual", "dual stack", "doble pila"), "Dual-Stack.", "1", RIGHT),
        (text("dual", "dual stack", "doble pila"), "DOBLE  PILA", "1", RIGHT),
        (text("dual", "dual stack", "double pile"), "dual stacks", "0", WRONG),
        (text("dual", "двойной стек"), "Двойной  Стек", "1", RIGHT),
        (text("dual", "双栈"), "双 栈。", "1", RIGHT),
        (text("dual", "المكدس المزدوج"), "المُكدّس المزدوج", "1", RIGHT),
        (text("dual", "pilha dupla"), "Pilha–Dupla", "1", RIGHT),
        (text("dual", "double pile"), "ｄｏｕｂｌｅ ｐｉｌｅ", "1", RIGHT),
        (text("t", "túnel"), "tunel", "1", RIGHT),
        (text("t", "túnel", strict=True), "tunel", "0", WRONG),
        (text("t", "túnel", strict=True), "TÚNEL", "1", RIGHT),
        (text("dual", "dual stack", wrong="tunnel"), "Tunnel", "0", WRONG),
        (text("dual", "dual stack"), "dual.*", "0", WRONG),
        (text("root", "."), ".", "1", RIGHT),
        (text("dual", "dual stack"), "", "0", UNANSWERED),
        (text("dual", "dual stack"), " \u00a0", "0", UNANSWERED),
        (text("dual", "dual stack"), None, "0", UNANSWERED),
        (text("dual", "dual stack"), ["dual stack"], "0", WRONG),
        (text("dual", ""), "", "0", UNANSWERED),
        (text("dual", "dual stack"), "x" * 100_000, "0", WRONG),
        # a question without points is asked all the same
        (one(points=0), "a", "0", RIGHT),
        (one(points=0), "b", "0", WRONG),
    ],
)
def test_an_answer_is_worth(question: Question, answer: object, points: str, outcome: Outcome) -> None:
    graded = grade(question, answer)
    assert graded.points == Fraction(points)
    assert graded.outcome is outcome
    assert graded.maximum == question.points


def test_marks_say_what_was_done_with_each_choice() -> None:
    assert grade(several(right="ab", keys="abc"), ["a", "c"]).marks == (
        Mark("a", ticked=True, right=True),
        Mark("b", ticked=False, right=True),
        Mark("c", ticked=True, right=False),
    )


def test_true_and_false_are_marked_like_choices() -> None:
    assert grade(true_false(true=False), "true").marks == (
        Mark("true", ticked=True, right=False),
        Mark("false", ticked=False, right=True),
    )


def test_a_number_is_told_as_it_was_read() -> None:
    assert grade(number(low="1234"), "1,234").number == Decimal("1.234")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("1.234,5", NumberProblem.SEPARATORS), ("many", NumberProblem.UNREADABLE), ("", None), ("7", None)],
)
def test_why_no_number_could_be_read_is_told(typed: str, problem: NumberProblem | None) -> None:
    assert grade(number(), typed).problem is problem


def test_a_known_wrong_answer_brings_its_remark() -> None:
    question = text("dual", "dual stack", wrong="tunnel")
    assert grade(question, "TUNNEL!").known_wrong == question.known_wrong[0]
    assert grade(question, "bridge").known_wrong is None
    assert grade(question, "").known_wrong is None


def test_an_accepted_answer_is_right_even_where_another_language_knows_it_as_wrong() -> None:
    graded = grade(text("t", "tunnel", wrong="tunnel"), "tunnel")
    assert graded.outcome is RIGHT
    assert graded.known_wrong is None


def test_a_quiz_adds_up() -> None:
    ours = quiz(one(points=1), several(right="abc", keys="abcd", points=2), number(points=1), pass_mark=0.5)
    graded = grade_quiz(ours, 0, {"bits": "a", "forms": ["a", "b"], "year": "1999"})
    assert (graded.points, graded.maximum) == (Fraction(7, 3), 4)
    assert graded.share == Fraction(7, 12)
    assert graded.passed
    assert [part.outcome for part in graded.questions] == [RIGHT, PARTLY, WRONG]


def test_answers_to_questions_that_this_seed_does_not_ask_count_nothing() -> None:
    ours = quiz(*(one(f"q{n}") for n in range(6)), draw=2)
    asked = {question.key for question in draw(ours, 3)}
    answers = {f"q{n}": "a" for n in range(6)} | {"nothing": "a"}
    graded = grade_quiz(ours, 3, answers)
    assert graded.maximum == 2
    assert {part.key for part in graded.questions} == asked


@pytest.mark.parametrize(
    ("pass_mark", "right", "passed"),
    [(0.55, 11, True), (0.55, 10, False), (0.7, 14, True), (0.7, 13, False), (1.0, 20, True), (1.0, 19, False)],
)
def test_the_pass_mark_means_what_is_written(pass_mark: float, right: int, passed: bool) -> None:
    ours = quiz(*(one(f"q{n}") for n in range(20)), pass_mark=pass_mark)
    assert grade_quiz(ours, 0, {f"q{n}": "a" for n in range(right)}).passed is passed


def test_nothing_answered_is_nothing_scored() -> None:
    graded = grade_quiz(quiz(one(), number()), 0, {})
    assert graded.share == 0
    assert not graded.passed


def test_a_quiz_without_points_cannot_be_failed() -> None:
    assert grade_quiz(quiz(one(points=0)), 0, {}) == Grade(
        Fraction(), 0, Fraction(1), True, grade_quiz(quiz(one(points=0)), 0, {}).questions
    )


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0", "0"), ("1", "1"), ("3/4", "0.75"), ("5/6", "0.8333"), ("2/3", "0.6667"), ("7/10", "0.7"), ("10", "10")],
)
def test_shares_are_shown_with_at_most_four_decimals(share: str, shown: str) -> None:
    assert decimal_text(Fraction(share)) == shown


def test_a_pass_mark_is_read_as_it_is_written() -> None:
    assert exact_share(0.55) == Fraction(11, 20)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_questions = st.sampled_from(
    [
        one(),
        THREE_RIGHT,
        ALL_OR_NOTHING,
        NONE_IS_RIGHT,
        true_false(true=True),
        number(),
        text("t", "túnel", wrong="x"),
        matching(),
        ordering(fixed="b"),
        gaps(),
    ]
)


@given(_questions, _json)
def test_grading_is_total(question: Question, answer: object) -> None:
    """Whatever a file or a device sends, there is an outcome, and never more or less than the points there are."""
    graded = grade(question, answer)
    assert 0 <= graded.points <= question.points
    assert (graded.points == question.points) is (graded.outcome is RIGHT)


@given(st.sampled_from(SEEDS), st.dictionaries(st.sampled_from(["bits", "forms", "year"]), _json))
def test_a_share_lies_between_nothing_and_all(seed: int, answers: dict[str, object]) -> None:
    graded = grade_quiz(quiz(one(), THREE_RIGHT, number()), seed, answers)
    assert 0 <= graded.share <= 1
    assert graded.points == sum(part.points for part in graded.questions)
