"""Topics, the ways to them, and the credits that people earned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, delete, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.topics import Credit, Means, Topic, Way
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.events import EventRow, IdentityAlias
from elearn.storage.progress import ProgressRow
from elearn.storage.upserts import insert_into


class TopicRow(Base):
    """Something to know about. `titles` by language; `language` is the one that every reader can fall back to."""

    __tablename__ = "topic"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    titles: Mapped[dict[str, str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32), default="")


class WayRow(Base):
    """A course or webinar that satisfies a topic, from one time to another. Ways are ended, never deleted."""

    __tablename__ = "topic_way"
    __table_args__ = (
        CheckConstraint("means IN ('course', 'webinar')", name="means_known"),
        Index(
            "uq_topic_way_open",
            "topic",
            "means",
            "what",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    means: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(64))
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CreditRow(Base):
    """A topic that somebody satisfied: since which day and by what. Can be folded again from progress and events."""

    __tablename__ = "credit"
    __table_args__ = (
        CheckConstraint("means IN ('course', 'webinar', 'roster')", name="means_known"),
        Index("ix_credit_topic", "topic"),
    )

    u: Mapped[str] = mapped_column(String(32), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    earned_on: Mapped[date]
    means: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(32), default="")


def put_topic(session: Session, topic: Topic, *, by: str, now: datetime) -> None:
    """Make this the topic of its key, whether there was one or not. Its ways stand apart."""
    values = {"key": topic.key, "titles": dict(topic.titles), "language": topic.language}
    run(session, insert_into(session, TopicRow, _or_retitle), [values | {"created_at": now, "created_by": by}])


def _or_retitle(insert: Any) -> Any:
    new = {name: insert.excluded[name] for name in ("titles", "language")}
    return insert.on_conflict_do_update(index_elements=["key"], set_=new)


def list_topics(session: Session) -> list[Topic]:
    """All topics by key, with the ways that are open. Two statements."""
    rows = session.execute(select(TopicRow.key, TopicRow.titles, TopicRow.language).order_by(TopicRow.key)).all()
    ways = [way for way in list_ways(session) if way.until is None] if rows else []
    return [
        Topic(
            row.key,
            row.titles,
            row.language,
            tuple(way.what for way in ways if way.topic == row.key and way.means is Means.COURSE),
            tuple(way.what for way in ways if way.topic == row.key and way.means is Means.WEBINAR),
        )
        for row in rows
    ]


def list_ways(session: Session) -> list[Way]:
    """All ways there ever were."""
    rows = session.execute(select(WayRow.topic, WayRow.means, WayRow.what, WayRow.until_at).order_by(WayRow.id))
    return [Way(row.topic, Means(row.means), row.what, row.until_at) for row in rows]


def add_ways(session: Session, ways: Iterable[Way], *, now: datetime) -> None:
    rows = [{"topic": way.topic, "means": way.means.value, "what": way.what, "since_at": now} for way in ways]
    if rows:
        session.execute(insert(WayRow), rows)


def end_ways(session: Session, ways: Iterable[Way], *, now: datetime) -> None:
    for way in ways:
        here = (WayRow.topic == way.topic, WayRow.means == way.means.value, WayRow.what == way.what)
        session.execute(update(WayRow).where(*here, WayRow.until_at.is_(None)).values(until_at=now))


def list_finished(session: Session, people: Collection[str]) -> list[tuple[str, str, datetime]]:
    """(uid, course, when) for every course that one of these people has finished."""
    statement = select(ProgressRow.u, ProgressRow.course, ProgressRow.completed_at)
    rows = session.execute(statement.where(ProgressRow.u.in_(people), ProgressRow.completed_at.is_not(None)))
    return [(row.u, row.course, row.completed_at) for row in rows]


def list_people_of(session: Session, whats: Collection[str], *, after: str, limit: int) -> list[str]:
    """The next uids with a finished course or an attendance at one of these courses or webinars, in order of uid."""
    finished = select(ProgressRow.u.label("u")).where(
        ProgressRow.course.in_(whats), ProgressRow.completed_at.is_not(None)
    )
    there = (EventRow.c.in_(whats)) | (EventRow.i.in_(whats))
    person = func.coalesce(IdentityAlias.to_uid, EventRow.u)
    linked = select(person.label("u")).select_from(EventRow)
    linked = linked.outerjoin(IdentityAlias, IdentityAlias.from_uid == EventRow.u)
    attended = linked.where(EventRow.t.in_(("attend", "roster")), there)
    both = finished.union(attended).subquery()
    statement = select(both.c.u).where(both.c.u > after).order_by(both.c.u).limit(limit)
    return [uid for uid in session.scalars(statement) if uid]


def replace_credits(session: Session, people: Collection[str], earned: Mapping[str, Mapping[str, Credit]]) -> None:
    """Make `earned` (uid -> topic -> credit) all that these people have."""
    session.execute(delete(CreditRow).where(CreditRow.u.in_(people)))
    rows = [
        {
            "u": uid,
            "topic": credit.topic,
            "earned_on": credit.on,
            "means": credit.means.value,
            "what": credit.what,
            "source": credit.source,
        }
        for uid, topics in sorted(earned.items())
        for credit in topics.values()
    ]
    if rows:
        run(session, insert_into(session, CreditRow), rows)


def delete_credits(session: Session) -> None:
    """Everybody's: before they are folded again."""
    session.execute(delete(CreditRow))


def list_credits(session: Session, people: Collection[str]) -> dict[str, dict[str, Credit]]:
    """uid -> topic -> credit."""
    found: dict[str, dict[str, Credit]] = {}
    for row in session.scalars(select(CreditRow).where(CreditRow.u.in_(people)).order_by(CreditRow.topic)):
        credit = Credit(row.topic, row.earned_on, Means(row.means), row.what, row.source)
        found.setdefault(row.u, {})[row.topic] = credit
    return found
