"""A whole session in a real browser, on the real server: from an empty installation to the CSV bundle."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.live_desk import LiveDesk
from tests.browser.live_site import LiveSite, Person
from tests.browser.live_team import download, go_to_queue, import_articles, invite, open_next, set_up

pytestmark = pytest.mark.browser

NAMES = ("Adaquill", "Benquill", "Cleoquill")

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


def start_round(newcomer: Callable[..., Person], live: LiveSite) -> tuple[Person, list[Person], str]:
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
