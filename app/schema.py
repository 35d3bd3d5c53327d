"""The database's schema: brought up to date, and compared with what the program expects.

Alembic is imported where it is used: a server that starts only needs to read one number.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DatabaseError

from app.db import APPLICATION_ID, UnsafeDatabase, sqlite_driver
from app.models import Base

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

NEWEST = "0008terms"  # the newest migration; a test compares it with the folder
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class SchemaMismatch(RuntimeError):
    """The database has another schema than this version of the program."""


def alembic_config(url: str) -> "AlembicConfig":
    """Return the settings of Alembic for one database; no ini file is needed."""
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d_%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def revision(engine: Engine) -> str | None:
    """Return the revision of the database; None before the first migration."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def upgrade(url: str, target: str = "head") -> None:
    """Bring the database up to date, all or nothing."""
    from alembic import command

    command.upgrade(alembic_config(url), target)


def downgrade(url: str, target: str) -> None:
    """Take the database back to an earlier revision."""
    from alembic import command

    command.downgrade(alembic_config(url), target)


def check(engine: Engine) -> None:
    """Refuse a database that was not brought up to date, or that belongs to a newer program.

    Raises:
        SchemaMismatch: says which command to run.
    """
    found = revision(engine)
    if found == NEWEST:
        return
    if found is None or found in revisions():
        raise SchemaMismatch("The database is not up to date. Run: parallax init")
    raise SchemaMismatch(
        f"The database was made by a newer version of Parallax (schema {found}). Install that version."
    )


def revisions() -> list[str]:
    """Return every revision that this version of the program knows, the newest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config("")).walk_revisions()
    return [script.revision for script in scripts]


def differences(engine: Engine) -> list[str]:
    """Return in words how the database differs from the tables the program describes; empty is good.

    Alembic sees tables, columns, indexes and unique constraints but not CHECK constraints, triggers
    and STRICT; those are compared with a database made fresh from the descriptions.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = [str(difference) for difference in compare_metadata(context, Base.metadata)]
        return found + _compare(_rules(connection), _golden_rules(engine))


def _golden_rules(engine: Engine) -> set[str]:
    if engine.dialect.name == "sqlite":
        fresh = create_engine("sqlite://", module=sqlite_driver())
        try:
            with fresh.begin() as connection:
                Base.metadata.create_all(connection)
                return _rules(connection)
        finally:
            fresh.dispose()
    fresh = create_engine(engine.url)
    try:
        with fresh.connect() as connection:
            # Made in a schema of its own and rolled back: the real tables are not touched.
            connection.execute(text("CREATE SCHEMA golden"))
            connection.execute(text("SET search_path TO golden"))
            Base.metadata.create_all(connection)
            rules = _rules(connection)
            connection.rollback()
            return rules
    finally:
        fresh.dispose()


def _rules(connection: Connection) -> set[str]:
    """Return every rule of the schema that Alembic does not compare, one line each."""
    inspector = inspect(connection)
    names = [name for name in inspector.get_table_names() if name != "alembic_version"]
    rules = {
        f"{table}: CHECK {constraint['name']} {_plain(str(constraint['sqltext']))}"
        for table in names
        for constraint in inspector.get_check_constraints(table)
    }
    rules |= {
        f"{table}: FOREIGN KEY {key['name']} on delete {key['options'].get('ondelete')}"
        for table in names
        for key in inspector.get_foreign_keys(table)
    }
    return rules | _own_rules(connection)


def _own_rules(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        rows: Any = connection.execute(
            text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        )
        rules = set()
        for kind, name, sql in rows:
            if kind == "trigger":
                rules.add(f"TRIGGER {name} {_plain(sql)}")
            elif kind == "table" and name != "alembic_version" and not name.startswith("sqlite_"):
                rules.add(f"{name}: {'STRICT' if sql.rstrip().endswith('STRICT') else 'not strict'}")
        return rules
    rows = connection.execute(
        text(
            "SELECT trigger_name, event_object_table, event_manipulation, coalesce(action_condition, '') "
            "FROM information_schema.triggers WHERE trigger_schema = current_schema()"
        )
    )
    return {f"TRIGGER {' '.join(row)}" for row in rows}


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).replace('"', "").strip()


def _compare(found: set[str], expected: set[str]) -> list[str]:
    missing = [f"missing: {rule}" for rule in sorted(expected - found)]
    return missing + [f"not expected: {rule}" for rule in sorted(found - expected)]


def refuse_foreign_file(url: str) -> None:
    """Refuse a SQLite file that another program made: migrating it would damage it.

    Raises:
        UnsafeDatabase: names the file.
    """
    path = make_url(url).database
    if make_url(url).get_backend_name() != "sqlite" or not path or not Path(path).exists():
        return
    engine = create_engine(url, module=sqlite_driver())
    try:
        with engine.connect() as connection:
            number = connection.exec_driver_sql("PRAGMA application_id").scalar()
            tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    except DatabaseError:
        raise UnsafeDatabase(f"{path} is not a SQLite database. Nothing was changed.") from None
    finally:
        engine.dispose()
    if tables and number != APPLICATION_ID:
        raise UnsafeDatabase(f"{path} was made by another program. Nothing was changed.")


def shown(url: str) -> str:
    """Return the database's address without its password."""
    return make_url(url).render_as_string(hide_password=True)


def mark_as_ours(connection: Connection) -> None:
    """Write our number into a SQLite file, so that another program's file is recognised."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
