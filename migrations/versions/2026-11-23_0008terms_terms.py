"""Connected servers of Label Studio, terms that suggest, withdrawn suggestions. One pair of functions per area."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")

revision = "0008terms"
down_revision = "0007programs"


def upgrade() -> None:
    _connections()
    _terms()
    _withdrawals()
    _foreign_parts()
    _subheadings()


def downgrade() -> None:
    _no_subheadings()
    _no_foreign_parts()
    _no_withdrawals()
    _no_terms()
    _no_connections()


def _connections() -> None:
    op.create_table(
        "label_studio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        _points("label_studio", "project_id", "project"),
        _points("label_studio", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_studio")),
        sa.UniqueConstraint("project_id", name=op.f("uq_label_studio_project_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def _no_connections() -> None:
    op.drop_table("label_studio")  # what is lost can be entered again


def _terms() -> None:
    op.create_table(
        "term_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("least_share", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        _points("term_list", "project_id", "project"),
        _points("term_list", "codebook_id", "codebook"),
        _points("term_list", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_list")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_term_list_project_id_number")),
        sa.CheckConstraint("least_share BETWEEN 0 AND 100", name=op.f("ck_term_list_least_share_in_percent")),
        sa.CheckConstraint("sample BETWEEN 5 AND 200", name=op.f("ck_term_list_sample_known")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    _only_added("term_list", "term lists are only ever added")
    op.create_table(
        "term_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        _points("term_verdict", "project_id", "project"),
        _points("term_verdict", "article_id", "article"),
        _points("term_verdict", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_verdict")),
        sa.CheckConstraint(
            "verdict IN ('means it', 'something else', 'unclear')", name=op.f("ck_term_verdict_verdict_known")
        ),
        sa.CheckConstraint("0 <= start AND start < stop", name=op.f("ck_term_verdict_not_empty")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_term_verdict_project_id_term", "term_verdict", ["project_id", "term"])
    _only_added("term_verdict", "verdicts on terms are only ever added")


def _no_terms() -> None:
    _keep_rows("term_verdict", "verdicts on terms")
    _keep_rows("term_list", "term lists")
    for table in ("term_verdict", "term_list"):
        _no_longer_only_added(table)
        op.drop_table(table)


def _withdrawals() -> None:
    op.create_table(
        "suggestion_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("replacement_id", sa.Integer(), nullable=True),
        sa.Column("known_as", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        _points("suggestion_withdrawal", "suggestion_id", "suggestion"),
        _points("suggestion_withdrawal", "replacement_id", "suggestion"),
        _points("suggestion_withdrawal", "known_as", "suggestion"),
        _points("suggestion_withdrawal", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_withdrawal")),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_suggestion_withdrawal_suggestion_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_withdrawal_replacement_id", "suggestion_withdrawal", ["replacement_id"])
    op.create_index("ix_suggestion_withdrawal_known_as", "suggestion_withdrawal", ["known_as"])
    _only_added("suggestion_withdrawal", "withdrawals are only ever added")


def _no_withdrawals() -> None:
    _keep_rows("suggestion_withdrawal", "withdrawn suggestions")
    _no_longer_only_added("suggestion_withdrawal")
    op.drop_table("suggestion_withdrawal")


def _foreign_parts() -> None:
    op.create_table(
        "foreign_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("annotation_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        _points("foreign_part", "annotation_id", "annotation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_part")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_foreign_part_annotation_id", "foreign_part", ["annotation_id"])
    _only_added("foreign_part", "foreign parts are only ever added")


def _no_foreign_parts() -> None:
    _keep_rows("foreign_part", "parts of files of other programs")
    _no_longer_only_added("foreign_part")
    op.drop_table("foreign_part")


def _subheadings() -> None:
    _zone_kinds("headline", "dateline", "body", "caption", "promo", "boilerplate", "subheading")


def _no_subheadings() -> None:
    zone = sa.table("zone", sa.column("kind"))
    if op.get_bind().scalar(sa.select(sa.func.count()).where(zone.c.kind == "subheading")):
        raise RuntimeError(
            "There are subheadings; an older version cannot hold them. Restore a backup instead."
        )
    _zone_kinds("headline", "dateline", "body", "caption", "promo", "boilerplate")


def _zone_kinds(*kinds: str) -> None:
    """Let zones be of these kinds; SQLite changes a rule by making the table again with all its rows."""
    rule = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_zone_kind_known"), "zone", type_="check")
        op.create_check_constraint(op.f("ck_zone_kind_known"), "zone", rule)
        return
    op.create_table(
        "zone_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("basis IN ('suggested', 'entered')", name=op.f("ck_zone_basis_known")),
        sa.CheckConstraint(rule, name=op.f("ck_zone_kind_known")),
        sa.CheckConstraint("0 <= start AND start < stop", name=op.f("ck_zone_not_empty")),
        _points("zone", "article_id", "article"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    columns = ("id", "article_id", "start", "stop", "kind", "basis")
    old, new = (sa.table(name, *map(sa.column, columns)) for name in ("zone", "zone_again"))
    op.execute(new.insert().from_select(columns, sa.select(old)))
    # An id is never given twice, also where the newest zone was removed.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'zone_again'")
    op.execute("UPDATE sqlite_sequence SET name = 'zone_again' WHERE name = 'zone'")
    op.drop_table("zone")
    op.rename_table("zone_again", "zone")
    op.create_index("ix_zone_article_id", "zone", ["article_id"])


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
