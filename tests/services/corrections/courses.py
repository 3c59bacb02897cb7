"""A course whose quiz is edited, answers to it, and what they are worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.services.publishing import Published
from tests.content.trees import Q
from tests.published import send, uid

RIGHT_NOW = (
    ("- (x) 32", "- ( ) 32"),
    ("- ( ) 128", "- (x) 128"),
    ("> It has 32.", "> That is IPv4."),
    ("> The old explanation.", "> Four times as many."),
)
AMINA = uid("amina")
OLD, NEW_ONE, NEITHER = {"bits": "a", "year": "2011"}, {"bits": "b", "year": "2011"}, {"bits": "c", "year": "2011"}
Go = Callable[..., Published]


def edit(courses: Path, *edits: tuple[str, str], name: str = Q) -> None:
    text = (courses / name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (courses / name).write_text(text, encoding="utf-8")


def answer(session: Session, answers: Mapping[str, object], who: str = "amina", **change: object) -> str:
    """An attempt at the quiz as it is published now."""
    return send(session, dict(answers), **{"learner": uid(who), "revision": None, **change})
