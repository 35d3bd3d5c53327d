"""Marking by mouse and by keyboard alone; overlaps, borders, undo; offsets in every script."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_words_selected_by_mouse_are_marked_by_a_press_on_a_label(desk):
    desk.drag("neutral actor")
    desk.choose_label("Neutrality claim")
    desk.expect_saved()
    assert desk.stored_quotes == ["neutral actor"]
    assert desk.quotes == ["neutral actor"]
    assert desk.drawn("mark-0-2-") == ["neutral actor"]


def test_a_language_that_the_browser_cannot_read_does_not_stop_the_page(desk):
    desk.store.language = "en-a"
    desk.open()
    desk.drag("neutral actor")
    desk.keys("n")
    desk.expect_saved()
    assert desk.stored_quotes == ["neutral actor"]


def test_edge_spaces_are_left_out(desk):
    desk.drag(" long-time autocrat ")
    desk.keys("d")
    desk.expect_saved()
    assert desk.stored_quotes == ["long-time autocrat"]


def test_an_article_is_annotated_and_submitted_without_a_mouse(desk):
    desk.stand_on("adversary")
    desk.keys("Shift+ArrowRight", "a")
    expect(desk.find("[data-chosen-quote]")).to_have_text("adversary nations")
    desk.keys("1", "5", "Enter")  # voice: outlet, valence: negative, then the first field that is missing
    desk.page.keyboard.type("sudm")
    desk.keys("Enter", "Escape")
    assert desk.store.codebook  # the page works on the codebook of the store
    desk.expect_saved()
    desk.find("#answer-main_frame-ADVERS").focus()
    desk.keys("Space")
    desk.find("#answer-stance-not_applicable").focus()
    desk.keys("Space")
    desk.find("#answer-other_side-no").focus()
    desk.keys("Space")
    desk.find("[data-submit]").focus()
    desk.keys("Enter")
    desk.page.wait_for_url("**/next")
    span = desk.store.annotation.spans[0]
    assert (span.label, dict(span.attributes)) == (
        "ADVERS",
        {"target": "SUD", "voice": "outlet", "valence": "neg"},
    )
    assert desk.store.annotation.submitted


def test_a_letter_marks_the_word_at_the_caret(desk):
    desk.stand_on("autocrat")
    desk.keys("d")
    desk.expect_saved()
    assert desk.stored_quotes == ["autocrat"]


def test_borders_go_by_character_with_control(desk):
    desk.stand_on("countries")
    desk.keys("Control+Shift+ArrowLeft", "p")
    desk.expect_saved()
    assert desk.stored_quotes == ["countrie"]


def test_a_selection_shrinks_by_words_as_it_grew(desk):
    desk.stand_on("neutral")
    desk.keys("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "n")
    desk.expect_saved()
    assert desk.stored_quotes == ["neutral actor"]


def test_a_selection_grows_backwards(desk):
    desk.stand_on("actor")
    desk.keys("Shift+ArrowLeft", "n")
    desk.expect_saved()
    assert desk.stored_quotes == ["neutral actor"]


def test_a_nested_span_is_chosen_first_and_the_outer_one_by_the_next_click(desk):
    desk.mark("call itself a neutral actor", "q")
    desk.keys("Escape", "Escape")
    desk.mark("neutral actor", "n")
    desk.expect_saved()
    chosen = desk.find("[data-chosen-quote]")
    desk.keys("Escape")
    desk.click_on("neutral")
    expect(chosen).to_have_text("neutral actor")
    desk.click_on("neutral")
    expect(chosen).to_have_text("call itself a neutral actor")
    desk.click_on("neutral")
    expect(chosen).to_have_text("neutral actor")


def test_touching_spans_of_one_label_are_drawn_in_different_lanes(desk):
    desk.mark("political ", "p")
    desk.keys("Escape")
    desk.mark("political trust", "p")
    desk.expect_saved()
    assert desk.drawn("mark-0-3-0") == ["political"]
    assert desk.drawn("mark-0-3-1") == ["political trust"]


def test_a_letter_relabels_the_chosen_span(desk):
    desk.mark("neutral actor", "n")
    desk.keys("q")
    desk.expect_saved()
    assert [(s.quote, s.label) for s in desk.store.annotation.spans] == [("neutral actor", "DISTANCE")]


def test_brackets_move_the_borders_of_the_chosen_span(desk):
    desk.mark("neutral actor", "n")
    desk.keys("{", "]")
    desk.expect_saved()
    assert desk.stored_quotes == ["a neutral actor of"]
    desk.keys("}", "[")
    desk.expect_saved()
    assert desk.stored_quotes == ["neutral actor"]


def test_delete_removes_and_undo_brings_back_with_all_that_was_said(desk):
    desk.mark("neutral actor", "n")
    desk.keys("3", "7")
    desk.expect_saved()
    before = desk.store.annotation.spans
    desk.keys("Delete")
    desk.expect_saved()
    assert desk.store.annotation.spans == ()
    desk.keys("Control+z")
    desk.expect_saved()
    assert desk.store.annotation.spans == before


def test_undo_and_redo_walk_through_every_action(desk):
    desk.mark("neutral actor", "n")
    desk.keys("q", "[", "Control+z", "Control+z", "Control+z")
    desk.expect_saved()
    assert desk.store.annotation.spans == ()
    desk.keys("Control+Shift+z", "Control+y", "Control+y")
    desk.expect_saved()
    assert [(s.quote, s.label) for s in desk.store.annotation.spans] == [("neutral", "DISTANCE")]


@pytest.mark.parametrize(
    "words",
    ["😀", "الصداقة بين", "是好朋友", "会談", "Cafe\u0301", "👨‍👩‍👧‍👦 families", "flags 🇳🇴", "only days"],
)
def test_offsets_are_code_points_in_every_script(desk, words):
    desk.mark(words, "g")
    desk.expect_saved()
    (span,) = desk.store.annotation.spans
    assert span.quote == words
    assert (span.start, span.end) == (desk.store.text.index(words), desk.store.text.index(words) + len(words))


def test_graphemes_are_not_cut_by_the_keyboard(desk):
    desk.stand_on("👨‍👩‍👧‍👦")
    desk.keys("Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "g")
    desk.expect_saved()
    assert desk.stored_quotes == ["👨‍👩‍👧‍👦 f"]


def test_left_leads_forward_in_a_paragraph_from_right_to_left(desk):
    desk.stand_on("قال")
    desk.keys("ArrowLeft", "Shift+ArrowLeft", "g")
    desk.expect_saved()
    assert desk.stored_quotes == ["الرئيس إن"]


def test_a_span_across_paragraphs_quotes_the_gap_between_them(desk):
    desk.stand_on("historic")
    desk.keys("Control+Shift+ArrowDown", "e")
    desk.expect_saved()
    assert desk.stored_quotes == ["historic highs.\n\n“Amid"]


def test_single_keys_can_be_switched_off(desk):
    desk.article.focus()
    desk.keys("?")
    desk.find("#single-keys").uncheck()
    desk.keys("Escape")
    desk.stand_on("autocrat")
    desk.keys("d", "?", ".")
    expect(desk.find("[data-help]")).to_be_hidden()
    assert desk.quotes == []


def test_letters_do_nothing_outside_the_article(desk):
    desk.drag("neutral actor")
    desk.find("#article-note").focus()
    desk.keys("n", "d")
    expect(desk.find("#article-note")).to_have_value("nd")
    assert desk.quotes == []


def test_a_touch_selection_marks_with_the_label_bar(phone):
    phone.page.evaluate(
        """() => {
          const node = document.querySelectorAll("[data-article] p")[3].firstChild;
          const at = node.data.indexOf("neutral actor");
          getSelection().setBaseAndExtent(node, at, node, at + 13);
        }"""
    )
    expect(phone.find("[data-palette-hint]")).to_have_text("Mark “neutral actor” as")
    phone.find("[data-palette] [data-mark]").filter(has_text="Neutrality claim").tap()
    phone.expect_saved()
    assert phone.stored_quotes == ["neutral actor"]


def test_changes_are_announced(desk):
    announcer = desk.find("[data-announcer]")
    desk.mark("neutral actor", "n")
    expect(announcer).to_have_text("Marked as Neutrality claim: neutral actor")
    desk.keys("q")
    expect(announcer).to_have_text("Now Distancing: neutral actor")
    desk.keys("Delete")
    expect(announcer).to_have_text("Removed: neutral actor")
    expect(announcer).to_have_text("Saved.")


def test_spans_outside_the_counted_zones_are_kept_and_said_to_be_so(desk):
    desk.mark("A parade of guests", "g")
    desk.expect_saved()
    expect(desk.find("[data-spans] [data-part=outside]")).to_be_visible()
    assert desk.stored_quotes == ["A parade of guests"]


def test_the_caret_and_the_selection_are_spoken(desk):
    announcer = desk.find("[data-announcer]")
    desk.stand_on("neutral")
    expect(announcer).to_have_text("neutral")
    desk.keys("Shift+ArrowRight")
    expect(announcer).to_have_text("Selected: neutral actor")
    desk.keys("n", "Escape", ".")
    expect(announcer).to_have_text("Neutrality claim: neutral actor")


def test_the_text_has_the_focus_from_the_start(desk):
    expect(desk.article).to_be_focused()
