"""The list of articles: filters, changes of many at once, near copies, and a constant number of queries."""

import random
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from app.db import Database
from app.models import Activity, Article, Project
from app.services import corpus, near_copies, outlets
from app.services.finding import Narrowing
from app.services.paging import Listing
from tests import factories
from tests.app.corpus_study import bring, draft, make_study, shown

ARTICLES = "/projects/study/articles"
STORY = " ".join(random.Random(1).choices([f"{a}{b}n" for a in "bdfgk" for b in "aeiou"], k=200))  # noqa: S311
COPY = STORY.replace(STORY[:11], "Quite new words", 1)


@pytest.fixture
def study(app: Flask, database: Database) -> dict[str, Any]:
    study = make_study(app, database)
    study["ids"] = bring(
        database,
        study,
        draft("wire", STORY, agency="AX", published="2025-05-08", language="en"),
        draft("copy", COPY, outlet="Lamp", published="2025-05-09", events=("Fair",)),
        draft("other", "Something else altogether.", published="2025-05", language="de"),
        draft("undated", "Nothing is known of this one."),
    )
    return study


@pytest.fixture
def names(study, database: Database):
    def found(**by: Any) -> set[str]:
        with database.reading() as session:
            project = session.get_one(Project, study["project"])
            page = corpus.list_articles(session, project, Listing(), Narrowing(**by))
            return {row.name for row in page.rows}

    return found


def test_dates_languages_and_copies_narrow_the_list(study, names):
    assert names(since="2025-05-09") == {"copy"}
    assert names(until="2025-05") == {"wire", "copy", "other"}
    assert names(since="2025-05-08", until="2025-05-08") == {"wire"}
    assert names(language="de") == {"other"}
    assert names(language="none") == {"copy", "undated"}
    first, second = study["ids"][:2]
    assert names(copies="some", copy_ids=[first, second]) == {"wire", "copy"}
    assert names(copies="none", copy_ids=[first, second]) == {"other", "undated"}
    assert names(copies="some") == set()


def test_the_state_of_articles_narrows_the_list(study, names, database: Database):
    with database.writing() as session:
        project = session.get_one(Project, study["project"])
        articles = [session.get_one(Article, study["ids"][0])]
        annotator = factories.add_member(session, project, "annotator")
        factories.add_round(session, factories.add_codebook(session, project), articles, [annotator])
    assert names(state="in a round") == {"wire"}
    assert names(state="in no round") == {"copy", "other", "undated"}
    assert names(state="coded") == set()
    assert len(names(state="not coded")) == 4


def test_ticked_articles_are_changed_and_say_who_did(study, database: Database):
    first, second, *_ = study["ids"]
    fields = {"article": [first, second], "outlet": "Ferry News", "event": "Bridge", "language": "en"}
    answer = study["manager"].post(f"{ARTICLES}?sort=title&_scheme=x", fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ARTICLES}?sort=title")
    with database.reading() as session:
        articles = [session.get_one(Article, one) for one in (first, second)]
        assert {article.outlet.name for article in articles} == {"Ferry News"}
        assert [event.name for event in articles[1].events] == ["Bridge", "Fair"]
        assert articles[0].provenance["events"] == articles[0].provenance["outlet"] == "entered"
        assert articles[0].provenance.get("language") != "entered"  # it was English before
        assert session.scalars(select(Activity).where(Activity.verb == "articles.changed")).one()


def test_all_that_are_found_are_changed_if_they_are_still_those(study, database: Database):
    manager = study["manager"]
    stale = manager.post(f"{ARTICLES}?language=none", {"all": "1", "found": "3", "agency": "AX"})
    assert stale.status_code == 422
    assert "Meanwhile 2 articles fit, not 3" in shown(stale.text)
    assert (
        manager.post(f"{ARTICLES}?language=none", {"all": "1", "found": "2", "agency": "AX"}).status_code
        == 303
    )
    with database.reading() as session:
        query = select(Article.name).where(Article.agency == "AX").order_by(Article.name)
        assert list(session.scalars(query)) == ["copy", "undated", "wire"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"article": "1"}, "Say what to change"),
        ({"outlet": "Lamp"}, "Tick at least one"),
        ({"article": "99999", "outlet": "Lamp"}, "Tick at least one"),
        ({"article": "1", "language": "English"}, "no language tag"),
    ],
)
def test_a_change_of_nothing_is_refused_with_its_reason(study, fields, reason):
    answer = study["manager"].post(ARTICLES, fields)
    assert answer.status_code == 422
    assert reason in shown(answer.text)


def test_near_copies_are_shown_and_what_was_changed_is_marked(study):
    viewer, (first, second, third, _) = study["viewer"], study["ids"]
    page = shown(viewer.get("/projects/study/copies").text)
    assert "1 group among 4 articles" in page
    assert "the earliest known" in page
    changed = viewer.get(f"{ARTICLES}/{first}/changes?other={second}")
    assert "<ins>" in changed.text
    assert "Quite" in changed.text
    assert viewer.get(f"{ARTICLES}/{third}/changes").status_code == 200
    assert viewer.get(f"{ARTICLES}/{first}/changes?other={study['foreign']}").status_code in {
        400,
        404,
        409,
        422,
    }
    listed = shown(viewer.get(f"{ARTICLES}?copies=some").text)
    assert "2 articles found" in listed


def test_a_job_finds_what_a_page_finds(study, database: Database):
    with database.reading() as session:
        project = session.get_one(Project, study["project"])
        at_once = near_copies.look(session, project).groups
        order = near_copies.order(session, project)
    body = near_copies.work(database, order, lambda done, total, what: None, map)
    assert body == f'{{"groups": {at_once}}}'


def test_a_large_corpus_is_left_to_a_job(study, monkeypatch):
    monkeypatch.setattr(near_copies, "AT_ONCE", 1)
    near_copies._recent._things.clear()
    manager = study["manager"]
    assert "Look for near copies" in manager.get("/projects/study/copies").text
    assert "not narrowed by them" in shown(manager.get(f"{ARTICLES}?copies=some").text)
    assert study["viewer"].post("/projects/study/copies").status_code == 403
    assert manager.post("/projects/study/copies").status_code == 303
    assert "1 group" in shown(manager.get("/projects/study/copies").text)


def test_the_list_takes_the_same_queries_however_many_articles(study, database: Database):
    viewer = study["viewer"]

    def queries() -> int:
        seen: list[str] = []
        sqlalchemy_event.listen(
            database.engine, "before_cursor_execute", lambda *given: seen.append(given[2])
        )
        assert viewer.get(f"{ARTICLES}?language=en&since=2020&state=not+coded").status_code == 200
        return len(seen)

    few = queries()
    bring(database, study, *(draft(f"more {n}", f"Text number {n}.", language="en") for n in range(120)))
    assert queries() == few


def test_of_two_who_add_an_outlet_at_the_same_moment_one_is_told(
    study, database: Database, database_kind: str
):
    if database_kind == "sqlite":
        pytest.skip("SQLite has one writer at a time: who comes second finds the outlet")
    answers = []
    with database.writing() as session:
        outlets.find_or_make(session, session.get_one(Project, study["project"]), ["The Twin"])
        session.flush()
        asking = threading.Thread(
            target=lambda: answers.append(
                study["manager"].post("/projects/study/outlets", {"name": "The Twin"})
            )
        )
        asking.start()
        asking.join(1)  # it waits for the index entry of the row that is not committed yet
        assert asking.is_alive()
    asking.join(20)
    assert answers[0].status_code == 409
    assert "Nothing of this one was kept" in answers[0].text
