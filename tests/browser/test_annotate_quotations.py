"""Whether a span stands in quotation marks is told beside its voice; it never sets one."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_span_inside_quotation_marks_is_said_to_be_and_gets_no_voice(desk):
    hint = desk.find("[data-quotation-hint]")
    desk.mark("iron friendship", "p")
    expect(hint).to_have_text("inside quotation marks")
    desk.expect_saved()
    assert "voice" not in desk.store.annotation.spans[0].attributes
    assert desk.find("[data-variable=voice] input:checked").count() == 0
    desk.mark("neutral actor", "n")
    expect(hint).to_have_text("")
