"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.orm import Session

from elearn.services.migrating import upgrade_schema
from elearn.services.schema import MIGRATIONS, describe_schema, known_revisions
from elearn.storage.base import Base


def is_declared(name: str | None, _kind: str, _parents: Mapping[str, str | None]) -> bool:
    """The search index belongs to the database's own means: `storage/search.py` declares it as DDL."""
    return "search_index" not in (name or "")


def search_indexes(session: Session) -> list[str]:
    """The search index as this database describes it: virtual table and triggers, or column and GIN index."""
    if session.get_bind().dialect.name == "sqlite":
        asked = "SELECT sql FROM sqlite_master WHERE name = 'search_index' OR name LIKE 'search_entry_%' ORDER BY name"
    else:
        asked = """SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = to_regclass('search_entry')
            AND pg_get_expr(adbin, adrelid) NOT LIKE 'nextval%' UNION ALL
            SELECT indexdef FROM pg_indexes WHERE indexname LIKE '%search_index'"""
    return [str(line) for line in session.scalars(text(asked))]


def test_a_new_database_gets_every_table_and_twice_is_nothing(sqlite_url: str, session: Session) -> None:
    assert sqlite_url
    declared = search_indexes(session)
    with emptied(session):
        assert search_indexes(session) == []
        assert describe_schema(session).current == ""
        upgrade_schema(session)
        assert describe_schema(session).ready
        assert describe_schema(session).head == known_revisions()[-1]
        assert upgrade_schema(session).ready
        options = {"compare_type": True, "include_name": is_declared}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert search_indexes(session) == declared


@contextmanager
def emptied(session: Session) -> Iterator[None]:
    """A database without any table. Afterwards it has them all, made by migrations that it does not remember."""
    Base.metadata.drop_all(session.connection())
    session.commit()
    try:
        yield
    finally:
        session.rollback()
        session.execute(text("DROP TABLE IF EXISTS alembic_version"))
        session.commit()


def upgrade_to(session: Session, revision: str) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = session.connection()
    command.upgrade(config, revision)
    session.commit()


OLD_ATTEMPT = """INSERT INTO attempt
(uid, u, course, quiz, rev, seed, lang, submitted_at, score, points, maximum, passed, quiz_blob)
VALUES (:uid, 'amina', 'ip', 'ip-quiz', '0123456789ab', 0, 'en', '2026-11-22 10:00:00', '1', '5', 5, true, 'x')"""
OLD_KEY = "INSERT INTO published_key (course, part, kind, last_release) VALUES ('ip', :part, 'lesson', 1)"


def test_0003_old_code_goes_on_writing_attempts_and_ids(session: Session) -> None:
    """Rows from before, and rows written afterwards by code that does not know the new columns."""
    with emptied(session):
        upgrade_to(session, "0002")
        session.execute(text(OLD_ATTEMPT), {"uid": "a"})
        session.execute(text(OLD_KEY), {"part": "dial-up"})
        upgrade_to(session, "0003")
        session.execute(text(OLD_ATTEMPT), {"uid": "b"})
        session.execute(text(OLD_KEY), {"part": "modems"})
        session.commit()
        attempts = session.execute(text("SELECT uid, points, corrected FROM attempt ORDER BY uid")).all()
        assert [tuple(row) for row in attempts] == [("a", "5", 0), ("b", "5", 0)]
        assert list(session.scalars(text("SELECT successor FROM published_key"))) == ["", ""]
        assert session.scalars(text("SELECT id FROM correction")).all() == []
        upgrade_to(session, "head")


OLD_ACCOUNT = """INSERT INTO account
(id, uid, name, name_sort, email, email_key, country, language, named, demo, created_at)
VALUES (1, '0123456789abcdef0123456789abcdef', 'Ama', '', 'a', 'a', 'SN', 'fr', true, false, '2026-11-22 10:00:00')"""
OLD_GRANT = """INSERT INTO role_grant (account_id, role, scope_kind, scope, since, granted_by, granted_at)
VALUES (1, 'representative', 'als', :scope, '2026-01-01', '', '2026-11-22 10:00:00')"""


def test_0005_whoever_is_appointed_by_old_code_is_no_alternate(session: Session) -> None:
    with emptied(session):
        upgrade_to(session, "0004")
        session.execute(text(OLD_ACCOUNT))
        session.execute(text(OLD_GRANT), {"scope": "SN-01"})
        upgrade_to(session, "0005")
        session.execute(text(OLD_GRANT), {"scope": "SN-02"})
        session.commit()
        assert [bool(value) for value in session.scalars(text("SELECT alternate FROM role_grant"))] == [False, False]
        assert session.scalars(text("SELECT id FROM join_link")).all() == []
        upgrade_to(session, "head")
