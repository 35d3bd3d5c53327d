"""An import on its pages: sent, looked at, corrected, confirmed or left."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.db import Database
from app.models import Article, ArticleSource, Outlet
from tests.app.corpus_study import STORY, count, make_study, shown, upload


@pytest.fixture
def study(app: Flask, database: Database) -> dict[str, Any]:
    return make_study(app, database)


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


def test_the_text_of_a_page_is_corrected_before_it_is_frozen(study, database: Database):
    manager, words = study["manager"], "The councils went home on Monday without having decided anything."
    page = f"<title>Towns</title><nav>Menu</nav><article><p>{words}</p></article><script>alert(1)</script>"
    place = upload(manager, ("a.html", page.encode()), ("b.txt", STORY.encode()))
    assert "Look at the whole text and correct it" in shown(manager.get(place).text)
    reading = manager.get(f"{place}/readings/0")
    assert words in reading.text
    assert "alert(1)" not in reading.text
    assert "Menu" in manager.get(f"{place}/readings/0?whole=1").text
    assert manager.get(f"{place}/readings/1").status_code == 404
    assert manager.post(f"{place}/readings/0", {"text": " "}).status_code == 422
    assert manager.post(f"{place}/readings/0", {"text": f"Towns\r\n\r\n{words}"}).status_code == 303
    assert "text confirmed" in shown(manager.get(place).text)
    manager.post(place + "/confirm", {"translation": "yes", "agency": "AX", "key": "0", "0-title": ""})
    assert manager.get(f"{place}/readings/0").status_code == 404
    with database.reading() as session:
        article = session.scalars(select(Article).where(Article.name == "a.html")).one()
        assert (article.text, article.provenance["text"]) == (f"Towns\n\n{words}", "entered")
        assert (article.is_translation, article.agency) == (True, "AX")
        assert article.provenance["is_translation"] == "entered"
        assert session.get_one(ArticleSource, article.id).raw == page.encode()
