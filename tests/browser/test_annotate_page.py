"""The page itself: what it asks, what it says is missing, how it looks on every screen, who can use it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.annotate_desk import Desk

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def answer_all(desk) -> None:
    for control in ("main_frame-NONE", "stance-0", "other_side-yes"):
        desk.find(f"#answer-{control}").check()


def test_submit_lists_what_is_missing_and_leads_to_each_place(desk):
    desk.mark("neutral actor", "n")
    desk.keys("Escape")
    desk.find("[data-submit]").click()
    missing = desk.find("[data-missing]")
    expect(missing.get_by_role("heading")).to_have_text("7 things are missing")
    expect(missing.get_by_role("heading")).to_be_focused()
    missing.get_by_role("button", name="“neutral actor” lacks Valence.").click()
    expect(desk.find("#span-framing-valence-neg")).to_be_focused()
    missing.get_by_role("button", name="Answer the question “Main frame”.").click()
    expect(desk.find("#answer-main_frame-DELEG")).to_be_focused()
    expect(desk.find("[data-questions] [data-variable=main_frame]")).to_have_attribute("aria-invalid", "true")
    assert not desk.store.annotation.submitted


def test_the_list_of_missing_things_shrinks_while_one_works(desk):
    desk.find("[data-submit]").click()
    entries = desk.find("[data-missing] li")
    expect(entries).to_have_count(4)
    answer_all(desk)
    expect(entries).to_have_count(1)
    desk.find("#found-none").check()
    expect(desk.find("[data-missing]")).to_be_hidden()
    expect(desk.find("[data-owed]")).to_have_text("Complete")


def test_an_annotator_can_say_that_nothing_was_found(desk):
    desk.find("#found-none").check()
    answer_all(desk)
    desk.find("[data-submit]").click()
    desk.page.wait_for_url("**/next")
    assert desk.store.annotation.found_none
    assert desk.store.annotation.submitted


def test_marking_takes_back_that_nothing_was_found_and_undo_restores_it(desk):
    found_none = desk.find("#found-none")
    found_none.check()
    desk.mark("neutral actor", "n")
    expect(found_none).not_to_be_checked()
    expect(found_none).to_be_disabled()
    desk.keys("Control+z")
    expect(found_none).to_be_checked()
    desk.expect_saved()
    assert desk.store.annotation.found_none


def test_what_the_server_finds_missing_is_shown_and_nothing_is_lost(desk):
    desk.find("#found-none").check()
    answer_all(desk)
    desk.expect_saved()
    desk.page.evaluate("document.querySelector('[data-status]').dataset.state = ''")
    # The codebook of the store grows a question that this page does not know.
    old = desk.store.codebook
    question = old.article_questions[-1]
    more = type(question)("extra", "One more", "article", "text", "")
    desk.store.codebook = type(old)(
        old.title, old.version, layers=old.layers, article_questions=(*old.article_questions, more)
    )
    desk.find("[data-submit]").click()
    expect(desk.find("[data-missing] li")).to_have_text("Answer the question “One more”.")
    expect(desk.find("[data-submit]")).to_be_enabled()
    assert not desk.store.annotation.submitted


def test_the_speaker_is_asked_for_unless_the_voice_is_the_outlet(desk):
    desk.mark("neutral actor", "n")
    speaker = desk.find("[data-variable=voice_source]")
    expect(speaker).to_be_visible()
    desk.keys("1")
    expect(speaker).to_be_hidden()
    desk.keys("3")
    expect(speaker).to_be_visible()
    desk.find("#span-framing-voice_source").fill("The chancellery")
    desk.expect_saved()
    assert desk.store.annotation.spans[0].attributes == {
        "voice": "paraphrase",
        "voice_source": "The chancellery",
    }


def test_half_typed_text_stays_with_its_span_when_another_is_chosen(desk):
    desk.mark("neutral actor", "n")
    desk.mark("political trust", "p")
    desk.find("#span-note").fill("about trust")
    desk.find("[data-spans] button").last.click()
    expect(desk.find("#span-note")).to_have_value("")
    desk.expect_saved()
    assert [(span.quote, span.note) for span in desk.store.annotation.spans] == [
        ("political trust", "about trust"),
        ("neutral actor", ""),
    ]


def test_an_answer_can_be_cleared(desk):
    desk.find("#answer-other_side-yes").check()
    desk.expect_saved()
    desk.find("[data-variable=other_side] [data-clear]").click()
    desk.expect_saved()
    assert desk.store.annotation.answers == {}


def test_several_answers_are_kept_in_the_order_of_the_codebook(desk):
    desk.find("#answer-functions-cause").check()
    desk.find("#answer-functions-problem").check()
    desk.expect_saved()
    assert desk.store.annotation.answers == {"functions": ["problem", "cause"]}


def test_the_value_of_a_scale_is_its_point(desk):
    desk.find("[id='answer-stance--2']").check()
    desk.expect_saved()
    assert desk.store.annotation.answers == {"stance": -2}


def test_the_codebook_entry_of_a_label_is_at_hand(desk):
    desk.find("[data-palette]").get_by_role("button", name="Codebook: Neutrality claim").click()
    expect(desk.find("#entry-0-2")).to_contain_text("A statement that an actor takes no side.")
    desk.keys("Escape")
    expect(desk.find("#entry-0-2")).to_be_hidden()
    desk.article.focus()
    desk.keys("Shift+B")
    expect(desk.find("#entry-0-7")).to_be_visible()


def test_the_list_of_spans_leads_to_the_text(desk):
    desk.mark("A parade of guests", "g")
    desk.keys("Escape")
    desk.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    desk.find("[data-spans] button").click()
    expect(desk.find("[data-chosen-quote]")).to_have_text("A parade of guests")
    assert desk.drawn("active-span") == ["A parade of guests"]


def test_a_submitted_annotation_can_only_be_read(context, server, store):
    store.change([{"op": "found_none", "value": True}])
    for variable, value in (("main_frame", "NONE"), ("stance", 0), ("other_side", "no")):
        store.change([{"op": "answer", "variable": variable, "value": value}])
    store.change([{"op": "submit"}])
    desk = Desk(context, server, store)
    desk.expect_saved()
    expect(desk.find("[data-submit]")).to_be_disabled()
    expect(desk.find("#answer-other_side-no")).to_be_disabled()
    desk.mark("neutral actor", "n")
    assert desk.quotes == []


def test_a_browser_without_highlights_is_told(context, server, store):
    context.add_init_script("delete globalThis.Highlight")
    desk = Desk(context, server, store)
    expect(desk.find("[data-cannot-draw]")).to_be_visible()
    expect(desk.article).to_contain_text("neutral actor")


def test_a_browser_without_storage_and_locks_still_saves_and_says_what_it_cannot(context, server, store):
    context.add_init_script(
        "indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); };"
        "Object.defineProperty(navigator, 'locks', {value: undefined});"
    )
    desk = Desk(context, server, store)
    desk.expect_saved()
    expect(desk.find("[data-forgets]")).to_be_visible()
    desk.mark("neutral actor", "n")
    desk.expect_saved()
    assert store.annotation.spans[0].quote == "neutral actor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_is_accessible_and_fits(chromium, server, store, scheme, width):
    with chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme) as context:
        desk = Desk(context, server, store)
        desk.expect_saved()
        check(desk)
        desk.mark("neutral actor", "n")
        desk.expect_saved()
        check(desk)
        desk.page.evaluate("document.querySelector('[data-submit]').click()")
        expect(desk.find("[data-missing]")).to_be_visible()
        check(desk)
        desk.page.evaluate("document.querySelector('[data-help]').showModal()")
        check(desk)
        desk.page.evaluate("document.querySelector('[data-help]').close()")
        store.change([{"op": "remove", "span": store.annotation.spans[0].uid}])
        desk.find("#article-note").fill("A note")
        expect(desk.find("[data-conflict]")).to_be_visible()
        check(desk)


def check(desk: Desk) -> None:
    """Nothing for axe to find, nothing wider than the screen."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = Axe().run(desk.page, options=options).response["violations"]
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found] == []
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
