"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
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


OLD_MAIL = """INSERT INTO queued_mail (recipient, language, subject, body, created_at, next_try_at, tries, error)
VALUES (:to, 'fr', 's', 'b', '2026-11-22 10:00:00', '2026-11-22 10:00:00', 0, '')"""
OLD_ALS = """INSERT INTO als
(id, code, name, name_sort, country, ralo, ralo_set_by_hand, language, kind, demo, created_at)
VALUES (1, 'KE-01', 'Baobab', '', 'KE', 'AFRALO', false, 'en', '', false, '2026-11-22 10:00:00')"""


def rows(session: Session, asked: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(asked))]


def test_0004_and_what_there_was_is_in_no_week_yet(session: Session) -> None:
    with emptied(session):
        upgrade_to(session, "0003")
        session.execute(text(OLD_ATTEMPT), {"uid": "a"})
        upgrade_to(session, "0004")
        session.execute(text(OLD_ATTEMPT), {"uid": "b"})
        session.commit()
        assert rows(session, "SELECT uid FROM attempt ORDER BY uid") == [("a",), ("b",)]
        assert rows(session, "SELECT ends_on FROM week_region UNION ALL SELECT ends_on FROM week_course") == []
        upgrade_to(session, "head")


def test_0006_letters_of_old_code_are_letters_that_nobody_can_end(session: Session) -> None:
    with emptied(session):
        upgrade_to(session, "0005")
        session.execute(text(OLD_ACCOUNT))
        session.execute(text(OLD_MAIL), {"to": "before@example.org"})
        upgrade_to(session, "0006")
        session.execute(text(OLD_MAIL), {"to": "after@example.org"})
        session.commit()
        asked = "SELECT recipient, account_id, kind, unsubscribe, html, file_name, file FROM queued_mail ORDER BY id"
        assert rows(session, asked) == [
            (to, None, "", "", "", "", None) for to in ("before@example.org", "after@example.org")
        ]
        for table in ("mail_choice", "bounce", "nudge", "nudge_recipient", "digest"):
            assert rows(session, f"SELECT * FROM {table}") == [], table  # noqa: S608 - names of this test
        upgrade_to(session, "head")


def test_0007_people_and_groups_stay_and_have_no_credits(session: Session) -> None:
    """A group may be reported about at once; the same session of one day is refused by the database, too."""
    held = """INSERT INTO held_session (uid, als_id, course, held_on, people, language, notes, created_at, created_by)
        VALUES (:uid, 1, 'ip', :on, :people, 'en', '', '2026-11-22 10:00:00', '')"""
    with emptied(session):
        upgrade_to(session, "0006")
        session.execute(text(OLD_ACCOUNT))
        session.execute(text(OLD_ALS))
        upgrade_to(session, "0007")
        session.execute(text(OLD_GRANT), {"scope": "KE-01"})
        session.execute(text(held), {"uid": "a", "on": "2026-11-20", "people": 9})
        session.commit()
        for uid, on, people in (("b", "2026-11-20", 8), ("c", "2026-11-19", 0)):
            with pytest.raises(IntegrityError):
                session.execute(text(held), {"uid": uid, "on": on, "people": people})
            session.rollback()
        assert rows(session, "SELECT name FROM account") == [("Ama",)]
        assert rows(session, "SELECT uid, withdrawn_at FROM held_session") == [("a", None)]
        for table in ("credit", "topic", "topic_way", "programme", "roster", "roster_entry"):
            assert rows(session, f"SELECT * FROM {table}") == [], table  # noqa: S608 - names of this test
        upgrade_to(session, "head")
