"""Counting the SQL statements that something costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def counted_statements(session: Session) -> Iterator[list[str]]:
    """Every statement sent inside the block, BEGIN and COMMIT among them; an executemany is one."""
    engine = session.get_bind()
    sent: list[str] = []

    def remember(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    def remember_commit(_connection: Any) -> None:
        sent.append("COMMIT")

    event.listen(engine, "before_cursor_execute", remember)
    event.listen(engine, "commit", remember_commit)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", remember)
        event.remove(engine, "commit", remember_commit)


def asked(sent: list[str]) -> list[str]:
    """What a page asked for: without BEGIN, COMMIT, and what a worker asks once a second: which release is in force."""
    return [statement for statement in sent if statement not in ("BEGIN", "COMMIT") and "FROM release" not in statement]
