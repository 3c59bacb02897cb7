"""Published content: immutable blobs by hash, one manifest per release, and every quiz revision for ever."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

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
    """What a `rev` means: the blob with the whole quiz as first published under it, and the newest translations."""

    __tablename__ = "quiz_revision"

    quiz: Mapped[str] = mapped_column(String(64), primary_key=True)
    rev: Mapped[str] = mapped_column(String(12), primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    blob: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Requirement(Base):
    """What finishing a course meant from a moment on: ids of its lessons and graded quizzes."""

    __tablename__ = "requirement"

    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    items: Mapped[list[str]] = mapped_column(JSON)


class PublishedKey(Base):
    """The ledger of ids ever published: a deleted lesson answers 410 with its successor, never 404."""

    __tablename__ = "published_key"

    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    last_release: Mapped[int]
