"""A whole study in browsers: training, pilot, recoding, reliability, norming, adjudication, export."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import pytest
from playwright.sync_api import Page, expect

from annotations.text import fingerprint
from tests.browser.live_site import LiveSite, Person
from tests.browser.live_team import SEEDS, download, go_to_queue, import_articles, invite, open_next, set_up

SPANS = SEEDS.parent / "examples" / "seed_spans.csv"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not SPANS.is_file(), reason="the verified spans of the seed articles are not here"),
]

ADA, BEN, KEY = "Adaquill", "Benquill", "Keyquill"
Mark = dict[str, object]
Marks = Mapping[str, Sequence[Mark]]

# Marks and submits what is owed, from within the page, as its own script would.
CODE = """
async ([owed, marks, slant]) => {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content,
  };
  const valueFor = {choices: (q) => [q.categories[0].code], scale: (q) => q.minimum + slant,
                    choice: (q) => q.categories[0].code, number: (q) => q.minimum ?? 0, text: () => "said"};
  for (const id of owed) {
    const {version, codebook, text, annotation} = await (await fetch(`/api/assignments/${id}`)).json();
    const known = new Set(annotation.spans.map((span) => span.start));
    const spans = (marks[text.sha256] ?? []).filter((mark) => !known.has(mark.start));
    const answers = codebook.article_questions.map((q) =>
      ({op: "answer", variable: q.code, value: valueFor[q.kind](q)}));
    const found = spans.length + known.size ? spans : [{op: "found_none", value: true}];
    const operations = [...found, ...answers, {op: "submit"}];
    const body = JSON.stringify({base_version: version, key: crypto.randomUUID(), operations,
                                 client_time: new Date().toISOString()});
    const answer = await fetch(`/api/assignments/${id}/changes`, {method: "POST", headers, body});
    const told = await answer.json();
    if (told.state !== "submitted") throw new Error(`${id}: ${JSON.stringify(told)}`);
  }
}
"""


def verified() -> dict[str, list[Mark]]:
    """Return the verified spans as operations, by the digest of the text."""
    found: dict[str, list[Mark]] = {}
    rows = csv.DictReader(io.StringIO(SPANS.read_text(encoding="utf-8"), newline=""))
    for number, row in enumerate(rows):
        text = (SEEDS / row["seed_file"]).read_text(encoding="utf-8")
        start, end = int(row["start"]), int(row["end"])
        assert text[start:end] == row["surface"]
        values = {name: row[name] for name in ("target", "voice", "valence")}
        if row["voice"] != "outlet":
            values["voice_source"] = row["voice_source"] or "somebody"
        found.setdefault(fingerprint(text), []).append(
            {"op": "mark", "span": f"v{number}", "layer": "framing", "label": row["label"], "start": start}
            | {"end": end, "quote": row["surface"], "attributes": values}
        )
    return found


def missing_some(marks: Marks, every: int) -> dict[str, list[Mark]]:
    """Leave out each so many-th span, so that somebody disagrees."""
    return {key: [one for n, one in enumerate(some, 1) if n % every] for key, some in marks.items()}


def plan(manager: Person, name: str, phase: str, people: Sequence[str], articles: Sequence[int] = ()) -> Page:
    """Fill in the form of a round as far as most rounds need it."""
    page = manager.page
    manager.link("Rounds")
    manager.link("Plan a round")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Phase").select_option(phase)
    for one in people:
        page.get_by_label(one).check()
    if articles:
        page.get_by_label("Those ticked one by one").check()
        boxes = page.get_by_role("group", name="Single articles").get_by_role("checkbox")
        for place in articles:
            boxes.nth(place).check()
    return page


def begin(manager: Person) -> str:
    """Make and open the round of the form; return the address of its board."""
    manager.press("Show the plan")
    manager.press("Make this round")
    manager.press("Open the round")
    expect(manager.page.get_by_text("0 of", exact=False).first).to_be_visible()
    return manager.page.url


def code(person: Person, round_name: str, marks: Marks, slant: int = 0) -> None:
    """Submit everything that is owed in a round."""
    go_to_queue(person)
    choose = person.page.get_by_role("link", name=round_name, exact=True)
    if choose.count():
        address = person.page.url
        choose.first.click()
        person.page.wait_for_url(lambda now: now != address)
    rows = person.page.locator("tr:not(:has(.state-submitted)) a[href*='/annotate/']").all()
    owed = [(row.get_attribute("href") or "").rsplit("/", 1)[1] for row in rows]
    assert owed, round_name
    person.page.evaluate(CODE, [owed, marks, slant])


def close(manager: Person, board: str) -> None:
    manager.page.goto(board)
    manager.page.once("dialog", lambda dialog: dialog.accept())
    manager.press("Close the round")
    expect(manager.page.get_by_text("The round is closed.").first).to_be_visible()


def make_keys(manager: Person, expert: Person, marks: Marks) -> None:
    """One expert codes two articles; what stands there becomes the key."""
    plan(manager, "Key", "pilot", [KEY], [0, 1])
    board = begin(manager)
    code(expert, "Key", marks)
    close(manager, board)
    manager.link("Adjudication")
    manager.press("Make answer keys")
    expect(manager.page.get_by_role("heading", name="2 keys were made")).to_be_visible()


def train(manager: Person, ada: Person, ben: Person, marks: Marks) -> None:
    """Both code the articles of the keys; one passes at once, one sees what differs and is admitted."""
    page = plan(manager, "Training", "training", [ADA, BEN], [0, 1])
    page.get_by_text("Training and gold articles").click()
    page.locator("[name=mark_span_f1]").fill("0.9")
    board = begin(manager)
    code(ada, "Training", marks)
    code(ben, "Training", missing_some(marks, 2))
    go_to_queue(ben)
    ben.page.get_by_role("link", name="Feedback").first.click()
    expect(ben.page.get_by_role("heading", name="Span by span")).to_be_visible()
    expect(ben.page.get_by_text("What the codebook says").first).to_be_visible()
    page.goto(f"{board}/training")
    row = page.get_by_role("row").filter(has_text=BEN)
    row.get_by_text("Admit by hand").click()
    row.get_by_label("Reason").fill("Went through the differences together.")
    row.get_by_role("button", name="Admit").click()
    close(manager, board)


def pilot(manager: Person, ada: Person, ben: Person, marks: Marks) -> str:
    """Only who passed or was admitted codes the pilot."""
    page = plan(manager, "Pilot", "pilot", [ADA, BEN], [2, 3, 4])
    page.get_by_text("Training and gold articles").click()
    page.get_by_label("Only who passed").select_option(index=1)
    board = begin(manager)
    code(ada, "Pilot", marks)
    code(ben, "Pilot", missing_some(marks, 3), 1)
    close(manager, board)
    manager.link("Agreement")
    expect(page.get_by_role("main")).to_contain_text("6 submitted annotations")
    return board


def change_codebook(manager: Person, board: str, ada: Person, ben: Person) -> None:
    """A definition is changed in the browser, frozen, and what it touches is coded again."""
    page = manager.page
    manager.link("Codebook")
    manager.link("Begin a draft")
    page.get_by_label("Version").fill("1.1")
    manager.press("Begin the draft")
    page.get_by_role("link", name="Adversary or threat").first.click()
    page.get_by_label("Definition").fill("Somebody is called an enemy or a danger, by whomever.")
    manager.press("Save in the draft")
    manager.link("Codebook")
    page.get_by_text("This version is a draft.").click()
    expect(page.get_by_text("may change the coding").first).to_be_visible()
    page.get_by_label("Note").fill("Threat by whomever.")
    page.locator("[name=sure]").check()
    manager.press("Freeze version 1.1")
    page.goto(f"{board}/recode")
    page.get_by_label("Adversary or threat").check()
    manager.press("Show who would recode what")
    manager.press("Make this round and open it")
    for person in (ada, ben):
        code(person, "Pilot, recoded under 1.1", {})


def reliability(manager: Person, ada: Person, ben: Person, marks: Marks) -> str:
    """Everybody codes everything, blind, outlets masked."""
    page = plan(manager, "Reliability", "reliability", [ADA, BEN])
    page.get_by_label("Mask the outlets").check()
    board = begin(manager)
    open_next(ada)
    for outlet in ("The Lamp", "The Coast"):
        expect(ada.page.locator("body")).not_to_contain_text(outlet)
    code(ada, "Reliability", marks)
    code(ben, "Reliability", missing_some(marks, 3), 1)
    page.goto(board)
    expect(page.get_by_role("link", name="Agreement", exact=True)).to_have_count(0)
    close(manager, board)
    return board


def norm(manager: Person, ada: Person, ben: Person, board: str) -> None:
    """The dearest disagreement is on the screen of all; they vote, and the rule goes into the codebook."""
    page = manager.page
    page.goto(f"{board}/norming")
    page.get_by_role("button", name="on the screen").first.click()
    screen = page.url
    for person in (ada, ben):
        person.page.goto(screen)
        person.page.get_by_role("radio").first.check()
        person.press("Vote")
        expect(person.page.get_by_text("Your vote is noted.")).to_be_visible()
    page.goto(screen)
    manager.press("Count the votes")
    page.get_by_role("textbox", name="Rule").fill("The first answer holds where the headline says so.")
    manager.press("Settle")
    expect(page.get_by_text("Settled. The rule is in the draft of the codebook.")).to_be_visible()


def adjudicate(manager: Person, board: str) -> None:
    """One disagreement is decided by keyboard alone."""
    page = manager.page
    page.goto(f"{board}/adjudication?state=undecided&kind=found")
    page.get_by_role("row").get_by_role("link").first.click()
    expect(page.locator("[data-adjudicate]")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided.")).to_be_visible()
    page.goto(f"{board}/adjudication?state=decided")
    expect(page.get_by_role("row")).to_have_count(2)  # the header and what was decided


def test_a_study_from_training_to_its_export(newcomer: Callable[..., Person], live: LiveSite):
    manager, marks = newcomer(), verified()
    set_up(manager, live)
    import_articles(manager)
    ada, ben, expert = newcomer(), newcomer(narrow_and_dark=True), newcomer()
    for person, name in ((ada, ADA), (ben, BEN), (expert, KEY)):
        invite(manager, person, name)
    make_keys(manager, expert, marks)
    train(manager, ada, ben, marks)
    piloted = pilot(manager, ada, ben, marks)
    change_codebook(manager, piloted, ada, ben)
    board = reliability(manager, ada, ben, marks)
    norm(manager, ada, ben, board)
    adjudicate(manager, board)

    tables = download(manager)
    originals = [row for row in tables["spans.csv"] if row["round"] == "Reliability"]
    assert len(originals) > len(tables["adjudicated_spans.csv"]) > 0
    assert {row["codebook_version"] for row in tables["assignments.csv"]} == {"v1", "v2"}
    assert [row["kind"] for row in tables["decisions.csv"]] == ["found"]
    assert len(tables["norming_votes.csv"]) == 2
