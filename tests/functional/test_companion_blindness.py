"""No annotator learns that there is a round of articles coded again, nor how anybody else gets on."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import now
from app.db import Database
from app.models import Assignment, Round
from tests.app.recoded_round import recode
from tests.functional import stage
from tests.functional.test_adjudication_blindness import submit
from tests.functional.test_blindness import CANARY, crawl, everything

pytestmark = [pytest.mark.one_database, pytest.mark.slow]


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    """An open round of which `annotator` codes an article again; the round for it has a telling name."""
    built = stage.build(app, database)
    submit(built, "annotator", "HARSH")
    companion_id = recode(database, built.ids["round_id"], days=0)
    with database.writing() as session:
        session.get_one(Round, companion_id).name = f"{CANARY} again"
        again = session.scalars(select(Assignment.id).where(Assignment.round_id == companion_id)).one()
    built.ids["companion_id"] = companion_id
    built.owned["again"] = again
    return built


@pytest.mark.parametrize("person", ["annotator", "colleague"])
def test_no_annotator_meets_the_name_of_the_companion(scene: stage.Stage, app: Flask, person: str):
    assert crawl(scene, app, person) == []


def test_who_leads_meets_it_so_the_walk_can_fail(scene: stage.Stage, app: Flask):
    assert any("/rounds" in leak for leak in crawl(scene, app, "viewer"))


def test_its_number_and_its_pages_are_absent_too(scene: stage.Stage):
    visitor, number = scene.people["annotator"], scene.ids["companion_id"]
    again, first = scene.owned["again"], scene.owned["annotator"]
    pages = ["/", "/projects/study", "/projects/study/queue", f"/projects/study/queue?round={number}"]
    pages += [f"/projects/study/annotate/{again}", f"/api/assignments/{again}"]
    for page in pages:
        answer = visitor.get(page)
        assert answer.status_code == 200
        told = everything(answer)
        assert f"round={number}" not in told
        assert f"/rounds/{number}" not in told
        assert f"/annotate/{first}" not in told, page
        assert '"round' not in told
    for page in (
        f"rounds/{number}",
        f"rounds/{number}/live",
        f"rounds/{number}/so-far",
        f"rounds/{number}/drift",
    ):
        assert visitor.get(f"/projects/study/{page}").status_code == 404, page


def test_nobody_who_annotates_learns_how_others_get_on(scene: stage.Stage, database: Database):
    with database.writing() as session:
        session.execute(update(Round).values(shows_reliability=True))
    path = f"/projects/study/rounds/{scene.ids['round_id']}"
    for person in ("annotator", "colleague", "stranger"):
        for page in ("live", "so-far", "drift", "drift.csv"):
            assert scene.people[person].get(f"{path}/{page}").status_code == 404, (person, page)
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now(), released_at=now()))
    for page in ("live", "so-far", "drift", "drift.csv"):
        assert scene.people["annotator"].get(f"{path}/{page}").status_code in {403, 404}, page
