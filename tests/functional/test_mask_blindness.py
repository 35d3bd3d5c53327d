"""Nobody who codes in a round that hides outlets meets the outlet, on any route, before it is shown."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import now
from app.db import Database
from app.models import Assignment, CodebookVersion, Project, Round, User
from app.services import unmaskings
from tests import factories
from tests.functional import stage
from tests.functional.test_blindness import CANARY, crawl

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

TEXT = (
    f"By Ida {CANARY}\n{CANARY.title()} was there. {CANARY}’s man, {CANARY.upper()} and {CANARY} News, wrote "
    f"to desk@{CANARY}.example, @{CANARY}_live and https://www.{CANARY}.example/a?b.\n© 2025 {CANARY}\n"
)


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    """The stage, whose round hides outlets and whose article names its own wherever it can."""
    built = stage.build(app, database)
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        outlet = factories.add_outlet(session, project, CANARY)
        outlet.url, outlet.aliases = f"https://{CANARY}.example", [f"{CANARY} weekly"]
        article = factories.add_article(session, project, TEXT, f"{CANARY}.txt", outlet=outlet)
        article.title, article.byline = f"Parade | {CANARY}", f"By Ida {CANARY}"
        article.url = f"https://www.{CANARY}.example/a"
        untitled = factories.add_article(session, project, TEXT + "More.", f"{CANARY}2.txt", outlet=outlet)
        untitled.title = ""
        people = [session.get_one(User, built.user_ids[name]) for name in ("annotator", "colleague")]
        book = session.scalars(select(CodebookVersion)).first()
        made = factories.add_round(session, book, [article, untitled], people, name="Masked")
        made.outlet_masked = True
        session.flush()
        owed = select(Assignment).where(Assignment.round_id == made.id, Assignment.article_id == article.id)
        built.owned = {
            "annotator" if one.annotator_id == people[0].id else "colleague": one.id
            for one in session.scalars(owed)
        }
        built.ids |= {"round_id": made.id, "article_id": article.id, "outlet_id": outlet.id}
        built.ids["assignment_id"] = built.owned["annotator"]
    saved = built.people["annotator"].post_json(
        f"/api/assignments/{built.owned['annotator']}/changes",
        {
            "base_version": 0,
            "key": "first",
            "client_time": "2026-01-01T00:00:00Z",
            "operations": [
                {
                    "op": "mark",
                    "span": "s1",
                    "layer": "framing",
                    "label": "HARSH",
                    "start": 0,
                    "end": len(TEXT) - 1,
                    "quote": TEXT[:-1],
                }
            ],
        },
    )
    assert saved.status_code == 200, saved.text
    assert CANARY not in saved.text
    return built


def change(database: Database, **values: object) -> None:
    with database.writing() as session:
        session.execute(update(Round).where(Round.name == "Masked").values(**values))


def test_an_annotator_meets_the_outlet_on_no_route_until_it_is_shown(
    scene: stage.Stage, app: Flask, database: Database
):
    queue = f"/projects/{scene.ids['slug']}/queue?round={scene.ids['round_id']}"
    assert crawl(scene, app, "annotator") == []
    assert CANARY not in scene.people["annotator"].get(queue).text
    with database.writing() as session:
        round_ = session.get_one(Round, scene.ids["round_id"])
        unmaskings.unmask(session, round_, None, None, "so that the walk can fail")
    leaks = crawl(scene, app, "annotator")
    for part in ("/annotate/", "/api/assignments/"):
        assert any(part in leak for leak in leaks), (part, leaks)
    assert CANARY in scene.people["annotator"].get(queue).text


def test_closing_the_round_shows_nothing_and_releasing_it_does(
    scene: stage.Stage, app: Flask, database: Database
):
    change(database, closed_at=now())
    assert crawl(scene, app, "annotator") == []
    page = f"/projects/{scene.ids['slug']}/annotate/{scene.owned['annotator']}"
    assert CANARY not in scene.people["annotator"].get(page).text
    change(database, released_at=now())
    assert CANARY in scene.people["annotator"].get(page).text


def test_leaders_see_the_corpus_as_always(scene: stage.Stage):
    corpus = f"/projects/{scene.ids['slug']}"
    for page in ("/articles", f"/articles/{scene.ids['article_id']}", f"/outlets/{scene.ids['outlet_id']}"):
        assert CANARY in scene.people["viewer"].get(corpus + page).text
