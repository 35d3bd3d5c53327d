"""An annotator asks about words of an article by keyboard alone; the manager reads it and answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.live_pages import World, furnish
from tests.browser.live_site import LiveSite, Person
from tests.browser.test_keyboard import tab_to
from tests.browser.test_pages import flaws

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> Iterator[LiveSite]:
    site = LiveSite(tmp_path, sqlite_template)
    yield site
    site.stop()


@pytest.fixture
def world(site: LiveSite) -> World:
    return furnish(site)


def test_a_question_about_words_is_asked_and_answered_without_a_mouse(
    chromium: Browser, site: LiveSite, world: World
):
    asking = Person(chromium, site, world.annotator)
    page = asking.open(f"/projects/sample/annotate/{world.ids['assignment_id']}")
    page.wait_for_selector("[data-ready]")
    page.locator("[data-article]").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("link", name="Ask about these words")).to_be_visible()
    tab_to(page, page.locator("[data-talk]"), "Shift+Tab")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    form = opened.value
    expect(form.locator(".talk-quote")).not_to_be_empty()
    assert flaws(form) == []
    for label, words in (("Title", "Whose words?"), ("Text", "Are these the words of the outlet?")):
        tab_to(form, form.get_by_label(label, exact=True))
        form.keyboard.type(words)
    tab_to(form, form.get_by_role("button", name="Begin the thread"))
    form.keyboard.press("Enter")
    expect(form.get_by_role("heading", name="Whose words?")).to_be_visible()
    assert flaws(form) == []
    assert asking.complaints == []

    answering = Person(chromium, site, world.manager, narrow_and_dark=True)
    page = answering.open("/projects/sample/talk?show=unread")
    expect(page.locator(".badge-count")).to_contain_text("1")
    assert flaws(page) == []
    tab_to(page, page.get_by_role("link", name="Whose words?"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-seen]")).to_be_hidden()  # opening it was noted
    tab_to(page, page.get_by_label("Text", exact=True))
    page.keyboard.type("No, those of the minister.")
    tab_to(page, page.get_by_role("button", name="Post"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("No, those of the minister.")).to_be_visible()
    expect(page.locator(".badge-count")).to_have_count(0)
    assert flaws(page) == []
    assert answering.complaints == []
