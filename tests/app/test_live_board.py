"""The live board: what it counts, how fresh it is, and that its size costs no query."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update

from app.clock import now
from app.models import AnnotationHead, Assignment, Event, Round
from app.services import board_groups, live_board
from app.services.board_watch import Boards
from app.services.pace import Done, pace
from tests import factories
from tests.annotations.small_study import mark
from tests.app.left_work import Desk, make_desk
from tests.app.saving_study import COMPLETE
from tests.visitor import Visitor

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def desk(app, database) -> Desk:
    return make_desk(app, database)


def looked(database) -> live_board.Board:
    with database.reading() as session:
        return live_board.look(session, session.get_one(Round, 1))


def change(database, **values) -> None:
    with database.writing() as session:
        session.execute(update(Round).values(**values))


@pytest.mark.parametrize(
    ("done", "opened", "closed", "told"),
    [
        (Done(40, 20, 20), AT - 14 * DAY, None, AT + 7 * DAY),
        (Done(12, 12, 24), AT - 2 * DAY, None, AT + 4 * DAY),
        (Done(40, 9, 20), AT - 14 * DAY, None, "not enough yet"),
        (Done(40, 40, 20), AT - DAY / 2, None, "not enough yet"),
        (Done(40, 20, 0), AT - 14 * DAY, None, "everything is submitted"),
        (Done(40, 20, 20), AT - 14 * DAY, AT - DAY, "the round is closed"),
        (Done(0, 0, 60), None, None, "the round is not open yet"),
        (Done(10, 10, 1_000_000), AT - 14 * DAY, None, "more than ten years at this pace"),
    ],
)
def test_an_end_is_told_from_enough_or_not_at_all(done, opened, closed, told):
    found = pace(done, AT, opened, closed)
    assert (found.expected_end or found.reason) == told


def test_pace_counts_the_last_seven_days_and_all_since_opening():
    found = pace(Done(42, 14, 5), AT, AT - 14 * DAY, None)
    assert (found.lately, found.overall) == (2.0, 3.0)


def test_people_articles_outlets_and_events_are_counted(desk, database):
    with database.writing() as session:
        owed = session.get_one(Assignment, desk.study.assignment_id)
        outlet = factories.add_outlet(session, owed.round.project, "The Lamp")
        owed.article.outlet_id = outlet.id
        fair = Event(project_id=owed.round.project_id, name="Fair", date="", description="", created_at=now())
        owed.article.events.append(fair)
    desk.study.save(*COMPLETE, {"op": "submit"})
    desk.study.save(mark(), to=desk.study.second_id)
    board = looked(database)
    ada = next(one for one in board.people if one.id == desk.study.annotator_id)
    assert (ada.done, ada.drafts, ada.not_started, ada.is_working) == (1, 1, 0, True)
    assert (board.done, board.total, board.working) == (1, 5, 1)
    assert [(one.name, one.complete, one.done, one.total) for one in board.outlets] == [
        ("The Lamp", 0, 1, 2),
        (board_groups.NO_OUTLET, 0, 0, 3),
    ]
    assert [(one.name, one.articles, one.done) for one in board.events] == [("Fair", 1, 1)]


def test_a_manager_who_reopens_is_not_its_annotator_at_work(desk, database):
    desk.study.save(*COMPLETE, {"op": "submit"})
    desk.manager.post(f"{desk.round_path}/assignments/{desk.study.assignment_id}/reopen", {"reason": "look"})
    assert looked(database).working == 0


def test_who_saved_long_ago_is_not_working_but_stuck(desk, database):
    desk.study.save(mark())
    with database.writing() as session:
        session.execute(update(AnnotationHead).values(changed_at=now() - timedelta(hours=49)))
    board = looked(database)
    assert (board.working, board.stuck_count, board.stuck_hours) == (0, 1, 48)
    assert [one.assignment_id for one in board.stuck] == [desk.study.assignment_id]
    assert f"/assignments/{desk.study.assignment_id}/release" in desk.manager.get(desk.round_path).text


def test_after_the_day_it_is_due_what_is_owed_is_late(desk, database):
    change(database, due_at=now() - DAY)
    desk.study.save(*COMPLETE, {"op": "submit"})
    board = looked(database)
    assert board.late_count == 4
    assert {one.late for one in board.people} == {"late"}
    change(database, closed_at=now())
    assert looked(database).late_count == 0


def released(cells) -> set[str]:
    return {key for key in cells if key.endswith("-released")}


def test_the_fragment_says_what_the_page_says_and_nothing_twice(desk):
    page = desk.manager.get(desk.round_path).text
    first = desk.manager.get(f"{desk.round_path}/live")
    shown = dict(re.findall(r'data-live="([^"]+)"[^>]*>([^<]*)<', page))
    assert shown.items() <= first.json["cells"].items()
    assert first.json["cells"].keys() - shown.keys() <= {"stuck", "late", *released(first.json["cells"])}
    again = desk.manager.get(f"{desk.round_path}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_save_is_on_the_board_two_seconds_later(desk, database):
    clock = [0.0]
    boards = Boards(lambda: clock[0])

    def submitted() -> int:
        with database.reading() as session:
            return boards.watch(session, session.get_one(Round, 1)).board.done

    assert submitted() == 0
    desk.study.save(*COMPLETE, {"op": "submit"})
    clock[0] = 1.9
    assert submitted() == 0
    clock[0] = 2.0
    assert submitted() == 1


def test_while_nothing_changes_the_board_is_not_counted_again(desk, database, monkeypatch):
    clock, counted = [0.0], []
    boards, look = Boards(lambda: clock[0]), live_board.look
    monkeypatch.setattr(live_board, "look", lambda *given: counted.append(1) or look(*given))
    for clock[0] in (0.0, 1.0, 2.5, 5.0, 14.0, 16.0):
        with database.reading() as session:
            boards.watch(session, session.get_one(Round, 1))
    assert len(counted) == 2  # at first, and after 15 seconds, since who is working changes with time


def test_a_larger_round_costs_no_further_query(desk, app, database):
    def queries(path: str) -> int:
        app.extensions["parallax"].boards.forget()
        seen: list[str] = []
        note = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", note)
        assert Visitor(app, desk.study.manager_id).get(path).status_code == 200
        event.remove(database.engine, "before_cursor_execute", note)
        return len(seen)

    small = [queries(desk.round_path), queries(f"{desk.round_path}/live")]
    with database.writing() as session:
        made = session.get_one(Round, desk.study.round_id)
        people = [
            factories.add_member(session, made.project, "annotator", f"P{number}") for number in range(6)
        ]
        for _ in range(30):
            outlet = factories.add_outlet(session, made.project, f"Outlet {_}")
            article = factories.add_article(session, made.project, outlet=outlet)
            session.add_all(
                Assignment(round_id=made.id, article_id=article.id, annotator_id=one.id, position=_ + 1)
                for one in people
            )
    assert [queries(desk.round_path), queries(f"{desk.round_path}/live")] == small


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_a_round_that_is_not_open_has_a_quiet_board(desk, database, state):
    if state == "planned":
        change(database, opened_at=None)
    else:
        change(database, closed_at=now())
    page = desk.manager.get(desk.round_path).text
    assert "board.js" not in page
    assert "working now" not in page
    assert ("At its end" in page) == (state == "closed")
