"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
# name, table, operation, condition, message: what was written once stays as it was written
GUARDS = (
    ("change_not_updated", "change", "UPDATE", "", "changes are only ever added"),
    ("change_not_deleted", "change", "DELETE", "", "changes are only ever added"),
    ("activity_not_updated", "activity", "UPDATE", "", "activities are only ever added"),
    ("activity_not_deleted", "activity", "DELETE", "", "activities are only ever added"),
    (
        "article_text_frozen",
        "article",
        "UPDATE",
        "OLD.text <> NEW.text OR OLD.sha256 <> NEW.sha256 OR OLD.length <> NEW.length",
        "the text of an article never changes",
    ),
    ("article_source_frozen", "article_source", "UPDATE", "", "the source of an article never changes"),
    (
        "codebook_frozen",
        "codebook",
        "UPDATE",
        "OLD.frozen_at IS NOT NULL AND (OLD.toml <> NEW.toml OR OLD.sha256 <> NEW.sha256 OR NEW.frozen_at IS NULL)",
        "a frozen codebook never changes",
    ),
)

revision = "0001first"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 60", name=op.f("ck_project_slug_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("slug", name=op.f("uq_project_slug")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"], unique=False)
    op.create_index("ix_sign_in_attempt_email_hash_at", "sign_in_attempt", ["email_hash", "at"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("is_admin", FLAG, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("deactivated_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["user_account.id"],
            name=op.f("fk_activity_actor_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_activity_project_id_project"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_activity_project_id"), "activity", ["project_id"], unique=False)

    op.create_table(
        "codebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("frozen_at", INSTANT, nullable=True),
        sa.Column("frozen_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_codebook_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user_account.id"],
            name=op.f("fk_codebook_created_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by"],
            ["user_account.id"],
            name=op.f("fk_codebook_frozen_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_codebook_project_id_project"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_codebook_project_id_number")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_codebook_project_id"), "codebook", ["project_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_event_project_id_project"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_event_project_id_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_event_project_id"), "event", ["project_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "role IN ('manager', 'adjudicator', 'annotator', 'viewer')", name=op.f("ck_invitation_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["user_account.id"],
            name=op.f("fk_invitation_invited_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_invitation_project_id_project"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["used_by"],
            ["user_account.id"],
            name=op.f("fk_invitation_used_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_invitation_project_id"), "invitation", ["project_id"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "role IN ('manager', 'adjudicator', 'annotator', 'viewer')", name=op.f("ck_member_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_member_project_id_project"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_member_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("project_id", "pseudonym", name=op.f("uq_member_project_id_pseudonym")),
        sa.UniqueConstraint("project_id", "user_id", name=op.f("uq_member_project_id_user_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_member_project_id"), "member", ["project_id"], unique=False)
    op.create_index(op.f("ix_member_user_id"), "member", ["user_id"], unique=False)

    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_outlet_project_id_project"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_outlet_project_id_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_outlet_project_id"), "outlet", ["project_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_sign_in_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_sign_in_link_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_link_user_id"), "sign_in_link", ["user_id"], unique=False)

    op.create_table(
        "staged_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user_account.id"],
            name=op.f("fk_staged_import_created_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_staged_import_project_id_project"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_import")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_staged_import_project_id"), "staged_import", ["project_id"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length >= 1", name=op.f("ck_article_not_empty")),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user_account.id"],
            name=op.f("fk_article_created_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlet.id"], name=op.f("fk_article_outlet_id_outlet"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_article_project_id_project"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_article_project_id_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_article_outlet_id"), "article", ["outlet_id"], unique=False)
    op.create_index(op.f("ix_article_project_id"), "article", ["project_id"], unique=False)
    op.create_index("ix_article_project_id_length", "article", ["project_id", "length"], unique=False)
    op.create_index("ix_article_project_id_outlet_id", "article", ["project_id", "outlet_id"], unique=False)
    op.create_index("ix_article_project_id_published", "article", ["project_id", "published"], unique=False)
    op.create_index("ix_article_project_id_sha256", "article", ["project_id", "sha256"], unique=False)
    op.create_index(
        "ix_article_project_id_title_name_outlet_id",
        "article",
        ["project_id", "title", "name", "outlet_id"],
        unique=False,
    )

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("blind", FLAG, nullable=False),
        sa.Column("per_article", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "phase IN ('training', 'pilot', 'reliability', 'main')", name=op.f("ck_round_phase_known")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_round_opened_before_closed")
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_round_closed_before_released")
        ),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_round_codebook_id_codebook"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user_account.id"],
            name=op.f("fk_round_created_by_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_round_project_id_project"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_round_project_id_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_round_codebook_id"), "round", ["codebook_id"], unique=False)
    op.create_index(op.f("ix_round_project_id"), "round", ["project_id"], unique=False)

    op.create_table(
        "article_event",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_event_article_id_article"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_article_event_event_id_event"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("article_id", "event_id", name=op.f("pk_article_event")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_article_event_event_id"), "article_event", ["event_id"], unique=False)

    op.create_table(
        "article_source",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_source_article_id_article"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_source")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["annotator_id"],
            ["user_account.id"],
            name=op.f("fk_assignment_annotator_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_assignment_article_id_article"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_assignment_round_id_round"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "round_id",
            "article_id",
            "annotator_id",
            name=op.f("uq_assignment_round_id_article_id_annotator_id"),
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_assignment_annotator_id_round_id_position",
        "assignment",
        ["annotator_id", "round_id", "position"],
        unique=False,
    )
    op.create_index(op.f("ix_assignment_article_id"), "assignment", ["article_id"], unique=False)
    op.create_index(
        "ix_assignment_owed",
        "assignment",
        ["annotator_id", "round_id", "position"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("basis IN ('suggested', 'entered')", name=op.f("ck_zone_basis_known")),
        sa.CheckConstraint(
            "kind IN ('headline', 'dateline', 'body', 'caption', 'promo', 'boilerplate')",
            name=op.f("ck_zone_kind_known"),
        ),
        sa.CheckConstraint("0 <= start AND start < stop", name=op.f("ck_zone_not_empty")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_zone_article_id_article"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_zone_article_id"), "zone", ["article_id"], unique=False)

    op.create_table(
        "annotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_none", FLAG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('draft', 'submitted')", name=op.f("ck_annotation_state_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_annotation_has_a_change")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_annotation_assignment_id_assignment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_annotation_assignment_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("annotation_id", sa.Integer(), nullable=False),
        sa.Column("variable", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotation_id"],
            ["annotation.id"],
            name=op.f("fk_answer_annotation_id_annotation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("annotation_id", "variable", name=op.f("uq_answer_annotation_id_variable")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("annotation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("operations", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("client_time", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["user_account.id"],
            name=op.f("fk_change_actor_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["annotation_id"],
            ["annotation.id"],
            name=op.f("fk_change_annotation_id_annotation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("actor_id", "idempotency_key", name=op.f("uq_change_actor_id_idempotency_key")),
        sa.UniqueConstraint("annotation_id", "version", name=op.f("uq_change_annotation_id_version")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("annotation_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("0 <= start AND start < stop", name=op.f("ck_span_not_empty")),
        sa.ForeignKeyConstraint(
            ["annotation_id"],
            ["annotation.id"],
            name=op.f("fk_span_annotation_id_annotation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_span")),
        sa.UniqueConstraint("annotation_id", "uid", name=op.f("uq_span_annotation_id_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    for guard in GUARDS:
        op.execute(trigger(*guard))


def trigger(name: str, table: str, operation: str, condition: str, message: str) -> str:
    if op.get_bind().dialect.name == "sqlite":
        when = f"WHEN {condition} " if condition else ""
        return f"CREATE TRIGGER {name} BEFORE {operation} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{message}'); END"
    when = f"WHEN ({condition}) " if condition else ""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '{message}'; END$$; "
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM annotation")):
        raise RuntimeError(
            "There are annotations; an older version cannot hold them. Restore a backup instead."
        )
    for name, table, *_ in GUARDS:
        op.execute(
            f"DROP TRIGGER {name}"
            if op.get_bind().dialect.name == "sqlite"
            else f"DROP FUNCTION {name} CASCADE"
        )
    op.drop_table("span")
    op.drop_table("change")
    op.drop_table("answer")
    op.drop_table("annotation")

    op.drop_table("zone")

    op.drop_table("assignment")
    op.drop_table("article_source")

    op.drop_table("article_event")

    op.drop_table("round")

    op.drop_table("article")

    op.drop_table("staged_import")

    op.drop_table("sign_in_link")

    op.drop_table("sign_in")

    op.drop_table("outlet")

    op.drop_table("member")

    op.drop_table("invitation")

    op.drop_table("event")

    op.drop_table("codebook")

    op.drop_table("activity")
    op.drop_table("user_account")

    op.drop_table("sign_in_attempt")
    op.drop_table("project")
