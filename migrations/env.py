"""Alembic's entry: migrations run on the connection that `elearn db upgrade` opened."""

from __future__ import annotations

from alembic import context

import elearn.storage.accounts
import elearn.storage.attempts
import elearn.storage.community
import elearn.storage.epochs
import elearn.storage.events
import elearn.storage.job_states
import elearn.storage.progress
import elearn.storage.releases
import elearn.storage.search  # noqa: F401 - the imports register the tables
from elearn.storage.base import Base, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations outlive the code: they name plain column types, not classes of ours."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
