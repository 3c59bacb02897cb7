"""grants of people's own phones, who was erased, and how what was held is settled

Revision: 0009, after 0008. Two new tables, and columns that may be empty: code from before goes on as it was. What lies
in quarantine from before has no `u`, `dev` and `seq` of its own; its line of JSON says them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sync_grant",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("dev", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("taken", NUMBER, nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=True),
        sa.Column("asked", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sync_grant_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_grant")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sync_grant_token_hash")),
    )
    op.create_index("ix_sync_grant_account_id_dev", "sync_grant", ["account_id", "dev"])
    op.create_index(op.f("ix_sync_grant_expires_at"), "sync_grant", ["expires_at"])
    op.create_table(
        "erased",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_erased")),
    )
    op.add_column("event", sa.Column("more", sa.Text(), nullable=True))
    for column in (
        sa.Column("u", sa.String(length=32), nullable=True),
        sa.Column("dev", sa.String(length=32), nullable=True),
        sa.Column("seq", NUMBER, nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
    ):
        op.add_column("quarantine", column)
    op.create_index("ix_quarantine_dev_seq", "quarantine", ["dev", "seq"])
    op.create_index("ix_quarantine_u", "quarantine", ["u"])


def downgrade() -> None:
    op.drop_index("ix_quarantine_u", "quarantine")
    op.drop_index("ix_quarantine_dev_seq", "quarantine")
    for column in ("settled_by", "reason", "verdict", "seq", "dev", "u"):
        op.drop_column("quarantine", column)
    op.drop_column("event", "more")
    op.drop_table("erased")
    op.drop_table("sync_grant")
