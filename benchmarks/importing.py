"""How fast 10,000 articles of 2,500 characters enter the corpus, from the bytes of files to the commit.

Run it as ``python -m benchmarks.importing``. The files go through the same services as those of
``parallax article import``: decoded, checked, zones suggested, duplicates looked for, the bytes kept as
evidence; then one durable transaction. The best peer on such a machine takes in 2,300 articles a second.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from app import schema
from app.clock import now
from app.db import Database
from app.models import Article, Project
from app.services import article_files, importing
from benchmarks.big_study import article_text

ARTICLES, CHARACTERS, TIMES = 10_000, 2_500, 3
PEER = 2_300

Files = list[tuple[str, bytes]]
Moment = tuple[float, float]


def main() -> None:
    files = [(f"{i:06}.txt", article_text(i, CHARACTERS).encode()) for i in range(ARTICLES)]
    for number in range(1, TIMES + 1):
        begun, was_read, stored = _import(files)
        print(
            f"run {number}: read in {_took(begun, was_read)}, stored in {_took(was_read, stored)}; "
            f"{_speed(begun, stored)}"
        )


def _import(files: Files) -> tuple[Moment, Moment, Moment]:
    """Import the files into a new database; return when it began, had read them and was done."""
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'parallax.sqlite'}"
        schema.upgrade(url)
        database = Database(url)
        with database.writing() as session:
            session.add(Project(slug="measured", title="Measured", description="", created_at=now()))
        begun = _moment()
        read = article_files.read_files(files)
        was_read = _moment()
        with database.writing() as session:
            importing.import_articles(session, session.scalars(select(Project)).one(), read.drafts, None)
        stored = _moment()
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Article)) == ARTICLES
        database.close()
    return begun, was_read, stored


def _moment() -> Moment:
    return time.perf_counter(), time.process_time()


def _took(begun: Moment, done: Moment) -> str:
    return f"{done[0] - begun[0]:.2f} s ({done[1] - begun[1]:.2f} s of the processor)"


def _speed(begun: Moment, done: Moment) -> str:
    clock, processor = (ARTICLES / (after - before) for before, after in zip(begun, done, strict=True))
    return (
        f"{clock:,.0f} articles/s ({processor:,.0f} for each second of the processor), "
        f"{clock / PEER:.1f} times the best peer"
    )


if __name__ == "__main__":
    main()
