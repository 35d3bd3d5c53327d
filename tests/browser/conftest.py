"""One real Chromium for all browser tests; it speaks with this machine only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from annotations.zones import Zone
from tests.browser.annotate_codebook import ARTICLE, framing_codebook
from tests.browser.annotate_desk import Desk
from tests.browser.annotate_site import Server, Store
from tests.browser.chromium import ARGUMENTS, find
from tests.browser.live_site import LiveSite, Person


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find()
    assert program, "There is no Chromium here; `python -m tests.browser.chromium` installs one or says how."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def store() -> Store:
    teaser = "Read also: A parade of guests that nobody wanted to miss"
    headline = ARTICLE.split("\n")[0]
    start = ARTICLE.index(teaser)
    zones = (Zone(0, len(headline), "headline"), Zone(start, start + len(teaser), "promo"))
    return Store(ARTICLE, framing_codebook(), zones)


@pytest.fixture
def server(store: Store) -> Iterator[Server]:
    running = Server(store)
    yield running
    running.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def desk(context: BrowserContext, server: Server, store: Store) -> Iterator[Desk]:
    """A tab at the annotating page, ready to work; it must not have broken the policy or thrown an error."""
    desk = Desk(context, server, store)
    desk.expect_saved()
    yield desk
    assert desk.page.evaluate("globalThis.violations ?? []") == []
    assert desk.errors == []


@pytest.fixture
def phone(chromium: Browser, server: Server, store: Store) -> Iterator[Desk]:
    """The same on a telephone."""
    with chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as context:
        context.set_default_timeout(5_000)
        desk = Desk(context, server, store)
        desk.expect_saved()
        yield desk
        assert desk.errors == []


@pytest.fixture
def live(tmp_path: Path, sqlite_template: Path) -> Iterator[LiveSite]:
    """The real site, with nothing in it."""
    site = LiveSite(tmp_path, sqlite_template)
    yield site
    site.stop()


@pytest.fixture
def newcomer(chromium: Browser, live: LiveSite) -> Iterator[Callable[..., Person]]:
    """Makes people, each with a browser of their own; nothing may have gone wrong in any of them."""
    people: list[Person] = []

    def come(**look: bool) -> Person:
        people.append(Person(chromium, live, **look))
        return people[-1]

    yield come
    for person in people:
        person.leave()
