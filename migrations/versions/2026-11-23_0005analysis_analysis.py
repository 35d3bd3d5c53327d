"""Outlets, events, credibility, framing: what is known of articles. One pair of functions per area."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

revision = "0005analysis"
down_revision = "0004sessions"


def upgrade() -> None:
    _articles()


def downgrade() -> None:
    _no_articles()


def _articles() -> None:
    for column in ("agency", "date_stated"):
        op.add_column("article", sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.add_column("article", sa.Column("is_translation", FLAG, nullable=True))


def _no_articles() -> None:
    for column in ("is_translation", "date_stated", "agency"):
        op.drop_column("article", column)


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
