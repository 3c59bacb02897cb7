"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.orm import Session

from elearn.services.migrating import upgrade_schema
from elearn.services.schema import describe_schema, known_revisions
from elearn.storage.base import Base


def test_a_new_database_gets_every_table_and_twice_is_nothing(sqlite_url: str, session: Session) -> None:
    assert sqlite_url
    Base.metadata.drop_all(session.connection())
    session.commit()
    try:
        assert describe_schema(session).current == ""
        upgrade_schema(session)
        assert describe_schema(session).ready
        assert describe_schema(session).head == known_revisions()[-1]
        assert upgrade_schema(session).ready
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    finally:
        session.rollback()
        session.execute(text("DROP TABLE IF EXISTS alembic_version"))
        session.commit()
