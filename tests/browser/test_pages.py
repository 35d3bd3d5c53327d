"""Every page in a real browser: light and dark, wide and narrow, full, empty and with an error shown."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.services import setup
from tests.browser.live_pages import World, furnish, pages
from tests.browser.live_site import LiveSite, Person

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = Axe().axe_script
ONLY_SLUG = frozenset({"slug"})
# What a manager does not get in the closed round that the addresses name: others' own pages, and training.
UNSEEN = {"adjudication.feedback", "annotate.page", "ratings.own", "setup.welcome"}
UNSEEN |= {"training.board", "training.feedback"}
REFUSED = "the server responded with a status of 40"


@pytest.fixture(scope="module")
def live(tmp_path_factory, sqlite_template) -> Iterator[LiveSite]:
    site = LiveSite(tmp_path_factory.mktemp("site"), sqlite_template)
    yield site
    site.stop()


@pytest.fixture(scope="module")
def world(live: LiveSite) -> World:
    return furnish(live)


@pytest.fixture
def manager(chromium: Browser, live: LiveSite, world: World) -> Iterator[Person]:
    person = Person(chromium, live, world.manager)
    yield person
    person.leave()


@pytest.fixture
def annotator(chromium: Browser, live: LiveSite, world: World) -> Iterator[Person]:
    person = Person(chromium, live, world.annotator)
    yield person
    person.leave()


@pytest.fixture
def visitor(chromium: Browser, live: LiveSite) -> Iterator[Person]:
    person = Person(chromium, live)
    yield person
    person.leave()


def flaws(page: Page) -> list[str]:
    """What axe finds on the page as it stands now, and whether it is wider than the screen."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE)  # once for each page: it is large
    found = page.evaluate("async (options) => (await axe.run(options)).violations", OPTIONS)
    told = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
        told.append(f"{page.evaluate('document.scrollingElement.scrollWidth')} px wide")
    return told


def looked_at(page: Page) -> list[str]:
    """Look at a page wide and light, then narrow and dark."""
    if page.locator("[data-annotate]").count():
        page.wait_for_selector("[data-annotate][data-ready]")
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    told = flaws(page)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    return told + flaws(page)


def tour(person: Person, addresses: dict[str, str], *, shut: bool = False) -> set[str]:
    """Look at all pages that let this person in; return the endpoints that did."""
    seen, told = set(), {}
    for endpoint, path in addresses.items():
        answer = person.page.goto(person.site.url + path)
        assert answer is not None
        assert answer.status in {200, 403, 404}, (path, answer.status)
        if answer.status == 200:
            seen.add(endpoint)
        if (answer.status == 200) != shut and (found := looked_at(person.page)):
            told[path] = found
    # A refusal is written down by the browser as a failed load of the page itself.
    person.complaints[:] = [said for said in person.complaints if REFUSED not in said]
    assert told == {}
    return seen


def test_the_pages_of_a_manager(manager: Person, live: LiveSite, world: World):
    addresses = pages(live, world.ids)
    seen = tour(manager, addresses)
    assert set(addresses) - seen == UNSEEN
    others = {"open": world.open_round, "planned": world.planned_round, "training": world.training}
    others["training.board"] = f"{world.training}/training"
    tour(manager, {name: f"/projects/sample/rounds/{end}" for name, end in others.items()})


def test_a_picture_tells_its_values_to_pointer_and_keys(manager: Person):
    page = manager.open("/projects/sample/framing")
    figure = page.locator("[data-picture]").first
    told, marks = figure.locator(".picture-told"), figure.locator("[data-told][role=img]")
    figure.scroll_into_view_if_needed()
    expect(told).to_contain_text("Point at a mark", timeout=30_000)  # it is drawn for the first time
    expect(figure.locator("img")).to_be_hidden()
    figure.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    second = marks.nth(1).get_attribute("aria-label") or ""
    assert " — " in second
    expect(told).to_have_text(second)
    marks.nth(2).hover()
    expect(told).to_have_text(marks.nth(2).get_attribute("aria-label") or "")
    chosen = figure.get_by_label("Let stand out")
    chosen.select_option(index=1)
    assert 0 < figure.locator(".is-dimmed").count() < figure.locator("[data-told]").count()
    assert flaws(page) == []
    figure.locator("[tabindex='0']").focus()
    page.keyboard.press("Escape")
    expect(chosen).to_have_value("")
    opener = figure.get_by_role("button", name="Enlarge")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    drawn = dialog.locator("svg")
    expect(drawn).to_be_visible()
    assert flaws(page) == []
    narrow = drawn.bounding_box() or {}
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(dialog.get_by_role("status")).to_have_text("200 %")
    wide = drawn.bounding_box() or {}
    assert wide["width"] == pytest.approx(2 * narrow["width"], rel=0.05)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    expect(figure.locator("svg")).to_be_visible()


def test_the_pages_of_an_annotator(annotator: Person, live: LiveSite, world: World):
    addresses = pages(live, world.ids)
    addresses["submitted"] = f"/projects/sample/annotate/{world.submitted}"
    addresses["trained"] = f"/projects/sample/annotate/{world.trained}/feedback"
    seen = tour(annotator, addresses)
    assert {
        "queue.mine",
        "annotate.page",
        "submitted",
        "trained",
        "ratings.own",
        "codebook.newest",
        "projects.overview",
    } <= seen
    assert not any(endpoint.startswith(("corpus", "rounds", "team", "exports")) for endpoint in seen)


def test_the_pages_of_a_project_without_anything(manager: Person, live: LiveSite, world: World):
    addresses = pages(live, {**world.ids, "slug": "blank"}, only=ONLY_SLUG)
    assert tour(manager, addresses) == set(addresses)


def test_the_pages_of_an_annotator_without_work(annotator: Person, live: LiveSite, world: World):
    assert {"queue.mine"} < tour(annotator, pages(live, {**world.ids, "slug": "blank"}, only=ONLY_SLUG))


def test_the_pages_before_signing_in(visitor: Person, live: LiveSite, world: World):
    addresses = pages(live, world.ids)
    mine = {name: addresses[name] for name in ("auth.sign_in", "auth.link", "invitations.show")}
    assert tour(visitor, mine) == set(mine)
    dead = {"setup": addresses["setup.welcome"], "link": "/links/none", "invitation": "/invitations/none"}
    assert tour(visitor, dead, shut=True) == set()


def test_what_is_forbidden_or_absent_is_said_in_a_page(annotator: Person):
    assert tour(annotator, {"no": "/projects/sample/team", "none": "/no-such-page"}, shut=True) == set()


def test_the_welcome_of_an_empty_installation(chromium: Browser, tmp_path, sqlite_template):
    site = LiveSite(tmp_path, sqlite_template)
    person = Person(chromium, site)
    page = person.open(f"/welcome/{setup.welcome_token(site.config.secret_key)}")
    told = looked_at(page)
    refuse(page, "Set up", {"email": "nobody", "password": "short"})
    told += looked_at(page)
    person.leave()
    site.stop()
    assert told == []


def refuse(page: Page, button: str, typed: dict[str, str]) -> None:
    """Send a form that cannot be accepted; the page that comes back begins with what is wrong."""
    form = page.locator("main form").filter(has=page.get_by_role("button", name=button, exact=True)).first
    form.evaluate("(form) => { form.noValidate = true; }")
    for name, value in typed.items():
        form.locator(f"[name='{name}']").fill(value)
    with page.expect_response(lambda answer: answer.request.method == "POST") as coming:
        form.get_by_role("button", name=button, exact=True).click()
    assert coming.value.status == 422, (page.url, coming.value.status)
    expect(page.get_by_role("alert").first).to_be_focused()


FORMS = [
    ("/account", "Save the password", {"new": "short", "again": "other"}),
    ("/account/tokens", "Make the token", {"name": ""}),
    ("/projects/new", "Create the project", {"title": "", "slug": "NOT a slug"}),
    ("/projects/sample/settings", "Save", {"title": ""}),
    ("/projects/sample/team", "Make an invitation link", {"email": "nobody"}),
    ("/projects/sample/codebook/upload", "Check and keep as a draft", {}),
    ("/projects/sample/articles/1/edit", "Save", {"published": "yesterday"}),
    ("/projects/sample/articles/1/zones", "Set the zone", {"first": "9", "last": "1"}),
    ("/projects/sample/imports/new", "Look at the files", {}),
    ("/projects/sample/imports/1", "Update this page", {"published": "yesterday"}),
    ("/projects/sample/outlets", "Add the outlet", {"name": ""}),
    ("/projects/sample/outlets/1", "Save", {"name": ""}),
    ("/projects/sample/events", "Add the event", {"name": "", "date": "soon"}),
    ("/projects/sample/events/1", "Save", {"name": ""}),
    ("/projects/sample/rounds/new", "Show the plan", {"name": "", "seed": "-5"}),
]


@pytest.mark.parametrize(("path", "button", "typed"), FORMS, ids=[path for path, _, _ in FORMS])
def test_a_form_comes_back_with_its_errors(manager: Person, path: str, button: str, typed: dict[str, str]):
    page = manager.open(path)
    refuse(page, button, typed)
    assert looked_at(page) == []


def test_the_forms_of_visitors_come_back_with_their_errors(visitor: Person, live: LiveSite, world: World):
    addresses = pages(live, world.ids)
    page = visitor.open(addresses["invitations.show"])
    refuse(page, "Create the account and join", {"name": "", "password": "short"})
    told = looked_at(page)
    refuse(visitor.open("/sign-in"), "Sign in", {"email": "a@example.org", "password": "wrong"})
    assert told + looked_at(page) == []
