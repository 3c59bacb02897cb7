"""Grading hashes and revisions: what changes them, and what does not; pinned hashes."""

from __future__ import annotations

import pytest

from elearn.content.hashes import front_hash, grading_hash, text_hash
from elearn.content.translation import source_hashes
from elearn.domain.questions import Question
from tests.content.trees import BASE, QF, QUIZ_FR, Files, L, Q, changed, check, compiled

TYPED = """
## In which year was the pool empty? <!-- #year -->

- = 2011
- ! 1999
  > That was earlier.

> On 3 February.
"""


def question_of(files: Files, key: str) -> Question:
    quiz = compiled(files).site.courses[0].quizzes()[0]
    question = quiz.question(key)
    assert question is not None
    return question


GRADING: list[tuple[str, str, str, bool]] = [
    ("add a distractor", "\n> Four", "- ( ) 256 <!-- #d -->\n\n> Four", True),
    ("another right answer", "- ( ) 32", "- (x) 32", True),
    ("points", "objective=size", "objective=size points=2", True),
    ("objective", " objective=size", "", False),
    ("re-wrap", "That is IPv4.", "That\n  > is IPv4.", False),
    ("feedback", "That is IPv4.", "That was IPv4.", False),
    ("another question's points", "#year", "#year points=3", False),
]


@pytest.mark.parametrize(("old", "new", "differs"), [row[1:] for row in GRADING], ids=[row[0] for row in GRADING])
def test_what_changes_the_grading_hash(old: str, new: str, differs: bool) -> None:
    files = changed(Q, old, new, {**BASE, Q: str(BASE[Q]) + TYPED})
    if "(x) 32" in new:
        files = changed(Q, "- (x) 128", "- ( ) 128", files)
    before = question_of({**BASE, Q: str(BASE[Q]) + TYPED}, "bits")
    assert (question_of(files, "bits").grading_hash != before.grading_hash) is differs


def test_accepted_answers_of_a_translator_stand_outside_hashes_and_revision() -> None:
    """They can only add (decision 9)."""
    quiz = str(BASE[Q]) + "\n## What is it called? <!-- #name -->\n\n- = dual stack\n"
    translated = QUIZ_FR + "\n## Quel est le nom ? <!-- #name -->\n\n- = double pile\n"
    alone, both = compiled({**BASE, Q: quiz}), compiled({**BASE, Q: quiz, QF: translated})
    before, after = alone.site.courses[0].quizzes()[0], both.site.courses[0].quizzes()[0]
    assert before.rev == after.rev
    name = after.question("name")
    assert name is not None
    assert name.accepted == ("dual stack", "double pile")
    assert name.grading_hash == question_of({**BASE, Q: quiz}, "name").grading_hash


REVISIONS: list[tuple[str, str, bool]] = [
    ("pass: 70%", "pass: 80%", True),
    ("pass: 70%", "pass: 70%\nshuffle: no", True),
    ("pass: 70%", "pass: 70%\ngraded: no", True),
    ("#all -->", "#all points=2 -->", True),
    ("- ( ) 64 <!-- #c", "- ( ) 64 <!-- #c fixed", True),
    ("That is IPv4.", "That was IPv4.", True),
    ('title: "Quiz"', 'title: "Another title"', False),
    ("objective=size", "tags=ipv6", False),
    ("*Only*", "Only", False),
]


@pytest.mark.parametrize(("old", "new", "differs"), REVISIONS)
def test_what_makes_a_new_revision(old: str, new: str, differs: bool) -> None:
    base = changed(Q, "Only half", "*Only* half")
    before = compiled(base).site.courses[0].quizzes()[0].rev
    after = compiled(changed(Q, old, new, base)).site.courses[0].quizzes()[0].rev
    assert (before != after) is differs
    assert len(after) == 12


def test_the_hashes_are_pinned() -> None:
    """Part of the format: a different value here means that every translation of every course looks out of date."""
    hashes = {page.source.inside: source_hashes(page) for page in check(BASE).library.pages.values()}
    assert hashes[L] == {"_intro": "d73fecae", "lengths": "61b5c4af", "short": "2df3f989", "": "fdff5122"}
    assert hashes[Q] == {"all": "453c91db", "bits": "dfe7e6b2", "": "02179be9"}
    assert hashes["glossary.md"]["rir"] == "49ba34b7"
    assert text_hash(["a", "b"]) == "38022fd2"
    assert front_hash("Title", " two  words ", {"b": "B", "a": "A"}) == front_hash(
        "Title", "two words", {"a": "A", "b": "B"}
    )
    assert grading_hash({"type": "one", "keys": ["a"]}) == grading_hash({"keys": ["a"], "type": "one"})
