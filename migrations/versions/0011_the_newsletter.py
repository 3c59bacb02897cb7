"""the newsletter: who gets it, and what was sent of it

Revision: 0011, after 0010. Two new tables; code from before knows nothing of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=640), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("als_id", NUMBER, nullable=True),
        sa.Column("asked_language", sa.String(length=2), nullable=False),
        sa.Column("asked_als_id", NUMBER, nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_until", sa.DateTime(), nullable=True),
        sa.Column("stop_hash", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_why", sa.String(length=10), server_default="", nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (email_key IS NOT NULL)", name=op.f("ck_subscriber_address_until_the_end")
        ),
        sa.CheckConstraint("(link_hash IS NULL) = (link_until IS NULL)", name=op.f("ck_subscriber_link_iff_until")),
        sa.CheckConstraint(
            "ended_why IN ('', 'asked', 'refused', 'group')", name=op.f("ck_subscriber_ended_why_known")
        ),
        sa.ForeignKeyConstraint(["als_id"], ["als.id"], name=op.f("fk_subscriber_als_id_als"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["asked_als_id"], ["als.id"], name=op.f("fk_subscriber_asked_als_id_als"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("uid", name=op.f("uq_subscriber_uid")),
        sa.UniqueConstraint("email_key", name=op.f("uq_subscriber_email_key")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_subscriber_link_hash")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_subscriber_stop_hash")),
    )
    op.create_index(op.f("ix_subscriber_als_id"), "subscriber", ["als_id"])
    op.create_index(op.f("ix_subscriber_asked_als_id"), "subscriber", ["asked_als_id"])
    op.create_table(
        "mailing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("issue", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("preview_to", NUMBER, nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("total", NUMBER, nullable=False),
        sa.Column("queued", NUMBER, nullable=False),
        sa.Column("after_id", NUMBER, nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_to"], ["account.id"], name=op.f("fk_mailing_preview_to_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("key", name=op.f("uq_mailing_key")),
    )
    op.create_index(op.f("ix_mailing_preview_to"), "mailing", ["preview_to"])


def downgrade() -> None:
    op.drop_table("mailing")
    op.drop_table("subscriber")
