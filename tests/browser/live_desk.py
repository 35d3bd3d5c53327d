"""The annotating page of the real site, and what annotators do there."""

import re

from playwright.sync_api import Page, expect

from tests.browser.annotate_desk import READY, Desk

# Words of one line in the body, for somebody who drags over them.
WORDS_OF = """
() => {
  const long = [...document.querySelectorAll("[data-article] p[data-zone=body]")]
    .filter((p) => p.firstChild.data.split(/\\s+/).length > 12);
  return long[0].firstChild.data.match(/\\p{L}+ \\p{L}+/u)[0];
}
"""


class LiveDesk(Desk):
    """A tab of somebody's browser that has the page open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.context = page.context
        page.wait_for_selector(READY)
        self.expect_saved()

    def mark_by_mouse(self) -> str:
        """Drag over two words, choose a label, tick the attributes; return the words."""
        words: str = self.page.evaluate(WORDS_OF)
        self.drag(words)
        self.choose_label("Adversary or threat")
        expect(self.find("[data-chosen-quote]")).to_have_text(words)
        for choice in ("target-OTHER", "voice-outlet", "valence-neg"):
            self.find(f"#span-framing-{choice}").check()
        self.expect_saved()
        return words

    def mark_by_keyboard(self) -> None:
        """Mark two words further down; say voice and valence by their digits, find the target by typing."""
        self.article.focus()
        self.keys("Control+Home", *["Control+ArrowDown"] * 3, "Shift+ArrowRight", "d")
        expect(self.find("[data-chosen-quote]")).to_have_text(re.compile(r"\S \S"))
        for choice in ("voice-outlet", "valence-neg"):
            control = self.find(f"#span-framing-{choice}")
            self.keys(control.get_attribute("data-digit") or "")
            expect(control).to_be_checked()
        self.keys("Enter")
        self.page.keyboard.type("somebody else")
        self.keys("Enter", "Escape")
        expect(self.find("#span-framing-target-OTHER")).to_be_checked()
        self.expect_saved()

    def answer_questions(self) -> None:
        """Answer every question about the article by its first choice or point."""
        sheet = self.find("[data-details] .sheet-close")
        if sheet.is_visible():  # on a narrow screen the details of a span lie over the text
            sheet.click()
        for question in self.find("[data-questions] [data-variable]").all():
            choices = question.locator("[data-option] input").all()
            if choices:
                choices[0].check()
            else:
                question.locator("input").fill("said")

    def submit(self) -> None:
        """Submit what is complete; the page goes on to the next article or to the queue."""
        expect(self.find("[data-owed]")).to_have_text("Complete")
        self.expect_saved()
        address = self.page.url
        self.find("[data-submit]").click()
        self.page.wait_for_url(lambda url: url != address)
