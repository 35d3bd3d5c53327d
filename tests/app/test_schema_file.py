"""A SQLite file of somebody else is never migrated."""

import sqlite3
from pathlib import Path

import pytest

from app import schema
from app.db import UnsafeDatabase


def test_the_file_of_another_program_is_refused(tmp_path: Path):
    path = tmp_path / "theirs.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos (id INTEGER)")
    other.close()
    with pytest.raises(UnsafeDatabase, match="another program"):
        schema.refuse_foreign_file(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear all, " * 500)
    with pytest.raises(UnsafeDatabase, match="not a SQLite database"):
        schema.refuse_foreign_file(f"sqlite:///{path}")


def test_our_own_file_and_a_file_not_yet_made_are_fine(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'ours.sqlite'}"
    schema.refuse_foreign_file(url)
    schema.upgrade(url)
    schema.refuse_foreign_file(url)
