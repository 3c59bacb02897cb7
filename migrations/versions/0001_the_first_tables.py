"""the first tables

Revision: 0001, after None
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_sort", sa.String(length=400), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=640), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(joined_at IS NULL) = (password_hash IS NULL)", name=op.f("ck_account_joined_iff_password")
        ),
        sa.CheckConstraint("length(uid) = 32", name=op.f("ck_account_uid_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_key", name=op.f("uq_account_email_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_uid")),
    )
    op.create_table(
        "als",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_sort", sa.String(length=400), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("ralo_set_by_hand", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "ralo IN ('AFRALO', 'APRALO', 'EURALO', 'LACRALO', 'NARALO')", name=op.f("ck_als_ralo_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_als")),
        sa.UniqueConstraint("code", name=op.f("uq_als_code")),
    )
    with op.batch_alter_table("als", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_als_ralo"), ["ralo"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("u", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("quiz", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.String(length=12), nullable=False),
        sa.Column("seed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("score", sa.String(length=24), nullable=False),
        sa.Column("points", sa.String(length=24), nullable=False),
        sa.Column("maximum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("quiz_blob", sa.String(length=64), nullable=False),
        sa.Column("same", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_u_quiz", ["u", "quiz"], unique=False)
        batch_op.create_index("uq_attempt_u_same", ["u", "same"], unique=True)

    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_actor_at", ["actor", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "blob",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_blob")),
    )
    op.create_table(
        "count_version",
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ralo", name=op.f("pk_count_version")),
    )
    op.create_table(
        "course_count",
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("als_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("unfinished", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finished", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ralo", "als_id", "course", name=op.f("pk_course_count")),
    )
    op.create_table(
        "day_count",
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("als_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("unfinished", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finished", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ralo", "day", "als_id", "course", name=op.f("pk_day_count")),
    )
    with op.batch_alter_table("day_count", schema=None) as batch_op:
        batch_op.create_index("ix_day_count_last", ["ralo", "als_id", "day"], unique=False)

    op.create_table(
        "event",
        sa.Column("rseq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("v", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dev", sa.String(length=32), nullable=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("u", sa.String(length=32), nullable=True),
        sa.Column("t", sa.String(length=32), nullable=False),
        sa.Column("c", sa.String(length=64), nullable=True),
        sa.Column("i", sa.String(length=64), nullable=True),
        sa.Column("rev", sa.String(length=12), nullable=True),
        sa.Column("lang", sa.String(length=8), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("ref", sa.String(length=32), nullable=True),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("recv_at", sa.DateTime(), nullable=False),
        sa.Column("recv_from", sa.String(length=64), nullable=False),
        sa.Column("skew_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("flag", sa.String(length=20), nullable=True),
        sa.CheckConstraint("(dev IS NULL) = (seq IS NULL)", name=op.f("ck_event_dev_iff_seq")),
        sa.CheckConstraint("length(id) = 32", name=op.f("ck_event_id_length")),
        sa.PrimaryKeyConstraint("rseq", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_dev_seq", ["dev", "seq"], unique=False)
        batch_op.create_index(
            "ix_event_flag",
            ["flag"],
            unique=False,
            sqlite_where=sa.text("flag IS NOT NULL"),
            postgresql_where=sa.text("flag IS NOT NULL"),
        )
        batch_op.create_index("ix_event_ref", ["ref"], unique=False)
        batch_op.create_index("ix_event_u_c", ["u", "c"], unique=False)

    op.create_table(
        "guest",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_guest_uid")),
    )
    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "identity_alias",
        sa.Column("from_uid", sa.String(length=32), nullable=False),
        sa.Column("to_uid", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("from_uid", name=op.f("pk_identity_alias")),
    )
    with op.batch_alter_table("identity_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_alias_to_uid"), ["to_uid"], unique=False)

    op.create_table(
        "people_count",
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("als_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("members", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invited", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ralo", "als_id", name=op.f("pk_people_count")),
    )
    op.create_table(
        "progress",
        sa.Column("u", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("started", sa.Boolean(), nullable=False),
        sa.Column("last_active_at", sa.DateTime(), nullable=True),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("u", "course", name=op.f("pk_progress")),
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.create_index("ix_progress_course", ["course"], unique=False)

    op.create_table(
        "published_key",
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("last_release", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("course", "part", name=op.f("pk_published_key")),
    )
    op.create_table(
        "quarantine",
        sa.Column("rid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("recv_at", sa.DateTime(), nullable=False),
        sa.Column("recv_from", sa.String(length=64), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_quarantine")),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quarantine_id"), ["id"], unique=False)

    op.create_table(
        "queued_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dedupe", sa.String(length=80), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_mail")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_queued_mail_dedupe")),
    )
    with op.batch_alter_table("queued_mail", schema=None) as batch_op:
        batch_op.create_index("ix_queued_mail_waiting", ["sent_at", "next_try_at"], unique=False)

    op.create_table(
        "quiz_revision",
        sa.Column("quiz", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.String(length=12), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("last_release", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("quiz", "rev", name=op.f("pk_quiz_revision")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_table(
        "requirement",
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("course", "since_at", name=op.f("pk_requirement")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_last_at"), ["last_at"], unique=False)

    op.create_table(
        "look",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("viewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("page", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["account.id"], name=op.f("fk_look_subject_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"], ["account.id"], name=op.f("fk_look_viewer_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("als_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ralo", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ralo IN ('AFRALO', 'APRALO', 'EURALO', 'LACRALO', 'NARALO')", name=op.f("ck_membership_ralo_known")
        ),
        sa.CheckConstraint("status IN ('declared', 'confirmed')", name=op.f("ck_membership_status_known")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_membership_until_after_since")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["als_id"], ["als.id"], name=op.f("fk_membership_als_id_als")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_membership_als_open", ["als_id", "until"], unique=False)
        batch_op.create_index("ix_membership_ralo_open", ["ralo", "until"], unique=False)
        batch_op.create_index(
            "uq_membership_open",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "response",
        sa.Column("attempt", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("points", sa.String(length=24), nullable=False),
        sa.Column("maximum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"], ["attempt.uid"], name=op.f("fk_response_attempt_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt", "position", name=op.f("pk_response")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope_kind", sa.String(length=10), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=32), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(role = 'representative' AND scope_kind = 'als') OR (role = 'coordinator' AND scope_kind = 'ralo') OR (role = 'instructor' AND scope_kind = 'course') OR (role = 'translator' AND scope_kind = 'language') OR (role = 'administrator' AND scope_kind = 'site')",
            name=op.f("ck_role_grant_scope_fits_role"),
        ),
        sa.CheckConstraint("(scope_kind = 'site') = (scope = '')", name=op.f("ck_role_grant_site_has_no_scope")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_role_grant_until_after_since")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("detail", sa.String(length=640), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_token_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_token_token_hash")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_session_token_hash")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_account_id"))

    op.drop_table("web_session")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_account_id"))

    op.drop_table("token")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    op.drop_table("response")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_open", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index("ix_membership_ralo_open")
        batch_op.drop_index("ix_membership_als_open")
        batch_op.drop_index(batch_op.f("ix_membership_account_id"))

    op.drop_table("membership")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_subject_id"))

    op.drop_table("look")
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttle_last_at"))

    op.drop_table("throttle")
    op.drop_table("requirement")
    op.drop_table("release")
    op.drop_table("quiz_revision")
    with op.batch_alter_table("queued_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_queued_mail_waiting")

    op.drop_table("queued_mail")
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quarantine_id"))

    op.drop_table("quarantine")
    op.drop_table("published_key")
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_course")

    op.drop_table("progress")
    op.drop_table("people_count")
    with op.batch_alter_table("identity_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_alias_to_uid"))

    op.drop_table("identity_alias")
    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_expires_at"))

    op.drop_table("guest")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_u_c")
        batch_op.drop_index("ix_event_ref")
        batch_op.drop_index(
            "ix_event_flag", sqlite_where=sa.text("flag IS NOT NULL"), postgresql_where=sa.text("flag IS NOT NULL")
        )
        batch_op.drop_index("ix_event_dev_seq")

    op.drop_table("event")
    with op.batch_alter_table("day_count", schema=None) as batch_op:
        batch_op.drop_index("ix_day_count_last")

    op.drop_table("day_count")
    op.drop_table("course_count")
    op.drop_table("count_version")
    op.drop_table("blob")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))
        batch_op.drop_index("ix_audit_actor_at")

    op.drop_table("audit")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("uq_attempt_u_same")
        batch_op.drop_index("ix_attempt_u_quiz")

    op.drop_table("attempt")
    with op.batch_alter_table("als", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_als_ralo"))

    op.drop_table("als")
    op.drop_table("account")
