"""What people said after events: one row per person and event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.feedback import Answer, Answers, Question
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.upserts import insert_into

_ANSWERS = ", ".join(f"'{answer}'" for answer in Answer)


class Feedback(Base):
    """`ralo` is the region of the person when she answered, empty for none."""

    __tablename__ = "feedback"
    __table_args__ = (
        *(CheckConstraint(f"{question} IN ({_ANSWERS})", name=f"{question}_known") for question in Question),
        Index("ix_feedback_webinar", "webinar", "ralo"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    webinar: Mapped[str] = mapped_column(String(64), primary_key=True)
    ralo: Mapped[str] = mapped_column(String(8))
    useful: Mapped[str] = mapped_column(String(6))
    followed: Mapped[str] = mapped_column(String(6))
    again: Mapped[str] = mapped_column(String(6))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


# Of one event and region: who answered, and how.
Count = tuple[int, Counter[tuple[Question, Answer]]]


def find_answers(session: Session, *, account_id: int, webinar: str) -> dict[Question, Answer]:
    """What this person said; empty for nothing."""
    row = session.get(Feedback, (account_id, webinar))
    return {question: Answer(getattr(row, question)) for question in Question} if row else {}


def put_answers(session: Session, *, account_id: int, webinar: str, ralo: str, answers: Answers, now: datetime) -> None:
    """This person's answers, instead of earlier ones."""
    values = {question.value: answers[question].value for question in Question}
    row = {"account_id": account_id, "webinar": webinar, "ralo": ralo, "given_at": now, **values}
    run(session, insert_into(session, Feedback, _or_change), row)


def _or_change(insert: Any) -> Any:
    new = {name: insert.excluded[name] for name in ("ralo", "given_at", *Question)}
    return insert.on_conflict_do_update(index_elements=["account_id", "webinar"], set_=new)


def count_answers(
    session: Session, *, ralos: Collection[str], webinars: Collection[str] | None = None
) -> dict[tuple[str, str], Count]:
    """By (event, region). One statement."""
    columns = (Feedback.webinar, Feedback.ralo, Feedback.useful, Feedback.followed, Feedback.again)
    statement = select(*columns, func.count().label("people")).where(Feedback.ralo.in_(ralos)).group_by(*columns)
    if webinars is not None:
        statement = statement.where(Feedback.webinar.in_(webinars))
    found: dict[tuple[str, str], Count] = {}
    for row in session.execute(statement):
        people, counts = found.get((row.webinar, row.ralo), (0, Counter()))
        counts.update({(question, Answer(getattr(row, question))): row.people for question in Question})
        found[row.webinar, row.ralo] = people + row.people, counts
    return found
