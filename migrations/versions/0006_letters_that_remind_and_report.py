"""nudges and digests: who was asked about what, which letters people want, addresses that refuse mail

Revision: 0006, after 0005. Letters in the queue get an HTML twin, a file and an address to unsubscribe at; code from before
these to their defaults and sends its own letters as ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("queued_mail", sa.Column("account_id", NUMBER, nullable=True))
    op.add_column("queued_mail", sa.Column("kind", sa.String(length=10), nullable=False, server_default=""))
    op.add_column("queued_mail", sa.Column("unsubscribe", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("queued_mail", sa.Column("html", sa.Text(), nullable=False, server_default=""))
    op.add_column("queued_mail", sa.Column("file_name", sa.String(length=100), nullable=False, server_default=""))
    op.add_column("queued_mail", sa.Column("file", sa.LargeBinary(), nullable=True))
    op.create_index("ix_queued_mail_account_id_kind", "queued_mail", ["account_id", "kind"])
    op.create_table(
        "mail_choice",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("pace", sa.String(length=5), nullable=False),
        sa.CheckConstraint("kind IN ('nudge', 'digest', 'weekly')", name=op.f("ck_mail_choice_kind_known")),
        sa.CheckConstraint("pace IN ('off', 'on', 'week', 'month')", name=op.f("ck_mail_choice_pace_known")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_choice_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_mail_choice")),
    )
    op.create_index("ix_mail_choice_kind_pace", "mail_choice", ["kind", "pace", "account_id"])
    op.create_table(
        "bounce",
        sa.Column("email_key", sa.String(length=640), nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("email_key", name=op.f("pk_bounce")),
    )
    op.create_table(
        "nudge",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("own_texts", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("sent_by", NUMBER, nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason IN ('not-started', 'stalled', 'invited')", name=op.f("ck_nudge_reason_known")),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["account.id"], name=op.f("fk_nudge_sent_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint("uid", name=op.f("uq_nudge_uid")),
    )
    op.create_index("ix_nudge_ralo_id", "nudge", ["ralo", "id"])
    op.create_table(
        "nudge_recipient",
        sa.Column("nudge_id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nudge_id"], ["nudge.id"], name=op.f("fk_nudge_recipient_nudge_id_nudge"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_nudge_recipient_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("nudge_id", "account_id", name=op.f("pk_nudge_recipient")),
    )
    op.create_index("ix_nudge_recipient_asked", "nudge_recipient", ["account_id", "asked_at"])
    op.create_table(
        "digest",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_key")),
    )
    op.create_index("ix_digest_last", "digest", ["account_id", "kind", "ralo", "made_on"])


def downgrade() -> None:
    for table in ("digest", "nudge_recipient", "nudge", "bounce", "mail_choice"):
        op.drop_table(table)
    op.drop_index("ix_queued_mail_account_id_kind", "queued_mail")
    for column in ("file", "file_name", "html", "unsubscribe", "kind", "account_id"):
        op.drop_column("queued_mail", column)
