"""What adjudicators decide stays with them until the round is released."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from annotations.decisions.subject import LABEL
from app.clock import now
from app.db import Database
from app.models import Article, Round, User
from app.services import adjudication, verdicts
from app.services.verdicts import Chosen
from tests.annotations.small_study import mark
from tests.functional import stage
from tests.functional.test_blindness import CANARY, crawl

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

REASON = f"{CANARY} reason"


def submit(scene: stage.Stage, person: str, label: str) -> None:
    operations = [
        mark(f"{person}-uid", 6, 14, attributes={"voice": "outlet"}) | {"label": label},
        {"op": "answer", "variable": "slant", "value": 2},
        {"op": "submit"},
    ]
    change = {
        "base_version": 0,
        "key": f"{person}-key",
        "client_time": "2026-01-01T00:00:00Z",
        "operations": operations,
    }
    saved = scene.people[person].post_json(f"/api/assignments/{scene.owned[person]}/changes", change)
    assert saved.status_code == 200, saved.text


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    """A closed round in which two disagree about a label, which was decided with a reason."""
    built = stage.build(app, database)
    submit(built, "annotator", "HARSH")
    submit(built, "colleague", "MILD")
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
    with database.writing() as session:
        round_ = session.get_one(Round, built.ids["round_id"])
        article = session.get_one(Article, built.ids["article_id"])
        actor = session.scalars(select(User).where(User.id == built.user_ids["adjudicator"])).one()
        every = adjudication.desk(session, round_, actor).all()
        item = next(one for one in every if one.disagreement.kind == LABEL)
        which = item.disagreement.options[0].coders[0].annotation_id
        chosen = Chosen(item.disagreement.key, item.seen, f"as:{which}", (), REASON, REASON)
        verdicts.decide(session, round_, article, actor, chosen)
    return built


@pytest.mark.parametrize("person", ["annotator", "colleague", "stranger", "visitor"])
def test_before_release_no_annotator_meets_a_decision(scene: stage.Stage, app: Flask, person: str):
    assert crawl(scene, app, person) == []


def test_those_who_adjudicate_meet_it_so_the_walk_can_fail(scene: stage.Stage, app: Flask):
    assert any("/adjudication" in leak for leak in crawl(scene, app, "adjudicator"))


def test_after_release_annotators_meet_it_on_their_own_page_alone(
    scene: stage.Stage, app: Flask, database: Database
):
    with database.writing() as session:
        session.execute(update(Round).values(released_at=now()))
    leaks = crawl(scene, app, "annotator")
    assert leaks
    assert all(f"/annotate/{scene.owned['annotator']}/decisions" in leak for leak in leaks), leaks
