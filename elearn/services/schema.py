"""The database's own state: which migration it is at, and bringing it up to date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


@dataclass(frozen=True, slots=True)
class Schema:
    """`current` is empty for a new database; `unknown` True when the database is newer than this code."""

    current: str
    head: str
    unknown: bool

    @property
    def ready(self) -> bool:
        return self.current == self.head


def _alembic(session: Session | None = None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    if session is not None:
        config.attributes["connection"] = session.connection()
    return config


def describe_schema(session: Session) -> Schema:
    """Where the database stands. Raises Unavailable when it cannot be asked."""
    script = ScriptDirectory.from_config(_alembic())
    head = script.get_current_head() or ""
    try:
        current = MigrationContext.configure(session.connection()).get_current_revision() or ""
    except DBAPIError as error:
        raise Unavailable("database") from error
    known = {revision.revision for revision in script.walk_revisions()}
    return Schema(current=current, head=head, unknown=bool(current) and current not in known)


def upgrade_schema(session: Session) -> Schema:
    """Run the missing migrations in one transaction. Twice: nothing to do. Newer database than code: Unavailable."""
    before = describe_schema(session)
    if before.unknown:
        raise Unavailable("newer-schema")
    if not before.ready:
        command.upgrade(_alembic(session), "head")
    session.commit()
    return before


def require_schema(session: Session) -> None:
    """Raises Unavailable with a code that says what to do when database and code do not belong together."""
    schema = describe_schema(session)
    if not schema.ready:
        raise Unavailable("newer-schema" if schema.unknown else "migration-missing")
