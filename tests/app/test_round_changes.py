"""Who codes what can change in an open round; what somebody has begun stays theirs."""

import re

import pytest
from sqlalchemy import select

from app.models import Activity, AnnotationHead, Assignment, Round
from tests import factories
from tests.annotations.small_study import mark
from tests.app.saving_study import COMPLETE, Study, make_study
from tests.visitor import Visitor


@pytest.fixture
def study(app, database) -> Study:
    return make_study(app, database)


@pytest.fixture
def manager(app, study) -> Visitor:
    return Visitor(app, study.manager_id)


def path(study) -> str:
    return f"/projects/study/rounds/{study.round_id}/changes"


def change(manager, study, people, **wishes):
    """Look at the changes and make them."""
    form = {"annotators": [str(one) for one in people], "scope": "none"} | wishes
    page = manager.post(path(study), form | {"step": "preview"})
    assert page.status_code == 200, page.text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page.text)[1]
    return manager.post(path(study), form | {"step": "make", "seen": seen})


def owed(database, study) -> dict[int, list[tuple[int, int]]]:
    """Return article and position of every assignment, by annotator."""
    found: dict[int, list[tuple[int, int]]] = {}
    with database.reading() as session:
        query = select(Assignment).where(Assignment.round_id == study.round_id)
        for row in session.scalars(query.order_by(Assignment.position)):
            found.setdefault(row.annotator_id, []).append((row.article_id, row.position))
    return found


def new_annotator(database, study) -> int:
    with database.writing() as session:
        project = session.get_one(Round, study.round_id).project
        return factories.add_member(session, project, "annotator", "Cleo").id


def test_a_joining_annotator_gets_every_article_of_a_round_that_all_code(manager, study, database):
    cleo = new_annotator(database, study)
    before = owed(database, study)
    answer = change(manager, study, [study.annotator_id, study.other_id, cleo])
    assert answer.status_code == 303
    after = owed(database, study)
    assert {one: after[one] for one in before} == before
    assert sorted(position for _, position in after[cleo]) == [1, 2]


def test_a_leaving_annotator_keeps_what_was_begun_and_loses_the_rest(manager, study, database):
    assert study.save(mark("whole", 6, 14)).status_code == 200
    with database.reading() as session:
        begun = session.get_one(Assignment, study.assignment_id).article_id
    page = manager.post(
        path(study), {"annotators": [str(study.other_id)], "scope": "none", "step": "preview"}
    )
    assert "1 of what you take out has been begun and stays" in page.text
    assert change(manager, study, [study.other_id]).status_code == 303
    after = owed(database, study)
    assert after[study.annotator_id] == [(begun, 1)]
    assert len(after[study.other_id]) == 2
    with database.reading() as session:
        assert session.scalar(select(AnnotationHead.assignment_id)) == study.assignment_id


def test_a_submitted_annotation_stays_when_its_article_is_taken_out(manager, study, database):
    assert study.save(*COMPLETE, {"op": "submit"}).status_code == 200
    with database.reading() as session:
        article = session.get_one(Assignment, study.assignment_id).article_id
    answer = change(manager, study, [study.annotator_id, study.other_id], withdraw=[str(article)])
    assert answer.status_code == 303
    after = owed(database, study)
    assert (article, 1) in after[study.annotator_id] or (article, 2) in after[study.annotator_id]
    assert article not in {one for one, _ in after[study.other_id]}
    assert [position for _, position in after[study.other_id]] == [1]


def test_changes_that_were_not_seen_are_shown_first(manager, study, database):
    form = {"annotators": [str(study.other_id)], "scope": "none", "step": "make", "seen": "0" * 64}
    answer = manager.post(path(study), form)
    assert answer.status_code == 200
    assert "others than you saw" in answer.text
    assert len(owed(database, study)) == 2


def test_what_is_begun_between_the_look_and_the_click_is_shown_again(manager, study, database):
    form = {"annotators": [str(study.other_id)], "scope": "none"}
    page = manager.post(path(study), form | {"step": "preview"})
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page.text)[1]
    assert study.save(mark("whole", 6, 14)).status_code == 200
    answer = manager.post(path(study), form | {"step": "make", "seen": seen})
    assert answer.status_code == 200
    assert "others than you saw" in answer.text
    assert len(owed(database, study)[study.annotator_id]) == 2


def test_a_closed_round_changes_no_more(manager, study, database):
    manager.post(f"/projects/study/rounds/{study.round_id}/close", {})
    answer = manager.post(
        path(study), {"annotators": [str(study.other_id)], "scope": "none", "step": "preview"}
    )
    assert answer.status_code == 422
    assert "is closed" in answer.text


def test_more_annotators_per_article_than_there_are_is_refused_with_the_reason(manager, study, database):
    with database.writing() as session:
        session.get_one(Round, study.round_id).per_article = 2
    answer = manager.post(
        path(study), {"annotators": [str(study.other_id)], "scope": "none", "step": "preview"}
    )
    assert answer.status_code == 422
    assert "by 2 annotators, but there are only 1" in answer.text


def test_what_was_changed_is_in_the_log_of_the_project(manager, study, database):
    change(manager, study, [study.other_id])
    with database.reading() as session:
        entry = session.scalars(select(Activity).where(Activity.verb == "round.changed")).one()
        assert (entry.detail["added"], entry.detail["removed"]) == (0, 2)
