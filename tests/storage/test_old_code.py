"""The version before goes on serving on the new tables: its rows can still be written, read, changed and deleted.

What old code knows is what its tables were: after the last migration but one they are read from the database, and
real rows are then written with these columns only into the database of this version.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Table, create_engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from elearn.services.schema import MIGRATIONS, known_revisions
from tests.storage.test_migrations import emptied, upgrade_to
from tests.web.world import World

ROWS = 25
# Kept by the database itself, or by the migrations.
NOT_OURS = ("alembic_version", "sqlite_sequence", "search_index")


def old_tables(session: Session) -> MetaData:
    """As a database describes itself that has every migration but the last."""
    upgrade_to(session, known_revisions()[-2])
    known = MetaData()
    known.reflect(session.connection(), only=lambda name, _: not name.startswith(NOT_OURS))
    session.rollback()
    return known


def real_rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    """Rows of a site in use, with the columns that old code knows."""
    with engine.connect() as connection:
        now = MetaData()
        now.reflect(connection, only=[table.name])
        # What the database works out itself, nobody writes.
        columns = [now.tables[table.name].c[column.name] for column in table.columns if column.computed is None]
        return [dict(row._mapping) for row in islice(connection.execute(select(*columns)), ROWS)]  # noqa: SLF001 - its documented name


@pytest.fixture
def used_site(world: World) -> Iterator[Engine]:
    engine = create_engine(world.site.config["ELEARN"].database_url)
    yield engine
    engine.dispose()


def test_the_version_before_goes_on_working(session: Session, used_site: Engine) -> None:
    written = 0
    with emptied(session):
        known = old_tables(session)
        upgrade_to(session, "head")
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in reversed(known.sorted_tables):
            session.execute(delete(table))  # what the migrations themselves wrote
        for table in known.sorted_tables:
            rows = real_rows(used_site, table)
            if not rows:
                continue
            session.execute(insert(table), rows)
            written += len(rows)
            first = {column: rows[0][column.name] for column in table.primary_key}
            here = [column == value for column, value in first.items()]
            others = {name: value for name, value in rows[0].items() if table.c[name] not in first}
            if others:
                session.execute(update(table).where(*here).values(others))
            assert session.execute(select(table).where(*here)).first() is not None
            session.execute(delete(table).where(*here))
            left = session.scalar(select(func.count()).select_from(table))
            assert left == len(rows) - 1, table.name
        session.rollback()
    assert written > 500, "rows of a site in use"


MOVES = ("drop_table", "drop_column", "drop_constraint", "rename_table", "drop_index")


def unsafe(source: str) -> list[str]:
    """What of an `upgrade` would break code that is still running: something taken away, renamed or made required."""
    found = []
    for step in ast.parse(source).body:
        if not (isinstance(step, ast.FunctionDef) and step.name == "upgrade"):
            continue
        for call in (node for node in ast.walk(step) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            words = {word.arg: word.value for word in call.keywords}
            required = isinstance(words.get("nullable"), ast.Constant) and words["nullable"].value is False  # type: ignore[attr-defined] # just looked
            renames = "new_column_name" in words
            if name in MOVES or (name == "alter_column" and (required or renames)):
                found.append(name)
            if name == "add_column":
                found += [f"add_column {ast.unparse(part)}" for part in call.args if _demands(part)]
    return found


def _demands(part: ast.expr) -> bool:
    """A new column that must have a value and has none of its own."""
    if not isinstance(part, ast.Call):
        return False
    words = {word.arg: word.value for word in part.keywords}
    nullable = words.get("nullable")
    required = isinstance(nullable, ast.Constant) and nullable.value is False
    return required and "server_default" not in words


@pytest.mark.parametrize("path", sorted((MIGRATIONS / "versions").glob("[0-9]*.py")), ids=lambda path: path.stem[:4])
def test_migrations_only_add(path: Path) -> None:
    assert unsafe(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("op.drop_column('a', 'b')", "drop_column"),
        ("batch.alter_column('b', new_column_name='c')", "alter_column"),
        ("batch.alter_column('b', nullable=False)", "alter_column"),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False))", "add_column"),
        ("op.rename_table('a', 'b')", "rename_table"),
    ],
)
def test_what_would_break_old_code_is_seen(step: str, why: str) -> None:
    assert [found.split()[0] for found in unsafe(f"def upgrade():\n    {step}\n")] == [why]
    safe = "op.add_column('a', sa.Column('b', sa.Text(), nullable=False, server_default=''))"
    assert unsafe(f"def upgrade():\n    {safe}\n\ndef downgrade():\n    {step}\n") == []
