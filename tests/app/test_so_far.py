"""Reliability so far: figures for the manager alone, and nothing that could be traced to anybody."""

import pytest
from sqlalchemy import select, update

from app.models import KeptResult, Round
from app.services import so_far
from tests.annotations.small_study import mark
from tests.app.left_work import Desk, make_desk
from tests.app.saving_study import COMPLETE
from tests.functional import stage
from tests.functional.test_adjudication_blindness import submit
from tests.visitor import Visitor


@pytest.fixture
def desk(app, database) -> Desk:
    """Two annotators have submitted an article, one of them another; the plan allows figures."""
    made = make_desk(app, database)
    with database.writing() as session:
        session.execute(update(Round).values(shows_reliability=True))
    ben = Visitor(app, made.study.other_id)
    other = [
        mark("b", 16, 20, attributes={"voice": "outlet"}),
        {"op": "answer", "variable": "slant", "value": 2},
    ]
    made.study.save(*COMPLETE, {"op": "submit"})
    made.study.save(*COMPLETE, {"op": "submit"}, to=made.study.second_id)
    assert made.study.save(*other, {"op": "submit"}, to=made.study.others_id, visitor=ben).status_code == 200
    return made


def test_only_articles_that_two_submitted_count_and_no_label_is_named(desk, database):
    with database.reading() as session:
        found = so_far.look(session, session.get_one(Round, 1)).found
    assert (found.articles, found.annotations) == (1, 2)
    page = desk.manager.get(f"{desk.round_path}/so-far").text
    assert "1 article, 2 submitted annotations" in page
    assert "any label" in page
    for told in ("HARSH", "MILD", "Ada", "Ben", "A0", "minister"):
        assert told not in page


def test_it_is_computed_once_for_each_state(desk, monkeypatch):
    counted, real = [], so_far.measured
    monkeypatch.setattr(so_far, "measured", lambda *given: counted.append(1) or real(*given))
    for _ in range(3):
        assert desk.manager.get(f"{desk.round_path}/so-far").status_code == 200
    assert len(counted) <= 1


def test_a_large_round_is_measured_by_a_job_and_reads_the_same(desk, database, monkeypatch):
    monkeypatch.setattr(so_far, "HEAVY", 0)
    so_far._recent._things.clear()
    assert "Compute the figures" in desk.manager.get(f"{desk.round_path}/so-far").text
    assert desk.manager.post(f"{desk.round_path}/so-far/jobs").status_code == 303
    assert "1 article, 2 submitted annotations" in desk.manager.get(f"{desk.round_path}/so-far").text
    with database.reading() as session:
        assert session.scalars(select(KeptResult.key)).one()


def test_a_value_that_everybody_gave_is_not_named(desk, database):
    with database.reading() as session:
        found = so_far.look(session, session.get_one(Round, 1)).found
    assert not any(":" in one.reason and "every value" in one.reason for one in found.figures)


@pytest.mark.parametrize("shown", [True, False])
def test_nobody_but_the_manager_sees_it_and_only_as_planned(app, database, shown):
    scene = stage.build(app, database)
    submit(scene, "annotator", "HARSH")
    submit(scene, "colleague", "MILD")
    with database.writing() as session:
        session.execute(update(Round).values(shows_reliability=shown))
    path = f"/projects/study/rounds/{scene.ids['round_id']}"
    for person in stage.PEOPLE[1:]:
        may = shown and person in {"manager", "admin"}
        visitor = scene.people[person]
        assert (visitor.get(f"{path}/so-far").status_code == 200) == may, person
        assert visitor.get(f"{path}/agreement").status_code == 404, person
        board = visitor.get(path)
        assert ("so-far" in board.text) == may, person
