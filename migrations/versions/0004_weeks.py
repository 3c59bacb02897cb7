"""what each region was at the end of each week

Revision: 0004, after 0003. Two new tables; code from before knows nothing of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUMS = ("groups", "nobody", "unstarted", "members", "invited")
STATES = ("invited", "registered", "started", "stalled", "finished")


def upgrade() -> None:
    op.create_table(
        "week_region",
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in SUMS),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ends_on", "ralo", name=op.f("pk_week_region")),
    )
    op.create_table(
        "week_course",
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        *(sa.Column(name, NUMBER, nullable=False) for name in STATES),
        sa.PrimaryKeyConstraint("ends_on", "ralo", "course", name=op.f("pk_week_course")),
    )


def downgrade() -> None:
    op.drop_table("week_course")
    op.drop_table("week_region")
