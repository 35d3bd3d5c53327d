"""What framing pages cost: time and number of queries, for a corpus of any size.

    python -m benchmarks.framing [--articles 100000] [--spans 20] [--outlets 50] [--events 2000]

Every article is coded by one annotator in a closed round. Printed are the counting, which a job does, and the
pages: the first look at them, when only the counts are kept, and a later one. Nothing is asserted about time.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.orm import Session

from app import create_app
from app.clock import now
from app.db import Database
from app.models import Article, Event, Member, Outlet, Project, Round, SpanRow, User, article_event
from app.services import framing, signing_in
from app.services.framing import Asked
from benchmarks import big_labels, big_study
from benchmarks.big_study import SLUG
from config import Config

NAMED = {"kind": "", "country": "", "url": "", "note": ""}


def prepare(folder: Path, asked: argparse.Namespace) -> str:
    """Make the study and close its round; return a manager's sign-in."""
    big_study.make(folder, articles=asked.articles, annotators=1, characters=asked.characters)
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    big_labels.fill(database, spans=asked.spans)
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        _corpus(session, project, asked.outlets, asked.events)
        session.execute(update(Round).values(closed_at=now()))
        lead = User(email="lead@example.org", name="Lead", is_admin=False, created_at=now())
        session.add(lead)
        session.flush()
        session.add(
            Member(project_id=project.id, user_id=lead.id, role="manager", pseudonym="L", joined_at=now())
        )
        token = signing_in.start(session, lead)
    database.close()
    return token


def _corpus(session: Session, project: Project, outlets: int, events: int) -> None:
    """Give every article an outlet, an event and a month; several outlets report each event."""
    at = {"project_id": project.id, "created_at": now()}
    session.execute(
        insert(Outlet), [{**NAMED, **at, "name": f"Outlet {number}"} for number in range(outlets)]
    )
    about = {"date": "", "description": ""}
    session.execute(insert(Event), [{**about, **at, "name": f"Event {number}"} for number in range(events)])
    month = func.printf("2025-%02d", 1 + func.mod(Article.id, 12))
    session.execute(update(Article).values(outlet_id=1 + func.mod(Article.id, outlets), published=month))
    pairs = select(Article.id, 1 + func.mod(Article.id // outlets * 7 + Article.id, events))
    session.execute(insert(article_event).from_select(["article_id", "event_id"], pairs))


def measured(app: Flask, ask: Callable[[], Any]) -> tuple[int, float, int]:
    """Return the status of an answer, its time in seconds and the number of queries."""
    seen: list[str] = []

    def listen(*given: Any) -> None:
        seen.append(given[2])

    engine = app.extensions["parallax"].database.engine
    event.listen(engine, "before_cursor_execute", listen)
    begun = time.perf_counter()
    status = ask().status_code
    took = time.perf_counter() - begun
    event.remove(engine, "before_cursor_execute", listen)
    return status, took, sum(not one.startswith("BEGIN") for one in seen)


def pages(folder: Path, token: str) -> None:
    """Print what the job and each page cost in this process."""
    settings = {"PARALLAX_DATA": str(folder)}
    app = create_app(Config.from_environ(settings))
    database = app.extensions["parallax"].database
    with database.reading() as session:
        project = session.scalars(select(Project)).one()
        spans = session.scalar(select(func.count()).select_from(SpanRow))
        begun = time.perf_counter()
        found = framing.look(session, project, Asked(), wait=True)
        took = time.perf_counter() - begun
    assert found.observed is not None
    print(f"  {spans:,} spans; {found.observed.articles.size:,} articles counted in {took:.1f} s")
    client = app.test_client()
    client.set_cookie("parallax-sign-in", token)
    home = f"/projects/{SLUG}"
    for path in (
        f"{home}/framing",
        f"{home}/framing",
        f"{home}/framing?voice=paraphrase",
        f"{home}/outlets/1/framing",
        f"{home}/outlets/1/framing",
        f"{home}/framing/files/rates.csv",
        f"{home}/framing/files/contrasts.csv",
    ):
        status, took, queries = measured(app, lambda path=path: client.get(path))  # type: ignore[misc]
        print(f"  {path:<52}{status:>5}{took:>8.2f} s{queries:>5} queries")
    database.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    usual = {"articles": 100_000, "spans": 20, "outlets": 50, "events": 2_000, "characters": 1_500}
    for name, number in usual.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as written:
        token = prepare(Path(written), asked)
        print(f"{asked.articles:,} articles of {asked.outlets} outlets on {asked.events:,} events:")
        pages(Path(written), token)


if __name__ == "__main__":
    main()
