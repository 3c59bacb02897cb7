"""Which questions in which order: pure in (`rev`, seed)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.course import Pool, Quiz
from elearn.domain.drawing import SEEDS, best_seed, draw, order_choices
from elearn.domain.questions import Choice, Question, QuestionType
from tests.domain.quizzes import REV, number, one, quiz, several, true_false

TEN = tuple(one(f"q{n}") for n in range(10))


def keys_of(questions: tuple[Question, ...]) -> list[str]:
    return [question.key for question in questions]


def order_of(ours: Quiz, question: Question, seed: int) -> str:
    return "".join(choice.key for choice in order_choices(ours, question, seed))


def test_without_a_draw_everything_is_asked_in_the_order_of_the_file() -> None:
    assert keys_of(draw(quiz(*TEN), 5)) == keys_of(TEN)


@pytest.mark.parametrize(("wanted", "asked"), [(1, 1), (3, 3), (10, 10), (99, 10)])
def test_a_draw_takes_so_many_and_keeps_the_order_of_the_file(wanted: int, asked: int) -> None:
    drawn = keys_of(draw(quiz(*TEN, draw=wanted), 2))
    assert len(drawn) == asked
    assert drawn == sorted(drawn)


def test_each_pool_draws_for_itself_and_pools_keep_their_order() -> None:
    ours = replace(quiz(), pools=(Pool("a", {}, TEN[:5], 2), Pool("b", {}, TEN[5:], 1)))
    drawn = keys_of(draw(ours, 7))
    assert [key < "q5" for key in drawn] == [True, True, False]


def test_shuffled_questions_come_in_another_order_for_another_seed() -> None:
    ours = quiz(*TEN, shuffle_questions=True)
    assert len({tuple(keys_of(draw(ours, seed))) for seed in SEEDS}) > 10
    assert all(set(keys_of(draw(ours, seed))) == set(keys_of(TEN)) for seed in SEEDS)


@given(st.permutations(TEN), st.sampled_from(SEEDS), st.integers(0, 10))
def test_the_draw_does_not_depend_on_the_order_of_the_file(order: list[Question], seed: int, wanted: int) -> None:
    ours, other = quiz(*TEN, draw=wanted), quiz(*order, draw=wanted)
    assert set(keys_of(draw(ours, seed))) == set(keys_of(draw(other, seed)))


def test_another_revision_draws_otherwise() -> None:
    draws = {tuple(keys_of(draw(quiz(*TEN, draw=3, rev=f"{n:012x}"), 0))) for n in range(10)}
    assert len(draws) > 5


@pytest.mark.parametrize("question", [one(keys="abcdef"), several(keys="abcdef")])
def test_answers_are_shuffled_by_the_seed(question: Question) -> None:
    orders = {order_of(quiz(question), question, seed) for seed in SEEDS}
    assert len(orders) > 10
    assert {frozenset(order) for order in orders} == {frozenset("abcdef")}


def test_two_questions_with_the_same_keys_are_not_shuffled_alike() -> None:
    """Otherwise the right one, often the first that authors write, would stand at the same place everywhere."""
    questions = [one(f"q{n}", keys="abcd") for n in range(10)]
    assert len({order_of(quiz(*questions), question, 0) for question in questions}) > 4


@pytest.mark.parametrize(
    ("shuffle_answers", "question"),
    [
        (False, one(keys="abcdef")),
        (True, replace(one(keys="abcdef"), shuffle=False)),
        (True, true_false(true=True)),
        (True, number()),
    ],
)
def test_what_must_not_be_shuffled_stays(shuffle_answers: bool, question: Question) -> None:
    ours = quiz(question, shuffle_answers=shuffle_answers)
    assert all(order_choices(ours, question, seed) == question.choices for seed in SEEDS)


@pytest.mark.parametrize("fixed", ["f", "a", "cd", "af"])
def test_a_fixed_answer_keeps_its_place_and_the_others_change_round_it(fixed: str) -> None:
    choices = tuple(Choice(key, key == "b", fixed=key in fixed) for key in "abcdef")
    question = Question("q", QuestionType.ONE, 1, {}, choices)
    orders = {order_of(quiz(question), question, seed) for seed in SEEDS}
    assert len(orders) > 4
    assert all(order.index(key) == "abcdef".index(key) for order in orders for key in fixed)


def test_an_added_answer_leaves_the_order_of_the_others() -> None:
    for seed in SEEDS:
        before = order_of(quiz(), one(keys="abcd"), seed)
        after = order_of(quiz(), one(keys="abcde"), seed)
        assert after.replace("e", "") == before


def test_trying_again_asks_what_was_not_seen() -> None:
    ours = quiz(*TEN, draw=3)
    seen = set(keys_of(draw(ours, 0)))
    chosen = best_seed(ours, seen)
    unseen = {seed: len(set(keys_of(draw(ours, seed))) - seen) for seed in SEEDS}
    assert unseen[chosen] == max(unseen.values())
    assert chosen == min(seed for seed in SEEDS if unseen[seed] == unseen[chosen])


def test_a_renamed_question_counts_as_seen_under_its_old_key() -> None:
    renamed = quiz(*(replace(question, key=f"new-{question.key}", was=(question.key,)) for question in TEN), draw=3)
    seen = set(keys_of(TEN)) - {"q4"}
    assert "new-q4" in keys_of(draw(renamed, best_seed(renamed, seen)))
    assert best_seed(renamed, set(keys_of(TEN))) == 0


@pytest.mark.parametrize("seen", [(), tuple(keys_of(TEN))])
def test_where_all_seeds_are_equal_the_lowest_is_taken(seen: tuple[str, ...]) -> None:
    assert best_seed(quiz(*TEN), seen) == 0


def test_the_order_is_part_of_the_format() -> None:
    """Packs and pages that are out there show this order: it may never change for a revision."""
    ours = quiz(*TEN, draw=4, shuffle_questions=True, rev=REV)
    assert keys_of(draw(ours, 3)) == ["q1", "q8", "q5", "q9"]
    assert order_of(ours, one("q1", keys="abcd"), 3) == "dabc"
