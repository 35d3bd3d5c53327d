"""Hidden recoding: one list, one count, nothing that tells, and the earlier annotation closed meanwhile."""

import re

import pytest
from sqlalchemy import select, update

from app.clock import now
from app.models import Assignment, Round
from app.services import doctor
from tests.app.left_work import make_desk
from tests.app.recoded_round import NAME, Recoded, make_recoded, recode, submit_first
from tests.app.saving_study import COMPLETE

QUEUE = "/projects/study/queue"


@pytest.fixture
def recoded(app, database) -> Recoded:
    return make_recoded(app, database)


def queue(recoded: Recoded) -> str:
    return recoded.desk.study.visitor.get(QUEUE).text


def submit_again(recoded: Recoded) -> None:
    answer = recoded.desk.study.save(*COMPLETE, {"op": "submit"}, to=recoded.again_id)
    assert answer.status_code == 200, answer.text


def test_the_queue_is_one_list_with_one_count_and_no_article_twice(recoded):
    page = queue(recoded)
    assert "1 of 3" in page
    assert page.count(f"<bdi>{recoded.title}</bdi>") == 1
    assert NAME not in page
    assert f"/annotate/{recoded.first_id}" not in page
    assert f"/annotate/{recoded.again_id}" in page
    assert re.findall(r'data-name="No.">(\d+)<', page) == ["1", "2"]


def test_what_was_said_before_is_closed_until_it_is_submitted_again(recoded):
    visitor = recoded.desk.study.visitor
    pages = (f"/projects/study/annotate/{recoded.first_id}", f"/api/assignments/{recoded.first_id}")
    for page in pages:
        assert visitor.get(page).status_code == 404
    stale = recoded.desk.study.save({"op": "note", "note": "x"}, to=recoded.first_id)
    assert stale.status_code == 404
    submit_again(recoded)
    for page in pages:
        assert visitor.get(page).status_code == 200
    assert "2 of 3" in queue(recoded)


def test_the_article_is_served_in_its_place_and_counted_as_the_queue_does(recoded):
    visitor = recoded.desk.study.visitor
    order = [recoded.desk.study.second_id, recoded.again_id]
    for place, assignment in enumerate(order, 1):
        assert visitor.get(f"{QUEUE}/next").location.endswith(f"/{assignment}")
        page = visitor.get(f"/projects/study/annotate/{assignment}").text
        assert NAME not in page
        assert re.search(rf"\b{place} of 3\b", page)
        assert recoded.desk.study.save(*COMPLETE, {"op": "submit"}, to=assignment).status_code == 200
    assert visitor.get(f"{QUEUE}/next").location.endswith("/queue")


def test_the_home_page_counts_it_among_the_rest(recoded):
    assert "1 of 3" in recoded.desk.study.visitor.get("/").text


def test_who_leads_sees_the_companion_under_its_round(recoded):
    page = recoded.desk.manager.get("/projects/study/rounds").text
    assert page.index("Round 1") < page.index(NAME)
    board = recoded.desk.manager.get(f"/projects/study/rounds/{recoded.companion_id}").text
    assert "its annotators are not told" in board
    assert "Change who codes what" not in board


def test_once_the_round_is_closed_the_rest_is_a_session_of_its_own(recoded, database):
    with database.writing() as session:
        session.get_one(Round, 1).closed_at = now()
    page = queue(recoded)
    assert NAME in page
    assert "0 of 1" in page
    own = recoded.desk.study.visitor.get(f"/projects/study/annotate/{recoded.again_id}").text
    assert re.search(r"\b1 of 1\b", own)
    assert recoded.desk.study.visitor.get(f"/api/assignments/{recoded.first_id}").status_code == 404
    submit_again(recoded)
    assert recoded.desk.study.visitor.get(f"/api/assignments/{recoded.first_id}").status_code == 200


def test_closing_the_companion_opens_what_was_closed(recoded, database):
    with database.writing() as session:
        session.get_one(Round, recoded.companion_id).closed_at = now()
    assert recoded.desk.study.visitor.get(f"/api/assignments/{recoded.first_id}").status_code == 200
    assert "1 of 2" in queue(recoded)


@pytest.mark.parametrize("act", ["reopen", "release results", "hand on", "change"])
def test_acts_that_would_tell_or_spoil_it_are_refused(recoded, database, act):
    desk, manager = recoded.desk, recoded.desk.manager
    companion = f"/projects/study/rounds/{recoded.companion_id}"
    if act == "reopen":
        answer = manager.post(f"{desk.round_path}/assignments/{recoded.first_id}/reopen", {"reason": "x"})
        assert (answer.status_code, "again unseen" in answer.text) == (422, True)
    elif act == "release results":
        manager.post(f"{desk.round_path}/close")
        answer = manager.post(f"{desk.round_path}/release")
        assert (answer.status_code, "Close that round first" in answer.text) == (422, True)
    elif act == "change":
        people = {"annotators": [desk.study.annotator_id], "scope": "none", "step": "preview"}
        answer = manager.post(f"{companion}/changes", people)
        assert "cannot be changed" in answer.text
    else:
        assert manager.post(f"{companion}/assignments/{recoded.again_id}/release").status_code == 303
        with database.reading() as session:
            owed = session.scalars(select(Assignment).where(Assignment.round_id == recoded.companion_id))
            assert [one.annotator_id for one in owed] == [desk.study.annotator_id]
        assert desk.study.visitor.get(f"/api/assignments/{recoded.first_id}").status_code == 404


def test_the_page_shows_first_and_then_makes_exactly_that(app, database):
    desk = make_desk(app, database)
    submit_first(desk, database)
    path, asked = f"{desk.round_path}/recoding", {"how": "count", "count": "3", "days": "14", "seed": "1"}
    shown = desk.manager.post(path, {**asked, "step": "preview"}).text
    assert "What would be drawn" in shown
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', shown)[1]
    assert "something else" in desk.manager.post(path, {**asked, "step": "make", "seen": "x"}).text.lower()
    assert desk.manager.post(path, {**asked, "step": "make", "seen": seen}).status_code == 303
    again = desk.manager.post(path, {**asked, "step": "preview"})
    assert (again.status_code, "was not drawn for coding again before" in again.text) == (422, True)
    with database.reading() as session:
        assert doctor.check(session) == []


@pytest.mark.parametrize("case", ["too new", "pilot", "gold", "released", "companion"])
def test_what_cannot_be_coded_again_is_refused(app, database, case):
    desk = make_desk(app, database)
    submit_first(desk, database, days=3 if case == "too new" else 20)
    path = f"{desk.round_path}/recoding"
    with database.writing() as session:
        made = session.get_one(Round, 1)
        if case == "pilot":
            made.phase = "pilot"
        elif case == "released":
            made.closed_at = made.released_at = now()
        elif case == "gold":
            session.execute(update(Assignment).values(gold=True))
    if case == "companion":
        path = f"/projects/study/rounds/{recode(database)}/recoding"
    answer = desk.manager.post(path, {"how": "count", "count": "3", "days": "14", "seed": "1"})
    assert (answer.status_code, "data-focus" in answer.text) == (422, True)
