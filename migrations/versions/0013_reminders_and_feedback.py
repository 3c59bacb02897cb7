"""time zones of accounts, reminders of webinars, what people say after them

Revision: 0013, after 0012. Accounts get a time zone (empty: none) and letters in the queue a moment from which on they
are too late, addresses a count of letters that came back; code from before leaves all of them to their defaults. Two new tables, of which it knows nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("account", sa.Column("zone", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("queued_mail", sa.Column("expires_at", sa.DateTime(), nullable=True))
    op.add_column("bounce", sa.Column("returned", NUMBER, nullable=False, server_default="0"))
    op.create_table(
        "reminder",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("webinar", sa.String(length=64), nullable=False),
        sa.Column("ahead", sa.String(length=4), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ahead IN ('week', 'day', 'hour')", name=op.f("ck_reminder_ahead_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reminder_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "webinar", "ahead", name=op.f("pk_reminder")),
    )
    op.create_index("ix_reminder_webinar_ahead", "reminder", ["webinar", "ahead", "account_id"])
    op.create_table(
        "feedback",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("webinar", sa.String(length=64), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("useful", sa.String(length=6), nullable=False),
        sa.Column("followed", sa.String(length=6), nullable=False),
        sa.Column("again", sa.String(length=6), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("useful IN ('yes', 'partly', 'no')", name=op.f("ck_feedback_useful_known")),
        sa.CheckConstraint("followed IN ('yes', 'partly', 'no')", name=op.f("ck_feedback_followed_known")),
        sa.CheckConstraint("again IN ('yes', 'partly', 'no')", name=op.f("ck_feedback_again_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_feedback_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "webinar", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_webinar", "feedback", ["webinar", "ralo"])


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("reminder")
    op.drop_column("bounce", "returned")
    op.drop_column("queued_mail", "expires_at")
    op.drop_column("account", "zone")
