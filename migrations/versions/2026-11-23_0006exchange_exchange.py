"""Where statements come from, and what exchange with other programs needs. One pair of functions per area."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

revision = "0006exchange"
down_revision = "0005analysis"


def upgrade() -> None:
    _sourcing()
    _marks()
    _tokens()


def downgrade() -> None:
    _no_tokens()
    _no_marks()
    _no_sourcing()


def _sourcing() -> None:
    op.create_table(
        "sourced_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("carriers", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn", FLAG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("0 <= start AND start < stop", name=op.f("ck_sourced_statement_not_empty")),
        _points("sourced_statement", "article_id", "article"),
        _points("sourced_statement", "auditor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sourced_statement")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_sourced_statement_auditor_id", "sourced_statement", ["auditor_id"])
    op.create_index(
        "ix_sourced_statement_article_id_auditor_id", "sourced_statement", ["article_id", "auditor_id"]
    )
    _only_added("sourced_statement", "sourced statements are only ever added")


def _no_sourcing() -> None:
    _keep_rows("sourced_statement", "sourced statements")
    _no_longer_only_added("sourced_statement")
    op.drop_table("sourced_statement")


def _marks() -> None:
    op.create_table(
        "staged_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        _points("staged_marks", "project_id", "project"),
        _points("staged_marks", "round_id", "round"),
        _points("staged_marks", "created_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_marks")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_staged_marks_project_id", "staged_marks", ["project_id"])


def _no_marks() -> None:
    # What waits is a copy of files that somebody sent; what was confirmed are changes and stays.
    op.drop_table("staged_marks")


def _tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("scope IN ('read', 'write')", name=op.f("ck_api_token_scope_known")),
        _points("api_token", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_api_token_user_id", "api_token", ["user_id"])


def _no_tokens() -> None:
    # An older version knows no programs that ask; whoever needs a token makes a new one.
    op.drop_table("api_token")


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
