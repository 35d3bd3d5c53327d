"""An article is annotated without ever touching the mouse, from signing in to the next article."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.models import User
from app.services import passwords
from tests.browser.live_desk import LiveDesk
from tests.browser.live_pages import furnish
from tests.browser.live_site import LiveSite, Person

pytestmark = pytest.mark.browser

PASSWORD = "seven quiet lanterns"


@pytest.fixture
def annotator(chromium: Browser, tmp_path: Path, sqlite_template: Path) -> Iterator[Person]:
    """Annotator A of the sample, who has a password and no mouse."""
    site = LiveSite(tmp_path, sqlite_template)
    world = furnish(site)
    with site.database.writing() as session:
        session.get_one(User, world.annotator).password_hash = passwords.hash_password(PASSWORD)
    person = Person(chromium, site)
    yield person
    person.leave()
    site.stop()


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Press Tab until the control has the focus, as somebody does who sees where it is."""
    for _ in range(150):
        if control.evaluate("(control) => control === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {control}")


def sign_in(person: Person) -> None:
    page = person.open("/sign-in")
    for label, words in (("E-mail", "annotator-a@sample.invalid"), ("Password", PASSWORD)):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My projects")).to_be_visible()


def test_an_annotator_needs_no_mouse(annotator: Person):
    page = annotator.page
    sign_in(annotator)
    tab_to(page, page.get_by_role("link", name="Next article"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/annotate/*")
    desk = LiveDesk(page)
    expect(desk.article).to_be_focused()
    desk.mark_by_keyboard()
    for question in desk.find("[data-questions] fieldset").all():
        tab_to(page, question.locator("input").first)
        page.keyboard.press("Space")
        expect(question.locator("input:checked")).to_have_count(1)
    expect(desk.find("[data-owed]")).to_have_text("Complete")
    desk.expect_saved()
    tab_to(page, desk.find("[data-submit]"), "Shift+Tab")
    address = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    LiveDesk(page)
    annotator.open("/projects/sample/queue")
    expect(page.get_by_text("1 of 3").first).to_be_visible()
