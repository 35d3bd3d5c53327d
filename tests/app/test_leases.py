"""Work that was taken and left is released and handed on; whoever returns finds the draft."""

import pytest
from sqlalchemy import select

from app.models import Assignment, Round
from app.services import round_board, round_changes
from tests import factories
from tests.annotations.small_study import mark
from tests.app.left_work import Desk, findings, leave, make_desk, of
from tests.app.saving_study import COMPLETE


@pytest.fixture
def desk(app, database) -> Desk:
    return make_desk(app, database)


def test_only_drafts_left_for_longer_than_the_lease_are_released(desk, database):
    desk.study.save(mark())
    desk.study.save(*COMPLETE, {"op": "submit"}, to=desk.study.second_id)
    leave(database, 47)
    assert desk.manager.post(f"{desk.round_path}/release-left").status_code == 303
    assert "Nothing was left for that long" in desk.manager.get(desk.round_path).text
    assert not any(row[2] for row in of(database, desk.study.annotator_id))
    leave(database, 49)
    desk.manager.post(f"{desk.round_path}/release-left")
    page = desk.manager.get(desk.round_path).text
    assert "1 assignment was released, 1 handed on." in page
    assert [row[2] for row in of(database, desk.study.annotator_id)] == [True, False]
    assert findings(database) == []
    desk.manager.post(f"{desk.round_path}/release-left")
    assert len(of(database, desk.cleo_id)) == 2


def test_the_article_goes_to_the_end_of_the_order_of_somebody_who_has_it_not(desk, database):
    desk.release()
    article = of(database, desk.study.annotator_id)[0][0]
    assert of(database, desk.cleo_id)[1] == (article, 2, False, True)
    assert len(of(database, desk.study.other_id)) == 2


def test_where_nobody_is_free_the_article_is_only_no_longer_owed(desk, database):
    desk.release()
    desk.release(desk.study.others_id)
    assert len(of(database, desk.cleo_id)) == 2
    with database.reading() as session:
        lines = {line.of.name: line for line in round_board.people(session, session.get_one(Round, 1))}
    assert (lines["Ben"].total, lines["Ben"].released) == (1, 1)


def test_a_cap_holds_when_articles_are_handed_on(desk, database):
    with database.writing() as session:
        session.get_one(Round, desk.study.round_id).plan = {"cap": 1}
    desk.release()
    assert len(of(database, desk.cleo_id)) == 1


def test_released_work_is_not_next_and_not_counted_as_owed(desk):
    desk.study.save(mark())
    desk.release()
    visitor = desk.study.visitor
    page = visitor.get("/projects/study/queue").text
    assert "0 of 1" in page
    assert "draft kept" in page
    assert visitor.get("/projects/study/queue/next").location.endswith(f"/{desk.study.second_id}")
    board = desk.manager.get(desk.round_path).text
    assert "state-released" in board
    assert "stands in" in board


def test_nothing_is_saved_before_the_work_is_taken_back(desk):
    desk.study.save(mark())
    desk.release()
    assert desk.study.stored()["editable"] is False
    refused = desk.study.save({"op": "note", "note": "late"}, base=1)
    assert refused.status_code == 403
    assert "Take it back" in refused.json["message"]
    assert "What you did is kept" in desk.study.visitor.get(page_of(desk)).text
    desk.take_back()
    assert desk.study.stored()["version"] == 1
    assert desk.study.save({"op": "note", "note": "late"}, base=1).status_code == 200


def page_of(desk) -> str:
    return f"/projects/study/annotate/{desk.study.assignment_id}"


def test_whoever_returns_frees_the_one_who_has_not_begun(desk, database):
    desk.study.save(mark())
    desk.release()
    desk.take_back()
    assert [row[1:] for row in of(database, desk.cleo_id)] == [(1, False, False)]
    assert not any(row[2] for row in of(database, desk.study.annotator_id))
    assert findings(database) == []
    desk.take_back(status=422)


def test_what_a_stand_in_has_begun_stays(desk, database):
    desk.study.save(mark())
    desk.release()
    begun = given(database, desk)
    assert desk.study.save(mark(), to=begun, visitor=desk.cleo).status_code == 200
    desk.take_back()
    assert len(of(database, desk.cleo_id)) == 2
    assert findings(database) == []


def given(database, desk) -> int:
    with database.reading() as session:
        return session.scalars(select(Assignment.id).where(Assignment.stands_in)).one()


def test_what_is_told_on_return_is_the_same_whether_the_other_has_begun(desk, database):
    told = []
    for begins in (False, True):
        desk.release()
        if begins:
            desk.study.save(mark(), to=given(database, desk), visitor=desk.cleo)
        desk.take_back()
        told.append(desk.study.visitor.get("/projects/study/queue").text)
    assert told[0] == told[1]


def test_a_stand_in_is_kept_where_another_one_is_still_missing(desk, database):
    desk.release()
    desk.release(desk.study.others_id)  # nobody is free for this one
    desk.take_back()
    assert len(of(database, desk.cleo_id)) == 2


def test_who_comes_later_gets_what_nobody_was_free_for(desk, database):
    desk.release()
    desk.release(desk.study.others_id)
    with database.writing() as session:
        made = session.get_one(Round, desk.study.round_id)
        dora = factories.add_member(session, made.project, "annotator", "Dora").id
        own = factories.add_article(session, made.project)
        session.add(Assignment(round_id=made.id, article_id=own.id, annotator_id=dora, position=1))
    desk.manager.post(f"{desk.round_path}/release-left")
    assert len(of(database, dora)) == 2


@pytest.mark.parametrize("case", ["submitted", "released", "closed", "no lease"])
def test_what_cannot_be_released_is_explained(desk, database, case):
    path, words = f"{desk.round_path}/assignments/{desk.study.assignment_id}/release", "released already"
    if case == "submitted":
        desk.study.save(*COMPLETE, {"op": "submit"})
        words = "is submitted"
    elif case == "released":
        desk.release()
    elif case == "closed":
        desk.manager.post(f"{desk.round_path}/close")
        words = "open rounds only"
    else:
        with database.writing() as session:
            session.get_one(Round, desk.study.round_id).lease_hours = None
        path, words = f"{desk.round_path}/release-left", "has no time after which"
    answer = desk.manager.post(path)
    assert answer.status_code == 422
    assert words in answer.text


def test_in_a_closed_round_nothing_is_taken_back(desk):
    desk.study.save(mark())
    desk.release()
    desk.manager.post(f"{desk.round_path}/close")
    assert "open rounds only" in desk.take_back(status=422)
    assert "Take it back" not in desk.study.visitor.get("/projects/study/queue").text


def test_changing_who_codes_what_leaves_stand_ins_where_they_are(desk, database):
    desk.study.save(mark())
    desk.release()
    with database.writing() as session:
        made = session.get_one(Round, desk.study.round_id)
        articles = round_changes.articles_of(session, made)
        people = [session.get_one(Assignment, one).annotator for one in (desk.study.assignment_id,)]
        people += [session.get_one(Assignment, desk.study.others_id).annotator]
        changes = round_changes.plan(session, made, articles, people)
        round_changes.apply(session, made, changes, None)
    rows = of(database, desk.cleo_id)
    assert [row[3] for row in rows] == [True]
    assert [row[2] for row in of(database, desk.study.annotator_id)].count(True) == 1
