"""What a reader of another language gets: her words where possible, else the source's, never half a question."""

from __future__ import annotations

import pytest

from elearn.content.stamps import stamp
from elearn.domain.course import Coverage, Quiz
from elearn.domain.questions import Question
from tests.content.trees import BASE, LESSON_FR, LF, QF, QUIZ_FR, Files, changed, check, compiled, question

FRENCH: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR}


def quiz_of(files: Files) -> Quiz:
    return compiled(files).site.courses[0].quizzes()[0]


def one(files: Files) -> Question:
    found = quiz_of(files).question("one")
    assert found is not None
    return found


FALLBACKS: list[tuple[str, str, str, set[str]]] = [
    ("complete", "", "", {"en", "fr"}),
    ("an answer is missing", "- ( ) 64 <!-- #c -->\n  > Seulement la moitié.\n", "", {"en"}),
    ("an answer too many", "- ( ) 64 <!-- #c -->", "- ( ) 64 <!-- #c -->\n- ( ) 5 <!-- #d -->", {"en"}),
    ("another answer is marked right", "- ( ) 32", "- (x) 32", {"en"}),
    ("other brackets", "- ( ) 32", "- [ ] 32", {"en"}),
    ("an error inside", "Seulement", "<b>Seulement</b>", {"en"}),
    ("out of date, same answers", "#bits", "#bits @00000000", {"en", "fr"}),
    ("not filled in", "Combien de bits a une adresse IPv6 ?", "…", {"en"}),
    ("an answer not filled in", "- ( ) 32", "- ( ) …", {"en"}),
]


@pytest.mark.parametrize(("old", "new", "languages"), [row[1:] for row in FALLBACKS], ids=[row[0] for row in FALLBACKS])
def test_a_question_is_shown_whole_in_one_language(old: str, new: str, languages: set[str]) -> None:
    found = quiz_of(changed(QF, old, new, FRENCH)).question("bits")
    assert found is not None
    assert set(found.texts) == languages
    if "fr" in languages:
        assert set(found.texts["fr"].choices) == {choice.key for choice in found.choices}
        assert found.texts["fr"].stale is ("@00000000" in new)


TYPED: list[tuple[str, str, set[str]]] = [
    ("- = 2011\n", "", {"en", "fr"}),
    ("- = 2011\n", "- = 2011\n", {"en", "fr"}),
    ("- = 2011\n", "- = 2012\n", {"en"}),
    ("- = 5 people\n", "- = 5 personnes\n", {"en", "fr"}),
    ("- = true\n", "- = true\n", {"en", "fr"}),
    ("- = true\n", "- = false\n", {"en"}),
    ("- = yes\n", "- = oui\n- ! non\n  > Si.\n", {"en", "fr"}),
    ("- = yes\n", "- (x) oui <!-- #a -->\n", {"en"}),
]


@pytest.mark.parametrize(("source", "here", "languages"), TYPED)
@pytest.mark.parametrize("stale", [False, True])
def test_typed_questions_need_a_current_translation(source: str, here: str, languages: set[str], stale: bool) -> None:
    """Nothing in an out-of-date one shows whether it still asks for the same value."""
    stamped = " @00000000" if stale else ""
    french = f'---\ntranslation: ip-quiz\ntitle: "Q"\n---\n\n## Laquelle ? <!-- #one{stamped} -->\n\n{here}'
    found = one({**question(source), QF: french})
    assert set(found.texts) == ({"en"} if stale else languages)


def test_the_unit_of_a_number_is_translated_by_writing_it_again() -> None:
    french = '---\ntranslation: ip-quiz\ntitle: "Q"\n---\n\n## Combien ? <!-- #one -->\n\n- = 15 personnes\n'
    found = one({**question("- = 15 people\n"), QF: french})
    assert (found.texts["en"].unit, found.texts["fr"].unit) == ("people", "personnes")


def test_known_wrong_answers_are_answered_in_the_readers_language() -> None:
    answers = "- = double pile\n- ! tunnel fr\n  > Non.\n"
    french = f'---\ntranslation: ip-quiz\ntitle: "Q"\n---\n\n## Nom ? <!-- #one -->\n\n{answers}'
    found = one({**question("- = dual stack\n- ! tunnel\n  > No.\n"), QF: french})
    assert found.accepted == ("dual stack", "double pile")
    assert found.texts["fr"].accepted == ("double pile",)
    both = {"en": "<p>No.</p>", "fr": "<p>Non.</p>"}
    assert [(wrong.typed, wrong.feedback) for wrong in found.known_wrong] == [("tunnel", both), ("tunnel fr", both)]


SECTIONS: list[tuple[str, str, set[str], bool]] = [
    ("", "", {"en", "fr"}, False),
    ("#short -->", "#short @00000000 -->", {"en", "fr"}, True),
    ("## Plus court <!-- #short -->", "## Plus court <!-- #shrot -->", {"en"}, False),
    ("Enlevez", "<b>Enlevez</b>", {"en"}, False),
    ("Enlevez les zéros au début : `2001:db8::1`.", "", {"en"}, False),
]


@pytest.mark.parametrize(("old", "new", "languages", "stale"), SECTIONS)
def test_a_section_falls_back_by_itself(old: str, new: str, languages: set[str], stale: bool) -> None:
    lesson = compiled(changed(LF, old, new, FRENCH)).site.courses[0].lessons()[0]
    short = lesson.sections[2]
    assert set(short.texts) == languages
    assert set(lesson.sections[1].texts) == {"en", "fr"}
    if "fr" in languages:
        assert short.texts["fr"].stale is stale


def test_titles_fall_back_when_their_front_matter_has_an_error() -> None:
    lesson = compiled(changed(LF, "status: draft", "pass: 5", FRENCH)).site.courses[0].lessons()[0]
    assert set(lesson.titles) == {"en"}
    assert set(lesson.sections[0].texts) == {"en", "fr"}


def test_coverage_counts_words_of_the_source() -> None:
    course = compiled(FRENCH).site.courses[0]
    english, french = course.coverage["en"], course.coverage["fr"]
    assert english == Coverage(english.current, 0, 0)
    assert french.current + french.stale + french.missing == english.current
    assert 0 < french.missing < french.current
    stale = compiled(changed(LF, "#short", "#short @00000000", FRENCH)).site.courses[0].coverage["fr"]
    assert (stale.current + stale.stale, stale.missing) == (french.current, french.missing)
    assert stale.stale > 0
    assert course.coverage["ru"] == Coverage(0, 0, english.current)


def test_a_course_may_be_written_in_another_language() -> None:
    spanish = {
        path: str(text).replace("lang: en", "lang: es") if path.startswith("ip/course") else text
        for path, text in BASE.items()
    }
    english = LESSON_FR.replace("Lire une adresse", "Reading")
    course = compiled({**spanish, "ip/addresses/reading.en.md": english}).site.courses[0]
    assert course.language == "es"
    assert course.lessons()[0].titles == {"es": "Reading an address", "en": "Reading"}


def test_stamping_makes_everything_current() -> None:
    files = dict(FRENCH)
    for joined in check(files).library.all_joined():
        files[joined.page.source.inside] = stamp(joined.source, joined.page)
    assert [found for found in check(files).diagnostics if found.code.startswith("T")] == []
