"""From files to the site: what is published, what an error takes with it, what a reader of each language gets."""

from __future__ import annotations

import pytest

from elearn.content.release import (
    decode_course,
    decode_quiz,
    decode_terms,
    encode_course,
    encode_quiz,
    encode_terms,
)
from elearn.domain.course import Lesson, Quiz
from elearn.domain.questions import NumberRange, Question, QuestionType
from tests.content.trees import (
    BASE,
    LESSON_FR,
    LF,
    QF,
    QUIZ,
    QUIZ_FR,
    C,
    Files,
    G,
    L,
    M,
    Q,
    changed,
    compiled,
    question,
)

FRENCH: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR}
SECOND: Files = {
    **BASE,
    C: str(BASE[C]).replace("[addresses]", "[addresses, scarcity]"),
    "ip/scarcity/module.md": '---\ntype: module\nid: ip-scarcity\ntitle: "S"\nlessons: [dates]\n---\n',
    "ip/scarcity/dates.md": '---\ntype: lesson\nid: ip-dates\ntitle: "D"\n---\n\n## A <!-- #a -->\n\nWord.\n',
}


def quiz_of(files: Files) -> Quiz:
    return compiled(files).site.courses[0].quizzes()[0]


def one(files: Files) -> Question:
    found = quiz_of(files).question("one")
    assert found is not None
    return found


def test_the_values_of_a_course() -> None:
    course = compiled(FRENCH).site.courses[0]
    assert (course.id, course.language) == ("ip", "en")
    assert course.titles == {"en": "IPv4 and IPv6"}
    assert course.intro == {"en": "<p>For everybody who uses the Internet.</p>"}
    module = course.modules[0]
    assert (module.id, [part.id for part in module.parts]) == ("ip-addresses", ["ip-reading", "ip-quiz"])
    lesson, quiz = module.lessons()[0], module.quizzes()[0]
    assert lesson.titles == {"en": "Reading an address", "fr": "Lire une adresse"}
    assert lesson.summaries["fr"] == "À quoi elle ressemble."
    assert lesson.minutes == 5
    assert lesson.reviewed == "2026-11"
    assert lesson.draft_languages == {"fr"}
    assert lesson.objectives[0].texts == {
        "en": "Say how long addresses are",
        "fr": "Dire la longueur des adresses",
    }
    assert [section.key for section in lesson.sections] == ["_intro", "lengths", "short"]
    assert lesson.sections[1].texts["fr"].heading == "Deux longueurs"
    assert (quiz.pass_mark, quiz.graded, quiz.shuffle_questions, quiz.shuffle_answers) == (0.7, True, False, True)
    assert quiz.draft_languages == frozenset()
    assert quiz.pools[0].titles == {"en": "Questions", "fr": "Questions"}


def test_facts_and_facilitator_sections() -> None:
    facts = 'facts:\n  pool:\n    text: "Empty."\n    as_of: 2026-11\n    source: "IANA"\n    review_by: 2028-11\n'
    files = changed(L, "objectives:", f"{facts}objectives:", changed(L, "#short -->", "#short facilitator -->"))
    lesson = compiled(files).site.courses[0].lessons()[0]
    assert [section.facilitator for section in lesson.sections] == [False, False, True]
    assert (lesson.facts[0].key, lesson.facts[0].source, lesson.facts[0].review_by) == ("pool", "IANA", "2028-11")


SETTINGS: list[tuple[str, dict[str, object]]] = [
    ("pass: 70%", {"pass_mark": 0.7}),
    ("pass: 100 %", {"pass_mark": 1.0}),
    ("graded: no", {"graded": False}),
    ("shuffle: no", {"shuffle_questions": False, "shuffle_answers": False}),
    ("shuffle: all", {"shuffle_questions": True, "shuffle_answers": True}),
    ("shuffle: questions", {"shuffle_questions": True, "shuffle_answers": False}),
    ("shuffle: answers", {"shuffle_questions": False, "shuffle_answers": True}),
]


@pytest.mark.parametrize(("line", "expected"), SETTINGS)
def test_the_settings_of_a_quiz(line: str, expected: dict[str, object]) -> None:
    quiz = quiz_of(changed(Q, "pass: 70%", line))
    assert {name: getattr(quiz, name) for name in expected} == expected


CHOICES = "- (x) Yes <!-- #a -->\n- ( ) No <!-- #b fixed -->\n  > Why.\n\n> Because.\n"
BOXES = CHOICES.replace("(", "[").replace(")", "]")
QUESTIONS: list[tuple[str, str, dict[str, object]]] = [
    (CHOICES, "", {"type": QuestionType.ONE, "points": 1, "shuffle": True, "objective": "", "read": ""}),
    (CHOICES, "points=3 shuffle=no", {"points": 3, "shuffle": False}),
    (CHOICES, "objective=size read=ip-reading#short", {"objective": "size", "read": "ip-reading#short"}),
    (BOXES, "", {"type": QuestionType.SEVERAL, "score_all": False}),
    (BOXES, "score=all", {"score_all": True}),
    (BOXES.replace("[x]", "[ ]"), "all=none", {"type": QuestionType.SEVERAL, "score_all": True}),
    ("- = true\n", "", {"type": QuestionType.TRUE_FALSE, "true": True}),
    ("- = False\n", "", {"type": QuestionType.TRUE_FALSE, "true": False}),
    ("- = 3.5 ± 0.1 km\n", "", {"type": QuestionType.NUMBER, "number": NumberRange("3.4", "3.6", "km")}),
    ("- = dual stack\n- = both\n", "", {"type": QuestionType.TEXT, "accepted": ("dual stack", "both")}),
    (
        "- = 6\n- = six\n",
        "accents=strict",
        {"type": QuestionType.TEXT, "accepted": ("6", "six"), "strict_accents": True},
    ),
    ("- = *dual* stack\n", "", {"accepted": ("dual stack",)}),
]


@pytest.mark.parametrize(("text", "attributes", "expected"), QUESTIONS)
def test_what_a_question_is(text: str, attributes: str, expected: dict[str, object]) -> None:
    found = one(question(text, attributes))
    assert {name: getattr(found, name) for name in expected} == expected


def test_the_words_of_a_question() -> None:
    stem = "A stem.\n\n> [!TIP]\n> A hint.\n\n"
    found = one(question(stem + CHOICES.replace("Yes", "Yes *you*")))
    words = found.texts["en"]
    assert words.prompt == "Which one?"
    assert words.stem == "<p>A stem.</p>"
    assert words.hint == "<p>A hint.</p>"
    assert words.choices == {"a": "Yes <em>you</em>", "b": "No"}
    assert words.feedback == {"b": "<p>Why.</p>"}
    assert words.explanation == "<p>Because.</p>"
    assert [(choice.key, choice.right, choice.fixed) for choice in found.choices] == [
        ("a", True, False),
        ("b", False, True),
    ]


def test_a_quote_before_the_answers_is_stem_and_behind_them_explanation() -> None:
    words = one(question("> Somebody said.\n\n- = yes\n\n> One.\n\n> Two.\n")).texts["en"]
    assert words.stem == "<blockquote><p>Somebody said.</p></blockquote>"
    assert words.explanation == "<p>One.</p><p>Two.</p>"


def test_a_call_out_in_an_explanation_stays_one() -> None:
    words = one(
        question("- (x) a <!-- #a -->\n- ( ) b <!-- #b -->\n  > [!NOTE]\n  > Why.\n\n> [!TIP]\n> Because.\n")
    ).texts["en"]
    assert words.explanation == '<aside class="note tip"><b>{{label:tip}}</b><p>Because.</p></aside>'
    assert words.feedback == {"b": '<aside class="note"><b>{{label:note}}</b><p>Why.</p></aside>'}


def test_a_list_in_the_stem_is_no_answer() -> None:
    words = one(question("- one\n- two\n\ntext\n\n- = yes\n")).texts["en"]
    assert words.stem == "<ul><li>one</li><li>two</li></ul><p>text</p>"


def test_pools_draw_and_points() -> None:
    pool = "# More <!-- #more draw=1 points=2 -->\n\n"
    second = f"{pool}## A? <!-- #a1 -->\n\n- = yes\n\n## B? <!-- #b1 -->\n\n- = no\n"
    pools = quiz_of({**BASE, Q: f"{QUIZ}\n{second}"}).pools
    assert [(one.key, one.draw, len(one.questions)) for one in pools] == [("all", 0, 1), ("more", 1, 2)]
    assert [one.points for one in pools[1].questions] == [2, 2]


def test_questions_without_a_pool() -> None:
    pools = quiz_of(question(CHOICES)).pools
    assert [(one.key, one.titles) for one in pools] == [("_all", {"en": ""})]


ERRORS: list[tuple[Files, dict[str, set[str]], list[str]]] = [
    (SECOND, {}, ["ip-addresses", "ip-scarcity"]),
    (changed(L, "#short", "#Short", SECOND), {"ip": {"ip-addresses"}}, ["ip-scarcity"]),
    (changed(Q, "(x)", "( )", SECOND), {"ip": {"ip-addresses"}}, ["ip-scarcity"]),
    (changed(M, "title:", "titel:", SECOND), {"ip": {"ip-addresses"}}, ["ip-scarcity"]),
    ({**SECOND, "ip/addresses/media/rulers.svg": "<svg/>"}, {"ip": {"ip-addresses"}}, ["ip-scarcity"]),
    ({**SECOND, "ip/scarcity/dates.md": b"\xff"}, {"ip": {"ip-scarcity"}}, ["ip-addresses"]),
    ({**SECOND, "ip/scarcity/old.md": "no front matter"}, {}, ["ip-addresses", "ip-scarcity"]),
    (changed(G, "#rir", "#Rir", SECOND), {}, ["ip-addresses", "ip-scarcity"]),
    ({**SECOND, LF: "broken"}, {}, ["ip-addresses", "ip-scarcity"]),
    (changed(M, "type: module", "type: module\ndraft: true", SECOND), {}, ["ip-scarcity"]),
]


@pytest.mark.parametrize(("files", "broken", "published"), ERRORS)
def test_an_error_takes_only_its_module(files: Files, broken: dict[str, set[str]], published: list[str]) -> None:
    done = compiled(files)
    assert done.broken == broken
    assert [module.id for module in done.site.courses[0].modules] == published


def test_an_error_in_the_course_file_takes_the_course() -> None:
    done = compiled(changed(C, "summary:", "sumary:"))
    assert done.site.courses == ()
    assert done.broken == {"ip": {""}}


def test_drafts_are_left_out_without_an_error() -> None:
    files = changed(L, "minutes: 5", "draft: true", changed(Q, " read=ip-reading#lengths", "", BASE))
    files = changed(Q, " objective=size", "", files)
    done = compiled(files)
    assert [part.id for part in done.site.courses[0].parts()] == ["ip-quiz"]
    assert done.broken == {}
    assert compiled(changed(C, "lang: en", "lang: en\ndraft: true")).site.courses == ()


def test_the_same_files_give_the_same_bytes() -> None:
    files = dict(FRENCH)
    backwards = dict(reversed(list(files.items())))
    first, second = compiled(files), compiled(backwards)
    assert encode_course(first.site.courses[0]) == encode_course(second.site.courses[0])
    assert encode_terms(first.site.terms) == encode_terms(second.site.terms)
    assert first.site.media == second.site.media


def test_a_release_reads_back_what_was_written() -> None:
    site = compiled(
        {**FRENCH, Q: QUIZ + "\n## N? <!-- #n -->\n\n- = 3 km\n\n## T? <!-- #t -->\n\n- = a\n- ! b\n  > c\n"}
    ).site
    course = site.courses[0]
    assert decode_course(encode_course(course)) == course
    assert encode_course(decode_course(encode_course(course))) == encode_course(course)
    quiz = course.quizzes()[0]
    assert decode_quiz(encode_quiz(quiz)) == quiz
    assert decode_terms(encode_terms(site.terms)) == site.terms
    assert [type(part) for part in decode_course(encode_course(course)).parts()] == [Lesson, Quiz]


def test_an_empty_tree_is_an_empty_site() -> None:
    done = compiled({})
    assert (done.site.courses, done.site.terms, done.media, done.broken, done.diagnostics) == ((), {}, {}, {}, ())
