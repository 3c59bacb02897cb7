"""Revisions that are out there: answers are kept under them for ever, so no change of the compiler may move one."""

from __future__ import annotations

from tests.content.trees import BASE, QF, Files, Q, compiled

EVERY_OLD_TYPE = """\
---
type: quiz
id: ip-quiz
title: "Quiz"
pass: 60%
shuffle: all
---

# First <!-- #first draw=3 -->

## One of three? <!-- #bits -->

- ( ) 32 <!-- #a -->
  > That is IPv4.
- (x) 128 <!-- #b -->
- ( ) Neither <!-- #c fixed -->

## Several? <!-- #forms score=all shuffle=no -->

A text before the answers, with `code`.

> [!TIP]
> Count the colons.

- [x] `2001:db8::1` <!-- #a -->
- [ ] `2001:db8::0::1` <!-- #b -->
  > Twice.

## None of these? <!-- #none all=none -->

- [ ] One <!-- #a -->
- [ ] Two <!-- #b -->

## True? <!-- #direct -->

- = false

> Because.

# Second <!-- #second points=2 -->

## How many? <!-- #number -->

- = 3.5 ± 0.1 km

## Which year? <!-- #year -->

- = 2011
- ! 1999
  > Earlier.

## What is it called? <!-- #dual accents=strict -->

- = dual stack
- = dual-stack
- ! tunnel
  > No.
"""
FRENCH = """\
---
translation: ip-quiz
title: "Questions"
---

## Son nom ? <!-- #dual -->

- = double pile
"""


def revision(files: Files) -> str:
    return compiled(files).site.courses[0].quizzes()[0].rev


def test_the_revision_of_a_quiz_is_pinned() -> None:
    assert revision(BASE) == "f51f080c96d3"
    assert revision({**BASE, Q: EVERY_OLD_TYPE}) == "2104a8e3d35a"
    assert revision({**BASE, Q: EVERY_OLD_TYPE, QF: FRENCH}) == "2104a8e3d35a"


def test_the_grading_hashes_are_pinned() -> None:
    quiz = compiled({**BASE, Q: EVERY_OLD_TYPE}).site.courses[0].quizzes()[0]
    assert {question.key: (question.grading_hash, question.text_hash) for question in quiz.questions()} == {
        "bits": ("5385d63e256e", "60acff87"),
        "forms": ("66b771934582", "144e9e3e"),
        "none": ("feb644fd0b84", "e6d4bbc3"),
        "direct": ("c8df618d4112", "755c60c0"),
        "number": ("319683e422e7", "b3f04d73"),
        "year": ("a32d9065f7f8", "e26a479d"),
        "dual": ("9ab76732dcbd", "fec9fc18"),
    }
