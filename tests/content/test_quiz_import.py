"""A quiz of values becomes a file of a course: with keys, accepted by the compiler, and all that is left out told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from elearn.content.codes.code import Severity
from elearn.content.files import memory_tree
from elearn.content.quiz_import import Imported, Target, find_target, import_quiz
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
    WrittenPool,
    WrittenQuestion,
    WrittenQuiz,
)
from tests.content.trees import BASE, LANGUAGES, TODAY, C, Files, M, Q, changed, found

NEW = "ip/addresses/new-quiz.md"
YES = Choices((Option("Yes", True), Option("No", False, "Why not.")))


def question(answers: Answers = YES, prompt: str = "Is it so?", **more: Any) -> WrittenQuestion:
    return replace(WrittenQuestion(prompt, answers, line=7, name="Name"), **more)


def quiz(*questions: WrittenQuestion, **settings: str) -> WrittenQuiz:
    return WrittenQuiz({"id": "", "title": "New", **settings}, (WrittenPool(questions),))


def target(files: Files = BASE, slug: str = "new-quiz") -> Target:
    place = find_target(memory_tree(files), "courses", "ip/addresses", slug)
    assert place is not None
    return place


def imported(made: WrittenQuiz, files: Files = BASE, slug: str = "new-quiz") -> Imported:
    return import_quiz(made, memory_tree(files), target(files, slug), languages=LANGUAGES, today=TODAY)


def told(done: Imported) -> list[tuple[int, str, bool]]:
    return [(problem.line, problem.code, problem.lost) for problem in done.problems]


def body(done: Imported) -> str:
    return done.text.partition("---\n\n")[2]


EVERYTHING = quiz(
    question(),
    question(Choices((Option("A", True), Option("B", True), Option("C", False)), several=True), "Which?"),
    question(TrueFalse(False), "It is so."),
    question(Typed((Reply("dual stack"), Reply("a*b_c*"), Reply("tunnel", False, "Inside."))), "Its name?"),
    question(Number("3.4", "3.6", wrong=(Reply("4", False, "Too many."),)), "How many?"),
    question(Matching((Pair("a|b", "1"), Pair("", "2"))), "Match."),
    question(Ordering((Step("One"), Step("Two", fixed=True), Step("Three"))), "Order."),
    question(Gaps(), "", stem="It has [[a: =128|64]] bits."),
    question(Open(), "What else?", hint="A tip.", explanation="Thank you.\n\nBye."),
)


def test_every_kind_is_accepted_by_the_compiler() -> None:
    done = imported(EVERYTHING)
    assert (told(done), done.diagnostics) == ([], ())
    errors = [d for d in found({**BASE, NEW: done.text}) if d.severity is Severity.ERROR]
    assert errors == []


def test_the_file_is_written_as_authors_write_it() -> None:
    done = imported(quiz(question(), **{"pass": "70%"}))
    assert done.text == (
        "---\ntype: quiz\nid: ip-new-quiz\n"
        'title: "New"\npass: 70%\n---\n\n'
        "## Is it so? <!-- #is-it-so -->\n\n"
        "- (x) Yes <!-- #a -->\n- ( ) No <!-- #b -->\n  > Why not.\n"
    )


def test_an_import_beside_others_gets_an_id_of_its_own() -> None:
    assert "id: ip-quiz-2\n" in imported(quiz(question()), slug="ip-quiz").text
    assert "id: brought\n" in imported(quiz(question(), id="brought")).text
    assert "id: ip-new-quiz\n" in imported(quiz(question(), id="ip-quiz")).text
    assert "id: ip-new-quiz\n" in imported(quiz(question(), id="Not an id")).text


def test_writing_over_a_file_keeps_its_id() -> None:
    assert "id: ip-quiz\n" in imported(quiz(question()), slug="quiz").text


def test_keys_are_kept_made_and_never_doubled() -> None:
    done = imported(quiz(question(key="bits"), question(key="bits"), question(key="Q 1"), question(key="")))
    keys = [line.partition("<!-- #")[2].partition(" ")[0] for line in done.text.split("\n") if line.startswith("## ")]
    assert keys == ["bits", "bits-2", "q-1", "is-it-so"]


def test_a_retired_key_is_not_used_again() -> None:
    ledger = (
        "ip-new-quiz#is-it-so 2026-05-02\nip-new-quiz#old 2026-05-02\nip-new-quiz#kept\nip-new-quiz#kept.a 2026-05-02\n"
    )
    files = {**BASE, "ip/.keys": ledger}
    done = imported(quiz(question(), question(key="old"), question(key="kept")), files)
    assert "#is-it-so-2 -->" in done.text
    assert "#old-2 -->" in done.text
    assert "#kept -->\n\n- (x) Yes <!-- #b -->" in done.text
    assert done.diagnostics == ()


def test_in_arabic_the_key_stands_above() -> None:
    done = imported(quiz(question(prompt="هل هذا صحيح؟")), changed(C, "lang: en", "lang: ar"))
    assert "<!-- #name -->\n## هل هذا صحيح؟\n" in done.text


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (question(stem="## A heading of its own"), "markdown"),
        (question(stem="- (x) an answer in the text"), "markdown"),
        (question(stem="<b>bold</b>"), "compiler"),
        (question(stem="<!-- #key -->"), "markdown"),
        (question(stem="```\nnever closed"), "markdown"),
        (question(Choices((Option("a\n\n> b", True), Option("c", False)))), "markdown"),
        (question(Open(), stem="> a quote at the end"), "markdown"),
        (question(Choices((Option("same", True), Option("same", False)))), "compiler"),
        (question(Typed((Reply("1,000"),))), "compiler"),
        (question(stem="[a](http://example.org)"), "compiler"),
        (question(stem="[a](gloss:nothing)"), "compiler"),
        (question(stem="![a](https://example.org/a.png)"), "compiler"),
        (question(stem="hidden \u202e override"), "markdown"),
        (question(Matching((Pair("a", "same"), Pair("b", "same")))), "compiler"),
        (question(attributes={"points": "1000"}), "compiler"),
    ],
)
def test_what_the_compiler_would_refuse_is_left_out_and_told(broken: WrittenQuestion, code: str) -> None:
    done = imported(quiz(question(prompt="First?"), broken, question(prompt="Last?")))
    assert told(done) == [(7, code, True)]
    assert [q.prompt for q in done.quiz.questions()] == ["First?", "Last?"]
    assert not [d for d in found({**BASE, NEW: done.text}) if d.severity is Severity.ERROR]


def test_attributes_that_lead_nowhere_here_are_dropped() -> None:
    fine = {"objective": "size", "read": "ip-reading#lengths", "tags": "a b,c"}
    done = imported(quiz(question(attributes=fine), question(attributes={"objective": "none", "read": "no#where"})))
    assert told(done) == [(7, "attribute", False), (7, "attribute", False)]
    assert 'objective=size read=ip-reading#lengths tags="a b,c" -->' in done.text
    assert "none" not in done.text


def test_a_draw_of_more_questions_than_are_left_is_dropped() -> None:
    broken = question(stem="<b>")
    pool = WrittenPool((question(), question(), broken), "Pool", attributes={"draw": "3"})
    assert "draw" not in imported(WrittenQuiz({"id": "", "title": "New"}, (pool,))).text


def test_settings_that_are_not_possible_are_dropped() -> None:
    text = imported(quiz(question(), **{"pass": "most", "graded": "no", "lang": "xx"})).text
    assert text.startswith('---\ntype: quiz\nid: ip-new-quiz\ntitle: "New"\ngraded: no\n---\n')


def test_titles_cannot_leave_their_line() -> None:
    text = imported(quiz(question(), title='a "b" \\ c: d\n---\nx # y')).text
    assert 'title: "a \\"b\\" \\\\ c: d --- x # y"\n' in text


def test_words_that_read_as_a_number_are_one() -> None:
    done = imported(quiz(question(Typed((Reply("2011"), Reply("soon", False, "No."))))))
    assert told(done) == [(7, "wrong-words", False)]
    assert "- = 2011\n" in done.text
    assert "- = true\n" in imported(quiz(question(Typed((Reply("true"),))))).text


def test_more_than_one_file_can_hold_is_refused_with_its_categories() -> None:
    pools = tuple(WrittenPool(tuple(question() for _ in range(500)), f"Pool {n}") for n in range(2))
    done = imported(WrittenQuiz({"id": "", "title": "New"}, pools))
    assert (done.text, told(done)) == ("", [(1, "too-long", True)])
    assert done.problems[0].data == "Pool 0 (500), Pool 1 (500)"


def test_whether_the_module_lists_it() -> None:
    assert not imported(quiz(question())).listed
    assert imported(quiz(question()), changed(M, "[reading, quiz]", "[reading, quiz, new-quiz]")).listed


@pytest.mark.parametrize("folder", ["", "ip", "ip/nowhere", "ip/addresses/media"])
def test_only_a_module_takes_a_quiz(folder: str) -> None:
    assert find_target(memory_tree(BASE), "courses", folder, "quiz") is None


def test_the_file_that_is_there_is_not_in_its_own_way() -> None:
    text = str(BASE[Q])
    assert target(slug="quiz").settings == {"id": "ip-quiz", "title": "Quiz", "pass": "70%"}
    done = imported(WrittenQuiz({"title": "Mine"}, (WrittenPool((question(),)),)), slug="quiz")
    assert done.text.startswith('---\ntype: quiz\nid: ip-quiz\ntitle: "Mine"\npass: 70%\n---\n')
    assert text.startswith("---\ntype: quiz\nid: ip-quiz\n")
