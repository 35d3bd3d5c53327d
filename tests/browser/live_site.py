"""The real site in a process of its own for the browser tests, and people who sit before it."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from app.db import Database
from app.models import User
from app.services import signing_in
from benchmarks.site_process import SiteProcess
from config import Config
from tests.browser.annotate_desk import WATCH

# What the browser blocks by the policy is an error like any other.
REPORT = """
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
# A form that comes back with errors has this status; the browser notes it as a failed load.
EXPECTED_STATUS = "the server responded with a status of 422"


class LiveSite:
    """The site as people run it, over a database in a folder that the test gives."""

    def __init__(self, folder: Path, template: Path) -> None:
        shutil.copy(template, folder / "parallax.sqlite")
        self.config = Config.from_environ({"PARALLAX_DATA": str(folder)})
        self.database = Database(self.config.database_url, threads=2)
        self.process = SiteProcess(folder)
        self.process.start()
        self.url = f"http://127.0.0.1:{self.process.port}"

    def sign_in(self, user_id: int) -> str:
        """Sign somebody in and return the token that their browser carries."""
        with self.database.writing() as session:
            return signing_in.start(session, session.get_one(User, user_id))

    def stop(self) -> None:
        """Ask the site to stop; it must end well, and nobody may have met an error of ours."""
        code, log = self.process.stop(), self.process.log()
        self.database.close()
        assert code == 0
        assert "Traceback" not in log, log[-4000:]


class Person:
    """Somebody with a browser of their own. Whatever goes wrong in it is kept in `complaints`."""

    def __init__(
        self, browser: Browser, site: LiveSite, user_id: int | None = None, *, narrow_and_dark: bool = False
    ) -> None:
        self.site = site
        self.complaints: list[str] = []
        # Without motion a colour is measured where it ends, not halfway through a change of theme.
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 390, "height": 844} if narrow_and_dark else {"width": 1440, "height": 900},
            color_scheme="dark" if narrow_and_dark else "light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(8_000)
        self.context.add_init_script(WATCH + REPORT)
        self.context.on("request", self._requested)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("console", self._said)
        if user_id is not None:
            cookie = {"name": "parallax-sign-in", "value": site.sign_in(user_id), "url": site.url}
            self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page: Page = self.context.new_page()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", "data:", "blob:" + self.site.url)):
            self.complaints.append(f"asked {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        is_form = EXPECTED_STATUS in message.text and "/api/" not in place
        if message.type in {"error", "warning"} and not is_form:
            self.complaints.append(f"{message.type} at {place}: {message.text}")

    def open(self, path: str) -> Page:
        """Open an address of the site; it must be there."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.page

    def link(self, name: str) -> None:
        """Press the first link of the page that is called so."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong in it."""
        self.context.close()
        assert self.complaints == []
