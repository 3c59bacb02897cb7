"""Bringing the database up to date."""

from __future__ import annotations

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable
from elearn.services.schema import MIGRATIONS, Schema, describe_schema
from elearn.storage.base import begin_writing


def upgrade_schema(session: Session) -> Schema:
    """Run the missing migrations in one transaction, also beside a site that is in use: it waits its turn to write.

    Twice: nothing to do. Newer database than code: Unavailable.
    """
    before = describe_schema(session)
    if before.unknown:
        raise Unavailable("newer-schema")
    if not before.ready:
        begin_writing(session)  # a transaction that has read before could not write any more once somebody else has
        config = AlembicConfig()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")
    session.commit()
    return before
