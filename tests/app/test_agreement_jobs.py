"""Large rounds are measured by a job: begun by a button, watched, cancelled, failed, kept."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.clock import now
from app.models import Job, KeptResult, Round
from app.services import jobs, kept, measure
from app.services.codings import codings, standing
from tests.app import sample_study
from tests.app.sample_study import URL

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]


@pytest.fixture
def loaded(app, database, monkeypatch):
    monkeypatch.setattr(measure, "HEAVY", -1)  # every round counts as large
    monkeypatch.setattr(measure, "_recent", measure.Kept(measure.MAX_ROWS))
    return sample_study.load(app, database)


@pytest.fixture
def nobody_works(app, monkeypatch):
    """Jobs wait, because no worker is there."""
    monkeypatch.setattr(app.extensions["parallax"].jobs, "start", lambda job_id: None)


def newest(database) -> Job:
    with database.reading() as session:
        return session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()


def begin(loaded, name: str = "manager"):
    return loaded.visitor(name).post(f"{loaded.agreement}/jobs", {"kind": "agreement"})


def test_a_large_round_is_not_measured_by_looking(loaded, database):
    page = loaded.visitor("manager").get(loaded.agreement)
    assert "Measure this round" in page.text
    assert "18 annotations" in page.text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_button_has_it_measured_and_the_page_shows_it(loaded, database):
    assert begin(loaded).status_code == 303
    assert newest(database).state == "done"
    page = loaded.visitor("viewer").get(loaded.agreement).text
    assert "6 articles, 18 submitted annotations" in page
    # What was kept is the same as what is computed at once.
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        stands = standing(session, round_)
        given = codings(session, round_, stands, words=True)
        codebook = measure._codebook(session, round_)
        computed = measure._measured(given, codebook, measure.wanted_for(round_, stands))
        assert measure.round_report(session, round_) == computed


@pytest.mark.usefixtures("nobody_works")
def test_two_people_who_press_it_have_one_job(loaded, database):
    begin(loaded)
    begin(loaded, "viewer")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


@pytest.mark.usefixtures("nobody_works")
def test_a_job_under_way_is_shown_with_and_without_script(loaded, database):
    begin(loaded)
    job = newest(database)
    with database.writing() as session:
        jobs.take(session, job.id)
        jobs.tell(session, job.id, 3, 8, "Measuring labels")
    visitor = loaded.visitor("manager")
    page = visitor.get(loaded.agreement).text
    assert "Measuring labels (3 of 8)" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    address = re.search(r'data-job="([^"]+)"', page)[1]
    told = json.loads(visitor.get(address).data)
    assert told == {"state": "running", "done": 3, "total": 8, "what": "Measuring labels", "error": ""}


@pytest.mark.usefixtures("nobody_works")
def test_it_can_be_cancelled_and_begun_again(loaded, database):
    begin(loaded)
    job = newest(database)
    assert loaded.visitor("manager").post(f"{loaded.agreement}/jobs/{job.id}/cancel").status_code == 303
    assert newest(database).state == "cancelled"
    page = loaded.visitor("manager").get(loaded.agreement).text
    assert "The last computation was cancelled" in page
    assert "data-job" not in page
    begin(loaded)
    assert newest(database).id != job.id


def test_a_failure_says_what_happened(loaded, database, monkeypatch):
    def broken(*_arguments, **_options):
        raise MemoryError

    monkeypatch.setattr(measure, "agreement_report", broken)
    begin(loaded)
    page = loaded.visitor("manager").get(loaded.agreement).text
    assert "There was not enough memory for it." in page
    assert "Start again" in page


@pytest.mark.usefixtures("nobody_works")
def test_a_lost_job_is_shown_as_failed(loaded, database):
    begin(loaded)
    with database.writing() as session:
        jobs.take(session, newest(database).id)
        session.execute(update(Job).values(seen_at=now() - jobs.LOST_AFTER - timedelta(seconds=5)))
    page = loaded.visitor("manager").get(loaded.agreement).text
    assert "ended before it was done" in page
    assert "Start again" in page


def test_a_change_after_the_question_is_not_measured_under_the_old_key(loaded, database, app, monkeypatch):
    jobs_of_site = app.extensions["parallax"].jobs
    start = jobs_of_site.start

    def changed_meanwhile(job_id: int) -> None:
        with database.writing() as session:
            session.execute(update(Round).values(seed=99))
        start(job_id)

    monkeypatch.setattr(jobs_of_site, "start", changed_meanwhile)
    begin(loaded)
    failed = newest(database)
    assert (failed.state, "changed" in failed.error) == ("failed", True)


def test_a_kept_result_of_another_version_is_computed_again(loaded, database):
    begin(loaded)
    with database.writing() as session:
        kept.keep(session, newest(database).key, '{"fields": {}, "report": []}')
    measure._recent._things.clear()
    assert "Measure this round" in loaded.visitor("manager").get(loaded.agreement).text


def test_files_of_a_round_that_is_not_measured_lead_to_its_page(loaded):
    visitor = loaded.visitor("manager")
    for form in ("csv", "json", "svg"):
        answer = visitor.get(f"{loaded.agreement}.{form}")
        assert (answer.status_code, answer.headers["Location"]) == (303, loaded.agreement)


def test_a_job_of_another_round_is_not_there(loaded, database):
    begin(loaded)
    job = newest(database)
    visitor = loaded.visitor("manager")
    with database.writing() as session:
        session.get_one(Round, loaded.open_id).blind = False
    assert visitor.get(f"{URL}/rounds/{loaded.open_id}/agreement/jobs/{job.id}").status_code == 404
    assert visitor.get(f"{loaded.agreement}/jobs/{job.id}").status_code == 200


def test_results_of_an_open_blind_round_are_neither_computed_nor_told(loaded, database):
    for name in loaded.people:
        answer = loaded.visitor(name).post(
            f"{URL}/rounds/{loaded.open_id}/agreement/jobs", {"kind": "agreement"}
        )
        assert answer.status_code == 404, name
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
        assert session.scalar(select(func.count()).select_from(KeptResult)) == 0


def test_a_back_address_leads_to_our_own_pages_only(loaded):
    visitor = loaded.visitor("manager")
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/account", f"{loaded.agreement}x"):
        answer = visitor.post(f"{loaded.agreement}/jobs", {"kind": "agreement", "back": back})
        assert answer.headers["Location"] == loaded.agreement
    back = f"{loaded.agreement}/planning?minimum=0.8"
    answer = visitor.post(f"{loaded.agreement}/jobs", {"kind": "agreement", "back": back})
    assert answer.headers["Location"] == back
