"""Team sessions: keys, masks, codebook changes, talk, norming. One pair of functions per area."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

INSTANT = sa.Text().with_variant(TIMESTAMP(timezone=True), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

revision = "0004sessions"
down_revision = "0003teams"


def upgrade() -> None:
    _rounds()
    _keys()
    _masks()
    _codebook_life()
    _talk()
    _norming()


def downgrade() -> None:
    _no_norming()
    _no_talk()
    _no_codebook_life()
    _no_masks()
    _no_keys()
    _no_rounds()


def _rounds() -> None:
    op.add_column("round", sa.Column("due_at", INSTANT, nullable=True))
    op.add_column("round", sa.Column("outlet_masked", FLAG, nullable=False, server_default=sa.false()))
    op.add_column("round", sa.Column("shows_reliability", FLAG, nullable=False, server_default=sa.false()))
    op.add_column("round", sa.Column("pass_marks", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("assignment", sa.Column("gold", FLAG, nullable=False, server_default=sa.false()))
    op.create_table(
        "round_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('after training', 'recodes', 'recodes unseen')", name=op.f("ck_round_tie_kind_known")
        ),
        sa.CheckConstraint("round_id <> other_id", name=op.f("ck_round_tie_to_another_round")),
        _points("round_tie", "round_id", "round"),
        _points("round_tie", "other_id", "round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_tie")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_round_tie_round_id_kind")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_round_tie_other_id", "round_tie", ["other_id"])


def _no_rounds() -> None:
    op.drop_column("assignment", "gold")
    _keep_rows("round_tie", "ties between rounds")
    op.drop_table("round_tie")
    for column in ("pass_marks", "shows_reliability", "outlet_masked", "due_at"):
        op.drop_column("round", column)


def _keys() -> None:
    op.create_table(
        "answer_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("source IN ('adjudicated', 'entered')", name=op.f("ck_answer_key_source_known")),
        _points("answer_key", "project_id", "project"),
        _points("answer_key", "article_id", "article"),
        _points("answer_key", "codebook_id", "codebook"),
        _points("answer_key", "round_id", "round"),
        _points("answer_key", "created_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_answer_key_article_id_codebook_id", "answer_key", ["article_id", "codebook_id"])
    op.create_index("ix_answer_key_project_id", "answer_key", ["project_id"])
    _only_added("answer_key", "answer keys are only ever added")


def _no_keys() -> None:
    _keep_rows("answer_key", "answer keys")
    _no_longer_only_added("answer_key")
    op.drop_table("answer_key")


def _masks() -> None:
    op.add_column("outlet", sa.Column("aliases", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "unmasking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _points("unmasking", "round_id", "round"),
        _points("unmasking", "article_id", "article"),
        _points("unmasking", "actor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmasking")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_unmasking_round_id", "unmasking", ["round_id"])
    _only_added("unmasking", "unmaskings are only ever added")


def _no_masks() -> None:
    _keep_rows("unmasking", "unmaskings")
    _no_longer_only_added("unmasking")
    op.drop_table("unmasking")
    op.drop_column("outlet", "aliases")


def _codebook_life() -> None:
    op.create_table(
        "codebook_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('edit', 'rename', 'retire', 'restore', 'merge', 'split')",
            name=op.f("ck_codebook_change_kind_known"),
        ),
        _points("codebook_change", "codebook_id", "codebook"),
        _points("codebook_change", "actor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_change")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_codebook_change_codebook_id", "codebook_change", ["codebook_id"])
    _only_added("codebook_change", "codebook changes are only ever added")


def _no_codebook_life() -> None:
    _keep_rows("codebook_change", "codebook changes")
    _no_longer_only_added("codebook_change")
    op.drop_table("codebook_change")


def _talk() -> None:
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("codebook_id", sa.Integer(), nullable=True),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("stop", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "subject <> 'article' OR article_id IS NOT NULL", name=op.f("ck_thread_article_named")
        ),
        sa.CheckConstraint(
            "subject <> 'codebook' OR codebook_id IS NOT NULL", name=op.f("ck_thread_codebook_named")
        ),
        sa.CheckConstraint("subject <> 'round' OR round_id IS NOT NULL", name=op.f("ck_thread_round_named")),
        sa.CheckConstraint(
            "visibility <> 'after close' OR round_id IS NOT NULL", name=op.f("ck_thread_round_to_wait_for")
        ),
        sa.CheckConstraint(
            "subject <> 'span' OR (article_id IS NOT NULL AND stop > start)",
            name=op.f("ck_thread_span_named"),
        ),
        sa.CheckConstraint(
            "subject IN ('article', 'span', 'codebook', 'round')", name=op.f("ck_thread_subject_known")
        ),
        sa.CheckConstraint(
            "visibility IN ('private', 'manager', 'team', 'after close')",
            name=op.f("ck_thread_visibility_known"),
        ),
        _points("thread", "project_id", "project"),
        _points("thread", "article_id", "article"),
        _points("thread", "round_id", "round"),
        _points("thread", "codebook_id", "codebook"),
        _points("thread", "author_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_thread_article_id", "thread", ["article_id"])
    op.create_index("ix_thread_author_id", "thread", ["author_id"])
    op.create_index("ix_thread_codebook_id", "thread", ["codebook_id"])
    op.create_index("ix_thread_project_id_id", "thread", ["project_id", "id"])
    op.create_index("ix_thread_round_id", "thread", ["round_id"])
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _points("post", "thread_id", "thread"),
        _points("post", "author_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_post_thread_id", "post", ["thread_id"])
    _only_added("post", "posts are only ever added")
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        _points("mention", "post_id", "post"),
        _points("mention", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("post_id", "user_id", name=op.f("uq_mention_post_id_user_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_mention_user_id", "mention", ["user_id"])
    op.create_table(
        "thread_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        _points("thread_seen", "thread_id", "thread"),
        _points("thread_seen", "user_id", "user_account"),
        _points("thread_seen", "post_id", "post"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_seen")),
        sa.UniqueConstraint("thread_id", "user_id", name=op.f("uq_thread_seen_thread_id_user_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_thread_seen_user_id", "thread_seen", ["user_id"])


def _no_talk() -> None:
    _keep_rows("thread", "threads")
    op.drop_table("thread_seen")
    op.drop_table("mention")
    _no_longer_only_added("post")
    op.drop_table("post")
    op.drop_table("thread")


def _norming() -> None:
    op.create_table(
        "norming_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("counted_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=True),
        _points("norming_item", "round_id", "round"),
        _points("norming_item", "article_id", "article"),
        _points("norming_item", "opened_by", "user_account"),
        _points("norming_item", "codebook_id", "codebook"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norming_item")),
        sa.UniqueConstraint(
            "round_id",
            "article_id",
            "subject_key",
            name=op.f("uq_norming_item_round_id_article_id_subject_key"),
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "norming_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _points("norming_vote", "item_id", "norming_item"),
        _points("norming_vote", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norming_vote")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_norming_vote_item_id", "norming_vote", ["item_id"])
    _only_added("norming_vote", "votes are only ever added")


def _no_norming() -> None:
    _keep_rows("norming_item", "norming items")
    _no_longer_only_added("norming_vote")
    op.drop_table("norming_vote")
    op.drop_table("norming_item")


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
