"""Somebody decides about disagreements by keyboard alone, on a wide light and on a narrow dark screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.clock import now
from app.models import DecisionRow, Round
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


def decided(site: LiveSite) -> list[DecisionRow]:
    with site.database.reading() as session:
        return list(session.scalars(select(DecisionRow).order_by(DecisionRow.id)))


def open_first(page: Page, kind: str) -> None:
    """Narrow the list to one kind and open its first disagreement."""
    tab_to(page, page.get_by_label("Kind"))
    page.keyboard.type(kind)
    tab_to(page, page.get_by_role("button", name="Show"))
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=*")
    tab_to(page, page.locator("tbody a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")


def heading(page: Page) -> str:
    return page.locator("[data-adjudicate] blockquote").inner_text()


@pytest.mark.parametrize("narrow", [False, True], ids=["wide and light", "narrow and dark"])
def test_a_disagreement_is_decided_without_a_mouse(
    chromium: Browser, site: LiveSite, world: World, narrow: bool
):
    person = Person(chromium, site, world.manager, narrow_and_dark=narrow)
    page = person.open(f"/projects/sample/rounds/{world.ids['round_id']}/adjudication")
    assert flaws(page) == []
    open_first(page, "Label")
    box = page.locator("[data-adjudicate]")
    expect(box).to_be_focused()
    assert flaws(page) == []
    first = heading(page)

    # By the short way: a digit chooses, Enter decides, and the next one is there with the focus on it.
    page.keyboard.press("2")
    expect(page.locator('input[name="how"]').nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided.")).to_be_visible()
    expect(box).to_be_focused()
    assert heading(page) != first
    assert [row.basis for row in decided(site)] == ["person"]

    # By the long way, as without a script: Tab, arrows and the button; rejecting wants a reason.
    tab_to(page, page.locator('input[name="how"]').first)
    while not page.locator("#how-reject").is_checked():
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Decide"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("needs a reason")
    assert flaws(page) == []
    tab_to(page, page.get_by_label("Reason", exact=True))
    page.keyboard.type("It names no actor, number 1 of the rules.")
    tab_to(page, page.get_by_role("button", name="Decide"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided.")).to_be_visible()
    assert [row.verdict["value"] for row in decided(site)][1] is False

    # Taken back with one act.
    tab_to(page, page.get_by_role("button", name="Undo your last decision"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("One decision was taken back.")).to_be_visible()
    assert [row.withdrawn for row in decided(site)] == [False, False, True]
    assert person.complaints == []
    person.leave()


def test_proposals_are_confirmed_in_bulk_and_annotators_read_the_decisions(
    chromium: Browser, site: LiveSite, world: World
):
    person = Person(chromium, site, world.manager)
    page = person.open(f"/projects/sample/rounds/{world.ids['round_id']}/adjudication")
    page.on("dialog", lambda dialog: dialog.accept())
    tab_to(page, page.get_by_role("button", name="Confirm them"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("proposals were confirmed")).to_be_visible()
    assert flaws(page) == []
    assert len(decided(site)) > 50
    with site.database.writing() as session:
        session.get_one(Round, world.ids["round_id"]).released_at = now()
    annotator = Person(chromium, site, world.annotator, narrow_and_dark=True)
    path = f"/projects/sample/annotate/{world.submitted}/decisions"
    read = annotator.open(path)
    expect(read.get_by_role("heading", name="Where annotators differed")).to_be_visible()
    assert flaws(read) == []
    assert person.complaints == annotator.complaints == []
    annotator.leave()
    tab_to(page, page.get_by_role("button", name="Undo your last confirmation in bulk"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("decisions were taken back")).to_be_visible()
    person.leave()
