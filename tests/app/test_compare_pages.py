"""The comparison pages: texts side by side, wordings, voices; and who sees them when."""

import csv
import io
import json

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy import event as happening

from app.clock import now
from app.db import Database
from app.models import Event, Job, KeptResult, Outlet, Project
from app.services import referents
from tests import factories
from tests.app import framed_study
from tests.app.framed_study import CANARY
from tests.visitor import Visitor

PAGES = ("texts", "words", "words.csv", "words.json", "voices", "card")


@pytest.fixture
def study(app: Flask, database: Database) -> framed_study.Framed:
    return framed_study.load(app, database)


def paths(study):
    return [f"/events/{study.ids['event']}/{page}" for page in PAGES] + [
        f"/same-referent{end}" for end in ("", ".csv", ".json")
    ]


def plain(response) -> str:
    assert response.status_code == 200, response.text
    return " ".join(response.text.split())


def test_nothing_of_a_blind_open_round_is_shown_to_anybody(study):
    for path in paths(study):
        for query in ("", f"?round={study.ids['round']}&source=adjudicated&zone=any"):
            for person in ("manager", "viewer", "adjudicator"):
                page = study.get(person, path + query)
                assert page.status_code == 200
                assert CANARY not in page.text, path
                assert "Harsh name" not in page.text


def test_annotators_see_nothing_of_it_even_when_the_round_is_closed(study):
    study.close()
    for path in paths(study):
        for person in ("annotator", "ada", "ben"):
            assert study.get(person, path).status_code in (403, 404), path


def test_texts_stand_side_by_side_with_their_marks_in_words(study):
    study.close()
    page = plain(study.get("viewer", f"/events/{study.ids['event']}/texts"))
    assert page.index("The Bell") < page.index("The Lamp")  # by date
    assert (
        '<q dir="auto">The old autocrat</q></a> <strong>Harsh name</strong> · Target: <bdi>The ruler</bdi>'
        in page
    )
    assert "2 annotators" in page
    assert "Harsh name ×2" in page
    by_outlet = plain(study.get("viewer", f"/events/{study.ids['event']}/texts?order=outlet&voice=outlet"))
    assert "The old autocrat" in by_outlet
    assert f"{CANARY} Wire" not in by_outlet
    alone = plain(study.get("viewer", f"/events/{study.ids['event']}/texts?article={study.ids['lamp']}"))
    assert "The statesman met" not in alone


def test_one_row_for_each_target_tells_who_words_it_how(study):
    study.close()
    page = plain(study.get("manager", f"/events/{study.ids['event']}/words"))
    assert page.index("The land") < page.index("The ruler") or page.index("The ruler") < page.index(
        "The land"
    )
    for words in ("The old autocrat", "statesman", "neutral actor"):
        assert f'<q dir="auto">{words}</q>' in page
    divided = plain(study.get("manager", "/same-referent?split=voice"))
    assert 'The land <span class="muted">Paraphrase</span>' in divided


def test_the_files_hold_the_quote_as_it_stands_and_say_what_the_page_says(study):
    study.close()
    where = f"/events/{study.ids['event']}/words"
    told = json.loads(study.get("viewer", f"{where}.json").text)
    first = told[0]
    assert (first["outlet"], first["quote"], first["words"], first["annotators"]) == (
        "The Lamp",
        "The old\nautocrat",
        "The old autocrat",
        2,
    )
    assert {row["speaker"] for row in told} == {None, "officials"}
    assert {row["carriers"] for row in told} == {None, f"{CANARY} Wire"}
    rows = list(csv.DictReader(io.StringIO(study.get("viewer", f"{where}.csv").text, newline="")))
    assert [row["quote"] for row in rows] == [row["quote"] for row in told]
    assert study.get("viewer", "/same-referent.json").text == study.get("viewer", f"{where}.json").text
    kept = json.loads(study.get("viewer", f"{where}.json?target=RULER&voice=outlet&label=framing.HARSH").text)
    assert [row["label"] for row in kept] == ["HARSH"]
    assert json.loads(study.get("viewer", f"{where}.json?zone=headline").text) == []


def test_speakers_are_told_from_their_carriers(study):
    study.close()
    page = plain(study.get("viewer", f"/events/{study.ids['event']}/voices"))
    assert "<bdi>officials</bdi>" in page
    assert f"via <bdi>{CANARY} Wire</bdi> 2×" in page
    assert "the outlet itself" in page


def test_the_card_backs_each_statement_with_marks_people_and_agreement(study):
    study.close()
    page = plain(study.get("viewer", f"/events/{study.ids['event']}/card"))
    assert "<strong>Harsh name</strong> about <strong>The ruler</strong>" in page
    assert "not in <bdi>The Bell</bdi>" in page
    assert "Backed by 1 mark of 2 of 2 annotators; alpha of the label in the round" in page
    assert "<dt>Harsh name</dt> <dd>Words that hurt." in page
    assert "They talk." in page


@pytest.mark.parametrize(
    "query", ["?round=x&page=-3&outlets=99999999999", "?page=9&split=zz&zone=zz", "?article=99"]
)
def test_nonsense_in_the_address_does_no_harm(study, query):
    study.close()
    for path in paths(study):
        assert study.get("viewer", path + query).status_code == 200, path


def test_what_is_too_much_for_a_page_is_counted_by_a_job_and_says_the_same(study, monkeypatch):
    study.close()
    event = f"/events/{study.ids['event']}"
    pages = [f"{event}/words", f"{event}/voices", f"{event}/card", "/same-referent?split=zone"]
    at_once = [study.get("viewer", page).text.partition("<main")[2] for page in pages]
    monkeypatch.setattr(referents, "HEAVY_MARKS", 1)
    assert [one["words"] for one in study.get("viewer", "/same-referent.json").json]  # files need no job
    for page in pages:
        assert "There is much to compare" in plain(study.get("viewer", page))
    for path in (f"{event}/words", "/same-referent"):
        viewer = Visitor(study.app, study.people["viewer"])
        sent = viewer.client.post(
            f"{framed_study.URL}{path}/jobs", headers={"X-CSRF-Token": viewer.token()}, data={"page": "card"}
        )
        assert sent.status_code == 303
        ada = Visitor(study.app, study.people["ada"])
        refused = ada.client.post(f"{framed_study.URL}{path}/jobs", headers={"X-CSRF-Token": ada.token()})
        assert refused.status_code in (403, 404)
    assert [study.get("viewer", page).text.partition("<main")[2] for page in pages] == at_once


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("running", ["Comparing the marks", "Marks of January", "You can leave this page"]),
        ("failed", ["Comparing the marks failed", "The disk is full.", "Start again"]),
        ("cancelled", ["There is much to compare"]),
    ],
)
def test_the_page_tells_how_its_job_stands(study, database: Database, monkeypatch, state, told):
    study.close()
    monkeypatch.setattr(referents, "HEAVY_MARKS", 1)
    viewer = Visitor(study.app, study.people["viewer"])
    address = f"{framed_study.URL}/same-referent/jobs"
    viewer.client.post(address, headers={"X-CSRF-Token": viewer.token()})
    with database.writing() as session:
        session.execute(delete(KeptResult))
        said = {
            "what": "Marks of January",
            "error": "The disk is full." * (state == "failed"),
            "seen_at": now(),
        }
        session.execute(update(Job).values(state=state, **said))
    page = plain(study.get("viewer", "/same-referent"))
    assert [one for one in told if one not in page] == []


def test_the_number_of_queries_does_not_grow(study, database: Database):
    study.close()

    def queries(path: str) -> int:
        seen: list[str] = []
        happening.listen(database.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
        assert study.get("manager", path).status_code == 200
        return len(seen)

    pages = [f"/events/{study.ids['event']}/{page}" for page in PAGES] + ["/same-referent", "/events"]
    pages += [f"{page}?source=adjudicated" for page in pages[:-1]]
    for page in pages:
        queries(page)  # what is measured once is at hand from then on
    before = [queries(page) for page in pages]
    with database.writing() as session:
        first = session.get_one(Event, study.ids["event"])
        project = session.get_one(Project, first.project_id)
        more = Event(project_id=project.id, name="More", date="", description="", created_at=now())
        for number in range(12):
            outlet = Outlet(
                project_id=project.id,
                name=f"O{number}",
                kind="",
                country="",
                url="",
                note="",
                created_at=now(),
            )
            session.add(outlet)
            session.flush()
            article = factories.add_article(session, project, f"A text {number}.", outlet=outlet)
            article.events = [first, more]
    assert [queries(page) for page in pages] == before
    first_page, second = study.get("viewer", "/events").text, study.get("viewer", "/events?outlets=2").text
    assert "outlets 1 to 10 of 14" in first_page
    assert "outlets 11 to 14 of 14" in second
    assert "none</td>" in second
    assert "Page 1 of 3 (14 in all)" in study.get("viewer", f"/events/{study.ids['event']}/texts").text
