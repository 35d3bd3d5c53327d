"""Our own API: the permissions and the blindness of the pages, told by a document that is always true."""

import json
import re
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import update

from app.api.v1.calls import CALLS
from app.api.v1.document import address, document
from app.api.v1.operations import operation
from app.models import ApiToken, Outlet, Round
from app.services import measure
from tests.annotations.small_study import mark
from tests.functional import stage
from tests.functional.programs import close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import CANARY, everything
from tests.functional.test_blindness import scene as scene
from tests.functional.test_routes import EXPECTED, answered, routes

ROOT = Path(__file__).resolve().parents[2]
HOME = "/api/v1/projects/study"
# Each call, and the page that shows the same.
LIKE = {
    "me": "account.mine",
    "projects": "home.home",
    "project": "projects.overview",
    "codebook_versions": "codebook.newest",
    "codebook_version": "codebook.version",
    "articles": "corpus.articles",
    "article": "corpus.article",
    "rounds": "rounds.listing",
    "one_round": "rounds.board",
    "move_round": "rounds.open_round",
    "own_queue": "queue.mine",
    "own_annotation": "api.show",
    "change_annotation": "api.change",
    "annotations": "projects.overview",
    "agreement": "agreement.page",
    "measure_agreement": "agreement.start",
    "bundle": "exports.bundle",
    "tables": "presets.tables",
    "preset": "presets.files",
    "spans": "marks.files",
    "members": "team.listing",
    "plan_round": "rounds.make",
    "make_round": "rounds.make",
    "waiting_imports": "corpus.new_import",
    "stage_articles": "corpus.stage_import",
    "one_import": "corpus.staged_import",
    "confirm_import": "corpus.confirm_import",
    "discard_import": "corpus.discard_import",
    "stage_spans": "marks.stage",
    "staged_spans": "marks.staged",
    "confirm_spans": "marks.confirm",
    "discard_spans": "marks.discard",
    "suggest": "suggestions.take",
}


def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def addresses(app: Flask, scene: stage.Stage) -> list[tuple[str, str, str]]:
    """Return the method, the name and the address of each call on the stage."""
    found = []
    for method, rule in routes(app):
        if rule.endpoint.startswith("v1."):
            with app.test_request_context():
                path = rule.build({name: scene.ids[name] for name in rule.arguments})[1]
            found.append((method, rule.endpoint.removeprefix("v1."), path))
    return found


def change(version: int, *operations: dict[str, Any], key: str = "one") -> dict[str, Any]:
    return {
        "base_version": version,
        "key": key,
        "client_time": "2026-01-01T00:00:00Z",
        "operations": list(operations),
    }


def test_the_document_tells_each_route_and_no_other(app):
    told = {(method.upper(), path) for path, calls in document()["paths"].items() for method in calls}
    assert told == {(one.method, address(one)) for one in CALLS}
    there = {
        (method, address(one))
        for method, rule in routes(app)
        for one in CALLS
        if rule.endpoint == f"v1.{one.name}" and rule.rule == f"/api/v1{one.path}"
    }
    assert there == told
    assert len(told) == sum(rule.endpoint.startswith("v1.") for _, rule in routes(app))
    assert all(one.summary.endswith(".") for one in CALLS)


def test_whoever_sees_a_page_may_make_the_call_and_nobody_else(app, scene, tokens):
    browser, surprises = app.test_client(), []
    for method, name, path in addresses(app, scene):
        if name == "openapi":
            continue
        for person in stage.PEOPLE:
            sent = {"headers": headers(tokens[person])} if person in tokens else {}
            response = browser.open(path, method=method, **sent)
            expected = EXPECTED[method, LIKE[name]][person]
            if answered(response) != expected:
                surprises.append((method, path, person, expected, response.status_code))
    assert surprises == []


def test_no_call_gives_a_word_of_the_colleague_before_it_may(app, database, scene, tokens):
    def meets(token: str) -> bool:
        calls = addresses(app, scene)
        answers = (
            app.test_client().open(path, method=method, headers=headers(token)) for method, _, path in calls
        )
        return any(CANARY in everything(answer) for answer in answers)

    def met() -> set[str]:
        return {person for person, token in tokens.items() if meets(token)}

    assert met() == {"colleague"}
    close(database)
    assert met() == {"colleague", "manager", "adjudicator", "viewer", "admin"}


def test_an_annotator_works_through_the_api(app, scene, tokens):
    browser, sent = app.test_client(), headers(tokens["annotator"])
    owed = browser.get(f"{HOME}/queue", headers=sent).json
    assert (owed["next"], owed["total"]) == (scene.owned["annotator"], 2)
    path = f"{HOME}/assignments/{owed['next']}"
    work = browser.get(path, headers=sent).json
    assert (work["version"], work["editable"]) == (0, True)
    assert work["text"][6:14] == "minister"
    marked = change(0, mark("a", 6, 14, attributes={"voice": "outlet"}))
    saved = browser.post(f"{path}/changes", headers=sent, json=marked)
    assert (saved.json["version"], saved.json["state"]) == (1, "draft")
    assert browser.post(f"{path}/changes", headers=sent, json=marked).json == saved.json
    late = browser.post(f"{path}/changes", headers=sent, json=change(0, {"op": "submit"}, key="two"))
    assert (late.status_code, late.json["error"], late.json["version"]) == (409, "conflict", 1)
    early = browser.post(f"{path}/changes", headers=sent, json=change(1, {"op": "submit"}, key="three"))
    assert (early.status_code, early.json["missing"][0]["variable"]) == (422, "slant")
    answered_, submitted = {"op": "answer", "variable": "slant", "value": 1}, {"op": "submit"}
    done = browser.post(f"{path}/changes", headers=sent, json=change(1, answered_, submitted, key="four"))
    assert (done.status_code, done.json["state"]) == (200, "submitted")
    (said,) = browser.get(f"{HOME}/annotations", headers=sent).json["items"]
    assert (said["annotator"], said["answers"]) == ("Annotator", {"slant": 1})
    assert said["spans"][0]["quote"] == "minister"
    assert browser.get(f"{HOME}/queue", headers=sent).json["next"] != owed["next"]


def test_a_manager_moves_a_round_on_and_never_back(app, scene, tokens):
    browser, sent = app.test_client(), headers(tokens["manager"])
    path, told = f"{HOME}/rounds/{scene.ids['round_id']}", []
    for state in ("open", "released", "closed", "closed", "released", "planned"):
        told.append(browser.post(f"{path}/state", headers=sent, json={"state": state}).status_code)
    assert told == [422, 422, 200, 422, 200, 422]
    moved = browser.get(path, headers=sent).json
    assert (moved["state"], moved["submitted"], bool(moved["released_at"])) == ("closed", 1, True)


def test_a_large_round_is_measured_when_asked_for(app, database, scene, tokens, monkeypatch):
    close(database)
    monkeypatch.setattr(measure, "HEAVY", -1)  # every round counts as large
    monkeypatch.setattr(measure, "_recent", measure.Kept(measure.MAX_ROWS))
    browser, sent = app.test_client(), headers(tokens["viewer"])
    path = f"{HOME}/rounds/{scene.ids['round_id']}/agreement"
    before = browser.get(path, headers=sent).json
    assert (before["state"], before["job"], before["rows"]) == ("not measured", None, [])
    asked_for = browser.post(path, headers=sent)
    assert (asked_for.status_code, asked_for.json["job"]["state"]) == (202, "waiting")
    after = browser.get(path, headers=sent).json
    assert (after["state"], bool(after["rows"])) == ("measured", True)
    assert browser.post(path, headers=sent).status_code == 200


def test_covered_texts_stay_covered(app, database, scene, tokens):
    with database.writing() as session:
        session.execute(update(Round).values(outlet_masked=True))
        session.execute(update(Outlet).values(name="minister"))
    for path in ("queue", f"assignments/{scene.owned['annotator']}"):
        answer = app.test_client().get(f"{HOME}/{path}", headers=headers(tokens["annotator"]))
        assert answer.status_code == 200
        assert "minister" not in answer.text


def test_what_is_not_understood_is_refused_with_a_sentence(app, database, scene, tokens):
    browser, sent = app.test_client(), headers(tokens["annotator"])
    changes = f"{HOME}/assignments/{scene.owned['annotator']}/changes"
    refused = [
        (browser.get(f"{HOME}/queue?pages=1", headers=sent), 400),
        (browser.get(f"{HOME}/queue?page=0", headers=sent), 400),
        (browser.get(f"{HOME}/queue?page=1&page=2", headers=sent), 400),
        (browser.get(f"{HOME}/queue?page=9", headers=sent), 404),
        (browser.get(f"{HOME}/queue?round=77", headers=sent), 404),
        (browser.get("/api/v1/projects?search=%00", headers=sent), 400),
        (browser.get("/api/v1/projects/%00", headers=sent), 404),
        (browser.get(f"{HOME}/assignments/{10**30}", headers=sent), 404),
        (browser.get("/api/v1/nothing", headers=sent), 404),
        (browser.post(changes, headers=sent, data="{}"), 415),
        (browser.post(changes, headers=sent, data="{", content_type="application/json"), 400),
        (browser.post(changes, headers=sent, json={}), 422),
        (browser.post(changes, headers=sent, json=change(0, {"op": "reopen", "reason": "so"})), 422),
        (browser.get(f"{HOME}/exports/bundle.zip?names=true", headers=headers(tokens["viewer"])), 403),
        (browser.post(changes), 401),
        (scene.people["annotator"].client.get(f"{HOME}/queue"), 401),  # a cookie counts for nothing
        (scene.people["annotator"].client.post(changes), 403),  # nor may another site send one along
    ]
    assert [answer.status_code for answer, _ in refused] == [status for _, status in refused]
    assert all(answer.json["error"] and answer.json["message"] for answer, _ in refused)
    close(database)
    closed = browser.post(changes, headers=sent, json=change(0, {"op": "note", "note": "late"}))
    assert (closed.status_code, closed.json["error"]) == (409, "closed")
    with database.writing() as session:
        session.execute(update(ApiToken).values(scope="read"))
    assert browser.post(changes, headers=sent, json={}).json["error"] == "read-only"


def test_the_documentation_names_each_call_and_each_operation():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE)
    shapes = operation()["oneOf"]
    assert [name for name, _ in told] == [shape["properties"]["op"]["const"] for shape in shapes]
    for (name, keys), shape in zip(told, shapes, strict=True):
        assert set(re.findall(r"`(\w+)`", keys)) == shape["properties"].keys() - {"op"}, name
    assert all(address(one).split("/")[-1] in page or "{" in address(one).split("/")[-1] for one in CALLS)


def test_a_page_lists_the_calls(scene):
    page = scene.people["annotator"].get("/account/tokens/calls")
    assert page.status_code == 200
    shown = page.text.replace("<wbr>", "")
    assert all(f"{one.method} {address(one)}" in shown for one in CALLS)


def test_the_document_is_json_that_anybody_may_read(app):
    answer = app.test_client().get("/api/v1/openapi.json")
    assert json.loads(answer.text)["openapi"] == "3.1.0"
