"""The database can be made, compared, taken back and made again, on both kinds of database."""

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from app import schema
from app.db import Database, make_engine

LATER_TABLES = {
    "answer_key",
    "api_token",
    "codebook_change",
    "decision",
    "export_snapshot",
    "foreign_part",
    "job",
    "kept_result",
    "label_studio",
    "mention",
    "norming_item",
    "norming_vote",
    "outlet_rating",
    "post",
    "rating_assignment",
    "rating_session",
    "reference_list",
    "reference_score",
    "round_tie",
    "sourced_statement",
    "staged_marks",
    "suggestion",
    "suggestion_withdrawal",
    "term_list",
    "term_verdict",
    "thread",
    "thread_seen",
    "unmasking",
    "webhook",
    "webhook_event",
}


@pytest.fixture
def engine(database_url: str):
    engine = make_engine(database_url, threads=1)
    yield engine
    engine.dispose()


def test_migrations_lead_to_what_the_models_describe(engine):
    assert schema.differences(engine) == []


def test_the_program_works_with_the_newest_migration():
    assert schema.revisions()[0] == schema.NEWEST


def test_a_database_goes_back_to_nothing_and_forward_again(engine, database_url: str):
    schema.downgrade(database_url, "base")
    assert schema.revision(engine) is None
    schema.upgrade(database_url)
    schema.check(engine)
    assert schema.differences(engine) == []


def test_a_database_of_the_first_version_comes_forward_without_loss(database_url: str):
    schema.downgrade(database_url, "base")
    schema.upgrade(database_url, "0001first")
    database = Database(database_url, threads=1)
    with pytest.raises(schema.SchemaMismatch, match="parallax init"):
        schema.check(database.engine)
    with database.writing() as session:
        _one_change(session)
    before = _all_rows(database.engine)
    assert sum(map(len, before.values())) == 8
    schema.upgrade(database_url)
    schema.check(database.engine)
    after = _all_rows(database.engine)
    assert {
        table: _without_new_columns(rows, before[table]) for table, rows in after.items() if table in before
    } == before
    assert {table for table in after if table not in before} == LATER_TABLES
    assert schema.differences(database.engine) == []
    with pytest.raises(DatabaseError, match="only ever added"), database.writing() as session:
        session.execute(text("DELETE FROM change"))
    database.close()


def test_zones_keep_their_ids_and_none_is_given_twice(database_url: str):
    schema.downgrade(database_url, "0007programs")
    database = Database(database_url, threads=1)
    add = "INSERT INTO zone (article_id, start, stop, kind, basis) "
    add += "SELECT id, 0, 1, '{}', 'entered' FROM article"
    with database.writing() as session:
        _one_change(session)
        for _ in range(3):
            session.execute(text(add.format("promo")))
        before = [row[0] for row in session.execute(text("SELECT id FROM zone ORDER BY id"))]
        session.execute(text("DELETE FROM zone WHERE id = (SELECT max(id) FROM zone)"))
    schema.upgrade(database_url)
    with database.writing() as session:
        session.execute(text(add.format("subheading")))
        after = [row[0] for row in session.execute(text("SELECT id FROM zone ORDER BY id"))]
    assert after == [*before[:-1], before[-1] + 1]
    with pytest.raises(RuntimeError, match="There are subheadings"):
        schema.downgrade(database_url, "0007programs")
    database.close()


def _all_rows(engine) -> dict[str, list[tuple]]:
    tables = [table for table in inspect(engine).get_table_names() if table != "alembic_version"]
    with engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]
            for table in tables
        }


def _without_new_columns(rows: list[tuple], earlier: list[tuple]) -> list[tuple]:
    """New columns are added behind the old ones."""
    width = len(earlier[0]) if earlier else 0
    return [row[:width] for row in rows]


def test_a_missing_trigger_is_noticed(engine, database_kind: str):
    on_table = "" if database_kind == "sqlite" else " ON change"
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER change_not_updated{on_table}"))
    assert any("change_not_updated" in difference for difference in schema.differences(engine))


def test_a_changed_check_constraint_is_noticed(engine, database_kind: str):
    if database_kind == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA writable_schema = ON")
            connection.exec_driver_sql(
                "UPDATE sqlite_master SET sql = replace(sql, 'start < stop', 'start <= stop') "
                "WHERE name = 'span'"
            )
            connection.commit()
        engine.dispose()
    else:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE span DROP CONSTRAINT ck_span_not_empty"))
            connection.execute(
                text("ALTER TABLE span ADD CONSTRAINT ck_span_not_empty CHECK (0 <= start AND start <= stop)")
            )
    assert any("ck_span_not_empty" in difference for difference in schema.differences(engine))


def test_a_missing_column_is_noticed(engine):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE outlet DROP COLUMN note"))
    assert any("note" in difference for difference in schema.differences(engine))


def test_a_database_that_was_not_migrated_is_refused_with_the_command_to_run(engine, database_url: str):
    schema.downgrade(database_url, "base")
    with pytest.raises(schema.SchemaMismatch, match="parallax init"):
        schema.check(engine)


def test_a_database_of_a_newer_program_is_refused(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(schema.SchemaMismatch, match="newer version"):
        schema.check(engine)


def test_a_migration_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'half.sqlite'}"
    monkeypatch.setattr(schema, "mark_as_ours", _fail)
    with pytest.raises(RuntimeError, match="power cut"):
        schema.upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).all() == []
        assert MigrationContext.configure(connection).get_current_revision() is None
    engine.dispose()


def _fail(connection: object) -> None:
    raise RuntimeError("power cut")


@pytest.mark.parametrize("statement", ["UPDATE change SET version = 2", "DELETE FROM change"])
def test_changes_can_neither_be_altered_nor_deleted(database: Database, statement: str):
    with database.writing() as session:
        _one_change(session)
    with pytest.raises(DatabaseError, match="only ever added"), database.writing() as session:
        session.execute(text(statement))


def test_the_text_of_an_article_cannot_be_altered(database: Database):
    with database.writing() as session:
        _one_change(session)
    with pytest.raises(DatabaseError, match="never changes"), database.writing() as session:
        session.execute(text("UPDATE article SET text = 'other'"))


def test_an_article_with_labels_cannot_be_deleted(database: Database):
    with database.writing() as session:
        _one_change(session)
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(text("DELETE FROM article"))


def _one_change(session) -> None:
    """One row in each table on the way from a project to a change."""
    at = "'2026-01-01T00:00:00.000000Z'"
    no = "0" if session.get_bind().dialect.name == "sqlite" else "false"
    for statement in (
        "INSERT INTO user_account (id, email, name, is_admin, created_at) "
        f"VALUES (1, 'a@b.example', 'A', {no}, {at})",
        f"INSERT INTO project (id, slug, title, description, created_at) VALUES (1, 'p', 'P', '', {at})",
        "INSERT INTO codebook (id, project_id, number, version, title, toml, sha256, created_at) "
        f"VALUES (1, 1, 1, '1', 'T', '', '', {at})",
        "INSERT INTO article (id, project_id, name, title, published, language, byline, url, provenance, "
        f"text, sha256, length, created_at) "
        f"VALUES (1, 1, 'n', 't', '', '', '', '', '{{}}', 'text', '', 4, {at})",
        "INSERT INTO round (id, project_id, codebook_id, name, phase, blind, seed, created_at) "
        f"VALUES (1, 1, 1, 'r', 'main', {no}, 1, {at})",
        "INSERT INTO assignment (id, round_id, article_id, annotator_id, position) VALUES (1, 1, 1, 1, 0)",
        "INSERT INTO annotation "
        "(id, assignment_id, version, head_hash, state, found_none, note, started_at, changed_at) "
        f"VALUES (1, 1, 1, '', 'draft', {no}, '', {at}, {at})",
        "INSERT INTO change (annotation_id, version, actor_id, idempotency_key, operations, at, "
        f"client_time, previous_hash, hash) VALUES (1, 1, 1, 'k', '[]', {at}, '', '', '')",
    ):
        session.execute(text(statement))
