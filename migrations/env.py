"""Runs migrations on one connection, in one transaction, with foreign keys off on SQLite.

Rebuilding a parent table with enforcement on would delete its children; what the pragma would
have guarded is checked by `foreign_key_check` before the commit.
"""

from alembic import context

from app.db import make_engine
from app.models import Base
from app.schema import mark_as_ours


def run() -> None:
    """Migrate the database named in the settings."""
    engine = make_engine(context.config.attributes["url"], threads=1, foreign_keys=False)
    try:
        with engine.execution_options(tx="IMMEDIATE").connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                context.run_migrations()
                _check_foreign_keys(connection)
                mark_as_ours(connection)
    finally:
        engine.dispose()


def _check_foreign_keys(connection) -> None:  # type: ignore[no-untyped-def]
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"The migration would leave rows that point nowhere: {broken[:5]}")


run()
