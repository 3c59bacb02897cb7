"""workshops on laptops: what each was given, the people on its list, and the files that came home

Revision: 0010, after 0009. Four new tables; code from before knows nothing of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "node",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("als", sa.JSON(), nullable=False),
        sa.Column("courses", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("dev", sa.String(length=32), nullable=True),
        sa.Column("centre", sa.String(length=300), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("left_out", NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_until", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(uid) = 32", name=op.f("ck_node_uid_length")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_node")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_node_code_hash")),
    )
    op.create_index(op.f("ix_node_ralo"), "node", ["ralo"])
    op.create_table(
        "node_person",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("node_uid", sa.String(length=32), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_sort", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("als", sa.String(length=40), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("came_at", sa.DateTime(), nullable=True),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("account_uid", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.CheckConstraint("decided IN ('', 'member', 'linked', 'refused')", name=op.f("ck_node_person_decided_known")),
        sa.ForeignKeyConstraint(
            ["node_uid"], ["node.uid"], name=op.f("fk_node_person_node_uid_node"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_person")),
        sa.UniqueConstraint("node_uid", "uid", name=op.f("uq_node_person_node_uid_uid")),
    )
    op.create_index(op.f("ix_node_person_uid"), "node_person", ["uid"])
    op.create_table(
        "node_file",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("node_uid", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("from_rseq", NUMBER, nullable=False),
        sa.Column("to_rseq", NUMBER, nullable=False),
        sa.Column("n", NUMBER, nullable=False),
        sa.Column("dup", NUMBER, nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("digest", sa.JSON(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_uid"], ["node.uid"], name=op.f("fk_node_file_node_uid_node"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_file")),
        sa.UniqueConstraint("node_uid", "sha256", name=op.f("uq_node_file_node_uid_sha256")),
    )
    op.create_table(
        "node_receipt",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("node_uid", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["node_uid"], ["node.uid"], name=op.f("fk_node_receipt_node_uid_node"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_node_receipt")),
    )


def downgrade() -> None:
    op.drop_table("node_receipt")
    op.drop_table("node_file")
    op.drop_table("node_person")
    op.drop_table("node")
