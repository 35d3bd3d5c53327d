"""What the pages of corpus, events and outlets cost in a large study: time and number of queries.

    python -m benchmarks.events [--articles 100000] [--spans 20] [--outlets 50]

Every article is coded by one annotator in a closed round and reports one event; fifty report the same. First
come the jobs that count marks beside the site, then each page, asked for twice. A twentieth of the size is
measured as well, and a page that asks the database more often in the large study than in the small one is
named at the end. Nothing is asserted about time.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.jobs import work_of
from app.models import Project, SpanRow
from app.services import compared, framing, kept, referents
from app.services.compared import Narrow
from app.services.framing import Asked
from app.services.jobs import Order
from benchmarks.big_study import SLUG
from benchmarks.framing import measured, prepare
from config import Config

HOME = f"/projects/{SLUG}"
PAGES = {
    "corpus": "/articles",
    "corpus, last page": "/articles?page=2000",
    "corpus, one event": "/articles?event=3",
    "corpus, searched": "/articles?search=Article+77",
    "events": "/events",
    "event": "/events/3",
    "event, texts side by side": "/events/3/texts",
    "event, same referent": "/events/3/words",
    "event, who speaks": "/events/3/voices",
    "event, comparison card": "/events/3/card",
    "all events, same referent": "/same-referent",
    "all events, next outlets": "/same-referent?outlets=2&split=voice",
    "outlet": "/outlets/1",
    "outlet, framing profile": "/outlets/1/framing",
    "framing of all outlets": "/framing",
}


def orders(app: Flask) -> Mapping[str, Order]:
    """Return what the jobs are to count."""
    with app.extensions["parallax"].database.reading() as session:
        project = session.scalars(select(Project)).one()
        choice = compared.choose(session, project, [], compared.EVERYBODY)
        wordings = referents.look(session, project, choice, Narrow())
        profiles = framing.look(session, project, Asked())
        found = {}
        if wordings.tally is None:
            found["wordings"] = referents.order(wordings, project)
        if profiles.is_waiting:
            found["framing"] = framing.order(profiles, project)
        print(f"  {session.scalar(select(func.count()).select_from(SpanRow)) or 0:,} spans")
    return found


def count(app: Flask) -> None:
    """Do what a worker does, and print how long it takes."""
    database = app.extensions["parallax"].database
    for name, order in orders(app).items():
        begun = time.perf_counter()
        body = work_of(order.kind)(database, order, lambda done, total, what: None, map)
        with database.writing() as session:
            kept.keep(session, order.key, body)
        took = time.perf_counter() - begun
        print(f"  job: {name:<35}{took:>8.1f} s{len(body) / 2**20:>8.1f} MB kept")


def pages(app: Flask, token: str) -> Mapping[str, int]:
    """Print what each page costs; return the number of queries of each."""
    client = app.test_client()
    client.set_cookie("parallax-sign-in", token)
    asked = {}
    for name, path in PAGES.items():
        first, again = (measured(app, lambda path=path: client.get(HOME + path)) for _ in range(2))  # type: ignore[misc]
        print(f"  {name:<40}{first[0]:>5}{first[1]:>8.2f} s first{again[1]:>8.2f} s again", end="")
        print(f"{again[2]:>5} queries")
        asked[name] = again[2]
    return asked


def study(articles: int, given: argparse.Namespace) -> Mapping[str, int]:
    """Make a study of this size and measure it."""
    size = {"articles": articles, "events": max(3, articles // 50), "characters": given.characters}
    asked = argparse.Namespace(spans=given.spans, outlets=given.outlets, **size)
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as folder:
        token = prepare(Path(folder), asked)
        print(f"{articles:,} articles of {asked.outlets} outlets on {asked.events:,} events:", flush=True)
        app = create_app(Config.from_environ({"PARALLAX_DATA": folder}))
        count(app)
        found = pages(app, token)
        app.extensions["parallax"].database.close()
    return found


def main() -> None:
    """Measure a small and a large study, and compare how often they ask the database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, usual in (("articles", 100_000), ("spans", 20), ("outlets", 50), ("characters", 1_500)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    small, large = (study(articles, given) for articles in (given.articles // 20, given.articles))
    grown = [f"{name} ({small[name]} and {large[name]})" for name in PAGES if large[name] > small[name]]
    print(f"More queries in the large study: {', '.join(grown)}" if grown else "No page asks more often.")


if __name__ == "__main__":
    main()
