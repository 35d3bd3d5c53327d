"""The queue: one's own articles in one's own order, whatever others do."""

import pytest
from sqlalchemy import event, select

from app.clock import now
from app.models import Assignment, Member, Round
from app.services import saving
from tests import factories
from tests.annotations.small_study import mark
from tests.app.saving_study import COMPLETE, Study, make_study
from tests.visitor import Visitor


@pytest.fixture
def study(app, database) -> Study:
    return make_study(app, database)


def following(visitor) -> str:
    return visitor.get("/projects/study/queue/next").location


def test_the_next_article_is_the_first_of_ones_own_that_is_not_submitted(study, app):
    first, second = (f"/projects/study/annotate/{i}" for i in (study.assignment_id, study.second_id))
    assert following(study.visitor) == first
    study.save(*COMPLETE)
    assert following(study.visitor) == first
    study.save({"op": "submit"}, base=1)
    assert following(study.visitor) == second
    assert following(Visitor(app, study.other_id)) == f"/projects/study/annotate/{study.others_id}"
    study.save(*COMPLETE, {"op": "submit"}, to=study.second_id)
    assert following(study.visitor) == "/projects/study/queue"
    assert "submitted every article" in study.visitor.get("/projects/study/queue").text


def test_the_state_names_the_next_article_besides_this_one(study):
    assert study.stored()["next"] == f"/projects/study/annotate/{study.second_id}"
    assert study.stored(study.second_id)["next"] == f"/projects/study/annotate/{study.assignment_id}"


def test_the_next_article_is_looked_up_in_the_index_of_what_is_owed(study, database):
    plans = []

    def listen(connection, cursor, statement, parameters, context, executemany):
        if "done_at IS NULL" in statement:
            plans.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", listen)
    following(study.visitor)
    event.remove(database.engine, "before_cursor_execute", listen)
    assert len(plans) == 1
    if database.is_sqlite:
        with database.engine.connect() as connection:
            steps = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + plans[0][0], plans[0][1]).all()
        assert any("ix_assignment_owed" in step[-1] for step in steps), steps


def test_the_queue_lists_open_rounds_with_states_and_finished_ones_to_read(study, database):
    study.save(mark())
    page = study.visitor.get("/projects/study/queue").text
    assert "0 of 2" in page
    assert "draft" in page
    assert "not started" in page
    with database.writing() as session:
        session.get_one(Round, study.round_id).closed_at = saving.now()
    page = study.visitor.get("/projects/study/queue").text
    assert "Finished rounds" in page
    assert following(study.visitor) == "/projects/study/queue"
    assert study.visitor.get(f"/projects/study/annotate/{study.assignment_id}").status_code == 200


def test_the_queue_of_one_shows_nothing_of_another(study, app):
    study.save(mark(note="canary"))
    page = Visitor(app, study.other_id).get("/projects/study/queue").text
    assert "draft" not in page
    assert "canary" not in page


def test_a_round_shown_by_number_is_ones_own(study, app, database):
    with database.writing() as session:
        book = session.get_one(Round, study.round_id).codebook
        ben = session.scalars(select(Assignment).where(Assignment.id == study.others_id)).one().annotator
        articles = [factories.add_article(session, session.get_one(Round, study.round_id).project)]
        hidden = factories.add_round(session, book, articles, [ben], name="Only for Ben").id
    page = study.visitor.get(f"/projects/study/queue?round={hidden}")
    assert page.status_code == 200
    assert "Only for Ben" not in page.text


def test_whoever_has_nothing_to_do_is_told_what_comes(study, app):
    page = Visitor(app, study.manager_id).get("/projects/study/queue").text
    assert "nothing to annotate yet" in page


def test_the_annotating_page_holds_the_text_block_by_block(study):
    page = study.visitor.get(f"/projects/study/annotate/{study.assignment_id}")
    assert page.status_code == 200, page.text
    assert 'data-start="0"' in page.text
    assert f"/api/assignments/{study.assignment_id}/changes" in page.text
    assert "The 😀 minister" in page.text
    assert study.visitor.get(f"/projects/study/annotate/{study.others_id}").status_code == 404


def test_the_page_says_why_it_can_only_be_read(study, database):
    page = f"/projects/study/annotate/{study.assignment_id}"
    assert "ask the project’s manager" not in study.visitor.get(page).text
    assert study.save(*COMPLETE, {"op": "submit"}).status_code == 200
    assert "ask the project’s manager" in study.visitor.get(page).text
    with database.writing() as session:
        session.get_one(Round, study.round_id).closed_at = now()
    assert "The round is closed" in study.visitor.get(page).text


def test_whoever_is_no_annotator_any_more_reads_but_does_not_code(study, database):
    with database.writing() as session:
        session.scalars(select(Member).where(Member.user_id == study.annotator_id)).one().role = "viewer"
    assert study.stored()["editable"] is False
    assert study.save(*COMPLETE).status_code == 404
    page = study.visitor.get(f"/projects/study/annotate/{study.assignment_id}").text
    assert "You are viewer of this project now" in page
