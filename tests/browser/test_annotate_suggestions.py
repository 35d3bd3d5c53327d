"""What programs suggest is underlined and listed, and becomes a label by a person's key alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.annotate_desk import Desk

pytestmark = pytest.mark.browser


def suggest(desk: Desk, *words: str) -> None:
    """Suggest the first label of the codebook for words of the text."""
    layer = desk.store.codebook.layers[0]
    said = {"layer": layer.code, "label": layer.labels[0].code, "attributes": {}, "score": 0.75}
    desk.store.suggestions = [
        {
            **said,
            "start": at,
            "end": at + len(quote),
            "uid": f"suggested-{at}",
            "model": "tagger",
            "version": "2",
        }
        for quote in words
        for at in [desk.store.text.index(quote)]
    ]
    desk.open()
    desk.article.focus()


def left(desk: Desk) -> list[str]:
    return desk.find("[data-suggestions] [data-part=quote]").all_text_contents()


def test_suggestions_are_accepted_edited_and_rejected_by_key(desk):
    suggest(desk, "iron friendship", "neutral actor", "autocrat")
    first, second, third = left(desk)
    desk.expect_saved()
    assert desk.store.annotation.spans == ()
    desk.keys(";", "+")
    desk.expect_saved()
    assert desk.stored_quotes == [first]
    assert desk.store.annotation.spans[0].uid.startswith("suggested-")
    desk.keys("Escape", ";", "-")
    desk.expect_saved()
    assert left(desk) == [third]
    assert desk.store.requests[-1]["operations"][0]["op"] == "reject"
    other = desk.store.codebook.layers[0].labels[1]
    desk.keys(";", other.hotkey)
    desk.expect_saved()
    assert desk.stored_quotes == [first, third]
    assert desk.store.annotation.spans[1].label == other.code
    assert left(desk) == []
    expect(desk.find("[data-no-suggestions]")).to_be_visible()
    desk.keys("Control+z", "Control+z")
    desk.expect_saved()
    assert left(desk) == [second, third]
    assert desk.errors == []


def test_suggestions_are_decided_by_their_buttons(desk):
    suggest(desk, "iron friendship", "neutral actor")
    desk.find("[data-suggestions] [data-does=accept]").first.click()
    desk.find("[data-suggestions] [data-does=reject]").first.click()
    desk.expect_saved()
    assert desk.stored_quotes == ["iron friendship"]
    assert left(desk) == []
