"""What each edit of the source does to a translation that was current (the table of the format); pinned hashes."""

from __future__ import annotations

import unicodedata

import pytest

from elearn.content.hashes import front_hash, grading_hash, text_hash
from elearn.content.stamps import stamp
from elearn.content.translation import source_hashes
from elearn.domain.course import Question
from tests.content.trees import BASE, LESSON_FR, LF, QF, QUIZ_FR, Files, L, Q, changed, check, compiled

TYPED = """
## In which year was the pool empty? <!-- #year -->

- = 2011
- ! 1999
  > That was earlier.

> On 3 February.
"""
TYPED_FR = """
## En quelle année le stock était-il vide ? <!-- #year -->

- ! 1998
  > C'était plus tôt.

> Le 3 février.
"""


def stamped() -> Files:
    """The base course with a French translation that is current in everything."""
    files = changed(L, "needs an address", "needs *an* address, café", {**BASE, LF: LESSON_FR, QF: QUIZ_FR + TYPED_FR})
    files[Q] = str(files[Q]) + TYPED
    for joined in check(files).library.all_joined():
        files[joined.page.source.inside] = stamp(joined.source, joined.page)
    return files


STAMPED = stamped()
ANSWERS = "- ( ) 32 <!-- #a -->\n  > That is IPv4.\n", "- (x) 128 <!-- #b -->\n"
EDITS: list[tuple[str, str, str, str, set[str]]] = [
    ("re-order answers", Q, "".join(ANSWERS), "".join(reversed(ANSWERS)), set()),
    ("change points, objective, draw", Q, "objective=size", "points=2", set()),
    ("flip right and wrong", Q, "- ( ) 64", "- (x) 64", set()),
    ("change a typed answer", Q, "= 2011", "= 2012", set()),
    ("change a known wrong answer", Q, "! 1999", "! 1989", set()),
    ("typo in a prompt", Q, "How many bits has", "How much bits has", {"bits"}),
    ("typo in feedback", Q, "That is IPv4.", "This is IPv4.", {"bits"}),
    ("typo in the feedback of a known wrong answer", Q, "That was earlier.", "It was earlier.", {"year"}),
    ("typo in an explanation", Q, "Four times", "For times", {"bits"}),
    ("typo in a typed question", Q, "the pool empty?", "the tank empty?", {"year"}),
    ("add an answer", Q, "\n> Four", "- ( ) 256 <!-- #d -->\n\n> Four", {"bits"}),
    ("title of a pool", Q, "# Questions", "# All questions", {"all"}),
    ("re-wrap a paragraph", L, "The older ones have 32 bits, the", "The older ones\nhave 32 bits,\nthe", set()),
    ("carriage returns", L, "\n", "\r\n", set()),
    ("byte order mark", L, "---\ntype", "\ufeff---\ntype", set()),
    ("trailing spaces", L, "bits, the newer ones 128.\n", "bits, the newer ones 128. \n", set()),
    ("no-break space", L, "32 bits", "32\u00a0bits", set()),
    ("decomposed letters", L, "café", unicodedata.normalize("NFD", "café"), set()),
    ("emphasis", L, "*an*", "**an**", set()),
    ("rename a picture", L, "media/rulers.svg", "media/ruler.svg", set()),
    ("attribute of a section", L, "#short -->", "#short facilitator -->", set()),
    ("minutes", L, "minutes: 5", "minutes: 6", set()),
    ("typo in a section", L, "Drop the zeros", "Leave the zeros", {"short"}),
    ("heading of a section", L, "## Making it shorter", "## Shorter", {"short"}),
    ("description of a picture", L, "Two rulers", "Three rulers", {"lengths"}),
    ("code", L, "2001:db8::1", "2001:db8::2", {"short"}),
    ("paragraph to list", L, "Drop the zeros", "- Drop the zeros", {"short"}),
    ("title", L, "Reading an address", "Reading addresses", {""}),
    ("summary", L, "What it looks like.", "How it looks.", {""}),
    ("objective", L, "Say how long", "Tell how long", {""}),
]


@pytest.mark.parametrize(("path", "old", "new", "stale"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS])
def test_what_an_edit_of_the_source_makes_stale(path: str, old: str, new: str, stale: set[str]) -> None:
    files = changed(path, old, new, STAMPED)
    found = {joined.source.source.inside: joined.stale for joined in check(files).library.all_joined()}
    assert found[path] == stale
    assert all(not keys for other, keys in found.items() if other != path)


def test_moving_a_section_and_a_question_changes_nothing() -> None:
    lesson, quiz = str(STAMPED[L]), str(STAMPED[Q])
    head, rest = lesson.split("## Two lengths")
    two, shorter = rest.split("## Making")
    moved = {**STAMPED, L: f"{head}## Making{shorter}\n## Two lengths{two}"}
    start, first = quiz.split("## How many")
    first, second = first.split("## In which")
    moved[Q] = f"{start}## In which{second}\n## How many{first}"
    assert [joined.stale for joined in check(moved).library.all_joined()] == [set(), set()]


def test_splitting_a_section_makes_it_stale_and_the_new_one_missing() -> None:
    files = changed(L, "\n![Two rulers", "\n## Rulers <!-- #rulers -->\n\n![Two rulers", STAMPED)
    joined = next(joined for joined in check(files).library.all_joined() if joined.source.source.inside == L)
    assert joined.stale == {"lengths"}
    assert "rulers" not in joined.usable
    assert joined.tally.units == {"current": 3, "stale": 1, "missing": 1}


def test_a_renamed_key_is_unknown_and_missing() -> None:
    codes = [found.code for found in check(changed(L, "#short", "#brief", STAMPED)).diagnostics]
    assert sorted(code for code in codes if code.startswith("T00")) == ["T002", "T007"]


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
