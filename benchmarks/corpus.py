"""What the list of articles costs in a large corpus: time and number of queries, and finding near copies.

    python -m benchmarks.corpus [--articles 100000] [--characters 1500] [--copies]

A fortieth of the articles are copies of others with some words changed. Nothing is asserted about time.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import event, insert, select

from annotations.text import fingerprint
from app import create_app
from app.clock import now
from app.db import Database
from app.models import Article, Member, Outlet, Project, User
from app.services import near_copies, signing_in
from benchmarks import big_study
from benchmarks.big_study import SLUG
from config import Config

TIMES = 5
SYLLABLES = [first + last for first in "bdfgklmnprst" for last in ("a", "e", "i", "o", "u", "an", "el", "or")]
WORDS = [first + last for first in SYLLABLES for last in SYLLABLES]
LANGUAGES = ("en", "de", "fr", "")
LIST = f"/projects/{SLUG}/articles"
PAGES = (
    "",
    "?page=1000",
    "?sort=-published",
    "?sort=outlet&page=500",
    "?search=Article+77",
    "?outlet=3",
    "?since=2025-03&until=2025-05",
    "?language=de&sort=-length",
    "?state=in+no+round",
    "?state=coded",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=1_500)
    parser.add_argument("--copies", action="store_true", help="also look for near copies")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as folder:
        token = prepare(Path(folder), articles=given.articles, characters=given.characters)
        url = f"sqlite:///{Path(folder) / 'parallax.sqlite'}"
        app = create_app(Config.from_environ({"PARALLAX_DATA": folder}))
        _measure_pages(app, token)
        if given.copies:
            _measure_copies(Database(url))


def prepare(folder: Path, *, articles: int, characters: int) -> str:
    """Make the corpus; return a manager's sign-in."""
    big_study.make(folder, articles=200, annotators=2, characters=characters)
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        blank = {
            "project_id": project.id,
            "kind": "",
            "country": "",
            "url": "",
            "note": "",
            "created_at": now(),
        }
        session.execute(insert(Outlet), [blank | {"name": f"Outlet {number}"} for number in range(40)])
        outlets = list(session.scalars(select(Outlet.id)))
        for first in range(200, articles, 1_000):
            some = range(first, min(first + 1_000, articles))
            session.execute(insert(Article), [_row(project.id, outlets, i, characters) for i in some])
        lead = User(email="lead@example.org", name="Lead", is_admin=False, created_at=now())
        session.add(lead)
        session.flush()
        part = {"role": "manager", "pseudonym": "L", "joined_at": now()}
        session.add(Member(project_id=project.id, user_id=lead.id, **part))
        token = signing_in.start(session, lead)
    database.close()
    return token


def _row(project_id: int, outlets: list[int], number: int, characters: int) -> dict[str, object]:
    is_copy = number % 40 == 0
    words = random.Random(number - is_copy).choices(WORDS, k=characters // 6)
    if is_copy:
        words[10::40] = ["changed"] * len(words[10::40])
    text = " ".join(words)
    return {
        "project_id": project_id,
        "outlet_id": outlets[number % len(outlets)],
        "name": f"{number:07}.txt",
        "title": f"Article {number}",
        "published": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "language": LANGUAGES[number % len(LANGUAGES)],
        "byline": "",
        "url": "",
        "provenance": {},
        "text": text,
        "sha256": fingerprint(text),
        "length": len(text),
        "created_at": now(),
    }


def _measure_pages(app: Flask, token: str) -> None:
    client = app.test_client()
    client.set_cookie("parallax-sign-in", token)
    engine = app.extensions["parallax"].database.engine
    for page in PAGES:
        took, queries = _measured(lambda page=page: client.get(LIST + page).status_code, engine)
        print(f"{page or '(the list)':32} {took * 1000:8.0f} ms {queries:4} queries")


def _measured(do: Callable[[], int], engine: object) -> tuple[float, int]:
    seen: list[str] = []
    counted = lambda *given: seen.append(given[2])  # noqa: E731
    times = []
    for _ in range(TIMES):
        seen.clear()
        event.listen(engine, "before_cursor_execute", counted)
        begun = time.perf_counter()
        status = do()
        times.append(time.perf_counter() - begun)
        event.remove(engine, "before_cursor_execute", counted)
        assert status == 200, status
    return median(times), len(seen)


def _measure_copies(database: Database) -> None:
    with database.reading() as session:
        order = near_copies.order(session, session.scalars(select(Project)).one())
    begun = time.perf_counter()
    body = near_copies.work(database, order, lambda done, total, what: None, map)
    print(f"near copies: {body.count('], [') + 1:,} groups in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
