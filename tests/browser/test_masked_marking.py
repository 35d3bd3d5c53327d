"""Covered words are marked by mouse and by keyboard like others, and are still there after a reload."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from app.models import Assignment, SpanRow
from tests import factories
from tests.browser.annotate_codebook import framing_codebook
from tests.browser.live_desk import LiveDesk
from tests.browser.live_site import LiveSite, Person

pytestmark = pytest.mark.browser

TEXT = "A parade\nSomebody told The Lamp 😀 that it rained. Nobody at the Lamp’s desk looked up.\n"


def furnish(live: LiveSite) -> tuple[int, int]:
    """Make a round that hides the outlet; return its annotator and the assignment."""
    with live.database.writing() as session:
        project = factories.add_project(session)
        ada = factories.add_member(session, project, "annotator", "Ada")
        book = factories.add_codebook(session, project, framing_codebook())
        outlet = factories.add_outlet(session, project, "The Lamp")
        article = factories.add_article(session, project, TEXT, outlet=outlet)
        made = factories.add_round(session, book, [article], [ada])
        made.outlet_masked = True
        session.flush()
        return ada.id, session.scalars(select(Assignment.id)).one()


def test_covered_words_are_marked_by_mouse_and_keyboard_and_kept_truly(chromium: Browser, live: LiveSite):
    annotator, assignment = furnish(live)
    person = Person(chromium, live, annotator)
    address = f"/projects/study/annotate/{assignment}"
    desk = LiveDesk(person.open(address))
    desk.drag("███ ████ 😀 that")
    desk.keys("d")
    desk.expect_saved()
    desk.keys("Escape")
    desk.stand_on("██████")
    desk.keys("a")
    desk.expect_saved()
    shown = ["███ ████ 😀 that", "██████"]
    assert desk.quotes == shown
    desk = LiveDesk(person.open(address))
    assert desk.quotes == shown
    with live.database.reading() as session:
        stored = session.scalars(select(SpanRow.quote).order_by(SpanRow.start)).all()
    assert stored == ["The Lamp 😀 that", "Lamp’s"]
    person.leave()
