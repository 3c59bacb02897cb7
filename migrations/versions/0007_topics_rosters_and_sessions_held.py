"""topics and what people earned for them, programmes, rosters of face-to-face sessions, sessions that groups held

Revision: 0007, after 0006. Only new tables: code from before does not know them and goes on as it was. Nobody has
credits after this: they are folded when the first topic gets its ways.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUBJECT = "subject_kind IN ('topic', 'course')"


def upgrade() -> None:
    _topics()
    _programmes()
    _rosters()
    _sessions()


def _open(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _topics() -> None:
    op.create_table(
        "topic",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_topic")),
    )
    op.create_table(
        "topic_way",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("means IN ('course', 'webinar')", name=op.f("ck_topic_way_means_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_way")),
    )
    _open("uq_topic_way_open", "topic_way", ["topic", "means", "what"], "until_at IS NULL")
    op.create_table(
        "credit",
        sa.Column("u", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.CheckConstraint("means IN ('course', 'webinar', 'roster')", name=op.f("ck_credit_means_known")),
        sa.PrimaryKeyConstraint("u", "topic", name=op.f("pk_credit")),
    )
    op.create_index("ix_credit_topic", "credit", ["topic"])


def _programmes() -> None:
    op.create_table(
        "programme",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("new_days", NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_programme")),
    )


def _rosters() -> None:
    op.create_table(
        "roster",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("als_id", NUMBER, nullable=True),
        sa.Column("subject_kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.CheckConstraint(SUBJECT, name=op.f("ck_roster_subject_known")),
        sa.ForeignKeyConstraint(["als_id"], ["als.id"], name=op.f("fk_roster_als_id_als")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("uid", name=op.f("uq_roster_uid")),
    )
    op.create_index("ix_roster_ralo_day", "roster", ["ralo", "held_on"])
    op.create_table(
        "roster_entry",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("roster_id", NUMBER, nullable=False),
        sa.Column("u", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(SUBJECT, name=op.f("ck_roster_entry_subject_known")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_roster_entry_roster_id_roster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_roster_entry_event_id")),
    )
    op.create_index(op.f("ix_roster_entry_roster_id"), "roster_entry", ["roster_id"])
    once = ["u", "subject_kind", "subject", "held_on"]
    _open("uq_roster_entry_open", "roster_entry", once, "taken_back_at IS NULL")


def _sessions() -> None:
    op.create_table(
        "held_session",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("als_id", NUMBER, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("people", NUMBER, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("people BETWEEN 1 AND 10000", name=op.f("ck_held_session_people_believable")),
        sa.ForeignKeyConstraint(["als_id"], ["als.id"], name=op.f("fk_held_session_als_id_als")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_session")),
        sa.UniqueConstraint("uid", name=op.f("uq_held_session_uid")),
    )
    op.create_index("ix_held_session_day", "held_session", ["held_on"])
    _open("uq_held_session_open", "held_session", ["als_id", "course", "held_on"], "withdrawn_at IS NULL")


def downgrade() -> None:
    for table in ("held_session", "roster_entry", "roster", "programme", "credit", "topic_way", "topic"):
        op.drop_table(table)
