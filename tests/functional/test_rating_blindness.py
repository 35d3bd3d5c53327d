"""While a blind rating session is open nobody meets another's ratings: no word, name, figure or export."""

import pytest

from app.services import rated
from tests.app import rating_study
from tests.app.rating_study import RatingStudy
from tests.functional.test_blindness import everything

pytestmark = pytest.mark.slow

CANARY = "zqcanaryqz"


@pytest.fixture
def study(app, database) -> RatingStudy:
    """Ada has rated The Lamp, and drafted The Wick, in words that nobody else uses."""
    built = rating_study.build(app, database)
    for outlet, do in (("The Lamp", "submit"), ("The Wick", "save")):
        data = {"do": do, "seen": "0"}
        built.prior("ada", outlet)
        for code in [f"C{i}" for i in range(1, 7)]:
            data |= {f"{code}.value": "3", f"{code}.note": CANARY, f"{code}.confidence": "3"}
            data |= {f"{code}.url": f"https://{CANARY}.example/", f"{code}.day": "2024-02-29"}
        data |= {"C7.value": "yes", "C7.note": CANARY, "C7.confidence": "3", "C7.day": "2024-02-29"}
        assert built.people["ada"].post(built.own("ada", outlet), data).status_code == 303
    return built


def _addresses(study: RatingStudy) -> list[str]:
    own = [study.own(rater, outlet) for rater, outlet in study.owed]
    outlets = [f"{study.path}/credibility/outlets/{one}" for one in study.outlets.values()]
    return [
        *own,
        *outlets,
        study.session_path,
        f"{study.path}/ratings",
        f"{study.path}/credibility",
        f"{study.path}/credibility/references",
        f"{study.path}/queue",
        study.path,
        f"{study.path}/exports/bundle.zip",
        f"{study.path}/exports/outlet_ratings.csv",
        f"{study.path}/exports/credibility_scores.csv",
    ]


def _leaks(study: RatingStudy, person: str, *words: str) -> list[str]:
    found = []
    for address in _addresses(study):
        for query in ("", "?names=1&flavour=verbatim"):
            answer = everything(study.people[person].get(address + query))
            found += [f"{address}{query}: {word}" for word in words if word in answer]
    return found


@pytest.mark.parametrize("person", ["ben", "viewer", "adjudicator", "manager"])
def test_nobody_meets_a_rating_of_an_open_blind_session(study, person):
    assert _leaks(study, person, CANARY, "2024-02-29", "79.2", "77.") == []


def test_the_rater_meets_them_so_the_walk_can_fail(study):
    assert _leaks(study, "ada", CANARY) != []


@pytest.mark.parametrize("person", ["ben", "viewer", "adjudicator"])
def test_only_the_manager_is_told_who_is_how_far(study, person):
    assert "1 of 2" not in everything(study.people[person].get(study.session_path))
    assert "1 of 2" in study.people["manager"].get(study.session_path).text


def test_after_closing_leaders_meet_what_was_submitted_and_drafts_stay_the_raters_own(study, database):
    study.act("close")
    leaks = _leaks(study, "viewer", CANARY)
    assert any("outlets/1" in leak for leak in leaks)
    assert not any("outlets/2" in leak for leak in leaks)
    assert _leaks(study, "ben", CANARY) == []
    with database.reading() as session:
        from app.models import RatingSession

        found = rated.results(session, session.get_one(RatingSession, study.session_id))
        assert [one.assignment.outlet_id for one in found.rated] == [study.outlets["The Lamp"]]


def test_after_release_raters_see_the_session_and_still_not_the_rest(study):
    study.act("close")
    study.act("release")
    assert CANARY not in study.people["ben"].get(study.own("ada")).text
    page = study.people["ben"].get(study.session_path)
    assert page.status_code == 200
    assert "Side by side" in page.text
    assert study.people["ben"].get(f"{study.path}/credibility").status_code == 403
