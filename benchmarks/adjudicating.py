"""What the pages of a closed round cost: adjudication and norming, by size.

    python -m benchmarks.adjudicating [--articles 1000] [--annotators 30] [--per-article 3]

Prints how long the first view took, how long later ones take, and the number of queries of each page.
"""

import argparse
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event, func, select, update

from app import create_app
from app.clock import now
from app.db import Database
from app.models import Article, Assignment, Member, Project, Round, User
from app.services import signing_in
from benchmarks import big_labels, big_study
from benchmarks.big_study import SLUG
from config import Config


def prepare(folder: Path, *, articles: int, annotators: int, per_article: int) -> tuple[str, int, int]:
    """Make a closed round with everything submitted; return a sign-in, the round and an article."""
    big_study.make(folder, articles=articles, annotators=annotators)
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    with database.writing() as session:
        first = session.scalar(select(func.min(Assignment.annotator_id))) or 0
        place = func.mod(Assignment.article_id * per_article + Assignment.annotator_id - first, annotators)
        session.execute(delete(Assignment).where(place >= per_article))
    big_labels.fill(database, spans=8, places=10)
    big_labels.fill_answers(database)
    with database.writing() as session:
        session.execute(update(Assignment).values(done_at=now()))
        session.execute(update(Round).values(closed_at=now()))
        lead = User(email="lead@example.org", name="Lead", is_admin=False, created_at=now())
        session.add(lead)
        session.flush()
        project = session.scalars(select(Project)).one()
        session.add(
            Member(project_id=project.id, user_id=lead.id, role="manager", pseudonym="L", joined_at=now())
        )
        token = signing_in.start(session, lead)
        numbers = session.scalars(select(Round.id)).one(), session.scalar(select(func.min(Article.id))) or 0
    database.close()
    return token, *numbers


def asked(app: Flask, client: FlaskClient, path: str) -> tuple[int, float, int]:
    """Return the status of an answer, its seconds and the number of queries."""
    seen: list[str] = []

    def note(*given: str) -> None:
        seen.append(given[2])

    engine = app.extensions["parallax"].database.engine
    event.listen(engine, "before_cursor_execute", note)
    begun = time.perf_counter()
    status = client.get(path).status_code
    took = time.perf_counter() - begun
    event.remove(engine, "before_cursor_execute", note)
    return status, took, sum(not one.startswith("BEGIN") for one in seen)


def tell(folder: Path, token: str, round_id: int, article_id: int) -> None:
    """Print what each page costs, the first time and again."""
    app = create_app(Config.from_environ({"PARALLAX_DATA": str(folder)}))
    client = app.test_client()
    client.set_cookie("parallax-sign-in", token)
    place = f"/projects/{SLUG}/rounds/{round_id}"
    for name, path in {
        "queue of disagreements": f"{place}/adjudication",
        "one article": f"{place}/adjudication/articles/{article_id}",
        "agenda of norming": f"{place}/norming",
    }.items():
        first, again = (asked(app, client, path) for _ in range(2))
        print(f"  {name:<24}{first[0]:>5}{first[1]:>8.2f} s first{first[2]:>4} queries", end="")
        print(f"{again[1]:>8.2f} s again{again[2]:>4} queries")
    app.extensions["parallax"].database.close()


def main() -> None:
    """Measure a tenth of the size and the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("articles", 1_000), ("annotators", 30), ("per-article", 3)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    for articles in (given.articles // 10, given.articles):
        with tempfile.TemporaryDirectory() as written:
            folder = Path(written)
            made = prepare(
                folder, articles=articles, annotators=given.annotators, per_article=given.per_article
            )
            print(f"{articles:,} articles, {given.annotators} annotators, {given.per_article} for each:")
            tell(folder, *made)


if __name__ == "__main__":
    main()
