"""What programs suggest, and what other programs are told. One pair of functions per area."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

revision = "0007programs"
down_revision = "0006exchange"


def upgrade() -> None:
    _suggestions()
    _snapshots()
    _webhooks()


def downgrade() -> None:
    _no_webhooks()
    _no_snapshots()
    _no_suggestions()


def _suggestions() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("score", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        _points("suggestion", "project_id", "project"),
        _points("suggestion", "article_id", "article"),
        _points("suggestion", "codebook_id", "codebook"),
        _points("suggestion", "created_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_project_id", "suggestion", ["project_id"])
    op.create_index("ix_suggestion_article_id_id", "suggestion", ["article_id", "id"])
    _only_added("suggestion", "suggestions are only ever added")


def _no_suggestions() -> None:
    _keep_rows("suggestion", "suggestions")
    _no_longer_only_added("suggestion")
    op.drop_table("suggestion")


def _snapshots() -> None:
    op.create_table(
        "export_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("named", FLAG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        _points("export_snapshot", "project_id", "project"),
        _points("export_snapshot", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_snapshot")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_export_snapshot_project_id", "export_snapshot", ["project_id"])
    op.create_index("ix_export_snapshot_made_by", "export_snapshot", ["made_by"])


def _no_snapshots() -> None:
    op.drop_table("export_snapshot")


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("every_action", FLAG, nullable=False),
        sa.Column("with_payload", FLAG, nullable=False),
        sa.Column("active", FLAG, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        _points("webhook", "project_id", "project"),
        _points("webhook", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_webhook_project_id", "webhook", ["project_id"])
    op.create_index("ix_webhook_made_by", "webhook", ["made_by"])
    op.create_table(
        "webhook_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _points("webhook_event", "webhook_id", "webhook"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_event")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_webhook_event_webhook_id", "webhook_event", ["webhook_id"])


def _no_webhooks() -> None:
    op.drop_table("webhook_event")
    op.drop_table("webhook")


# What the areas share.


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Return the reference of a new table's column to the id of another table."""
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def _only_added(table: str, message: str) -> None:
    """Let nobody update or delete a row of the table."""
    for operation in ("UPDATE", "DELETE"):
        _guard(f"{table}_not_{operation.lower()}d", table, operation, "", message)


def _no_longer_only_added(table: str) -> None:
    for operation in ("UPDATE", "DELETE"):
        _no_guard(f"{table}_not_{operation.lower()}d")


def _guard(name: str, table: str, operation: str, condition: str, message: str) -> None:
    """Make a trigger as the first tables have them."""
    if op.get_bind().dialect.name == "sqlite":
        when = f"WHEN {condition} " if condition else ""
        refusal = f"SELECT RAISE(ABORT, '{message}');"
        op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} {when}BEGIN {refusal} END")
        return
    when = f"WHEN ({condition}) " if condition else ""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{message}'; END$$; "
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
    )


def _no_guard(name: str) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP FUNCTION {name} CASCADE")


def _keep_rows(table: str, what: str) -> None:
    """Refuse to go back where an older version would have to lose rows."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
        raise RuntimeError(f"There are {what}; an older version cannot hold them. Restore a backup instead.")
