"""corrections of questions whose key was wrong, and what replaced a lesson that is gone

Revision: 0003, after 0002. Attempts get the number of the newest correction that their grade knows of (0: of none), so
that an attempt sent through code from before is found and brought up to date. Code from before leaves the new columns
to their defaults.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("quiz", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.String(length=12), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=4), nullable=False),
        sa.Column("may_lower", sa.Boolean(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("release", NUMBER, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("way IN ('both', 'full', 'new', 'none')", name=op.f("ck_correction_known_way")),
        sa.CheckConstraint("way = 'new' OR NOT may_lower", name=op.f("ck_correction_only_new_lowers")),
        sa.ForeignKeyConstraint(["blob"], ["blob.hash"], name=op.f("fk_correction_blob_blob")),
        sa.ForeignKeyConstraint(["release"], ["release.id"], name=op.f("fk_correction_release_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_quiz_rev", "correction", ["quiz", "rev"])
    op.add_column("attempt", sa.Column("corrected", NUMBER, nullable=False, server_default="0"))
    op.create_index("ix_attempt_quiz_rev", "attempt", ["quiz", "rev"])
    op.add_column("published_key", sa.Column("successor", sa.String(length=129), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("published_key", "successor")
    op.drop_index("ix_attempt_quiz_rev", "attempt")
    op.drop_column("attempt", "corrected")
    op.drop_index("ix_correction_quiz_rev", "correction")
    op.drop_table("correction")
