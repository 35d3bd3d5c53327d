"""Team sessions: planning, keys, decisions, talk. One pair of functions per area."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

revision = "0003teams"
down_revision = "0002jobs"


def upgrade() -> None:
    _plans()
    _leases()
    _decisions()


def downgrade() -> None:
    _no_decisions()
    _no_leases()
    _no_plans()


def _plans() -> None:
    op.add_column("round", sa.Column("plan", sa.Text(), nullable=False, server_default="{}"))


def _no_plans() -> None:
    op.drop_column("round", "plan")


def _leases() -> None:
    op.add_column("round", sa.Column("lease_hours", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("released_at", INSTANT, nullable=True))
    op.add_column("assignment", sa.Column("stands_in", FLAG, nullable=False, server_default=sa.false()))


def _no_leases() -> None:
    op.drop_column("assignment", "stands_in")
    op.drop_column("assignment", "released_at")
    op.drop_column("round", "lease_hours")


def _decisions() -> None:
    op.add_column(
        "project",
        sa.Column("adjudicators_see_names", FLAG, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", FLAG, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "basis IN ('person', 'majority', 'overlap', 'dawid-skene', 'mace')",
            name=op.f("ck_decision_basis_known"),
        ),
        sa.CheckConstraint(
            "NOT withdrawn OR supersedes_id IS NOT NULL", name=op.f("ck_decision_withdrawal_names_decision")
        ),
        _points("decision", "round_id", "round"),
        _points("decision", "article_id", "article"),
        _points("decision", "supersedes_id", "decision"),
        _points("decision", "actor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_decision_round_id_article_id", "decision", ["round_id", "article_id"])
    _only_added("decision", "decisions are only ever added")


def _no_decisions() -> None:
    _keep_rows("decision", "decisions")
    _no_longer_only_added("decision")
    op.drop_table("decision")
    op.drop_column("project", "adjudicators_see_names")


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
