"""attendance at webinars: what was said about each person, and the codes that organisers open

Revision: 0012, after 0011. Two new tables; code from before knows nothing of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("webinar", sa.String(length=64), nullable=False),
        sa.Column("u", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("share", NUMBER, nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("status IN ('present', 'absent', 'apology')", name=op.f("ck_attendance_status_known")),
        sa.CheckConstraint("source IN ('list', 'file', 'code')", name=op.f("ck_attendance_source_known")),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name=op.f("ck_attendance_share_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("event_id", name=op.f("uq_attendance_event_id")),
    )
    standing = sa.text("replaced_at IS NULL")
    op.create_index(
        "uq_attendance_standing",
        "attendance",
        ["webinar", "u"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_attendance_u", "attendance", ["u"])
    op.create_table(
        "attendance_code",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("webinar", sa.String(length=64), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_code")),
    )
    op.create_index(op.f("ix_attendance_code_webinar"), "attendance_code", ["webinar"])


def downgrade() -> None:
    op.drop_table("attendance_code")
    op.drop_table("attendance")
