"""An annotator at the annotating page: what a person sees and does there, in a real browser."""

from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.annotate_site import Server, Store

READY = "[data-annotate][data-ready]"
# Listens from the first moment for everything that the security policy would block.
WATCH = """
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    globalThis.rangeText = ({startContainer, startOffset, endContainer, endOffset}) => {
      const range = document.createRange();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      return range.toString();
    };
"""


class Desk:
    """One tab of one browser at the page."""

    def __init__(self, context: BrowserContext, server: Server, store: Store) -> None:
        self.store = store
        self.server = server
        self.context = context
        self.errors: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.open()

    def open(self) -> None:
        self.page.goto(self.server.url + "/annotate")
        self.page.wait_for_selector(READY)

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    @property
    def article(self) -> Locator:
        return self.find("[data-article]")

    @property
    def status(self) -> Locator:
        return self.find("[data-status]")

    @property
    def quotes(self) -> list[str]:
        """The list of spans: quotes in their order."""
        return self.find("[data-spans] [data-part=quote]").all_text_contents()

    @property
    def stored_quotes(self) -> list[str]:
        return [span.quote for span in self.store.annotation.spans]

    def expect_saved(self) -> None:
        expect(self.status).to_have_attribute("data-state", "saved")

    def expect_state(self, state: str) -> None:
        expect(self.status).to_have_attribute("data-state", state)

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def box(self, words: str) -> dict[str, float]:
        """Where words of the article are on the screen."""
        return self.page.evaluate(
            """(words) => {
              for (const p of document.querySelectorAll("[data-article] p")) {
                const at = p.firstChild.data.indexOf(words);
                if (at < 0) continue;
                p.scrollIntoView({block: "center", behavior: "instant"});
                const range = document.createRange();
                range.setStart(p.firstChild, at);
                range.setEnd(p.firstChild, at + words.length);
                const {left, right, top, bottom} = range.getBoundingClientRect();
                return {left, right, y: (top + bottom) / 2};
              }
            }""",
            words,
        )

    def drag(self, words: str) -> None:
        """Select words of one line by mouse."""
        box = self.box(words)
        mouse = self.page.mouse
        mouse.move(box["left"] + 0.5, box["y"])
        mouse.down()
        mouse.move((box["left"] + box["right"]) / 2, box["y"])
        mouse.move(box["right"] - 0.5, box["y"])
        mouse.up()

    def click_on(self, words: str) -> None:
        box = self.box(words)
        self.page.mouse.click((box["left"] + box["right"]) / 2, box["y"])

    def choose_label(self, name: str) -> None:
        self.find("[data-palette] [data-mark]").filter(has_text=name).click()

    def mark(self, words: str, key: str) -> None:
        """Select by mouse and press the letter of a label."""
        self.drag(words)
        self.page.keyboard.press(key)

    def stand_on(self, words: str) -> None:
        """Put the caret on a word by keyboard, from the beginning of the article."""
        self.article.focus()
        self.keys("Control+Home")
        for _ in range(400):
            if self.caret == words:
                return
            self.keys("ArrowDown" if words not in self.paragraph else "ArrowRight")
        raise AssertionError(f"the caret never came to {words!r}")

    @property
    def caret(self) -> str:
        return self.page.evaluate("[...CSS.highlights.get('caret')].map(rangeText).join()")

    @property
    def paragraph(self) -> str:
        return self.page.evaluate("[...CSS.highlights.get('caret')][0]?.startContainer.data ?? ''")

    def drawn(self, name: str) -> list[str]:
        """The words under all highlights whose name begins so."""
        return self.page.evaluate(
            """(name) => [...CSS.highlights].filter(([key]) => key.startsWith(name))
                 .flatMap(([, highlight]) => [...highlight].map(rangeText))""",
            name,
        )
