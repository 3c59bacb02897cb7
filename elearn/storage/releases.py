"""Published content: immutable blobs by hash, one manifest per release, and every quiz revision for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, LargeBinary, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.errors import NotFound
from elearn.storage.base import Base, UtcDateTime


class Blob(Base):
    """Content by the SHA-256 of its bytes (64 hex). Never changed, never deleted while something names it."""

    __tablename__ = "blob"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Release(Base):
    """One publish of the whole site. `manifest` names the blobs; the newest release is what readers get."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    manifest: Mapped[str] = mapped_column(String(64))


class QuizRevision(Base):
    """What a `rev` means: the blob with the whole quiz, the newest translations in it.

    `last_release` is the newest release that held it: an author may go back to an earlier wording.
    """

    __tablename__ = "quiz_revision"

    quiz: Mapped[str] = mapped_column(String(64), primary_key=True)
    rev: Mapped[str] = mapped_column(String(12), primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    blob: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_release: Mapped[int] = mapped_column(default=0)


class Requirement(Base):
    """What finishing a course meant from a moment on: ids of its lessons and graded quizzes."""

    __tablename__ = "requirement"

    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    items: Mapped[list[str]] = mapped_column(JSON)


class PublishedKey(Base):
    """The ledger of ids ever published: a deleted lesson answers 410 with its successor, never 404.

    `successor` is what an author once said replaces it, as the part of an address behind `/c/`, or empty.
    """

    __tablename__ = "published_key"

    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    last_release: Mapped[int]
    successor: Mapped[str] = mapped_column(String(129), default="", server_default="")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest release: its number and the manifest's blob hash."""

    id: int
    published_at: datetime
    manifest: str


def find_head(session: Session) -> Head | None:
    """The release that readers get, or None before the first publish."""
    row = session.execute(
        select(Release.id, Release.published_at, Release.manifest).order_by(Release.id.desc()).limit(1)
    ).first()
    return None if row is None else Head(row.id, row.published_at, row.manifest)


def list_blobs(session: Session, hashes: Collection[str]) -> dict[str, bytes]:
    """The bodies of these blobs. Raises NotFound when one is missing: a release must never be served in part."""
    bodies: dict[str, bytes] = {}
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        rows = session.execute(select(Blob.hash, Blob.body).where(Blob.hash.in_(chunk)))
        bodies.update({row.hash: row.body for row in rows})
    for missing in set(wanted) - set(bodies):
        raise NotFound("blob", missing)
    return bodies


def add_blobs(session: Session, blobs: Mapping[str, tuple[str, bytes]]) -> None:
    """Store (kind, body) by hash; those already there stay as they are."""
    known = set(session.scalars(select(Blob.hash).where(Blob.hash.in_(list(blobs)))))
    rows = [
        {"hash": digest, "kind": kind, "body": body} for digest, (kind, body) in blobs.items() if digest not in known
    ]
    if rows:
        session.execute(insert(Blob), rows)


def list_releases(session: Session, most: int) -> list[Release]:
    """The newest releases, the newest first."""
    return list(session.scalars(select(Release).order_by(Release.id.desc()).limit(most)))


def list_manifests(session: Session) -> list[tuple[datetime, str]]:
    """(published, manifest's blob hash) of every release, the oldest first."""
    rows = session.execute(select(Release.published_at, Release.manifest).order_by(Release.id))
    return [(row.published_at, row.manifest) for row in rows]


def find_requirement(session: Session, course: str) -> frozenset[str] | None:
    """What finishing this course means now; None for a course never published."""
    items = session.scalar(
        select(Requirement.items).where(Requirement.course == course).order_by(Requirement.since_at.desc()).limit(1)
    )
    return None if items is None else frozenset(items)


def list_published_keys(session: Session) -> dict[tuple[str, str], str]:
    """(course, part) -> successor, mostly empty, for everything ever published; part is empty for the course itself."""
    statement = select(PublishedKey.course, PublishedKey.part, PublishedKey.successor)
    return {(row.course, row.part): row.successor for row in session.execute(statement)}
