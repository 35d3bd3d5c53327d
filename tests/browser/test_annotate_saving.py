"""Saving: "saved" is said of what the server confirmed alone; nothing unsent is lost or sent twice."""

import pytest
from flask import Response
from playwright.sync_api import expect

from tests.browser.annotate_desk import Desk

pytestmark = pytest.mark.browser

LOGIN_PAGE = "<!doctype html><title>Sign in</title><h1>Sign in</h1>"
MARK = {"op": "mark", "span": "elsewhere", "layer": "framing", "label": "GAME"}


def refusal(status: int, body: str = "", mimetype: str = "text/html"):
    return lambda: Response(body, status, mimetype=mimetype)


def elsewhere(store, words: str, uid: str = "elsewhere") -> dict:
    start = store.text.index(words)
    return {**MARK, "span": uid, "start": start, "end": start + len(words), "quote": words}


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (refusal(200, LOGIN_PAGE), "waiting"),
        (refusal(200, '{"key": "', "application/json"), "waiting"),
        (refusal(200, '{"key": "another", "version": 1, "hash": "x"}', "application/json"), "waiting"),
        (refusal(200, '{"saved": true}', "application/json"), "waiting"),
        (refusal(400), "waiting"),
        (refusal(429), "waiting"),
        (refusal(500), "waiting"),
        (refusal(502, "<h1>Bad gateway</h1>"), "waiting"),
        (refusal(503, '{"error": "busy"}', "application/json"), "waiting"),
        (refusal(401, '{"error": "signed-out"}', "application/json"), "signed-out"),
        (refusal(403, '{"error": "forbidden", "message": "Closed."}', "application/json"), "refused"),
        (refusal(413, '{"error": "large", "message": "Too large."}', "application/json"), "refused"),
    ],
)
def test_no_other_answer_than_the_expected_one_is_called_saved(desk, fault, state):
    desk.store.faults = [fault] * 50
    desk.mark("neutral actor", "n")
    desk.expect_state(state)
    expect(desk.status).to_contain_text("1 change kept in this browser")
    assert desk.quotes == ["neutral actor"]
    assert desk.store.version == 0


def test_a_redirect_to_the_sign_in_is_a_sign_out(desk):
    desk.store.faults = [lambda: Response(status=302, headers={"Location": "/queue"})]
    desk.mark("neutral actor", "n")
    desk.expect_state("signed-out")


def test_a_lost_answer_is_asked_for_again_with_the_same_key(desk):
    desk.store.answers_to_lose = 2
    desk.mark("neutral actor", "n")
    desk.expect_saved()
    assert len(desk.store.requests) == 3
    assert len({request["key"] for request in desk.store.requests}) == 1
    assert desk.store.version == 1


def test_what_was_done_offline_survives_a_closed_tab_and_arrives_once_and_in_order(desk, context):
    desk.store.lasting_fault = refusal(503)
    desk.mark("neutral actor", "n")
    desk.keys("3", "q")
    desk.mark("political trust", "p")
    desk.expect_state("waiting")
    expect(desk.status).to_contain_text("4 changes kept in this browser")
    desk.page.close()
    desk.store.lasting_fault = None
    again = Desk(context, desk.server, desk.store)
    again.expect_saved()
    assert again.quotes == ["political trust", "neutral actor"]
    spans = desk.store.annotation.spans
    assert [(span.quote, span.label) for span in spans] == [
        ("political trust", "PARTNER"),
        ("neutral actor", "DISTANCE"),
    ]
    assert spans[1].attributes == {"voice": "paraphrase"}
    assert desk.store.version == 4
    desk.page = again.page


def test_unsent_work_is_shown_before_it_is_sent(desk):
    desk.store.faults = [refusal(503)] * 100
    desk.mark("neutral actor", "n")
    desk.expect_state("waiting")
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.page.reload()
    expect(desk.find("[data-spans] [data-part=quote]")).to_have_text("neutral actor")
    desk.expect_state("waiting")


def test_an_acknowledgement_lost_with_the_tab_does_not_double_the_change(desk, context):
    desk.store.answers_to_lose = 100
    desk.mark("neutral actor", "n")
    desk.expect_state("waiting")
    assert desk.store.version == 1
    desk.page.close()
    desk.store.answers_to_lose = 0
    again = Desk(context, desk.server, desk.store)
    again.expect_saved()
    assert again.quotes == ["neutral actor"]
    assert desk.store.version == 1
    desk.page = again.page


def test_without_network_work_goes_on_and_is_sent_when_it_is_back(desk, context):
    context.set_offline(True)
    desk.mark("neutral actor", "n")
    desk.keys("q", "Control+z")
    desk.expect_state("waiting")
    context.set_offline(False)
    desk.expect_saved()
    assert [(span.quote, span.label) for span in desk.store.annotation.spans] == [
        ("neutral actor", "NEUTRAL")
    ]


def test_a_new_sign_in_of_the_same_person_sends_what_waited_with_the_new_token(desk):
    desk.store.lasting_fault = refusal(401, '{"error": "signed-out"}', "application/json")
    desk.mark("neutral actor", "n")
    desk.expect_state("signed-out")
    expect(desk.find("[data-sign-in]")).to_be_visible()
    expect(desk.find("[data-sign-in]")).to_have_attribute("target", "_blank")
    desk.store.lasting_fault = None
    desk.store.token = "token-2"
    desk.page.evaluate("dispatchEvent(new Event('focus'))")
    desk.expect_saved()
    assert desk.store.requests[-1]["token"] == "token-2"
    assert desk.stored_quotes == ["neutral actor"]


def test_nothing_is_sent_or_shown_under_another_name(desk, context):
    desk.store.lasting_fault = refusal(401, '{"error": "signed-out"}', "application/json")
    desk.mark("neutral actor", "n")
    desk.expect_state("signed-out")
    sent = len(desk.store.requests)
    desk.store.lasting_fault = None
    desk.store.user = 4
    desk.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(desk.status).to_contain_text("Somebody else has signed in")
    desk.page.close()
    other = Desk(context, desk.server, desk.store)
    other.expect_saved()
    assert other.quotes == []
    other.page.close()
    assert len(desk.store.requests) == sent
    desk.store.user = 3
    mine = Desk(context, desk.server, desk.store)
    mine.expect_saved()
    assert desk.stored_quotes == ["neutral actor"]
    desk.page = mine.page


def conflict(desk) -> None:
    desk.store.change([elsewhere(desk.store, "iron friendship")])
    desk.mark("neutral actor", "n")
    desk.expect_state("conflict")


def test_a_conflict_shows_both_states_and_overwrites_nothing(desk):
    conflict(desk)
    expect(desk.find("[data-conflict]")).to_be_visible()
    expect(desk.find("[data-mine]")).to_contain_text("“neutral actor”: Neutrality claim")
    expect(desk.find("[data-stored]")).to_contain_text("“iron friendship”: Contest, show")
    desk.keys("Escape")
    expect(desk.find("[data-conflict]")).to_be_visible()
    assert desk.stored_quotes == ["iron friendship"]


def test_after_a_conflict_mine_can_be_put_on_top(desk):
    conflict(desk)
    desk.find("[data-reapply]").click()
    desk.expect_saved()
    assert desk.stored_quotes == ["iron friendship", "neutral actor"]
    assert desk.quotes == ["iron friendship", "neutral actor"]
    desk.mark("political trust", "p")
    desk.expect_saved()
    assert len(desk.stored_quotes) == 3


def test_after_a_conflict_mine_can_be_discarded(desk):
    conflict(desk)
    desk.find("[data-discard]").click()
    desk.expect_saved()
    assert desk.stored_quotes == ["iron friendship"]
    assert desk.quotes == ["iron friendship"]


def test_a_change_that_no_longer_fits_is_left_out_and_said(desk):
    desk.mark("neutral actor", "n")
    desk.expect_saved()
    desk.store.change([{"op": "remove", "span": desk.store.annotation.spans[0].uid}])
    desk.keys("q")
    desk.expect_state("conflict")
    desk.find("[data-reapply]").click()
    desk.expect_saved()
    expect(desk.find("[data-announcer]")).to_contain_text("1 of your changes no longer fitted")
    assert desk.quotes == []


def test_a_refused_change_can_be_taken_out_of_the_way(desk):
    body = '{"error": "invalid", "message": "The quote differs.", "operation": 0}'
    desk.store.faults = [refusal(422, body, "application/json")]
    desk.mark("neutral actor", "n")
    expect(desk.find("[data-why]")).to_contain_text("The quote differs.")
    desk.find("[data-reapply]").click()
    desk.expect_saved()
    assert desk.quotes == []


def test_a_second_tab_looks_on_until_it_takes_over(desk, context):
    desk.mark("neutral actor", "n")
    desk.expect_saved()
    desk.find("#article-note").fill("half a thought")
    second = Desk(context, desk.server, desk.store)
    banner = second.find("[data-looking-on]")
    expect(banner).to_be_visible()
    second.drag("political trust")
    second.keys("p")
    assert second.quotes == ["neutral actor"]
    banner.get_by_role("button").click()
    expect(banner).to_be_hidden()
    expect(desk.find("[data-looking-on]")).to_be_visible()
    expect(second.find("#article-note")).to_have_value("half a thought")
    second.mark("political trust", "p")
    second.expect_saved()
    assert desk.store.annotation.note == "half a thought"
    assert second.errors == []
    second.page.close()
    expect(desk.find("[data-looking-on]")).to_be_hidden()
    expect(desk.find("[data-spans] [data-part=quote]")).to_have_count(2)


def test_leaving_with_unsent_work_is_asked_about(desk):
    desk.store.faults = [refusal(503)] * 100
    desk.mark("neutral actor", "n")
    desk.expect_state("waiting")
    asked = []
    desk.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.page.reload()
    assert asked == ["beforeunload"]


def test_a_link_waits_for_the_queue_and_stays_when_it_cannot_be_emptied(desk):
    desk.store.faults = [refusal(503)] * 100
    desk.mark("neutral actor", "n")
    desk.expect_state("waiting")
    desk.find(".toolbar-back").click()
    expect(desk.find("[data-announcer]")).to_contain_text("not saved yet")
    assert desk.page.url.endswith("/annotate")
    desk.store.faults = []
    desk.expect_saved()
    desk.find(".toolbar-back").click()
    desk.page.wait_for_url("**/queue")


def test_half_typed_text_is_saved_after_a_pause(desk):
    desk.find("#article-note").type("A note in work")
    desk.expect_state("saving")
    desk.expect_saved()
    assert desk.store.annotation.note == "A note in work"


def test_without_locks_a_second_tab_still_looks_on(context, server, store):
    context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined});")
    first = Desk(context, server, store)
    first.expect_saved()
    first.mark("neutral actor", "n")
    first.expect_saved()
    second = Desk(context, server, store)
    expect(second.find("[data-looking-on]")).to_be_visible()
    second.find("[data-take-over]").click()
    expect(first.find("[data-looking-on]")).to_be_visible()
    expect(second.find("[data-looking-on]")).to_be_hidden()
    second.mark("political trust", "p")
    second.expect_saved()
    assert second.quotes == ["political trust", "neutral actor"]


def test_a_submission_that_had_to_wait_leads_on_once_it_is_saved(desk):
    desk.find("#found-none").check()
    for control in ("main_frame-NONE", "stance-0", "other_side-yes"):
        desk.find(f"#answer-{control}").check()
    desk.expect_saved()
    desk.store.faults = [refusal(503)]
    desk.find("[data-submit]").click()
    desk.expect_state("waiting")
    assert not desk.store.annotation.submitted
    desk.page.wait_for_url("**/next")
    assert desk.store.annotation.submitted
