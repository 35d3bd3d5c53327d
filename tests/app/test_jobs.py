"""Long work: the same thing once, told about as it goes, cancelled, failed, lost, found again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app import jobs as machinery
from app.clock import now
from app.jobs import Cancelled, JsonMessages
from app.models import Job, KeptResult
from app.services import jobs, kept
from app.services.jobs import Order
from app.services.refused import Refused
from app.site import Site
from tests import factories
from tests.app.work_for_tests import HERE


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    for name in ("count", "refuse", "break_down"):
        monkeypatch.setitem(machinery.KINDS, name, f"{HERE}:{name}")


@pytest.fixture
def site(app) -> Site:
    return app.extensions["parallax"]


@pytest.fixture
def project_id(database) -> int:
    with database.writing() as session:
        return factories.add_project(session).id


def asked(database, project_id: int, kind: str = "count", key: str = "k", **options) -> int:
    with database.writing() as session:
        return jobs.ask(session, Order(kind, key, project_id, options=options), None).id


def job(database, job_id: int) -> Job:
    with database.reading() as session:
        return session.get_one(Job, job_id)


def test_a_job_is_done_and_its_result_kept(site, database, project_id):
    job_id = asked(database, project_id, steps=4)
    assert job(database, job_id).state == "waiting"
    site.jobs.start(job_id)
    done = job(database, job_id)
    assert (done.state, done.done, done.total, done.error) == ("done", 4, 4, "")
    assert done.started_at <= done.ended_at
    with database.reading() as session:
        assert kept.kept(session, "k") == "counted to 4"


def test_the_same_thing_asked_twice_is_one_job(database, project_id):
    first = asked(database, project_id)
    assert asked(database, project_id) == first
    assert asked(database, project_id, key="other") != first


def test_the_database_itself_refuses_the_same_work_twice(database, project_id):
    asked(database, project_id)
    with pytest.raises(IntegrityError), database.writing() as session:
        row = session.scalars(select(Job)).one()
        values = {
            column.key: getattr(row, column.key) for column in Job.__table__.columns if column.key != "id"
        }
        session.add(Job(**values))


def test_a_job_that_waits_twice_in_the_queue_is_done_once(site, database, project_id):
    job_id = asked(database, project_id)
    site.jobs.start(job_id)
    ended = job(database, job_id).ended_at
    site.jobs.start(job_id)
    assert job(database, job_id).ended_at == ended


def test_after_its_end_the_same_thing_can_be_asked_for_again(site, database, project_id):
    first = asked(database, project_id)
    site.jobs.start(first)
    second = asked(database, project_id, steps=5)
    assert second != first
    site.jobs.start(second)
    with database.reading() as session:
        assert kept.kept(session, "k") == "counted to 5"
        assert jobs.newest(session, "k").id == second


def test_a_refusal_is_told_in_its_own_words(site, database, project_id):
    job_id = asked(database, project_id, "refuse")
    site.jobs.start(job_id)
    failed = job(database, job_id)
    assert (failed.state, failed.error) == ("failed", "There is nothing to count.")


def test_a_mistake_of_the_program_is_told_without_its_details(site, database, project_id):
    job_id = asked(database, project_id, "break_down")
    site.jobs.start(job_id)
    failed = job(database, job_id)
    assert failed.state == "failed"
    assert "ZeroDivisionError" in failed.error
    assert f"job {job_id}" in failed.error
    assert "secret" not in failed.error


def test_a_cancelled_job_is_not_begun(site, database, project_id):
    job_id = asked(database, project_id)
    with database.writing() as session:
        assert jobs.cancel(session, session.get_one(Job, job_id))
    site.jobs.start(job_id)
    assert job(database, job_id).state == "cancelled"
    with database.writing() as session:
        assert not jobs.cancel(session, session.get_one(Job, job_id))
        assert kept.kept(session, "k") is None


def test_a_running_job_stops_at_its_next_step_and_keeps_nothing(site, database, project_id):
    job_id = asked(database, project_id)
    with database.writing() as session:
        jobs.take(session, job_id)
    step = site.jobs.queue._step(job_id)
    step(1, 3, "One")
    assert job(database, job_id).what == "One"
    with database.writing() as session:
        jobs.cancel(session, session.get_one(Job, job_id))
    with pytest.raises(Cancelled):
        site.jobs.queue._step(job_id)(2, 3, "Two")
    with database.writing() as session:
        assert not jobs.finish(session, job_id, "too late")
        assert not kept.is_kept(session, "k")


def test_steps_that_come_quickly_are_not_all_written_down(site, database, project_id):
    job_id = asked(database, project_id)
    with database.writing() as session:
        jobs.take(session, job_id)
    step = site.jobs.queue._step(job_id)
    for done in range(100):
        step(done, 100, str(done))
    assert job(database, job_id).done < 99


def test_a_job_whose_worker_died_is_found_lost_and_can_be_started_again(database, project_id):
    job_id = asked(database, project_id)
    with database.writing() as session:
        jobs.take(session, job_id)
        assert jobs.mark_lost(session) == 0
        long_ago = now() - jobs.LOST_AFTER - timedelta(seconds=1)
        session.execute(update(Job).values(seen_at=long_ago))
    assert jobs.is_lost(job(database, job_id))
    again = asked(database, project_id)
    assert again != job_id
    lost = job(database, job_id)
    assert (lost.state, lost.error) == ("failed", jobs.LOST)


def test_a_sign_of_life_keeps_a_slow_job_from_being_lost(database, project_id):
    job_id = asked(database, project_id)
    with database.writing() as session:
        jobs.take(session, job_id)
        session.execute(update(Job).values(seen_at=now() - 2 * jobs.LOST_AFTER))
        jobs.show_life(session, job_id)
        assert jobs.mark_lost(session) == 0


def test_a_job_that_is_put_back_waits_for_the_next_worker(site, database, project_id):
    job_id = asked(database, project_id)
    site.jobs.queue.is_stopping = lambda: True
    site.jobs.start(job_id)
    assert job(database, job_id).state == "waiting"
    site.jobs.queue.is_stopping = lambda: False
    site.jobs.start(job_id)
    assert job(database, job_id).state == "done"


def test_a_project_cannot_pile_up_jobs_without_end(database, project_id):
    for number in range(jobs.AT_ONCE):
        asked(database, project_id, key=str(number))
    with pytest.raises(Refused, match="many jobs"):
        asked(database, project_id, key="one more")


def test_of_kept_results_the_oldest_go_first(database, monkeypatch):
    monkeypatch.setattr(kept, "MAX_RESULTS", 3)
    with database.writing() as session:
        for number in range(5):
            kept.keep(session, str(number), "body")
        assert [kept.kept(session, str(number)) for number in range(5)] == [
            None,
            None,
            "body",
            "body",
            "body",
        ]
    monkeypatch.setattr(kept, "MAX_BYTES", 1)
    with database.writing() as session:
        kept.keep(session, "large", "body")
        assert session.scalar(select(func.count()).select_from(KeptResult)) == 1
        assert kept.kept(session, "large") == "body"


def test_messages_hold_a_name_and_a_number_and_no_code(app, site):
    registry = site.jobs.queue.huey._registry
    (task,) = registry._registry.values()
    written = JsonMessages().serialize(registry.create_message(task((7,), id="a")))
    assert written == b'["a", "app.jobs.perform", [7]]'
    read = registry.create_task(JsonMessages().deserialize(written))
    assert (read.id, read.args, read.retries) == ("a", (7,), 0)
