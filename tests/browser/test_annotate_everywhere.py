"""The words of a span are marked wherever else they stand, in one action with one undo."""

import pytest

pytestmark = pytest.mark.browser

TEXT = (
    "The Autocrat and his guests\n\nAn autocrat spoke. The autocrat’s autocratic friends said: autocrat!\n\n"
    "Read also: A parade of autocrat guests that nobody wanted to miss\n\n国王说国王。😀 An autocrat again.\n"
)


def test_every_occurrence_of_a_term_is_marked_with_one_undo(desk):
    desk.store.text, desk.store.zones = TEXT, ()
    desk.open()
    desk.mark("autocrat!", "d")
    desk.keys("*")
    desk.expect_saved()
    found = [TEXT[span.start : span.end] for span in desk.store.annotation.spans]
    assert found == ["autocrat!"]
    desk.keys("Control+z")
    desk.mark("autocrat", "d")
    desk.keys("*")
    desk.expect_saved()
    found = [TEXT[span.start : span.end] for span in desk.store.annotation.spans]
    assert [word.casefold() for word in found] == ["autocrat"] * 6
    assert len(desk.store.requests[-1]["operations"]) == 5
    desk.keys("*", "Control+z")
    desk.expect_saved()
    assert desk.stored_quotes == ["autocrat"]


def test_words_without_spaces_between_them_are_found_and_so_is_the_button(desk):
    desk.store.text, desk.store.zones = TEXT, ()
    desk.open()
    desk.drag("国王")
    desk.keys("d")
    desk.find("[data-command=everywhere]").click()
    desk.expect_saved()
    assert desk.stored_quotes == ["国王", "国王"]
