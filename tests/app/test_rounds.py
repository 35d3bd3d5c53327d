"""Rounds are planned before they are made, go one way only, and keep what is blind to themselves."""

import re

import pytest
from sqlalchemy import func, select

from app.models import Activity, AnnotationHead, Assignment, ChangeRow, Round
from tests import factories
from tests.annotations.small_study import mark
from tests.app.saving_study import COMPLETE, Study, make_study
from tests.visitor import Visitor

PLAN = {
    "name": "Week 2",
    "phase": "reliability",
    "scope": "all",
    "blind": "y",
    "seed": "5",
    "per_article": "",
    "step": "preview",
}


@pytest.fixture
def study(app, database) -> Study:
    return make_study(app, database)


@pytest.fixture
def manager(app, study) -> Visitor:
    return Visitor(app, study.manager_id)


def wish(study, **changes):
    people = [str(study.annotator_id), str(study.other_id)]
    return PLAN | {"codebook": str(study.codebook_id), "annotators": people} | changes


def make_round(manager, study, **changes):
    """Look at the plan and make it; return the round's number."""
    page = manager.post("/projects/study/rounds/new", wish(study, **changes))
    assert page.status_code == 200, page.text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page.text)[1]
    answer = manager.post("/projects/study/rounds/new", wish(study, **changes, step="make", seen=seen))
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def test_the_plan_shows_loads_and_overlap_and_stores_nothing(manager, study, database):
    page = manager.post("/projects/study/rounds/new", wish(study))
    assert page.status_code == 200
    assert "The plan of “Week 2”" in page.text
    assert re.search(r"Ada</bdi></th><td class=\"number\">2</td>", page.text)
    assert re.search(r"Ada</bdi> and <bdi>Ben</bdi></th><td class=\"number\">2</td>", page.text)
    with database.reading() as session:
        assert session.scalar(select(func.count(Round.id))) == 1


def test_a_round_is_made_as_its_plan_was_shown(manager, study, database):
    round_id = make_round(manager, study)
    with database.reading() as session:
        made = session.get_one(Round, round_id)
        assert (made.name, made.phase, made.blind, made.seed, made.state) == (
            "Week 2",
            "reliability",
            True,
            5,
            "planned",
        )
        rows = session.scalars(select(Assignment).where(Assignment.round_id == round_id)).all()
        assert sorted((row.annotator_id, row.position) for row in rows) == sorted(
            (person, position) for person in (study.annotator_id, study.other_id) for position in (1, 2)
        )


def test_a_plan_that_was_not_seen_is_shown_first(manager, study, database):
    answer = manager.post("/projects/study/rounds/new", wish(study, step="make", seen="0" * 64))
    assert answer.status_code == 200
    assert "another one than you saw" in answer.text
    with database.reading() as session:
        assert session.scalar(select(func.count(Round.id))) == 1


def test_one_of_two_annotators_for_each_article_shares_the_work(manager, study, database):
    round_id = make_round(manager, study, per_article="1")
    with database.reading() as session:
        rows = session.scalars(select(Assignment).where(Assignment.round_id == round_id)).all()
        assert sorted(row.annotator_id for row in rows) == sorted([study.annotator_id, study.other_id])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Round 1"}, "already"),
        ({"name": " "}, "needs a name"),
        ({"annotators": []}, "at least one annotator"),
        ({"per_article": "3"}, "there are only 2"),
        ({"scope": "chosen"}, "at least one article"),
        ({"scope": "some"}, "at least one outlet"),
        ({"seed": "-1"}, "From 0 on"),
        ({"phase": "norming"}, "Not a valid choice"),
    ],
)
def test_a_plan_that_cannot_be_is_explained(manager, study, changes, words):
    answer = manager.post("/projects/study/rounds/new", wish(study, **changes))
    assert answer.status_code == 422
    assert words in answer.text


def test_managers_and_drafts_of_a_codebook_are_not_offered(manager, study, database):
    with database.writing() as session:
        book = session.get_one(Round, study.round_id).codebook
        draft = factories.add_codebook(session, book_project(session, book), number=2, frozen=False).id
    page = manager.get("/projects/study/rounds/new").text
    assert "Mara (" not in page
    assert "Ada (" in page
    assert f'<option value="{draft}"' not in page
    answer = manager.post("/projects/study/rounds/new", wish(study, annotators=[str(study.manager_id)]))
    assert answer.status_code == 422


def book_project(session, book):
    from app.models import Project

    return session.get_one(Project, book.project_id)


def test_articles_of_chosen_outlets_alone_are_planned(manager, study, database):
    with database.writing() as session:
        project = session.get_one(Round, study.round_id).project
        outlet = factories.add_outlet(session, project, "The Gull")
        article = factories.add_article(session, project, outlet=outlet)
        ids = str(outlet.id), article.id
    round_id = make_round(manager, study, scope="some", outlets=[ids[0]])
    with database.reading() as session:
        owed = session.scalars(select(Assignment.article_id).where(Assignment.round_id == round_id))
        assert set(owed) == {ids[1]}


def test_a_round_goes_from_planned_to_open_to_closed_to_released(manager, study, database):
    round_id = make_round(manager, study)
    path = f"/projects/study/rounds/{round_id}"
    for step in ("close", "release"):
        assert manager.post(f"{path}/{step}").status_code == 422
    assert manager.post(f"{path}/open").status_code == 303
    assert manager.post(f"{path}/open").status_code == 422
    assert manager.post(f"{path}/release").status_code == 422
    assert manager.post(f"{path}/close").status_code == 303
    assert "can be opened" in manager.post(f"{path}/open").text
    assert manager.post(f"{path}/release").status_code == 303
    assert manager.post(f"{path}/release").status_code == 422
    with database.reading() as session:
        verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["round.planned", "round.opened", "round.closed", "round.released"]


def test_a_planned_round_is_in_nobodys_queue(manager, study):
    make_round(manager, study)
    assert "Week 2" not in study.visitor.get("/projects/study/queue").text


def test_closing_lists_drafts_and_keeps_them_as_drafts(manager, study, database):
    study.save(mark())
    page = manager.get(f"/projects/study/rounds/{study.round_id}").text
    assert "Closing keeps 1 draft as it is" in page
    manager.post(f"/projects/study/rounds/{study.round_id}/close")
    with database.reading() as session:
        assert session.scalars(select(AnnotationHead.state)).all() == ["draft"]


def test_a_submitted_annotation_is_reopened_with_a_reason_that_is_kept(manager, study, database):
    study.save(*COMPLETE, {"op": "submit"})
    path = f"/projects/study/rounds/{study.round_id}/assignments/{study.assignment_id}/reopen"
    assert manager.post(path, {"reason": " "}).status_code == 422
    assert manager.post(path, {"reason": "One mark is missing"}).status_code == 303
    with database.reading() as session:
        change = session.scalars(select(ChangeRow).order_by(ChangeRow.id.desc())).first()
        assert change.actor_id == study.manager_id
        assert change.operations == [{"op": "reopen", "reason": "One mark is missing"}]
        assert session.get_one(Assignment, study.assignment_id).done_at is None
    stored = study.stored()
    assert (stored["editable"], stored["version"]) == (True, 2)
    assert study.save({"op": "note", "note": "again"}, base=2).status_code == 200
    assert manager.post(path, {"reason": "Again"}).status_code == 422


def test_nothing_is_reopened_in_a_closed_round(manager, study):
    study.save(*COMPLETE, {"op": "submit"})
    manager.post(f"/projects/study/rounds/{study.round_id}/close")
    path = f"/projects/study/rounds/{study.round_id}/assignments/{study.assignment_id}/reopen"
    assert manager.post(path, {"reason": "Too late"}).status_code == 422


def test_an_assignment_of_another_round_is_not_found(manager, study):
    other = make_round(manager, study)
    path = f"/projects/study/rounds/{other}/assignments/{study.assignment_id}/reopen"
    assert manager.post(path, {"reason": "Mixed up"}).status_code == 404


def test_the_board_tells_numbers_and_states_but_nothing_that_was_said(manager, study):
    study.save(
        mark(note="canary-note", attributes={"voice": "quote", "speaker": "canary-speaker"}),
        {"op": "note", "note": "canary-article-note"},
    )
    page = manager.get(f"/projects/study/rounds/{study.round_id}").text
    assert "canary" not in page
    assert "HARSH" not in page
    assert "minister" not in page
    numbers = r"Ada</bdi>.*?0 of 2.*?\"Drafts\"><[^>]+>1</span>.*?\"Not started\"><[^>]+>1</span>"
    assert re.search(numbers, page, re.DOTALL)


@pytest.mark.parametrize("role", ["annotator", "viewer", "adjudicator"])
def test_only_managers_run_rounds(app, database, study, role):
    with database.writing() as session:
        project = session.get_one(Round, study.round_id).project
        visitor_id = factories.add_member(session, project, role, "Vera").id
    visitor = Visitor(app, visitor_id)
    assert visitor.get("/projects/study/rounds/new").status_code == 403
    assert visitor.post(f"/projects/study/rounds/{study.round_id}/close").status_code in (403, 404)
    seen = visitor.get(f"/projects/study/rounds/{study.round_id}").status_code
    assert seen == (404 if role == "annotator" else 200)


def test_a_subsample_is_drawn_and_kept_with_the_round(manager, study, database):
    wishes = {"per_article": "1", "subsample": "50", "stratified": "y", "cap": "2"}
    page = manager.post("/projects/study/rounds/new", wish(study, **wishes))
    assert "all for the 1 of the reliability subsample" in page.text
    assert "3 assignments" in page.text
    round_id = make_round(manager, study, **wishes)
    with database.reading() as session:
        made = session.get_one(Round, round_id)
        subsample = {"share": 0.5, "count": None, "per_article": None}
        assert made.plan == {"subsample": subsample, "cap": 2, "stratified": True}
        rows = session.scalars(select(Assignment.article_id).where(Assignment.round_id == round_id)).all()
        assert sorted(rows.count(one) for one in set(rows)) == [1, 2]


def test_the_plan_says_how_wide_an_interval_to_expect(manager, study):
    page = manager.post("/projects/study/rounds/new", wish(study))
    assert re.search(r"interval about <strong>\d\.\d\d</strong> wide", page.text)
    alone = manager.post("/projects/study/rounds/new", wish(study, per_article="1"))
    assert "wide" not in alone.text


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({"cap": "1"}, "may take only 2 of them"),
        ({"subsample": "50"}, "is not more than the 2 of every article"),
        ({"subsample": "0"}, "From 1 to 100 percent"),
        ({"per_article": "1", "subsample": "50", "subsample_per_article": "3"}, "there are only 2"),
    ],
)
def test_a_plan_that_asks_for_too_much_says_why_not(manager, study, wishes, reason):
    page = manager.post("/projects/study/rounds/new", wish(study, **wishes))
    assert page.status_code == 422
    assert reason in page.text
