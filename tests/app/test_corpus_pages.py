"""The pages of the corpus, asked by a browser without a screen."""

import io
import re
import time
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.db import Database
from app.models import Activity, Article, ArticleZone, Event, Outlet, Project, StagedImport
from app.services.drafts import ArticleDraft
from app.services.importing import import_articles
from tests import factories
from tests.visitor import Visitor

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "=cmd|' /C calc'!A1",
    "{{ 7 * 7 }}",
    "</title><svg onload=alert(1)>",
]
STORY = (
    "Towns fail again\n\nThe councils went home on Monday.\n\n"
    "Nobody knows whether they meet again. 😀\n\nBack to top"
)


@pytest.fixture
def study(app: Flask, database: Database) -> dict[str, Any]:
    """A project with a manager and a viewer, and another project with an article of its own."""
    with database.writing() as session:
        project, other = factories.add_project(session), factories.add_project(session, "other")
        people = {role: factories.add_member(session, project, role) for role in ("manager", "viewer")}
        foreign = factories.add_article(session, other, "A foreign text.")
        foreign_outlet = factories.add_outlet(session, other, "Foreign")
        ids = {"project": project.id, "foreign": foreign.id, "foreign_outlet": foreign_outlet.id}
    return ids | {role: Visitor(app, user.id) for role, user in people.items()}


def bring(database: Database, study: dict[str, Any], *drafts: ArticleDraft) -> list[int]:
    with database.writing() as session:
        import_articles(session, session.get_one(Project, study["project"]), drafts, None)
        query = select(Article.id).where(Article.project_id == study["project"]).order_by(Article.id)
        return list(session.scalars(query))


def draft(name: str, text: str = STORY, **more: Any) -> ArticleDraft:
    return ArticleDraft(name, text, text.encode(), file_name=name, **more)


def upload(visitor: Visitor, *files: tuple[str, bytes]) -> str:
    data = {"files": [(io.BytesIO(raw), name) for name, raw in files]}
    response = visitor.post("/projects/study/imports/new", data, content_type="multipart/form-data")
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def shown(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


def count(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_files_are_seen_before_they_are_imported(study, database: Database):
    manager = study["manager"]
    place = upload(manager, ("a.txt", STORY.encode()), ("b.txt", b"bad\0"))
    page = manager.get(place).text
    assert "Import 1 article<" in page
    assert "b.txt" in page
    assert "must not hold the character NUL" in page
    assert count(database, Article) == 1  # the foreign one
    said = {"outlet": "Ferry News", "event": "Bridge; Ferry", "published": "2025-05", "language": "en"}
    answer = manager.post(place + "/confirm", said)
    assert answer.status_code == 303
    assert "1 article is in the corpus" in shown(manager.get(place).text)
    assert "b.txt" in manager.get(place).text
    listed = shown(manager.get("/projects/study/articles").text)
    assert all(word in listed for word in ("Towns fail again", "Ferry News", "2025-05"))


def test_going_back_and_confirming_again_imports_nothing_more(study, database: Database):
    manager = study["manager"]
    place = upload(manager, ("a.txt", STORY.encode()))
    for _ in range(3):
        assert manager.post(place + "/confirm").status_code == 303
    assert count(database, Article) == 2
    assert manager.post(place + "/settings").status_code == 422
    manager.post(place + "/discard")
    assert count(database, Article) == 2


def test_what_is_corrected_in_the_preview_is_what_arrives(study, database: Database):
    manager = study["manager"]
    place = upload(manager, ("a.txt", STORY.encode()), ("b.txt", b"Another text."))
    fields = {"key": ["0", "1"], "0-title": "Better title", "was-0-title": "Towns fail again"}
    fields |= {"1-published": "2025-05-09", "was-1-published": "", "1-outlet": "Lamp", "was-1-outlet": ""}
    assert manager.post(place + "/settings", fields).status_code == 303
    assert "Better title" in manager.get(place).text
    manager.post(place + "/confirm", {"outlet": "For all"})
    with database.reading() as session:
        first, second = session.scalars(
            select(Article).where(Article.name.in_(["a.txt", "b.txt"])).order_by("name")
        )
        assert (first.title, first.provenance["title"]) == ("Better title", "entered")
        assert (second.published, second.outlet.name, first.outlet.name) == ("2025-05-09", "Lamp", "For all")


def test_a_suggestion_left_as_it_is_stays_a_suggestion(study, database: Database):
    manager = study["manager"]
    place = upload(manager, ("a.txt", STORY.encode()))
    manager.post(
        place + "/confirm", {"key": "0", "0-title": "Towns fail again", "was-0-title": "Towns fail again"}
    )
    with database.reading() as session:
        article = session.scalars(select(Article).where(Article.name == "a.txt")).one()
        assert article.provenance == {"title": "inferred"}


@pytest.mark.parametrize("act", ["settings", "confirm"])
def test_mistakes_in_the_preview_come_back_with_what_was_typed(study, database: Database, act: str):
    manager = study["manager"]
    place = upload(manager, ("a.txt", STORY.encode()))
    fields = {"published": "May 8", "key": "0", "0-language": "English", "0-title": "Kept", "was-0-title": ""}
    answer = manager.post(f"{place}/{act}", fields)
    assert answer.status_code == 422
    assert all(word in shown(answer.text) for word in ("'May 8' is no date", "'English' is no language tag"))
    assert 'value="Kept"' in answer.text
    assert count(database, Article) == 1


def test_columns_are_chosen_on_the_preview(study, database: Database):
    manager = study["manager"]
    place = upload(manager, ("a.csv", b"one,two,three\nr1,Some text,2025\nr2,Other text,bad\n"))
    assert "No column is known to hold the text" in shown(manager.get(place).text)
    assert manager.post(place + "/confirm").status_code == 422
    chosen = {"column-text": "two", "column-name": "one", "column-published": "three"}
    assert manager.post(place + "/settings", chosen).status_code == 303
    page = shown(manager.get(place).text)
    assert "a.csv , row 3" in page.replace("a.csv  ,", "a.csv ,")
    assert manager.post(place + "/confirm", chosen).status_code == 303
    with database.reading() as session:
        article = session.scalars(select(Article).where(Article.name == "r1")).one()
        assert (article.published, article.provenance) == ("2025", {"published": "extracted"})


def test_a_failure_half_way_leaves_the_import_waiting(study, database: Database):
    manager = study["manager"]
    place = upload(manager, ("a.txt", STORY.encode()), ("b.txt", b"Another text."))

    def full(connection, cursor, statement, parameters, context, many):
        if "INSERT INTO article_source" in statement:
            raise OperationalError(statement, None, Exception("database or disk is full"))

    sqlalchemy_event.listen(database.engine, "before_cursor_execute", full)
    try:
        answer = manager.post(place + "/confirm", {"outlet": "New outlet"})
    finally:
        sqlalchemy_event.remove(database.engine, "before_cursor_execute", full)
    assert answer.status_code == 503
    assert "Nothing of this request was kept" in answer.text
    assert (count(database, Article), count(database, Outlet)) == (1, 1)
    assert manager.post(place + "/confirm").status_code == 303
    assert count(database, Article) == 3


def test_a_form_without_files_comes_back_with_a_reason(study):
    answer = study["manager"].post("/projects/study/imports/new", {}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choose at least one file" in answer.text


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


def zones_of(database: Database, article_id: int) -> list[tuple[int, int, str, str]]:
    with database.reading() as session:
        query = select(ArticleZone).where(ArticleZone.article_id == article_id).order_by(ArticleZone.start)
        return [(zone.start, zone.stop, zone.kind, zone.basis) for zone in session.scalars(query)]


def test_zones_are_set_changed_and_removed_by_hand_and_the_text_stays(study, database: Database):
    [article_id] = bring(database, study, draft("a"))
    path, manager = f"/projects/study/articles/{article_id}/zones", study["manager"]
    end = len(STORY)
    suggested = [(0, 16, "headline", "suggested"), (end - 11, end, "boilerplate", "suggested")]
    assert zones_of(database, article_id) == suggested
    assert manager.post(path, {"first": 2, "last": 3, "kind": "caption"}).status_code == 303
    caption = (18, end - 13, "caption", "entered")
    assert zones_of(database, article_id) == [suggested[0], caption, suggested[1]]
    manager.post(path, {"start": 18, "end": end - 13, "kind": "promo"})
    assert zones_of(database, article_id)[1][2:] == ("promo", "entered")
    manager.post(path, {"start": 0, "end": 16, "kind": "headline", "remove": "1"})
    manager.post(path, {"start": 18, "end": 21, "kind": "body"})
    assert zones_of(database, article_id) == [(21, end - 13, "promo", "entered"), suggested[1]]
    with database.reading() as session:
        assert session.scalar(select(Article.text).where(Article.id == article_id)) == STORY
        acts = select(func.count()).where(Activity.verb == "zones.changed")
        assert session.scalar(acts) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"start": 5, "end": 5},
        {"start": 9, "end": 5},
        {"start": -1, "end": 5},
        {"start": 0, "end": len(STORY) + 1},
        {"start": "1.5", "end": 5},
        {"start": 0, "end": 10**30},
        {"start": 16, "end": 18},  # nothing but line ends
        {"start": 0},
        {"first": 0, "last": 1},
        {"first": 2, "last": 1},
        {"first": 1, "last": 99},
        {"first": "x", "last": 1},
        {"start": 0, "end": 5, "kind": "nonsense"},
    ],
)
def test_a_zone_that_no_text_can_have_is_refused_not_clipped(study, database: Database, fields):
    [article_id] = bring(database, study, draft("a"))
    before = zones_of(database, article_id)
    answer = study["manager"].post(
        f"/projects/study/articles/{article_id}/zones", {"kind": "promo", **fields}
    )
    assert answer.status_code == 422
    assert zones_of(database, article_id) == before


def test_a_zone_may_reach_from_the_first_to_the_last_character(study, database: Database):
    [article_id] = bring(database, study, draft("a"))
    path = f"/projects/study/articles/{article_id}/zones"
    assert study["manager"].post(path, {"start": 0, "end": len(STORY), "kind": "promo"}).status_code == 303
    assert zones_of(database, article_id) == [(0, len(STORY), "promo", "entered")]


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
    assert "Outlet Fair Fire Lamp 2 on Fair 1 on Fire without an outlet 0 1 on Fire" in page


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
def test_an_article_at_the_limit_opens_within_two_seconds(study, database: Database):
    text = "Word after word.\n\n" * 111_000
    [article_id] = bring(database, study, draft("a", text[:1_999_999] + "."))
    started = time.process_time()
    page = study["viewer"].get(f"/projects/study/articles/{article_id}?page=2").text
    assert time.process_time() - started < 3  # two where nothing else is running
    assert "Page 2 of 112" in page
    assert page.count("data-start") == 1_000
