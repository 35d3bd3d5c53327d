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
    _ratings()
    _references()


def downgrade() -> None:
    _no_references()
    _no_ratings()
    _no_articles()


def _articles() -> None:
    for column in ("agency", "date_stated"):
        op.add_column("article", sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.add_column("article", sa.Column("is_translation", FLAG, nullable=True))
    op.create_index("ix_article_project_id_language", "article", ["project_id", "language"])


def _no_articles() -> None:
    op.drop_index("ix_article_project_id_language", "article")
    for column in ("is_translation", "date_stated", "agency"):
        op.drop_column("article", column)


def _ratings() -> None:
    op.create_table(
        "rating_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("blind", FLAG, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        _points("rating_session", "project_id", "project"),
        _points("rating_session", "codebook_id", "codebook"),
        _points("rating_session", "created_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_session")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_rating_session_project_id_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_rating_session_codebook_id", "rating_session", ["codebook_id"])
    op.create_table(
        "rating_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("familiarity", sa.Integer(), nullable=True),
        sa.Column("trust", sa.Integer(), nullable=True),
        sa.Column("prior_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.CheckConstraint("familiarity BETWEEN 0 AND 3", name=op.f("ck_rating_assignment_familiarity_step")),
        sa.CheckConstraint("trust BETWEEN 1 AND 7", name=op.f("ck_rating_assignment_trust_step")),
        _points("rating_assignment", "session_id", "rating_session"),
        _points("rating_assignment", "outlet_id", "outlet"),
        _points("rating_assignment", "rater_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_assignment")),
        sa.UniqueConstraint(
            "session_id",
            "outlet_id",
            "rater_id",
            name=op.f("uq_rating_assignment_session_id_outlet_id_rater_id"),
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_rating_assignment_outlet_id", "rating_assignment", ["outlet_id"])
    op.create_index("ix_rating_assignment_rater_id", "rating_assignment", ["rater_id"])
    op.create_table(
        "outlet_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("variable", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("evidence_url", sa.Text(), nullable=False),
        sa.Column("evidence_note", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("assessed_on", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("confidence BETWEEN 1 AND 3", name=op.f("ck_outlet_rating_confidence_step")),
        _points("outlet_rating", "assignment_id", "rating_assignment"),
        _points("outlet_rating", "actor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_rating")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_outlet_rating_assignment_id_variable", "outlet_rating", ["assignment_id", "variable"])
    _only_added("outlet_rating", "outlet ratings are only ever added")


def _no_ratings() -> None:
    _keep_rows("rating_session", "rating sessions")
    _no_longer_only_added("outlet_rating")
    for table in ("outlet_rating", "rating_assignment", "rating_session"):
        op.drop_table(table)


def _references() -> None:
    op.create_table(
        "reference_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dated", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        _points("reference_list", "project_id", "project"),
        _points("reference_list", "imported_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_list")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_reference_list_project_id_name")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "reference_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("score", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False),
        _points("reference_score", "list_id", "reference_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_score")),
        sa.UniqueConstraint("list_id", "domain", name=op.f("uq_reference_score_list_id_domain")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    _only_added("reference_score", "reference scores are only ever added")


def _no_references() -> None:
    _keep_rows("reference_list", "reference lists")
    _no_longer_only_added("reference_score")
    op.drop_table("reference_score")
    op.drop_table("reference_list")


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
