"""A whole session in a real browser, on the real server: from an empty installation to the CSV bundle."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.services import setup
from tests.browser.live_desk import LiveDesk
from tests.browser.live_site import LiveSite, Person

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
CODEBOOK = ROOT / "app" / "data" / "framing.toml"
SEEDS = ROOT.parent / "shared" / "seeds"
PASSWORD = "seven quiet lanterns"
NAMES = ("Adaquill", "Benquill", "Cleoquill")
Newcomer = Callable[..., Person]

# Submits every article that is still owed, from within the page, as its own script would.
CODE_THE_REST = """
async (rest) => {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content,
  };
  const valueFor = {choices: (q) => [q.categories[0].code], choice: (q) => q.categories[0].code,
                    scale: (q) => q.minimum, number: (q) => q.minimum ?? 0, text: () => "said"};
  for (const id of rest) {
    const {version, codebook} = await (await fetch(`/api/assignments/${id}`)).json();
    const answers = codebook.article_questions.map((q) =>
      ({op: "answer", variable: q.code, value: valueFor[q.kind](q)}));
    const operations = [{op: "found_none", value: true}, ...answers, {op: "submit"}];
    const body = JSON.stringify({base_version: version, key: crypto.randomUUID(), operations,
                                 client_time: new Date().toISOString()});
    const answer = await fetch(`/api/assignments/${id}/changes`, {method: "POST", headers, body});
    if ((await answer.json()).state !== "submitted") throw new Error(`not submitted: ${id}`);
  }
}
"""


@pytest.fixture
def live(tmp_path: Path, sqlite_template: Path) -> Iterator[LiveSite]:
    site = LiveSite(tmp_path, sqlite_template)
    yield site
    site.stop()


@pytest.fixture
def newcomer(chromium: Browser, live: LiveSite) -> Iterator[Newcomer]:
    """Makes people, each with a browser of their own; nothing may have gone wrong in any of them."""
    people: list[Person] = []

    def come(**look: bool) -> Person:
        people.append(Person(chromium, live, **look))
        return people[-1]

    yield come
    for person in people:
        person.leave()


def set_up(manager: Person, live: LiveSite) -> None:
    """Make the first account, then a project from the codebook file, and freeze the codebook."""
    page = manager.open(f"/welcome/{setup.welcome_token(live.config.secret_key)}")
    page.get_by_label("Name").fill("Mara")
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Nothing: I begin a project of my own").check()
    manager.press("Set up")
    expect(page.get_by_role("heading", name="New project")).to_be_visible()
    page.get_by_label("Title").fill("Great-power meetings")
    page.get_by_label("Short name").fill("meetings")
    page.get_by_label("A file of my own").check()
    page.get_by_label("Codebook file").set_input_files(CODEBOOK)
    manager.press("Create the project")
    manager.link("Codebook")
    page.get_by_text("This version is a draft.").click()
    page.locator("[name=sure]").check()
    manager.press("Freeze version 1.0")
    expect(page.get_by_text("frozen", exact=True).first).to_be_visible()


def import_articles(manager: Person) -> None:
    """Import five articles; what the texts do not say is entered on the preview page."""
    files = sorted(SEEDS.glob("*.txt")) or sorted((CODEBOOK.parent / "sample").glob("*.txt"))[:5]
    page = manager.page
    manager.link("Corpus")
    manager.link("Import articles")
    page.get_by_label("Files").set_input_files(files)
    manager.press("Look at the files")
    page.get_by_role("textbox", name="Event").first.fill("Meetings")
    for number, outlet in enumerate(page.locator(".draft").get_by_label("Outlet").all()):
        outlet.fill("The Lamp" if number % 2 else "The Coast")
    manager.press("Import 5 articles")
    expect(page.get_by_text("5 articles were imported.")).to_be_visible()
    manager.link("See the articles")
    expect(page.get_by_role("row").filter(has_text="The Coast")).to_have_count(3)


def invite(manager: Person, person: Person, name: str) -> None:
    """Hand somebody a link, by which they join."""
    manager.link("Team")
    manager.page.get_by_label("Role", exact=True).select_option("annotator")
    manager.page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
    manager.press("Make an invitation link")
    link = manager.page.get_by_label("Link, shown only now").input_value()
    page = person.open(link.removeprefix(person.site.url))
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    person.press("Create the account and join")


def plan_round(manager: Person) -> str:
    """Plan, make and open a blind round of everything by everybody; return the address of its board."""
    page = manager.page
    manager.link("Rounds")
    manager.link("Plan a round")
    page.get_by_label("Name").fill("Round 1")
    for name in NAMES:
        page.get_by_label(name).check()
    manager.press("Show the plan")
    expect(page.get_by_role("row").filter(has_text=NAMES[0]).first).to_contain_text("5")
    manager.press("Make this round")
    manager.press("Open the round")
    expect(page.get_by_text("0 of 15 assignments are submitted.")).to_be_visible()
    return page.url


def go_to_queue(person: Person) -> None:
    person.link("My queue")
    expect(person.page.get_by_role("heading", name="Round 1", exact=True)).to_be_visible()


def open_next(person: Person) -> LiveDesk:
    """Go from anywhere in the project to the article that is next in the queue."""
    go_to_queue(person)
    person.link("Continue with the next article")
    return LiveDesk(person.page)


def find_nothing(desk: LiveDesk) -> None:
    """Say that the article was read and holds nothing."""
    desk.find("#found-none").check()
    desk.answer_questions()
    desk.submit()


def code_the_rest(person: Person) -> None:
    go_to_queue(person)
    links = person.page.locator("tr:not(:has(.state-submitted)) a[href*='/annotate/']").all()
    assert all(link.inner_text().strip() for link in links), "an article without a title has a name"
    owed = [(link.get_attribute("href") or "").rsplit("/", 1)[1] for link in links]
    person.page.evaluate(CODE_THE_REST, owed)
    person.page.reload()
    expect(person.page.get_by_text("All submitted. Thank you.")).to_be_visible()


def download(manager: Person) -> dict[str, list[dict[str, str]]]:
    """Download the ZIP and return its tables."""
    manager.link("Exports")
    with manager.page.expect_download() as coming:
        manager.press("Download the ZIP")
    with zipfile.ZipFile(coming.value.path()) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def start_round(newcomer: Newcomer, live: LiveSite) -> tuple[Person, list[Person], str]:
    manager = newcomer()
    annotators = [newcomer(), newcomer(), newcomer(narrow_and_dark=True)]
    set_up(manager, live)
    import_articles(manager)
    for person, name in zip(annotators, NAMES, strict=True):
        invite(manager, person, name)
    return manager, annotators, plan_round(manager)


def test_a_team_runs_a_session_in_its_browsers(newcomer, live):
    manager, annotators, board = start_round(newcomer, live)
    page, quotes = manager.page, []
    for person in annotators:
        desk = open_next(person)
        quotes.append(desk.mark_by_mouse())
        desk.mark_by_keyboard()
        desk.answer_questions()
        desk.submit()
        if person is annotators[0]:
            find_nothing(LiveDesk(person.page))
        code_the_rest(person)
        page.goto(board)
        expect(page.get_by_text(f"{5 * len(quotes)} of 15 assignments are submitted.")).to_be_visible()

    expect(page.get_by_role("link", name="Agreement", exact=True)).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    manager.press("Close the round")
    manager.link("Agreement")
    expect(page.get_by_role("main")).to_contain_text("15 submitted annotations")
    expect(page.get_by_role("img").first).to_be_visible()

    tables = download(manager)
    assert [row["quote"] for row in tables["spans.csv"] if row["quote"] in quotes]
    assert sorted(quotes) == sorted(row["quote"] for row in tables["spans.csv"] if row["label"] == "ADVERS")
    assert {row["state"] for row in tables["assignments.csv"]} == {"submitted"}
