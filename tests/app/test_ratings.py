"""Outlets rated on their own, compared when the session is closed."""

import re

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError

from app.clock import now
from app.models import OutletRating, Project, RatingAssignment, RatingSession
from app.services import doctor_ratings
from tests import factories
from tests.app import rating_study
from tests.app.rating_study import RatingStudy


@pytest.fixture
def study(app, database) -> RatingStudy:
    return rating_study.build(app, database)


def _rows(database) -> list[OutletRating]:
    with database.reading() as session:
        return list(session.scalars(select(OutletRating).order_by(OutletRating.id)))


def test_what_was_thought_before_is_asked_first_and_once(study, database):
    page = study.people["ada"].get(study.own("ada")).text
    assert "How well did you know this outlet before?" in page
    assert "Criterion 1" not in page
    early = study.people["ada"].post(study.own("ada"), {"C1.value": "3", "do": "save"})
    assert early.status_code >= 400
    assert _rows(database) == []
    doubtful = study.people["ada"].post(study.own("ada") + "/prior", {"familiarity": "2", "trust": ""})
    assert doubtful.status_code == 422
    assert "how far you trusted it" in doubtful.text
    assert study.prior("ada").status_code == 303
    study.people["ada"].post(study.own("ada") + "/prior", {"familiarity": "0", "trust": ""})
    with database.reading() as session:
        owed = session.get_one(RatingAssignment, study.owed["ada", "The Lamp"])
        assert (owed.familiarity, owed.trust) == (2, 5)
    assert "Criterion 1" in study.people["ada"].get(study.own("ada")).text


def test_submitting_asks_for_evidence_and_keeps_the_draft(study, database):
    answer = study.rate("ada", C2="", C7="")
    assert answer.status_code == 200
    assert "Your draft is saved" in answer.text
    assert "Criterion 2</a>: needs an answer." in answer.text
    saved = len(_rows(database))
    assert saved == 5
    bare = study.people["ada"].post(
        study.own("ada"), {"seen": str(_rows(database)[-1].id), "do": "submit", "C2.value": "1"}
    )
    assert "needs evidence and confidence." in bare.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("C1.url", "javascript:alert(1)", "must be a web address"),
        ("C1.url", "https://", "must be a web address"),
        ("C1.url", "https://a b.example", "must be a web address"),
        ("C1.day", "2999-01-01", "lies in the future"),
        ("C1.day", "2025-05", "whole day"),
        ("C1.value", "9", "Not a valid choice"),
        ("C1.confidence", "7", "Not a valid choice"),
        ("C1.note", "x" * 10_001, "10,000"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(study, database, field, value, said):
    study.prior("ada")
    data = {"seen": "0", "do": "save", "C1.value": "3", "C2.value": "2", field: value}
    answer = study.people["ada"].post(study.own("ada"), data)
    assert answer.status_code == 422
    assert said in answer.text
    assert _rows(database) == []


def test_a_changed_answer_is_a_new_row_and_nothing_else_is(study, database):
    assert study.rate("ada").status_code == 303
    first = _rows(database)
    assert len(first) == 7
    refused = study.rate("ada", seen=first[-1].id, C1="0")
    assert refused.status_code >= 400
    study.people["ada"].post(study.own("ada") + "/take-back")
    assert study.rate("ada", seen=first[-1].id, C1="0").status_code == 303
    rows = _rows(database)
    assert [(row.variable, row.value) for row in rows[7:]] == [("C1", 0)]
    with pytest.raises(DatabaseError, match="only ever added"), database.writing() as session:
        session.execute(text("UPDATE outlet_rating SET variable = 'C2'"))


def test_a_second_window_overwrites_nothing(study, database):
    study.rate("ada", do="save")
    late = study.rate("ada", do="save", seen=0, C1="0")
    assert late.status_code == 409
    assert "changed in another window" in late.text
    assert {row.value for row in _rows(database) if row.variable == "C1"} == {3}


def test_scores_with_their_parts_are_shown_after_closing(study):
    study.rate("ada")
    study.rate("ben", C1="not_applicable", C2="1")
    open_page = study.people["manager"].get(study.session_path).text
    assert "seen by" not in open_page
    assert "Side by side" not in open_page
    assert study.act("close").status_code == 303
    page = study.people["viewer"].get(study.session_path).text
    # Ada: (6 * 10 * .75 + 5) / 65; Ben: (4 * 7.5 + 2.5 + 5) / 55
    assert "76.9" in page
    assert "68.2" in page
    assert "differ" in page
    assert "the ratings above say more than alpha would" in page
    assert "alpha is undefined" in page
    outlet = study.people["viewer"].get(f"{study.path}/credibility/outlets/{study.outlets['The Lamp']}").text
    for words in ("72.6", "6 to 7 of 7 criteria", "68.2 to 76.9, SD 6.2", "seen by ada", "left out"):
        assert words in outlet
    overview = study.people["viewer"].get(f"{study.path}/credibility").text
    assert "72.6" in overview
    assert "not rated yet" in overview


def test_five_rated_criteria_have_no_score(study):
    study.rate("ada", C1="not_applicable", C2="not_applicable")
    study.act("close")
    assert "5 of 7 criteria rated; a score needs 6" in study.people["viewer"].get(study.session_path).text


def test_nothing_is_rated_before_opening_nor_after_closing(app, database):
    study = rating_study.build(app, database, opened=False)
    assert study.people["ada"].get(study.own("ada")).status_code == 404
    assert study.rate("ada").status_code == 404
    study.act("open")
    study.prior("ada")
    study.act("close")
    assert study.rate("ada").status_code >= 400
    assert study.act("open").status_code >= 400
    assert _rows(database) == []


def test_a_session_is_planned_from_the_page(study):
    manager = study.people["manager"]
    assert "Plan a rating session" in manager.get(f"{study.path}/credibility/sessions/new").text
    empty = manager.post(f"{study.path}/credibility/sessions/new", {"name": "Autumn", "codebook": "1"})
    assert empty.status_code == 422
    assert "Choose outlets." in empty.text
    made = manager.post(
        f"{study.path}/credibility/sessions/new",
        {
            "name": "Autumn",
            "codebook": "1",
            "outlets": [str(one) for one in study.outlets.values()],
            "raters": str(study.ids["ada"]),
            "blind": "y",
        },
    )
    assert made.status_code == 303
    assert "Autumn" in manager.get(f"{study.path}/credibility").text
    stranger = manager.post(
        f"{study.path}/credibility/sessions/new",
        {"name": "Winter", "codebook": "1", "outlets": "1", "raters": str(study.ids["viewer"])},
    )
    assert stranger.status_code == 422


def test_a_list_is_compared_by_rank(study):
    manager, where = study.people["manager"], f"{study.path}/credibility/references"
    about = {"name": "Experts", "source": "A paper", "dated": "2023", "licence": "CC BY 4.0"}
    study.rate("ada")
    study.act("close")

    def sent(raw: bytes, **more: str):
        import io

        return manager.post(where, {**about, **more, "file": (io.BytesIO(raw), "list.csv")})

    bad = sent(b"domain,score\nlamp.example,0.9\nnot a host,1\nlamp.example,x\n")
    assert bad.status_code == 422
    assert "line 3: &#39;not a host&#39; is no domain; line 4: lamp.example is there twice" in bad.text
    assert "no score" not in manager.get(where).text
    made = sent(b"\xef\xbb\xbfsep=;\r\nscore;domain\r\n0.9;lamp.example\r\n0.2;other.example\r\n")
    assert made.status_code == 303
    page = study.people["viewer"].get(made.location).text
    for words in ("CC BY 4.0", "A paper", "1 outlets are in both; at least 5 are needed", "76.9", "The Wick"):
        assert words in page
    assert sent(b"domain,score\nlamp.example,1\n").status_code == 422  # the name is taken
    assert study.people["viewer"].post(made.location).status_code == 404
    manager.post(made.location)
    assert "set aside" in manager.get(where).text


def test_the_criteria_are_taken_over_into_a_draft(study):
    manager, draft = study.people["manager"], f"{study.path}/codebook/draft"
    manager.post(f"{draft}/begin", {"source": "1", "version": "2"})
    page = manager.get(draft).text
    assert "criteria of credibility" in page
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page)
    assert seen
    assert manager.post(f"{draft}/act", {"seen": seen[1], "template": "credibility"}).status_code == 303
    page = manager.get(draft).text
    assert "Independent sources" in page
    assert "took over 13 criteria of credibility" in page
    assert "Take over" not in page


def test_outlets_are_paged_and_searched_whatever_their_number(study, database):
    def queries(path: str) -> int:
        seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
        assert study.people["viewer"].get(path).status_code == 200
        return len(seen)

    for outlet in study.outlets:
        study.rate("ada", outlet)
    study.act("close")
    pages = [f"{study.path}/credibility", study.session_path]
    before = [queries(path) for path in pages]
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        more = [factories.add_outlet(session, project, f"Outlet {number:02}") for number in range(60)]
        session.flush()
        rated = session.get_one(RatingSession, study.session_id)
        for outlet in more[:30]:
            owed = RatingAssignment(session_id=rated.id, outlet_id=outlet.id, rater_id=study.ids["ben"])
            owed.prior_at = owed.done_at = now()
            owed.familiarity = 0
            session.add(owed)
    assert [queries(path) for path in pages] == before
    page = study.people["viewer"].get(f"{study.path}/credibility?page=2").text
    assert "Page 2 of 2 (62 in all)" in page
    assert "76.9" in page  # The Lamp comes after all of them
    assert "Outlet 00" not in page
    found = study.people["viewer"].get(f"{study.path}/credibility?search=lamp").text
    assert "The Lamp" in found
    assert "The Wick" not in found
    assert "Page 3 of 3 (32 in all)" in study.people["viewer"].get(f"{study.session_path}?page=9").text


DAMAGE = {
    "no such question": {"variable": "C99"},
    "9 is above 4": {"value": 9},
    "C1 needs evidence.": {"evidence_note": ""},
    "C1 needs confidence": {"confidence": None},
    "web address": {"evidence_url": "see there"},
}


def test_the_doctor_names_ratings_that_are_not_whole(study, database):
    study.rate("ada")
    study.rate("ben", do="save", C1="")
    with database.reading() as session:
        assert list(doctor_ratings.ratings_are_sound(session)) == []
    sound = {"variable": "C1", "value": 3, "evidence_url": "", "evidence_note": "seen", "confidence": 2}
    owed = study.owed["ada", "The Lamp"]
    for told, damage in DAMAGE.items():
        with database.writing() as session:
            row = OutletRating(assignment_id=owed, assessed_on="2025-05-08", at=now(), **{**sound, **damage})
            session.add(row)
            session.flush()
            found = [one.message for one in doctor_ratings.ratings_are_sound(session)]
            session.rollback()
        assert len(found) == 1, found
        assert told in found[0]
