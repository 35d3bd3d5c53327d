"""What was released is told: on the board, in the record, the export and by the doctor."""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from app.cli import cli
from app.models import Activity, Assignment, Project, Round
from app.services import export_records
from tests.annotations.small_study import mark
from tests.app.left_work import Desk, findings, leave, make_desk
from tests.app.saving_study import COMPLETE


@pytest.fixture
def desk(app, database) -> Desk:
    return make_desk(app, database)


def test_the_command_releases_in_all_open_rounds_with_a_lease(desk, database, config):
    desk.study.save(mark())
    leave(database, 100)
    place = {"PARALLAX_DATA": str(config.data_folder), "DATABASE_URL": config.database_url}
    done = CliRunner().invoke(cli, ["round", "release-left", "study"], env=place)
    assert done.exit_code == 0, done.output
    assert "1 assignment was released, 1 handed on." in done.output


def test_the_record_says_who_released_and_who_took_back(desk, database):
    desk.release()
    desk.take_back()
    with database.reading() as session:
        rows = session.execute(select(Activity.verb, Activity.actor_id).order_by(Activity.id)).all()
    manager, annotator = desk.study.manager_id, desk.study.annotator_id
    assert [tuple(row) for row in rows] == [
        ("assignment.released", manager),
        ("assignment.handed-on", manager),
        ("assignment.taken-back", annotator),
    ]


def test_the_export_tells_what_was_released_and_who_stands_in(desk, database):
    desk.study.save(mark())
    desk.release()
    with database.reading() as session:
        project = session.scalars(select(Project)).one()
        rounds = session.scalars(select(Round)).all()
        rows = export_records.assignments_of(session, project, rounds)
    released = [row for row in rows if row.released_at]
    assert [(row.state, row.stands_in) for row in released] == [("draft", False)]
    assert sum(row.stands_in for row in rows) == 1


def test_the_doctor_names_work_that_is_submitted_and_released(desk, database):
    desk.study.save(*COMPLETE, {"op": "submit"})
    with database.writing() as session:
        session.execute(text("UPDATE assignment SET released_at = done_at WHERE done_at IS NOT NULL"))
    assert [one.check for one in findings(database)] == ["state"]


def test_a_lease_is_set_with_the_plan(desk, database):
    form = {
        "name": "Week 2",
        "phase": "pilot",
        "codebook": str(desk.study.codebook_id),
        "scope": "all",
        "annotators": [str(desk.study.annotator_id)],
        "seed": "1",
        "step": "preview",
    }
    path = "/projects/study/rounds/new"
    assert "8,760" in desk.manager.post(path, form | {"lease_hours": "0"}).text
    page = desk.manager.post(path, form | {"lease_hours": "72"}).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    desk.manager.post(path, form | {"lease_hours": "72", "step": "make", "seen": seen})
    with database.reading() as session:
        made = session.scalars(select(Round).order_by(Round.id.desc())).first()
        assert made.lease_hours == 72
        assert session.scalar(select(func.count()).where(Assignment.round_id == made.id)) == 3
        number = made.id
    assert "May be released after 72 hours" in desk.manager.get(f"/projects/study/rounds/{number}").text
