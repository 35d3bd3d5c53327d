"""The corpus in a real browser: payloads stay text, zones are set by selection and by number."""

import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from app.db import Database
from app.models import Article, ArticleZone, Project
from app.services import signing_in
from app.services.drafts import ArticleDraft
from app.services.importing import import_articles
from tests import factories

pytestmark = pytest.mark.browser

TEXT = (
    "Towns fail again\n\nThe 😀 councils went home on Monday.\n\n"
    "Nobody knows whether they meet again.\n\nBack to top"
)
PAYLOAD = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


@pytest.fixture
def tab(app: Flask, database: Database, context: BrowserContext) -> Iterator[Page]:
    """A tab of the project's manager; no script may fail, ask or break the policy."""
    with database.writing() as session:
        project = factories.add_project(session)
        manager = factories.add_member(session, project, "manager")
        token = signing_in.start(session, manager)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.port}"
    context.add_cookies([{"name": "parallax-sign-in", "value": token, "url": base}])
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: (failures.append(dialog.message), dialog.dismiss()))
    page.goto(base + "/projects/study/articles")
    yield page
    server.shutdown()
    assert failures == []


def accessible(page: Page) -> list[str]:
    answer = Axe().run(page).response
    assert answer["passes"]
    return [violation["id"] for violation in answer["violations"]]


def test_files_with_payloads_are_imported_and_stay_text(tab: Page):
    tab.get_by_role("link", name="Import articles").first.click()
    expect(tab.locator("h1")).to_have_text("Import articles")
    assert accessible(tab) == []
    quoted = PAYLOAD.replace('"', '""')
    table = f'id;text;title;outlet\n1;"A story.";"{quoted}";"{PAYLOAD[2:]}"\n2;;x;y\n'
    tab.get_by_label("Files").set_input_files(
        [
            {
                "name": f"{PAYLOAD.replace('/', '|')}.txt",
                "mimeType": "text/plain",
                "buffer": PAYLOAD.encode(),
            },
            {"name": "table.csv", "mimeType": "text/csv", "buffer": table.encode()},
        ]
    )
    tab.get_by_role("button", name="Look at the files").click()
    expect(tab.get_by_text("There is no text in it.")).to_be_visible()
    assert accessible(tab) == []
    tab.get_by_role("button", name="Import 2 articles").click()
    expect(tab.get_by_text("2 articles were imported.")).to_be_visible()
    tab.get_by_role("link", name="See the articles").click()
    expect(tab.locator("h1")).to_have_text("Corpus")
    assert accessible(tab) == []
    tab.get_by_role("link", name=PAYLOAD, exact=True).click()
    expect(tab.locator("h1")).to_have_text(PAYLOAD)
    assert accessible(tab) == []


def bring(database: Database) -> int:
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        import_articles(session, project, [ArticleDraft("a.txt", TEXT, TEXT.encode())], None)
        return session.scalars(select(Article.id)).one()


def zones(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(ArticleZone).order_by(ArticleZone.start))
        return [(TEXT[row.start : row.stop], row.kind) for row in rows]


def test_words_selected_after_an_emoji_become_the_zone_that_was_chosen(tab: Page, database: Database):
    tab.goto(re.sub(r"articles$", f"articles/{bring(database)}/zones", tab.url))
    tab.evaluate(
        """() => {
          const words = document.querySelectorAll("#article p")[1].firstChild;
          const start = words.data.indexOf("councils");
          getSelection().setBaseAndExtent(words, start, words, start + "councils went".length);
        }"""
    )
    bar = tab.locator("[data-selection]")
    expect(bar).to_contain_text("councils went")
    assert accessible(tab) == []
    bar.get_by_role("combobox").select_option("promo")
    bar.get_by_role("button", name="Set").click()
    expect(tab.get_by_text("The zones were changed.")).to_be_visible()
    assert ("councils went", "promo") in zones(database)


def test_zones_are_set_by_keyboard_and_without_a_script(tab: Page, database: Database):
    tab.goto(re.sub(r"articles$", f"articles/{bring(database)}/zones", tab.url))
    expect(tab.locator("[data-selection]")).to_be_hidden()
    tab.get_by_label("First paragraph").focus()
    tab.keyboard.type("2")
    tab.keyboard.press("Tab")
    tab.keyboard.type("3")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("The zones were changed.")).to_be_visible()
    assert zones(database)[1] == (TEXT[18 : TEXT.index("\n\nBack")], "caption")
    tab.get_by_role("button", name="Remove zone 2").click()
    expect(tab.get_by_role("button", name="Remove zone 3")).to_have_count(0)
    assert [kind for _, kind in zones(database)] == ["headline", "boilerplate"]
