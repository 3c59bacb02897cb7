"""what a search finds: one row per section and term, in each language, and the database's own index over it

Revision: 0002, after 0001. Nothing else changes; the rows are made by the next publish.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
title_tokens, heading_tokens, term_tokens, body_tokens,
content='search_entry', content_rowid='id', tokenize='ascii')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
INSERT INTO search_index(rowid, title_tokens, heading_tokens, term_tokens, body_tokens)
VALUES (new.id, new.title_tokens, new.heading_tokens, new.term_tokens, new.body_tokens); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
INSERT INTO search_index(search_index, rowid, title_tokens, heading_tokens, term_tokens, body_tokens)
VALUES ('delete', old.id, old.title_tokens, old.heading_tokens, old.term_tokens, old.body_tokens); END""",
)
POSTGRESQL = (
    """ALTER TABLE search_entry ADD COLUMN search_index tsvector GENERATED ALWAYS AS (
setweight(to_tsvector('simple', title_tokens), 'A') || setweight(to_tsvector('simple', heading_tokens), 'B') ||
setweight(to_tsvector('simple', term_tokens), 'C') || setweight(to_tsvector('simple', body_tokens), 'D')) STORED""",
    "CREATE INDEX ix_search_entry_search_index ON search_entry USING gin (search_index)",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("readers", sa.String(length=80), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("title_tokens", sa.Text(), nullable=False),
        sa.Column("heading_tokens", sa.Text(), nullable=False),
        sa.Column("term_tokens", sa.Text(), nullable=False),
        sa.Column("body_tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("digest", name=op.f("uq_search_entry_digest")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_entry")
