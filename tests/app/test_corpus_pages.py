"""The pages of the corpus, asked by a browser without a screen."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from app.db import Database
from app.models import Activity, Article, ArticleSource, Event, Outlet, StagedImport
from tests.app.corpus_study import PAYLOADS, STORY, bring, draft, make_study, shown, upload


@pytest.fixture
def study(app: Flask, database: Database) -> dict[str, Any]:
    return make_study(app, database)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_are_shown_as_text_on_every_page(study, database: Database, payload: str):
    manager = study["manager"]
    name = payload.replace("/", "|")
    table = f'id;text;title;outlet;event;date;url\n"{name.replace(chr(34), chr(34) * 2)}";'
    table += (
        ";".join(f'"{payload.replace(chr(34), chr(34) * 2)}"' for _ in range(4)).replace(";", ";") + ";2025;"
    )
    table += '"javascript:alert(1)"\n"bad";"x";"x";"x";"x";"' + payload.replace('"', '""') + '";""\n'
    place = upload(
        manager, (name + ".txt", payload.encode()), ("t.csv", table.encode()), (name + ".exe", b"x")
    )
    pages = [manager.get(place).text]
    manager.post(place + "/confirm", {"outlet": payload, "column-text": "text", "column-title": "title"})
    with database.reading() as session:
        ids = list(session.scalars(select(Article.id).where(Article.project_id == study["project"])))
        outlets = list(session.scalars(select(Outlet.id).where(Outlet.project_id == study["project"])))
    assert ids
    paths = [place, "/projects/study/articles", "/projects/study/outlets", "/projects/study/events"]
    paths += [f"/projects/study/articles/{ids[0]}{end}" for end in ("", "/edit", "/zones")]
    paths += [
        f"/projects/study/outlets/{outlets[0]}",
        "/projects/study/articles?search=" + payload.replace("&", ""),
    ]
    for path in paths:
        answer = manager.get(path)
        assert answer.status_code == 200, path
        pages.append(answer.text)
    for page in pages:
        assert not re.search(r"<script>alert|<img src=x|<svg onload|=\"javascript:|>49<", page)
    assert payload in shown(pages[0])


def test_the_list_is_searched_filtered_sorted_and_paged(study, database: Database):
    drafts = [
        draft(
            f"n{n:03}",
            f"Text {n}.",
            title=f"Title {n:03}",
            outlet=f"Outlet {n % 3}",
            events=(f"Event {n % 2}",),
            zones=(),
        )
        for n in range(120)
    ]
    bring(database, study, *drafts, draft("100%_sure", "Odd.", zones=()))
    visitor = study["viewer"]

    def titles(query: str) -> list[str]:
        return re.findall(
            r"<bdi>(Title \d+|100%_sure)</bdi>", visitor.get("/projects/study/articles" + query).text
        )

    assert len(titles("")) == 50
    assert titles("?sort=-title")[0] == "Title 119"
    assert titles("?sort=title&page=3")[-1] == "Title 119"
    assert titles("?search=title+007") == ["Title 007"]
    assert titles("?search=n007") == ["Title 007"]
    assert titles("?search=%25_") == ["100%_sure"]
    with database.reading() as session:
        outlet = session.scalars(select(Outlet.id).where(Outlet.name == "Outlet 1")).one()
        event = session.scalars(select(Event.id).where(Event.name == "Event 1")).one()
    assert titles(f"?outlet={outlet}&event={event}")[:2] == ["Title 001", "Title 007"]
    assert titles("?outlet=0") == ["100%_sure"]
    assert titles("?sort=outlet")[0] in {"100%_sure", "Title 000"}
    assert titles("?sort=nonsense&page=-1&outlet=x") == titles("")
    assert "No article fits" in visitor.get("/projects/study/articles?event=99999999999999999999").text
    assert "No article fits" in visitor.get("/projects/study/articles?search=zzz").text


def test_the_list_asks_the_database_a_fixed_number_of_questions(study, database: Database):
    asked: list[str] = []

    def note(connection, cursor, statement, parameters, context, many):
        asked.append(statement)

    def questions() -> int:
        asked.clear()
        study["viewer"].get("/projects/study/articles")
        return len(asked)

    bring(database, study, draft("a", outlet="One"))
    sqlalchemy_event.listen(database.engine, "before_cursor_execute", note)
    try:
        few = questions()
        bring(
            database,
            study,
            *(draft(f"b{n}", f"Text {n}.", outlet=f"O{n}", events=(f"E{n}",)) for n in range(40)),
        )
        assert questions() == few
        assert not any("article.text" in statement for statement in asked)
    finally:
        sqlalchemy_event.remove(database.engine, "before_cursor_execute", note)


def test_an_article_shows_how_each_fact_is_known_and_greys_what_is_not_coded(study, database: Database):
    [article_id] = bring(
        database,
        study,
        draft("a", title="T", outlet="Lamp", provenance={"title": "inferred", "outlet": "entered"}),
    )
    page = study["viewer"].get(f"/projects/study/articles/{article_id}").text
    assert "concluded from the text" in page
    assert "entered by a person" in page
    assert re.search(r'not-coded">\s*<div[^>]*>.*boilerplate.*</div>\s*<p[^>]*>Back to top</p>', page)
    for start, end, words in re.findall(r'data-start="(\d+)" data-end="(\d+)"[^>]*>([^<]*)</p>', page):
        assert unescape(words) == STORY[int(start) : int(end)]


def test_corrected_facts_count_as_entered_and_are_recorded(study, database: Database):
    [article_id] = bring(
        database, study, draft("a", title="Old", byline="Jo", provenance={"title": "inferred"})
    )
    path = f"/projects/study/articles/{article_id}/edit"
    facts = {"title": "New", "byline": "Jo", "published": "2025-05", "outlet": " Lamp ", "new_event": "Fair"}
    assert study["manager"].post(path, facts).status_code == 303
    with database.reading() as session:
        article = session.get_one(Article, article_id)
        assert (article.title, article.published, article.outlet.name) == ("New", "2025-05", "Lamp")
        assert [event.name for event in article.events] == ["Fair"]
        assert article.provenance == dict.fromkeys(("title", "published", "outlet", "events"), "entered")
        act = session.scalars(select(Activity).where(Activity.verb == "article.corrected")).one()
        assert act.detail["changed"]["title"] == ["Old", "New"]
    edit = study["manager"].get(path).text
    assert re.search(r'checked[^>]*value="Fair"|value="Fair"[^>]*checked', edit)
    assert study["manager"].post(path, {**facts, "published": "8.5.25"}).status_code == 422


def test_the_source_is_sent_as_a_file_under_a_safe_name(study, database: Database):
    [article_id] = bring(database, study, draft('a"; ü\u202e.html', STORY))
    answer = study["viewer"].get(f"/projects/study/articles/{article_id}/source")
    assert answer.data == STORY.encode()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == (
        f"attachment; filename={article_id}-a-u-html.txt; filename*=UTF-8''a%22%3B%20%C3%BC%E2%80%AE.html"
    )
    with database.writing() as session:
        session.delete(session.get_one(ArticleSource, article_id))  # as after a restore without it
    answer = study["viewer"].get(f"/projects/study/articles/{article_id}/source")
    assert answer.status_code == 422
    assert "The file that this article came from is not kept here" in answer.text


@pytest.mark.parametrize(
    ("kind", "table", "details"),
    [
        ("outlets", Outlet, {"name": "The Lamp", "kind": "newspaper", "country": "", "url": "", "note": ""}),
        ("events", Event, {"name": "The fair", "date": "2025-05", "description": ""}),
    ],
)
def test_outlets_and_events_are_added_renamed_and_keep_their_names_apart(
    study, database: Database, kind, table, details
):
    manager, path = study["manager"], f"/projects/study/{kind}"
    assert manager.post(path, details).status_code == 303
    assert manager.post(path, details).status_code == 422
    assert manager.post(path, {**details, "name": " "}).status_code == 422
    assert manager.post(path, {**details, "name": "Other"}).status_code == 303
    with database.reading() as session:
        row_id = session.scalars(select(table.id).where(table.name == details["name"])).one()
    assert manager.post(f"{path}/{row_id}", {**details, "name": "Other"}).status_code == 422
    assert manager.post(f"{path}/{row_id}", {**details, "name": "Renamed"}).status_code == 303
    listed = shown(manager.get(path).text)
    assert "Renamed" in listed
    assert details["name"] not in listed


def test_the_name_of_an_event_holds_no_semicolon_wherever_it_is_typed(study, database: Database):
    [article_id] = bring(database, study, draft("a"))
    for path, field in (("events", "name"), (f"articles/{article_id}/edit", "new_event")):
        answer = study["manager"].post(f"/projects/study/{path}", {field: "Fair; second day"})
        assert answer.status_code == 422
        assert "cannot hold a semicolon" in answer.text


def test_the_grid_shows_who_reports_what(study, database: Database):
    bring(
        database,
        study,
        draft("a", "One.", outlet="Lamp", events=("Fair", "Fire")),
        draft("b", "Two.", outlet="Lamp", events=("Fair",)),
        draft("c", "Three.", events=("Fire",)),
    )
    page = " ".join(shown(study["viewer"].get("/projects/study/events").text).split())
    assert "Lamp without an outlet Fair 2 articles on Fair 2 of Lamp on Fair none Fire" in page
    assert "Fire 2 articles on Fire 1 of Lamp on Fire 1 of no outlet on Fire" in page


def test_ids_of_another_project_are_as_absent_as_ids_that_never_were(study, database: Database):
    manager, foreign = study["manager"], study["foreign"]
    with database.writing() as session:
        staged = StagedImport(
            project_id=session.get_one(Article, foreign).project_id,
            created_by=1,
            created_at=session.get_one(Article, foreign).created_at,
            files=b"",
            settings={},
        )
        session.add(staged)
        session.flush()
        import_id = staged.id
    paths = [f"articles/{foreign}{end}" for end in ("", "/edit", "/zones", "/source")]
    paths += [f"outlets/{study['foreign_outlet']}", f"imports/{import_id}"]
    for path in paths:
        assert manager.get("/projects/study/" + path).status_code == 404, path
    for path in ("edit", "zones"):
        assert manager.post(f"/projects/study/articles/{foreign}/{path}").status_code == 404
    for act in ("settings", "confirm", "discard"):
        assert manager.post(f"/projects/study/imports/{import_id}/{act}").status_code == 404
    assert "Foreign" not in manager.get("/projects/study/outlets").text


def test_only_managers_may_change_the_corpus(study, database: Database):
    [article_id] = bring(database, study, draft("a"))
    viewer = study["viewer"]
    page = viewer.get(f"/projects/study/articles/{article_id}").text
    assert "Correct zones" not in page
    assert viewer.get("/projects/study/imports/new").status_code == 403
    assert viewer.post("/projects/study/outlets", {"name": "x"}).status_code == 403


@pytest.mark.slow
def test_an_article_at_the_limit_opens_page_by_page(study, database: Database):
    text = "Word after word.\n\n" * 111_000
    [article_id] = bring(database, study, draft("a", text[:1_999_999] + "."))
    page = study["viewer"].get(f"/projects/study/articles/{article_id}?page=2").text
    assert "Page 2 of 112" in page
    assert page.count("data-start") == 1_000
