"""epochs: from when on the log is one piece; and what the work beside the pages did last

Revision: 0008, after 0007. Two new tables; code from before knows nothing of them. Every database that is there begins
its first epoch now: nothing has asked for one so far.
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    epoch = op.create_table(
        "epoch",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.CheckConstraint("reason IN ('first', 'restored')", name=op.f("ck_epoch_reason_known")),
        sa.CheckConstraint("length(uid) = 32", name=op.f("ck_epoch_uid_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epoch")),
        sa.UniqueConstraint("uid", name=op.f("uq_epoch_uid")),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    op.bulk_insert(epoch, [{"uid": secrets.token_hex(16), "began_at": now, "reason": "first"}])
    op.create_table(
        "job_state",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_state")),
    )


def downgrade() -> None:
    op.drop_table("job_state")
    op.drop_table("epoch")
