"""links with which a group takes in members, and who stands in for a representative

Revision: 0005, after 0004. Code from before leaves the new column to its default: whoever it appoints is no alternate.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "join_link",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("als_id", NUMBER, nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("joined", NUMBER, nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_join_link_expires_later")),
        sa.ForeignKeyConstraint(["als_id"], ["als.id"], name=op.f("fk_join_link_als_id_als")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_join_link_token_hash")),
    )
    op.create_index(
        "uq_join_link_open",
        "join_link",
        ["als_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.add_column("role_grant", sa.Column("alternate", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("role_grant", "alternate")
    op.drop_index("uq_join_link_open", "join_link")
    op.drop_table("join_link")
