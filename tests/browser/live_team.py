"""A team that works on the real site, each in a browser of their own: what their sessions begin with."""

import csv
import io
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from app.services import setup
from tests.browser.live_desk import LiveDesk
from tests.browser.live_site import LiveSite, Person

ROOT = Path(__file__).resolve().parents[2]
CODEBOOK = ROOT / "app" / "data" / "framing.toml"
SEEDS = ROOT.parent / "shared" / "seeds"
PASSWORD = "seven quiet lanterns"


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
    outlets = page.locator(".draft").get_by_label("Outlet")
    expect(outlets).to_have_count(5)
    for number, outlet in enumerate(outlets.all()):
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


def go_to_queue(person: Person) -> None:
    person.link("My queue")
    expect(person.page.get_by_role("heading", level=1, name="My queue")).to_be_visible()


def open_next(person: Person) -> LiveDesk:
    """Go from anywhere in the project to the article that is next in the queue."""
    go_to_queue(person)
    person.link("Continue with the next article")
    return LiveDesk(person.page)


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
