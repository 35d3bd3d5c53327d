"""No annotator meets a word of a key before submitting its article in a training."""

import pytest
from flask import Flask
from sqlalchemy import update

from annotations.annotation import Annotation
from app.db import Database
from app.models import Article, Assignment, CodebookVersion, Round
from tests import factories
from tests.annotations.adjudication_study import span
from tests.functional import stage
from tests.functional.test_adjudication_blindness import submit
from tests.functional.test_blindness import CANARY, crawl

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

KEY = Annotation(
    (span("k1", 6, 14, "MILD", "quote", speaker=f"{CANARY} speaker"),),
    {"slant": 1, "doubt": f"{CANARY} doubt"},
    note=f"{CANARY} note",
    state="submitted",
)


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    """An open training whose first article has a key, and gold in the same round as if it were another."""
    built = stage.build(app, database)
    with database.writing() as session:
        session.execute(update(Round).values(phase="training", pass_marks={"span_f1": 0.9}))
        article = session.get_one(Article, built.ids["article_id"])
        book = session.get_one(CodebookVersion, session.get_one(Round, built.ids["round_id"]).codebook_id)
        built.ids["key_id"] = factories.add_key(session, article, book, KEY).id
    return built


def test_nobody_who_annotates_meets_the_key_before_submitting(scene: stage.Stage, app: Flask):
    assert crawl(scene, app, "annotator") == []


def test_those_who_lead_meet_it_so_the_walk_can_fail(scene: stage.Stage, app: Flask):
    leaks = crawl(scene, app, "adjudicator")
    assert leaks
    assert all("/keys" in leak for leak in leaks), leaks


def test_after_submitting_it_is_met_on_the_own_feedback_alone(scene: stage.Stage, app: Flask):
    submit(scene, "annotator", "HARSH")
    path = f"/annotate/{scene.owned['annotator']}/feedback"
    leaks = crawl(scene, app, "annotator")
    assert leaks
    assert all(path in leak for leak in leaks), leaks
    assert crawl(scene, app, "colleague") == []


def test_in_another_phase_it_is_met_nowhere_though_the_article_is_gold(
    scene: stage.Stage, app: Flask, database: Database
):
    with database.writing() as session:
        session.execute(update(Round).values(phase="main", pass_marks={}))
        session.execute(update(Assignment).values(gold=True))
    submit(scene, "annotator", "HARSH")
    assert crawl(scene, app, "annotator") == []
    answer = scene.people["annotator"].get(f"/api/assignments/{scene.owned['annotator']}")
    assert "gold" not in answer.text
