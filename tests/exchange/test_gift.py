"""GIFT as people write it: what becomes of each notation, and what is told, by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.domain.written import (
    Answers,
    Choices,
    Gaps,
    Matching,
    Number,
    Open,
    Option,
    Ordering,
    Pair,
    Reply,
    Step,
    TrueFalse,
    Typed,
    WrittenQuestion,
)
from elearn.exchange.gift import read_gift
from elearn.exchange.gift_scan import escape, unescape

EXAMPLE = Path(__file__).parent / "examples/mixed.gift"


def taken(text: str) -> tuple[list[WrittenQuestion], list[tuple[int, str, bool]]]:
    """The questions, and (line, code, lost) of everything that was told."""
    result = read_gift(text.encode())
    assert result.quiz is not None
    return list(result.quiz.questions()), [(p.line, p.code, p.lost) for p in result.problems]


def one(text: str) -> WrittenQuestion:
    questions, problems = taken(text)
    assert (len(questions), problems) == (1, [])
    return questions[0]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Q {=a ~b}", Choices((Option("a", True), Option("b", False)))),
        ("Q {~b =a}", Choices((Option("b", False), Option("a", True)))),
        ("Q {=a#yes ~b # no }", Choices((Option("a", True, "yes"), Option("b", False, "no")))),
        ("Q {\n=a\n// a remark\n~b\n}", Choices((Option("a", True), Option("b", False)))),
        (
            "Q {~%50%a ~%50%b ~%-100%c}",
            Choices((Option("a", True), Option("b", True), Option("c", False)), several=True),
        ),
        ("Q {~%100%a ~b}", Choices((Option("a", True), Option("b", False)), several=True)),
        ("Q {=1 \\= 1 ~\\{\\}\\#\\~\\:}", Choices((Option("1 = 1", True), Option("{}#~:", False)))),
        ("Q {=[html]<b>a</b> ~b}", Choices((Option("**a**", True), Option("b", False)))),
        ("[markdown]Q {=*a* ~b}", Choices((Option("*a*", True), Option("b", False)))),
        ("[plain]Q {=*a* ~<b>}", Choices((Option("\\*a\\*", True), Option("\\<b>", False)))),
        ("Q {T}", TrueFalse(True)),
        ("Q {FALSE}", TrueFalse(False)),
        ("Q {false}", TrueFalse(False)),
        ("Q {=a =b}", Typed((Reply("a"), Reply("b")))),
        ("Q {=a =%0%b#no}", Typed((Reply("a"), Reply("b", False, "no")))),
        ("Q {=a\\\\*b}", Typed((Reply("a*b"),))),
        ("Q {#3}", Number("3", "3")),
        ("Q {#3:2}", Number("1", "5")),
        ("Q {#1..5}", Number("1", "5")),
        ("Q {#-0.5:.25}", Number("-0.75", "-0.25")),
        ("Q {#=1e3 =%0%4#no}", Number("1000", "1000", wrong=(Reply("4", False, "no"),))),
        ("Q {=a -> 1 =b -> 2 = -> 3}", Matching((Pair("a", "1"), Pair("b", "2"), Pair("", "3")))),
        ("Q {>2 ALL VERTICAL\nfirst\nsecond\n}", Ordering((Step("first"), Step("second")))),
        ("Q {}", Open()),
        ("Q { \n }", Open()),
    ],
)
def test_every_notation_has_its_answers(text: str, answers: Answers) -> None:
    assert one(text).answers == answers


@pytest.mark.parametrize(
    ("text", "prompt", "stem"),
    [
        ("::Title:: What? {=a ~b}", "What?", ""),
        ("What\nis it? {=a ~b}", "What is it?", ""),
        ("What?\\n\\nA second paragraph. {=a ~b}", "What?", "A second paragraph."),
        ("[html]<p>What?</p><ul><li>x</li></ul>{=a ~b}", "What?", "* x"),
        ("[html]What?<br>More. {=a ~b}", "What?", "More."),
        ("::Title::[markdown]- a list\\n- of two {=a ~b}", "Title", "- a list\n- of two"),
        ("[markdown]## A heading\\n\\nMore {=a ~b}", "A heading", "More"),
        ("Which = sign ~ is : free? {=a ~b}", "Which = sign ~ is : free?", ""),
        ("2 * 3 _x_ {=a ~b}", "2 \\* 3 \\_x\\_", ""),
    ],
)
def test_the_first_paragraph_asks(text: str, prompt: str, stem: str) -> None:
    question = one(text)
    assert (question.prompt, question.stem) == (prompt, stem)


def test_a_missing_word_becomes_a_gap() -> None:
    question = one("::When:: It was in {~1992 =1998} here.")
    assert (question.answers, question.prompt, question.stem) == (Gaps(), "When", "It was in [[a: 1992|=1998]] here.")
    assert one("It has {=128 =a hundred} bits.").stem == "It has [[a: =128|=a hundred]] bits."


def test_what_is_told_to_everybody_is_the_explanation() -> None:
    assert one("Q {=a ~b####For *all*.}").explanation == "For \\*all\\*."
    assert one("[markdown]Q {}").explanation == ""
    assert one("[markdown]Q {####Any.}").explanation == "Any."


def test_comments_carry_keys_and_labels() -> None:
    question = one(
        "// A remark.\n// [id:bits] [tag:dns] [tag:a\\]b] [tag:elearn:points=3] [tag:elearn:read=x#y]\nQ {T}"
    )
    assert question.key == "bits"
    assert question.attributes == {"tags": "dns,a]b", "points": "3", "read": "x#y"}


def test_labels_of_answers_name_and_pin_them() -> None:
    answers = one("// [tag:elearn:answers=b a] [tag:elearn:fixed=a]\nQ {=x ~y}").answers
    assert answers == Choices((Option("x", True, key="b"), Option("y", False, key="a", fixed=True)))


def test_keys_are_not_guessed_when_answers_came_or_went() -> None:
    questions, problems = taken("// [tag:elearn:answers=b a]\nQ {=x ~y ~z}")
    assert problems == [(2, "answer-keys", False)]
    assert questions[0].answers == Choices((Option("x", True), Option("y", False), Option("z", False)))


def test_categories_are_pools() -> None:
    quiz = read_gift(b"First {T}\n\n$CATEGORY: $course$/top/A/B//C\n\nSecond {T}\n\n$CATEGORY: D\nThird {F}").quiz
    assert quiz is not None
    assert [(pool.title, [q.prompt for q in pool.questions]) for pool in quiz.pools] == [
        ("", ["First"]),
        ("B/C", ["Second"]),
        ("D", ["Third"]),
    ]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("Only words.", 1, "answers-missing"),
        ("Q {T}\n\nOnly words.", 3, "answers-missing"),
        ("Q\n{=yes ~no", 2, "brace-open"),
        ("Q {~a ~b}", 1, "none-right"),
        ("Q {a}", 1, "answers-unreadable"),
        ("Q {=a -> 1\n=b}", 2, "match-arrow"),
        ("Q {#\n=three}", 2, "number-unreadable"),
        ("Q {#5..1}", 1, "number-range"),
        ("Q {#=1:1 =3:1}", 1, "numbers-several"),
        ("Q {#9999999999999999}", 1, "number-unreadable"),
        ("Q {=net*}", 1, "none-right"),
        ("It is {#1:2} here.", 1, "gap-number"),
        ("It is {~%50%a ~%50%b} here.", 1, "gap-several"),
        ("It is {=a} and {=b}.", 1, "gap-second"),
        ("It is {=a ~} here.", 1, "gap-option"),
        ("{=a ~b}", 1, "prompt-none"),
        ("Q {" + "=a " + "x" * 20_001 + " ~b}", 1, "text-long"),
        ("[html]" + "<div>" * 61 + "Q {=a ~b}", 1, "html-deep"),
    ],
)
def test_what_cannot_be_taken_is_told_by_line(text: str, line: int, code: str) -> None:
    _, problems = taken(text)
    assert problems == [(line, code, True)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Q {=a ~%30%b}", ["weights"]),
        ("Q {~%70%a ~%30%b}", ["weights"]),
        ("Q {=a =b ~c}", ["any-of"]),
        ("Q {=a =%50%b}", ["partial"]),
        ("Q {=a#good}", ["right-feedback"]),
        ("Q {=a =* =%0%*#no}", ["catch-all", "catch-all"]),
        ("Q {#=3 =%0%5:1#near}", ["wrong-range"]),
        ("Q {#=3 ~#no}", ["catch-all"]),
        ("Q {#=3 =5}", ["numbers-typed"]),
        ("Q {T#no#yes}", ["true-false-feedback"]),
        ("Q {=a -> 1#good}", ["match-feedback"]),
        ("It is {=a#good ~b} here.", ["gap-feedback"]),
        ("Q [a] <img src='x.png' alt='b'> {T}", ["picture"]),
        ("[html]<h1>Q</h1> {T}", ["html-words"]),
        ("[html]Q <iframe src='x'></iframe> {T}", ["html-dropped"]),
        ("[html]Q <script>alert(1)</script> {T}", ["html-dropped"]),
        ("[html]<a href='http://x.org'>Q</a> {T}", ["link"]),
    ],
)
def test_what_is_not_kept_is_told_and_the_question_taken(text: str, codes: list[str]) -> None:
    questions, problems = taken(text)
    assert len(questions) == 1
    assert sorted(problems) == sorted((1, code, False) for code in codes)


def test_an_answer_block_may_have_empty_lines() -> None:
    questions, problems = taken("Q {\n\n=a\n\n~b\n}\n\nR {T}")
    assert ([q.prompt for q in questions], problems) == (["Q", "R"], [])


def test_an_open_brace_does_not_swallow_the_next_question() -> None:
    questions, problems = taken("Q {=a ~b\n\nR {T}")
    assert ([q.prompt for q in questions], problems) == (["R"], [(1, "brace-open", True)])


def test_the_example_of_everything() -> None:
    questions, problems = taken(EXAMPLE.read_text(encoding="utf-8"))
    lost = [(line, code) for line, code, is_lost in problems if is_lost]
    assert lost == [(61, "answers-missing"), (63, "numbers-several"), (68, "brace-open")]
    assert len(questions) == 16
    assert questions[0].attributes == {"tags": "dns,first steps"}


@pytest.mark.parametrize("text", ["", "a", "\\", "\\\\n", "a\nb", "~=#{}:\\", "\\~\n\\"])
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text
