"""Moodle XML as Moodle exports it: what becomes of each type, and what is told, by line."""

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
from elearn.exchange.moodle_xml import read_moodle_xml

EXAMPLE = Path(__file__).parent / "examples/mixed.xml"
NONE = "<feedback><text></text></feedback>"


def quiz(*questions: str) -> bytes:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *questions, "</quiz>"]).encode()


def asked(kind: str, inside: str, text: str = "Q", more: str = "") -> bytes:
    words = f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    return quiz(f'<question type="{kind}"><name><text>Name</text></name>{words}{inside}{more}</question>')


def answer(text: str, fraction: str = "0", feedback: str = "", more: str = "") -> str:
    told = f"<feedback><text>{feedback}</text></feedback>"
    return f'<answer fraction="{fraction}"><text>{text}</text>{told}{more}</answer>'


def taken(body: bytes) -> tuple[list[WrittenQuestion], list[tuple[int, str, bool]]]:
    result = read_moodle_xml(body)
    assert result.quiz is not None
    return list(result.quiz.questions()), [(p.line, p.code, p.lost) for p in result.problems]


def one(body: bytes) -> WrittenQuestion:
    questions, problems = taken(body)
    assert (len(questions), problems) == (1, [])
    return questions[0]


RIGHT, WRONG = answer("a", "100"), answer("b", "0", "no")
THIRD = "33.33333"
EXACT = "<tolerance>0</tolerance>"


@pytest.mark.parametrize(
    ("kind", "inside", "answers"),
    [
        ("multichoice", f"<single>true</single>{RIGHT}{WRONG}", Choices((Option("a", True), Option("b", False, "no")))),
        (
            "multichoice",
            f"<single>false</single>{answer('a', THIRD)}{answer('b', THIRD)}{answer('c', '33.3')}{answer('d')}",
            Choices((Option("a", True), Option("b", True), Option("c", True), Option("d", False)), several=True),
        ),
        ("truefalse", answer("true", "100") + answer("false", "0"), TrueFalse(True)),
        ("truefalse", answer("true", "0") + answer("false", "100"), TrueFalse(False)),
        ("shortanswer", f"{RIGHT}{WRONG}", Typed((Reply("a"), Reply("b", False, "no")))),
        ("shortanswer", answer("a\\*b &lt;c&gt;", "100"), Typed((Reply("a*b <c>"),))),
        ("numerical", answer("3.5", "100", more="<tolerance>0.1</tolerance>"), Number("3.4", "3.6")),
        (
            "numerical",
            answer("3", "100", more=EXACT) + answer("4", "0", "no", EXACT),
            Number("3", "3", wrong=(Reply("4", False, "no"),)),
        ),
        (
            "matching",
            "<subquestion><text>a</text><answer><text>1 *</text></answer></subquestion>"
            "<subquestion><text></text><answer><text>2</text></answer></subquestion>",
            Matching((Pair("a", "1 \\*"), Pair("", "2"))),
        ),
        ("ordering", answer("x", "1") + answer("y", "2"), Ordering((Step("x"), Step("y")))),
        ("essay", "<responseformat>editor</responseformat>", Open()),
    ],
)
def test_every_type_has_its_answers(kind: str, inside: str, answers: Answers) -> None:
    assert one(asked(kind, inside)).answers == answers


@pytest.mark.parametrize(
    ("text", "prompt", "stem"),
    [
        ("<p>What?</p>", "What?", ""),
        ("<p>What is <b>this</b>?</p><p>Look.</p>", "What is **this**?", "Look."),
        ("<pre>x = 1</pre>", "Name", "```\nx = 1\n```"),
        ("What &amp; why &lt;b&gt;?", "What & why \\<b>?", ""),
    ],
)
def test_the_first_paragraph_asks(text: str, prompt: str, stem: str) -> None:
    question = one(asked("essay", "", text))
    assert (question.prompt, question.stem) == (prompt, stem)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("It has {1:SHORTANSWER:=32~=a few} bits.", "It has [[a: =32|=a few]] bits."),
        ("{:MC:32~=128} and {2:NM:=4:0}", "[[a: 32|=128]] and [[b: =4]]"),
        ("<p>It &amp; {1:SA:=x \\} y &lt;z&gt;}</p>", "It & [[a: =x } y <z>]]"),
        ("{1:MCV:=a|b~c}", "[[a: =a\\|b|c]]"),
    ],
)
def test_embedded_answers_are_gaps(text: str, stem: str) -> None:
    question = one(asked("cloze", "", text))
    assert (question.answers, question.prompt, question.stem) == (Gaps(), "Name", stem)


def test_the_fields_around_the_answers() -> None:
    more = (
        "<generalfeedback><text>Why.</text></generalfeedback><defaultgrade>2.0</defaultgrade>"
        "<idnumber>Bits 1</idnumber>"
        "<shuffleanswers>false</shuffleanswers><hint><text>A hint.</text></hint>"
        "<tags><tag><text>dns</text></tag><tag><text>elearn:read=x#y</text></tag></tags>"
        "<correctfeedback><text>Your answer is correct.</text></correctfeedback>"
    )
    question = one(asked("multichoice", RIGHT + WRONG, more=more))
    assert (question.explanation, question.hint, question.key) == ("Why.", "A hint.", "Bits 1")
    assert question.attributes == {"tags": "dns", "read": "x#y", "points": "2", "shuffle": "no"}


def test_categories_are_pools_of_one_title() -> None:
    body = quiz(
        '<question type="category"><category><text>$course$/top/A/B//C</text></category></question>',
        '<question type="essay"><questiontext><text>One</text></questiontext></question>',
        '<question type="category"><category><text>$course$/top/Empty</text></category></question>',
    )
    result = read_moodle_xml(body).quiz
    assert result is not None
    assert [(pool.title, len(pool.questions)) for pool in result.pools] == [("B/C", 1)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (asked("calculated", ""), "type"),
        (asked("description", ""), "type"),
        (asked("", ""), "type"),
        (asked("multichoice", ""), "answers-none"),
        (asked("multichoice", WRONG), "none-right"),
        (asked("truefalse", answer("perhaps", "100")), "answers-unreadable"),
        (asked("shortanswer", answer("*", "100")), "none-right"),
        (asked("numerical", answer("three", "100")), "number-unreadable"),
        (asked("numerical", answer("1", "100", more="<tolerance>x</tolerance>")), "number-unreadable"),
        (asked("matching", ""), "answers-none"),
        (asked("ordering", ""), "answers-none"),
        (asked("cloze", "", "No gaps."), "answers-none"),
        (asked("cloze", "", "{1:SA:=a"), "gap-open"),
        (asked("cloze", "", "{1:MULTIRESPONSE:=a~b}"), "gap-kind"),
        (asked("cloze", "", "{1:NM:=3:1}"), "gap-number"),
        (asked("cloze", "", "{1:SA:=a*}"), "pattern-only"),
        (asked("essay", "", "x" * 20_001), "text-long"),
        (quiz('<question type="essay"></question>'), "prompt-none"),
    ],
)
def test_what_cannot_be_taken_is_told_by_line(body: bytes, code: str) -> None:
    _, problems = taken(body)
    assert problems == [(3, code, True)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (asked("multichoice", RIGHT + answer("b", "50")), "weights"),
        (asked("multichoice", RIGHT + answer("b", "100") + WRONG), "any-of"),
        (asked("shortanswer", RIGHT + answer("b", "50")), "partial"),
        (asked("shortanswer", RIGHT + answer("*")), "catch-all"),
        (asked("shortanswer", RIGHT + answer("b*", "100")), "pattern"),
        (asked("shortanswer", answer("a", "100", "good")), "right-feedback"),
        (asked("shortanswer", f"<usecase>1</usecase>{RIGHT}"), "case"),
        (asked("multichoice", RIGHT + WRONG, more="<defaultgrade>0.5</defaultgrade>"), "points"),
        (asked("multichoice", RIGHT + WRONG, more="<defaultgrade>NaN</defaultgrade>"), "points"),
        (
            asked("multichoice", RIGHT + WRONG, more="<incorrectfeedback><text>Oh.</text></incorrectfeedback>"),
            "combined-feedback",
        ),
        (asked("truefalse", answer("true", "100") + answer("false", "0", "no")), "true-false-feedback"),
        (asked("essay", "<graderinfo><text>Note</text></graderinfo>"), "essay-notes"),
        (asked("essay", "<hint><text>a</text></hint><hint><text>b</text></hint>"), "hints"),
        (asked("essay", "", "Q <img src='data:image/png;base64,AAAA' alt='x'>"), "picture"),
        (asked("numerical", answer("3", "100") + "<units><unit><unit_name>m</unit_name></unit></units>"), "units"),
        (asked("cloze", "", "a {1:MC:=b#good~c}"), "gap-feedback"),
    ],
)
def test_what_is_not_kept_is_told_and_the_question_taken(body: bytes, code: str) -> None:
    questions, problems = taken(body)
    assert len(questions) == 1
    assert problems == [(3, code, False)]


def test_files_inside_are_told_and_not_taken() -> None:
    body = quiz(
        '<question type="essay">\n<questiontext format="html"><text>Q</text>\n'
        '<file name="a.png" encoding="base64">AAAA</file></questiontext></question>'
    )
    questions, problems = taken(body)
    assert (len(questions), problems) == (1, [(5, "file", False)])
    assert "AAAA" not in str(questions)


def test_the_example_of_everything() -> None:
    questions, problems = taken(EXAMPLE.read_bytes())
    assert [(line, code) for line, code, lost in problems if lost] == [(80, "type"), (84, "type")]
    assert len(questions) == 9
    assert questions[0].prompt == "Who hands out addresses in **Africa**?"
    assert questions[0].stem == "```\n2001:db8::/32\n```"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_encoding_is_the_one_that_the_file_names(encoding: str) -> None:
    asks = "<questiontext><text>Où ?</text></questiontext>"
    text = f'<?xml version="1.0" encoding="{encoding}"?><quiz><question type="essay">{asks}</question></quiz>'
    assert one(text.encode(encoding)).prompt == "Où ?"
