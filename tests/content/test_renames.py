"""Renamed keys: what hangs on the old one belongs to the new one."""

from __future__ import annotations

import pytest

from elearn.content.ledger import new_lines, read_ledger
from elearn.content.stamps import stamp
from elearn.domain.course import Lesson
from tests.content.translated import STAMPED, joined_of
from tests.content.trees import BASE, LF, QF, TODAY, Files, G, L, Q, changed, check, compiled, found

RENAMES: list[tuple[str, str, str, str]] = [
    (L, "#short", "#brief was=short", "brief"),
    (Q, "#bits", "#size-bits was=bits", "size-bits"),
    (Q, "#all", "#everything was=all", "everything"),
    (L, "#short", '#brief was="shorter,short"', "brief"),
]


@pytest.mark.parametrize(("path", "old", "new", "key"), RENAMES)
def test_a_translation_under_the_old_key_is_current_under_the_new_one(path: str, old: str, new: str, key: str) -> None:
    joined = joined_of(changed(path, old, new, STAMPED), path)
    assert key in joined.usable
    assert joined.stale == set()
    assert joined.tally.units["missing"] == 0


def test_the_words_of_the_old_key_are_published_under_the_new_one() -> None:
    course = compiled(changed(Q, "#bits", "#size-bits was=bits", changed(L, "#short", "#brief was=short", STAMPED)))
    lesson, quiz = course.site.courses[0].lessons()[0], course.site.courses[0].quizzes()[0]
    section = next(section for section in lesson.sections if section.key == "brief")
    assert (set(section.texts), section.was) == ({"en", "fr"}, ("short",))
    question = quiz.question("size-bits")
    assert question is not None
    assert (set(question.texts), question.was) == ({"en", "fr"}, ("bits",))


def test_a_term_may_be_renamed() -> None:
    french = '---\ntranslation: glossary\ntitle: "G"\n---\n\n## RIR <!-- #rir -->\n\nUn organisme.\n'
    site = compiled({**changed(G, "#rir", "#registry was=rir"), "glossary.fr.md": french}).site
    assert set(site.terms["registry"].texts) == {"en", "fr"}


def test_accepting_writes_the_new_key_and_leaves_the_rest_of_the_line() -> None:
    joined = joined_of(changed(L, "#short", "#brief was=short", STAMPED), L)
    text = stamp(joined.source, joined.page, ["brief"])
    before, after = str(STAMPED[LF]).splitlines(), text.splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        (line, line.replace("#short", "#brief")) for line in before if "#short" in line
    ]


def test_a_translation_that_has_both_keys_keeps_its_own_new_one() -> None:
    both = changed(LF, "## Plus court", "## Court <!-- #brief -->\n\nTexte.\n\n## Plus court", STAMPED)
    joined = joined_of(changed(L, "#short", "#brief was=short", both), L)
    unit = joined.unit("brief")
    assert unit is not None
    assert unit.title == "Court"


def test_a_renamed_key_has_not_disappeared_and_is_retired_by_fmt() -> None:
    ledger = "ip-reading#short\nip-quiz#bits\nip-quiz#bits.a\nip-quiz#bits.b\nip-quiz#bits.c\n"
    renamed: Files = changed(Q, "#bits", "#size-bits was=bits", changed(L, "#short", "#brief was=short"))
    assert found({**renamed, "ip/.keys": ledger}, "K006", "K007", "K014") == []
    pages = check(renamed).library.pages
    lines = new_lines(read_ledger(ledger), iter([pages[L], pages[Q]]), TODAY)
    assert {"ip-reading#short 2026-11-22", "ip-reading#brief", "ip-quiz#bits.a 2026-11-22"} <= set(lines)


def test_a_lesson_without_renames_is_as_before() -> None:
    lesson = compiled(BASE).site.courses[0].lessons()[0]
    assert isinstance(lesson, Lesson)
    assert all(section.was == () for section in lesson.sections)
    assert QF not in BASE
