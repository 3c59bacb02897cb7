"""A published quiz in which somebody answered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.domain.corrections import Decision, Way
from elearn.services.publishing import Published, publish
from tests.content.trees import BASE, LANGUAGES, Q
from tests.makers import NOW, make_als, make_member
from tests.published import QUIZ
from tests.services.corrections.courses import Go, edit

QUESTIONS = """\
---
type: quiz
id: ip-quiz
title: "Quiz"
pass: 70%
---

# Questions <!-- #all -->

## How many bits has an IPv6 address? <!-- #bits -->

- (x) 32 <!-- #a -->
  > It has 32.
- ( ) 128 <!-- #b -->
- ( ) 64 <!-- #c -->

> The old explanation.

## When did the pool run dry? <!-- #year -->

- = 2011

## Match them. <!-- #match match -->

| Version | Bits |
|---|---|
| IPv4 <!-- #v4 --> | 128 bits |
| IPv6 <!-- #v6 --> | 32 bits |
"""


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    root = tmp_path / "courses"
    for name, content in {**BASE, Q: QUESTIONS}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


@pytest.fixture
def go(session: Session, courses: Path) -> Go:
    """Publish what is there, with decisions as `name=way`; once at the start, long ago."""

    def go(*edits: tuple[str, str], days: int = 0, lower: bool = False, **decisions: str) -> Published:
        edit(courses, *edits)
        named = {f"{QUIZ}#{key}": Decision(Way(way), may_lower=lower) for key, way in decisions.items()}
        now = NOW + timedelta(days=days)
        return publish(
            session, roots=[courses], languages=LANGUAGES, author="Olivia", note="", now=now, decisions=named
        )

    go(days=-90)
    return go


@pytest.fixture
def community(session: Session) -> None:
    make_als(session, "KE-01")
    make_member(session, "amina", als="KE-01")
