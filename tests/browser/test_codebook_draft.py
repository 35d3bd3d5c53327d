"""A draft of the codebook is edited without a mouse: begun, an entry changed and moved, another merged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.live_pages import furnish
from tests.browser.live_site import LiveSite, Person
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def manager(chromium: Browser, tmp_path: Path, sqlite_template: Path) -> Iterator[Person]:
    site = LiveSite(tmp_path, sqlite_template)
    world = furnish(site)
    person = Person(chromium, site, world.manager, narrow_and_dark=True)
    yield person
    person.leave()
    site.stop()


def test_a_draft_is_edited_with_the_keyboard_on_a_narrow_screen(manager: Person):
    page = manager.open("/projects/sample/codebook")
    for name in ("Begin a draft", "Begin the draft"):
        tab_to(page, page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)))
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    tab_to(page, page.get_by_role("link", name="Adversary or threat", exact=True).first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Include"))
    page.keyboard.press("Control+End")
    page.keyboard.type(" So do veiled threats.")
    page.keyboard.press("Tab")
    tab_to(page, page.get_by_role("button", name="Save in the draft"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("is saved in the draft")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Move Adversary or threat up").first)
    page.keyboard.press("Enter")
    expect(page.get_by_text("moved it up")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Merge Bullying or siege").first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Merge it into"))
    page.keyboard.type("Adversary")
    tab_to(page, page.get_by_role("button", name="Merge them"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("now ADVERS")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Compare with 1.0"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("So do veiled threats")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
