"""The words of a span are suggested wherever else they stand: accepted one by one or all, with one undo."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TEXT = (
    "The Autocrat and his guests\n\nAn autocrat spoke. The autocrat’s autocratic friends said: autocrat!\n\n"
    "Read also: A parade of autocrat guests that nobody wanted to miss\n\n国王说国王。😀 An autocrat again.\n"
)


def test_every_occurrence_of_a_term_is_suggested_and_accepted_with_one_undo(desk):
    desk.store.text, desk.store.zones = TEXT, ()
    desk.open()
    panel, suggested = desk.find(".suggestions"), desk.find("[data-suggestions] [data-part=quote]")
    expect(panel).to_be_hidden()
    desk.mark("autocrat!", "d")
    desk.keys("*")
    desk.expect_saved()
    expect(panel).to_be_hidden()  # "autocrat!" stands nowhere else
    desk.keys("Control+z")
    desk.mark("autocrat", "d")
    desk.keys("*")
    expect(suggested).to_have_count(5)
    desk.expect_saved()
    assert desk.stored_quotes == ["autocrat"]
    desk.keys("*")
    expect(suggested).to_have_count(0)
    desk.expect_saved()
    assert [quote.casefold() for quote in desk.stored_quotes] == ["autocrat"] * 6
    assert len(desk.store.requests[-1]["operations"]) == 5
    desk.keys("Control+z")
    expect(suggested).to_have_count(5)
    desk.expect_saved()
    assert desk.stored_quotes == ["autocrat"]
    desk.keys("Control+z")
    expect(panel).to_be_hidden()
    desk.keys("Control+y", "Control+y")
    desk.expect_saved()
    assert len(desk.stored_quotes) == 6
    assert desk.errors == []


def test_places_are_accepted_and_rejected_one_by_one_and_taken_back_at_once(desk):
    desk.store.text, desk.store.zones = TEXT, ()
    desk.open()
    desk.mark("autocrat", "d")
    suggested = desk.find("[data-suggestions] [data-part=quote]")
    desk.find("[data-command=everywhere]").click()
    expect(suggested).to_have_count(5)
    desk.article.focus()
    desk.keys(";", "-", "+", "Escape", ";", "+")
    desk.expect_saved()
    assert len(desk.stored_quotes) == 3
    rejected = desk.store.requests[1]["operations"][0]["suggestion"]
    desk.find("[data-own=back]").click()
    expect(suggested).to_have_count(0)
    desk.expect_saved()
    assert len(desk.stored_quotes) == 1
    assert rejected.startswith("everywhere-4-12-")
    desk.article.focus()
    desk.keys("Control+z")
    desk.expect_saved()
    assert len(desk.stored_quotes) == 3
    desk.find("[data-own=accept]").click()
    desk.expect_saved()
    assert len(desk.stored_quotes) == 5  # all but the rejected one
    assert desk.errors == []


def test_words_without_spaces_between_them_are_found_and_so_is_the_button(desk):
    desk.store.text, desk.store.zones = TEXT, ()
    desk.open()
    desk.drag("国王")
    desk.keys("d")
    desk.find("[data-command=everywhere]").click()
    desk.find("[data-own=accept]").click()
    desk.expect_saved()
    assert desk.stored_quotes == ["国王", "国王"]
