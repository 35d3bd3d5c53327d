"""Twenty thousand words with a thousand spans can be worked on; run with -s to see how fluently."""

import random

import pytest
from playwright.sync_api import BrowserContext

from annotations.annotation import Annotation, MarkedSpan
from tests.browser.annotate_codebook import LABELS, framing_codebook
from tests.browser.annotate_desk import Desk
from tests.browser.annotate_site import Server, Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = [
    "the",
    "president",
    "said",
    "that",
    "both",
    "countries",
    "would",
    "deepen",
    "their",
    "trade",
    "and",
    "trust",
    "against",
    "all",
    "pressure",
]

SCROLL = """
    () => new Promise((resolve) => {
      const frames = [];
      let last = performance.now();
      const step = (now) => {
        frames.push(now - last);
        last = now;
        scrollBy({top: 240, behavior: "instant"});
        if (frames.length < 120) requestAnimationFrame(step);
        else resolve(frames.slice(1).sort((a, b) => a - b)[Math.floor(frames.length * 0.95)]);
      };
      requestAnimationFrame(step);
    })
"""
# From the key to the frame that shows the span.
MARK = """
    (key) => new Promise((resolve) => {
      const article = document.querySelector("[data-article]");
      const start = performance.now();
      article.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
      const script = performance.now() - start;
      requestAnimationFrame(() => setTimeout(() => resolve([script, performance.now() - start])));
    })
"""


@pytest.fixture
def store() -> Store:
    chance = random.Random(1)  # noqa: S311 - the same text every time, no secret
    paragraphs = [" ".join(chance.choices(WORDS, k=50)) for _ in range(400)]
    store = Store("\n\n".join(paragraphs), framing_codebook())
    spans = []
    for number in range(1000):
        start = store.text.index(" ", chance.randrange(len(store.text) - 200)) + 1
        end = store.text.index(" ", start + chance.randrange(1, 60))
        quote = store.text[start:end]
        spans.append(MarkedSpan(f"s{number}", "framing", LABELS[number % 12][0], start, end, quote))
    store.annotation = Annotation(tuple(spans))
    store.version = 1
    return store


def test_a_long_article_with_a_thousand_spans_can_be_worked_on(
    context: BrowserContext, server: Server, store: Store
):
    desk = Desk(context, server, store)
    desk.expect_saved()
    ready = desk.page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert len(desk.quotes) == 1000
    scroll = desk.page.evaluate(SCROLL)
    desk.stand_on(store.text.split()[0])
    marks = []
    for _ in range(10):
        desk.keys("ArrowRight")
        marks.append(desk.page.evaluate(MARK, "d"))
    script, painted = (sorted(times)[5] for times in zip(*marks, strict=True))
    steps = desk.page.evaluate(
        """() => {
          const article = document.querySelector("[data-article]");
          const start = performance.now();
          for (let i = 0; i < 100; i += 1) {
            article.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
          }
          return (performance.now() - start) / 100;
        }"""
    )
    print(f"\npage complete {ready:.0f} ms; ", end="")
    print(f"mark {script:.1f} ms of script, {painted:.0f} ms to the frame; ", end="")
    print(f"scroll p95 {scroll:.1f} ms per frame; caret step {steps:.2f} ms")
    assert len(desk.quotes) == 1010
