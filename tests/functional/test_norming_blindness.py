"""Annotators see of a closed round what a norming meeting put on the screen, and nothing else."""

import pytest
from flask import Flask
from sqlalchemy import delete, update

from app.clock import now
from app.db import Database
from app.models import Article, NormingItem, Round, User
from app.services import adjudication, norming
from tests.functional import stage
from tests.functional.test_adjudication_blindness import submit
from tests.functional.test_blindness import CANARY, crawl
from tests.functional.test_blindness import scene as open_scene

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

__all__ = ["open_scene"]


@pytest.fixture
def closed(open_scene: stage.Stage, database: Database) -> stage.Stage:
    """A closed round in which the colleague's marks carry a canary and the annotator disagrees."""
    submit(open_scene, "annotator", "MILD")
    with database.writing() as session:
        session.execute(delete(NormingItem))
        session.execute(update(Round).values(closed_at=now()))
    return open_scene


def put_on_screen(scene: stage.Stage, database: Database) -> None:
    with database.writing() as session:
        round_ = session.get_one(Round, scene.ids["round_id"])
        article = session.get_one(Article, scene.ids["article_id"])
        leader = session.get_one(User, scene.user_ids["manager"])
        item = next(iter(adjudication.desk(session, round_, leader, article).all()))
        opened = norming.put_on_screen(session, round_, article, item.disagreement.key, leader)
        scene.ids["norming_id"] = opened.id


def test_the_agenda_tells_annotators_nothing(closed: stage.Stage, app: Flask):
    assert crawl(closed, app, "annotator") == []
    leaks = crawl(closed, app, "manager")
    assert any("norming" in leak for leak in leaks) or any("adjudication" in leak for leak in leaks)


def test_what_is_on_the_screen_is_seen_by_those_who_took_part(
    closed: stage.Stage, app: Flask, database: Database
):
    put_on_screen(closed, database)
    assert any("/norming/" in leak for leak in crawl(closed, app, "annotator"))
    for person in ("stranger", "viewer"):
        assert not any("/norming" in leak for leak in crawl(closed, app, person))


def test_votes_of_others_are_not_told_before_they_are_counted(closed: stage.Stage, database: Database):
    put_on_screen(closed, database)
    page = f"/projects/study/rounds/{closed.ids['round_id']}/norming/{closed.ids['norming_id']}"
    colleague, annotator = closed.people["colleague"], closed.people["annotator"]
    before = annotator.get(page).text
    assert colleague.post(f"{page}/vote", {"option": "0"}).status_code == 303
    after = annotator.get(page).text
    assert before.replace("0 votes so far", "1 vote so far") == after
    assert CANARY in after
