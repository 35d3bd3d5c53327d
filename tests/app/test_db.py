"""Saved means saved: settings of every connection, one writer at a time, all or nothing."""

import multiprocessing
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app import db
from app.clock import now
from app.db import Database, UnsafeDatabase, is_safe, make_engine
from app.models import Project


def new_project(slug: str) -> Project:
    return Project(slug=slug, title=slug, description="", created_at=now())


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (3, 50, 7), (3, 44, 6)])
def test_a_fixed_sqlite_is_accepted(version: tuple[int, int, int]):
    assert is_safe(version)


@pytest.mark.parametrize(
    "version", [(3, 40, 1), (3, 51, 2), (3, 50, 6), (3, 44, 5), (3, 52, 0), (3, 45, 0), (3, 7, 0)]
)
def test_a_sqlite_that_can_lose_pages_is_refused(version: tuple[int, int, int]):
    assert not is_safe(version)


def test_nothing_starts_without_a_safe_sqlite(monkeypatch):
    monkeypatch.setattr(db, "is_safe", lambda version: False)
    with pytest.raises(UnsafeDatabase, match="can lose committed pages"):
        make_engine("sqlite:///never-made.sqlite")


def test_every_pooled_connection_has_the_settings(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}", threads=3)
    connections = [engine.connect() for _ in range(5)]
    for connection in connections:
        for name, value in db.PRAGMAS.items():
            assert str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) == str(value), name
        connection.close()
    engine.dispose()


def test_a_setting_that_sqlite_does_not_accept_stops_the_start(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(db.PRAGMAS, "synchronous", 7)
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with pytest.raises(UnsafeDatabase, match="synchronous"):
        engine.connect()


def test_an_error_rolls_everything_back(database: Database):
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(new_project("half"))
        session.flush()
        _ = 1 / 0
    with database.reading() as session:
        assert session.scalars(select(Project)).all() == []


def test_a_reading_session_refuses_to_write(database: Database):
    with database.reading() as session, pytest.raises(RuntimeError, match="writing"):
        session.add(new_project("stray"))
        session.flush()


def test_strict_tables_refuse_a_text_where_a_number_belongs(database: Database):
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(text("INSERT INTO codebook (project_id, number) VALUES ('three stars', 1)"))


def test_a_foreign_key_must_lead_somewhere(database: Database):
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(text("INSERT INTO article_event (article_id, event_id) VALUES (99, 99)"))


def test_sixteen_threads_that_read_and_then_write_never_meet_a_lock(database: Database):
    with database.writing() as session:
        session.add(new_project("counter"))
    errors: list[Exception] = []

    def count_up() -> None:
        try:
            for _ in range(10):
                with database.writing() as session:
                    query = select(Project).where(Project.slug == "counter").with_for_update()
                    project = session.scalars(query).one()
                    project.description = str(int(project.description or 0) + 1)
        except DatabaseError as error:
            errors.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.reading() as session:
        assert session.scalars(select(Project.description)).one() == "160"


def _hold_lock(path: str, entered, leave) -> None:
    from app.writer_lock import WriterLock

    with WriterLock(Path(path)):
        entered.set()
        leave.wait(10)


@pytest.mark.slow
def test_another_process_waits_for_the_writer(tmp_path: Path):
    from app.writer_lock import WriterLock

    context = multiprocessing.get_context("spawn")
    entered, leave = context.Event(), context.Event()
    holder = context.Process(target=_hold_lock, args=(str(tmp_path / "lock"), entered, leave))
    holder.start()
    assert entered.wait(20)
    threading.Timer(0.3, leave.set).start()
    with WriterLock(tmp_path / "lock"):
        assert leave.is_set()
    holder.join()


@pytest.mark.slow
def test_the_lock_of_a_killed_process_is_free(tmp_path: Path):
    from app.writer_lock import WriterLock

    context = multiprocessing.get_context("spawn")
    entered, leave = context.Event(), context.Event()
    holder = context.Process(target=_hold_lock, args=(str(tmp_path / "lock"), entered, leave))
    holder.start()
    assert entered.wait(20)
    holder.kill()
    holder.join()
    with WriterLock(tmp_path / "lock"):
        pass
