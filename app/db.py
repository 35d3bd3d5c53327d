"""The database: engine, `reading()` and `writing()`. The only commit of the program is in here.

SQLite is opened with the settings that make "saved" mean saved: write-ahead log, a sync for
every commit, our own BEGIN, and one writer at a time across all processes.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.writer_lock import WriterLock

APPLICATION_ID = 0x50_4C_58_31  # "PLX1": a file that is not ours is recognised

PRAGMAS = {
    "busy_timeout": 10_000,
    "foreign_keys": 1,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: NORMAL would lose the last saves in a power cut
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,  # MEMORY: no article text in temporary files
    "journal_size_limit": 67_108_864,
}


class UnsafeDatabase(RuntimeError):
    """The database could lose labels as it stands, so nothing is started on it."""


def is_safe(version: tuple[int, ...]) -> bool:
    """Say whether this SQLite is free of the write-ahead-log race (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    if version[:2] == (3, 52):
        return False  # withdrawn by its makers
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_driver() -> ModuleType:
    """Return a driver with a safe SQLite: the bundled one, or Python's own where that is new enough."""
    candidates: list[ModuleType] = []
    try:
        import pysqlite3.dbapi2 as bundled

        candidates.append(bundled)
    except ImportError:
        pass  # no wheel for this platform: Python's own SQLite may still do
    candidates.append(sqlite3)
    for driver in candidates:
        if is_safe(driver.sqlite_version_info):
            return driver
    found = ", ".join(driver.sqlite_version for driver in candidates)
    raise UnsafeDatabase(
        f"SQLite {found} can lose committed pages (its write-ahead-log race). "
        "Install the package pysqlite3, or a Python with SQLite 3.51.3 or newer, "
        "or set DATABASE_URL to PostgreSQL."
    )


def make_engine(url: str, *, threads: int = 16, foreign_keys: bool = True) -> Engine:
    """Return an engine whose SQLite connections behave like other databases.

    The driver opens transactions late and savepoints outside them, so BEGIN is sent from here.
    Migrations pass ``foreign_keys=False``: rebuilding a parent table with enforcement on would
    cascade into its children.

    Raises:
        UnsafeDatabase: no driver with a safe SQLite was found.
    """
    options: dict[str, Any] = {
        "pool_size": threads + 2,
        "max_overflow": 0,
        "pool_timeout": 30,
        "hide_parameters": True,  # an error message must not carry anybody's labels into a log
    }
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, **options)
    engine = create_engine(url, module=sqlite_driver(), connect_args={"timeout": 10}, **options)
    event.listen(engine, "connect", _set_up_connection(foreign_keys))
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(foreign_keys: bool) -> Any:
    wanted = PRAGMAS | {"foreign_keys": int(foreign_keys)}

    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver never begins on its own
        cursor = connection.cursor()
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}={value}")
        for name, value in wanted.items():
            answer = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            if str(answer) != str(value):
                raise UnsafeDatabase(f"SQLite did not accept {name}={value} (it answers {answer}).")
        cursor.close()

    return set_up


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("tx", "DEFERRED"))


class ReadSession(Session):
    """A session that shows one state of the database and never writes to it."""

    def flush(self, objects: Any = None) -> None:
        """Refuse to write: whatever changed while reading is a mistake in the program."""
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("A reading session was asked to write; use writing().")


class Database:
    """One database, opened once per process."""

    def __init__(self, url: str, *, threads: int = 16) -> None:
        self.url = url
        self.engine = make_engine(url, threads=threads)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        path = self.engine.url.database
        self._lock: Any = (
            WriterLock(Path(path + ".lock")) if self.is_sqlite and path else threading.Semaphore(threads)
        )
        read_only = {"tx": "DEFERRED"} if self.is_sqlite else {"postgresql_readonly": True}
        self._read = sessionmaker(self.engine.execution_options(**read_only), class_=ReadSession)
        self._write = sessionmaker(self.engine.execution_options(tx="IMMEDIATE"), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on one consistent state; nothing it does is kept."""
        with self._read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give the session that may change data; commit at its end, or roll all back on an error.

        On SQLite the writer lock is held until after the commit, which also keeps checkpoints
        (they run inside a commit) away from other writers. Keep it short: no hashing of
        passwords, no reading of files and no network in here.
        """
        with self._lock, self._write() as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.expunge_all()  # an error page may still name what was loaded
                session.rollback()
                raise

    def close(self) -> None:
        """Let SQLite note what it learnt about the tables, then close every pooled connection."""
        if self.is_sqlite:
            # Only a help for later queries: a disk that cannot be written now is no reason to fail.
            with suppress(OperationalError), self._lock, self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA optimize")
                connection.commit()
        self.engine.dispose()
