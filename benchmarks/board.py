"""What the live board costs: time and number of queries per page, and how many pollers it bears.

    python -m benchmarks.board [--articles 1000] [--annotators 30] [--pollers 50] [--seconds 10]

Two rounds are measured, one in which three annotators code each article and one in which all do; half of the
work is submitted, some of it drafts. Nothing is asserted about time.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.orm import Session

from app import create_app
from app.clock import now
from app.db import Database
from app.models import AnnotationHead, Article, Assignment, Member, Outlet, Project, Round, User
from app.services import signing_in
from benchmarks import big_study
from benchmarks.big_study import SLUG
from benchmarks.site_process import Browser, SiteProcess
from config import Config

TIMES = 9


def prepare(folder: Path, *, articles: int, annotators: int, per_article: int | None) -> tuple[str, int]:
    """Make the round, half submitted; return a manager's sign-in and the round's id."""
    big_study.make(folder, articles=articles, annotators=annotators, characters=400)
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        round_ = session.scalars(select(Round)).one()
        if per_article:
            people = session.scalars(select(Assignment.annotator_id).distinct()).all()
            place = func.mod(
                Assignment.article_id * per_article + Assignment.annotator_id - min(people), len(people)
            )
            session.execute(delete(Assignment).where(place >= per_article))
        _outlets(session, project)
        _half(session)
        lead = User(email="lead@example.org", name="Lead", is_admin=False, created_at=now())
        session.add(lead)
        session.flush()
        session.add(
            Member(project_id=project.id, user_id=lead.id, role="manager", pseudonym="L", joined_at=now())
        )
        token, round_id = signing_in.start(session, lead), round_.id
    database.close()
    return token, round_id


def _outlets(session: Session, project: Project) -> None:
    names = {"project_id": project.id, "kind": "", "country": "", "url": "", "note": "", "created_at": now()}
    session.execute(insert(Outlet), [{**names, "name": f"Outlet {number}"} for number in range(20)])
    session.execute(update(Article).values(outlet_id=1 + func.mod(Article.id, 20)))


def _half(session: Session) -> None:
    """Submit half of the assignments and begin some more."""
    at = now()
    said = {
        "version": 1,
        "head_hash": "x",
        "found_none": True,
        "note": "",
        "started_at": at,
        "changed_at": at,
    }
    rows = []
    for number in session.scalars(select(Assignment.id)):
        if number % 2:
            rows.append({**said, "assignment_id": number, "state": "submitted", "submitted_at": at})
        elif number % 20 == 0:
            rows.append({**said, "assignment_id": number, "state": "draft", "submitted_at": None})
    session.execute(insert(AnnotationHead), rows)
    session.execute(update(Assignment).where(func.mod(Assignment.id, 2) == 1).values(done_at=at))


def measured(app: Flask, ask: Callable[[], Any], before: Callable[[], object]) -> tuple[int, float, int]:
    """Return the status of an answer, the median of its times in milliseconds and the number of queries."""
    seen: list[str] = []
    engine = app.extensions["parallax"].database.engine
    times = []
    for number in range(TIMES):
        listening = number == TIMES - 1
        if listening:
            event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        before()
        begun = time.perf_counter()
        status = ask().status_code
        times.append(1_000 * (time.perf_counter() - begun))
    return status, median(times), sum(not one.startswith("BEGIN") for one in seen)


def pages(folder: Path, token: str, round_id: int) -> None:
    """Print what each page costs in this process."""
    board = f"/projects/{SLUG}/rounds/{round_id}"
    steps = {
        "board, whole page": (board, "", True),
        "fragment, counted anew": (f"{board}/live", "", True),
        "fragment, from memory": (f"{board}/live", "", False),
        "fragment, nothing new (304)": (f"{board}/live", "known", False),
    }
    for name, (path, known, cold) in steps.items():
        app = create_app(Config.from_environ({"PARALLAX_DATA": str(folder)}))
        client, boards = app.test_client(), app.extensions["parallax"].boards
        client.set_cookie("parallax-sign-in", token)
        tag = client.get(f"{board}/live").headers["ETag"]
        get = partial(client.get, path, headers={"If-None-Match": tag} if known else {})
        status, took, queries = measured(app, get, boards.forget if cold else list)
        print(f"  {name:<32}{status:>5}{took:>9.1f} ms{queries:>5} queries")
        app.extensions["parallax"].database.close()


def poll(port: int, token: str, path: str, until: float, times: list[float]) -> None:
    """Ask again and again, as many pollers at once would."""
    browser = Browser(port, token)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        browser.get(path)
        times.append(time.perf_counter() - begun)


def pollers(folder: Path, token: str, round_id: int, count: int, seconds: float) -> None:
    """Print how many answers a real server gives to many who poll at once."""
    site = SiteProcess(folder)
    site.start()
    times: list[float] = []
    until = time.perf_counter() + seconds
    path = f"/projects/{SLUG}/rounds/{round_id}/live"
    threads = [
        threading.Thread(target=poll, args=(site.port, token, path, until, times)) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    site.stop()
    rate, middle = len(times) / seconds, 1_000 * median(times)
    print(f"  {count} pollers without a pause: {rate:,.0f} answers a second, median {middle:.0f} ms")
    print(f"  {count} people who watch ask {count / 10:.0f} times a second")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("articles", 1_000), ("annotators", 30), ("pollers", 50), ("seconds", 10)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    for per_article in (3, None):
        with tempfile.TemporaryDirectory() as written:
            folder = Path(written)
            token, round_id = prepare(
                folder, articles=asked.articles, annotators=asked.annotators, per_article=per_article
            )
            each = per_article or asked.annotators
            print(f"{asked.articles:,} articles, {asked.annotators} annotators, {each} for each article:")
            pages(folder, token, round_id)
            pollers(folder, token, round_id, asked.pollers, asked.seconds)


if __name__ == "__main__":
    main()
