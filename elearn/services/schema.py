"""The database's own state: which migration it is at. Asked by every worker, so it does not load Alembic (a second)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable
from elearn.services.faults import why_unavailable
from elearn.services.migration_files import MIGRATIONS, known_revisions

__all__ = ["MIGRATIONS", "Schema", "describe_schema", "known_revisions", "require_schema"]


@dataclass(frozen=True, slots=True)
class Schema:
    """`current` is empty for a new database; `unknown` True when the database is newer than this code."""

    current: str
    head: str
    unknown: bool

    @property
    def ready(self) -> bool:
        return self.current == self.head


def describe_schema(session: Session) -> Schema:
    """Where the database stands. Raises Unavailable when it cannot be asked."""
    known = known_revisions()
    try:
        made = inspect(session.connection()).has_table("alembic_version")
        current = session.scalar(text("SELECT version_num FROM alembic_version")) if made else None
    except DBAPIError as error:
        raise Unavailable(why_unavailable(error) or "database") from error
    return Schema(current=current or "", head=known[-1], unknown=bool(current) and current not in known)


def require_schema(session: Session) -> None:
    """Raises Unavailable with a code that says what to do when database and code do not belong together."""
    schema = describe_schema(session)
    if not schema.ready:
        raise Unavailable("newer-schema" if schema.unknown else "migration-missing")
