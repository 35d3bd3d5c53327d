"""The board of an open round keeps up while somebody watches it, and says so when it cannot."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.models import Assignment
from app.services import board_watch, saving
from app.services.saving import Change
from tests.browser.live_pages import World, furnish
from tests.browser.live_site import LiveSite, Person

pytestmark = pytest.mark.browser
LATER = 11_000  # milliseconds, a little more than the board waits


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> Iterator[LiveSite]:
    site = LiveSite(tmp_path, sqlite_template)
    yield site
    site.stop()


@pytest.fixture
def world(site: LiveSite) -> World:
    return furnish(site)


def begin(site: LiveSite, assignment_id: int) -> None:
    """Save a first change of somebody's, so that they are at work."""
    with site.database.writing() as session:
        owed = session.get_one(Assignment, assignment_id)
        note = [{"op": "note", "note": "Begun."}]
        saving.append(session, owed.annotator_id, owed.id, Change(0, "begun", "2026-01-01T00:00:00Z", note))


def test_the_board_keeps_up_without_reloading(chromium: Browser, site: LiveSite, world: World):
    watching = Person(chromium, site, world.manager)
    watching.page.clock.install()
    page = watching.open(f"/projects/sample/rounds/{world.open_round}")
    drafts, told = page.locator("[data-live=drafts]"), page.locator("[data-board-told]")
    before = int(drafts.inner_text())
    page.locator("main").evaluate("(main) => { main.dataset.kept = 'yes'; }")
    page.clock.run_for(LATER)
    expect(told).to_contain_text("Up to date at")
    expect(drafts).to_have_text(str(before))

    begin(site, world.ids["assignment_id"])
    time.sleep(board_watch.AT_MOST_EVERY)  # the server's own clock goes on as ever
    page.clock.run_for(LATER)
    expect(drafts).to_have_text(str(before + 1))
    expect(page.locator("main")).to_have_attribute("data-kept", "yes")  # nothing was loaded anew

    page.route("**/live", lambda route: route.abort())
    page.clock.run_for(LATER)
    expect(told).to_contain_text("Not updated since")
    page.unroute("**/live")
    page.clock.run_for(2 * LATER)
    expect(told).to_contain_text("Up to date at")
    watching.complaints[:] = [one for one in watching.complaints if "ERR_FAILED" not in one]

    watching.context.clear_cookies()
    page.clock.run_for(LATER)
    expect(told).to_contain_text("You are signed out")
    watching.complaints[:] = [one for one in watching.complaints if "status of 40" not in one]
    watching.leave()
