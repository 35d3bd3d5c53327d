"""Every address x method x person has an expected answer, and no address is missing from the table."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.db import Database
from tests.functional import stage

IN, ASK, NO, ABSENT = "let in", "asked to sign in", "forbidden", "as if it were not there"


def people(*answers: str) -> dict[str, str]:
    return dict(zip(stage.PEOPLE, answers, strict=True))


# Answers in the order visitor, stranger, annotator, colleague, viewer, adjudicator, manager, admin.
EVERYBODY = people(*[IN] * 8)
LEADS_TO_SIGN_IN = people(*[ASK] * 8)
SIGNED_IN = people(ASK, *[IN] * 7)
ADMIN = people(ASK, NO, NO, NO, NO, NO, NO, IN)
ADMIN_ABOUT_SOMEBODY = people(ASK, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, IN)
PROJECT_MAKERS = people(ASK, NO, NO, NO, NO, NO, IN, IN)
MEMBERS = people(ASK, ABSENT, IN, IN, IN, IN, IN, IN)
SPEAKERS = people(ASK, ABSENT, IN, IN, NO, IN, IN, IN)
SPEAKERS_ABOUT_A_THING = people(ASK, ABSENT, IN, IN, ABSENT, IN, IN, IN)
MANAGERS = people(ASK, ABSENT, NO, NO, NO, NO, IN, IN)
MANAGERS_ABOUT_A_THING = people(ASK, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, IN, IN)
LEADERS = people(ASK, ABSENT, NO, NO, IN, IN, IN, IN)
LEADERS_ABOUT_A_THING = people(ASK, ABSENT, ABSENT, ABSENT, IN, IN, IN, IN)
WHO_LEAD = people(ASK, ABSENT, NO, NO, NO, IN, IN, IN)
WHO_LEAD_ABOUT_A_THING = people(ASK, ABSENT, ABSENT, ABSENT, ABSENT, IN, IN, IN)
OWNER = people(ASK, ABSENT, IN, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT)
NOBODY_YET = people(ASK, *[ABSENT] * 7)  # the round is open and blind
NOBODY_YET_HERE = people(ASK, ABSENT, NO, NO, *[ABSENT] * 4)  # no round to compare is closed

EXPECTED: dict[tuple[str, str], dict[str, str]] = {
    ("GET", "static"): EVERYBODY,
    ("GET", "bootstrap.static"): EVERYBODY,
    ("GET", "auth.sign_in"): EVERYBODY,
    ("POST", "auth.enter"): EVERYBODY,
    ("POST", "auth.sign_out"): LEADS_TO_SIGN_IN,
    ("GET", "auth.link"): EVERYBODY,
    ("POST", "auth.use_link"): EVERYBODY,
    ("GET", "invitations.show"): EVERYBODY,
    ("POST", "invitations.accept"): EVERYBODY,
    ("GET", "setup.welcome"): EVERYBODY,
    ("POST", "setup.set_up"): EVERYBODY,
    ("GET", "home.home"): SIGNED_IN,
    ("GET", "account.mine"): SIGNED_IN,
    ("POST", "account.change_password"): SIGNED_IN,
    ("POST", "account.end_sign_in"): SIGNED_IN,
    ("POST", "account.end_others"): SIGNED_IN,
    ("GET", "tokens.listing"): SIGNED_IN,
    ("POST", "tokens.make"): SIGNED_IN,
    ("POST", "tokens.revoke"): SIGNED_IN,
    ("GET", "v1.openapi"): EVERYBODY,
    ("GET", "v1.me"): LEADS_TO_SIGN_IN,
    ("GET", "v1.projects"): LEADS_TO_SIGN_IN,
    ("GET", "v1.project"): LEADS_TO_SIGN_IN,
    ("GET", "v1.codebook_versions"): LEADS_TO_SIGN_IN,
    ("GET", "v1.codebook_version"): LEADS_TO_SIGN_IN,
    ("GET", "v1.articles"): LEADS_TO_SIGN_IN,
    ("GET", "v1.article"): LEADS_TO_SIGN_IN,
    ("GET", "v1.rounds"): LEADS_TO_SIGN_IN,
    ("GET", "v1.one_round"): LEADS_TO_SIGN_IN,
    ("GET", "v1.own_queue"): LEADS_TO_SIGN_IN,
    ("GET", "v1.own_annotation"): LEADS_TO_SIGN_IN,
    ("GET", "v1.annotations"): LEADS_TO_SIGN_IN,
    ("GET", "v1.agreement"): LEADS_TO_SIGN_IN,
    ("GET", "v1.bundle"): LEADS_TO_SIGN_IN,
    ("POST", "v1.change_annotation"): LEADS_TO_SIGN_IN,
    ("POST", "v1.measure_agreement"): LEADS_TO_SIGN_IN,
    ("POST", "v1.move_round"): LEADS_TO_SIGN_IN,
    ("GET", "v1.members"): LEADS_TO_SIGN_IN,
    ("GET", "v1.tables"): LEADS_TO_SIGN_IN,
    ("GET", "v1.spans"): LEADS_TO_SIGN_IN,
    ("GET", "v1.preset"): LEADS_TO_SIGN_IN,
    ("GET", "v1.waiting_imports"): LEADS_TO_SIGN_IN,
    ("GET", "v1.one_import"): LEADS_TO_SIGN_IN,
    ("GET", "v1.staged_spans"): LEADS_TO_SIGN_IN,
    ("POST", "v1.plan_round"): LEADS_TO_SIGN_IN,
    ("POST", "v1.make_round"): LEADS_TO_SIGN_IN,
    ("POST", "v1.stage_articles"): LEADS_TO_SIGN_IN,
    ("POST", "v1.confirm_import"): LEADS_TO_SIGN_IN,
    ("POST", "v1.discard_import"): LEADS_TO_SIGN_IN,
    ("POST", "v1.stage_spans"): LEADS_TO_SIGN_IN,
    ("POST", "v1.confirm_spans"): LEADS_TO_SIGN_IN,
    ("POST", "v1.discard_spans"): LEADS_TO_SIGN_IN,
    ("POST", "v1.suggest"): LEADS_TO_SIGN_IN,
    ("GET", "calls.listing"): SIGNED_IN,
    ("GET", "accounts.listing"): ADMIN,
    ("POST", "accounts.deactivate"): ADMIN_ABOUT_SOMEBODY,
    ("POST", "accounts.reactivate"): ADMIN_ABOUT_SOMEBODY,
    ("POST", "accounts.reset"): ADMIN_ABOUT_SOMEBODY,
    ("GET", "projects.new"): PROJECT_MAKERS,
    ("POST", "projects.create"): PROJECT_MAKERS,
    ("GET", "projects.overview"): MEMBERS,
    ("GET", "projects.settings"): MANAGERS,
    ("POST", "projects.describe"): MANAGERS,
    ("GET", "team.listing"): MANAGERS,
    ("POST", "team.invite"): MANAGERS,
    ("POST", "team.revoke"): MANAGERS_ABOUT_A_THING,
    ("POST", "team.change_role"): MANAGERS_ABOUT_A_THING,
    ("POST", "team.remove"): MANAGERS_ABOUT_A_THING,
    ("GET", "codebook.newest"): MEMBERS,
    ("GET", "codebook.version"): MEMBERS,
    ("GET", "codebook.download"): MEMBERS,
    ("GET", "codebook.refi_qda"): MEMBERS,
    ("GET", "codebook.labeling_config"): MEMBERS,
    ("GET", "codebook.upload"): MANAGERS,
    ("POST", "codebook.keep"): MANAGERS,
    ("POST", "codebook.freeze"): MANAGERS_ABOUT_A_THING,
    ("GET", "codebook.compare"): MEMBERS,
    ("GET", "codebook_draft.overview"): MANAGERS,
    ("POST", "codebook_draft.begin"): MANAGERS,
    ("POST", "codebook_draft.act"): MANAGERS,
    ("GET", "codebook_draft.entry"): MANAGERS,
    ("POST", "codebook_draft.change"): MANAGERS,
    ("GET", "codebook_draft.new"): MANAGERS,
    ("POST", "codebook_draft.add"): MANAGERS,
    ("GET", "codebook_draft.retiring"): MANAGERS,
    ("POST", "codebook_draft.retire"): MANAGERS,
    ("GET", "codebook_draft.merging"): MANAGERS,
    ("POST", "codebook_draft.merge"): MANAGERS,
    ("GET", "codebook_draft.splitting"): MANAGERS,
    ("POST", "codebook_draft.split"): MANAGERS,
    ("GET", "codebook_recoding.ask"): MANAGERS_ABOUT_A_THING,
    ("POST", "codebook_recoding.recode"): MANAGERS_ABOUT_A_THING,
    ("GET", "codebook_draft.example"): NOBODY_YET,
    ("POST", "codebook_draft.take"): NOBODY_YET,
    ("GET", "queue.mine"): MEMBERS,
    ("GET", "queue.next_article"): MEMBERS,
    ("GET", "annotate.page"): OWNER,
    # A cookie counts for nothing there: see test_programs for what a token is answered.
    ("GET", "labelstudio.release"): EVERYBODY,
    ("GET", "labelstudio.health"): EVERYBODY,
    ("GET", "labelstudio.whoami"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.people"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.listing"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.show"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.tasks"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.task"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.annotations"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.annotation"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.predictions"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.prediction"): LEADS_TO_SIGN_IN,
    ("PATCH", "labelstudio.change_prediction"): LEADS_TO_SIGN_IN,
    ("DELETE", "labelstudio.withdraw_prediction"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.predict"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.import_predictions"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.formats"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.export"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.listed_snapshots"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.snapshot"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.download_snapshot"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.keep_snapshot"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.convert_snapshot"): LEADS_TO_SIGN_IN,
    ("DELETE", "labelstudio.let_go_of_snapshot"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.refresh"): EVERYBODY,
    ("POST", "labelstudio.validate"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.begin_project"): LEADS_TO_SIGN_IN,
    ("PATCH", "labelstudio.change_project"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.import_tasks"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.add_task"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.annotate"): LEADS_TO_SIGN_IN,
    ("PATCH", "labelstudio.change_annotation"): LEADS_TO_SIGN_IN,
    ("DELETE", "labelstudio.withdraw_annotation"): LEADS_TO_SIGN_IN,
    ("PATCH", "labelstudio.change_task"): LEADS_TO_SIGN_IN,
    ("DELETE", "labelstudio.take_back_task"): LEADS_TO_SIGN_IN,
    ("DELETE", "labelstudio.keep_project"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.listed_webhooks"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.webhook_actions"): LEADS_TO_SIGN_IN,
    ("GET", "labelstudio.webhook"): LEADS_TO_SIGN_IN,
    ("POST", "labelstudio.make_webhook"): LEADS_TO_SIGN_IN,
    ("PATCH", "labelstudio.change_webhook"): LEADS_TO_SIGN_IN,
    ("DELETE", "labelstudio.delete_webhook"): LEADS_TO_SIGN_IN,
    ("GET", "api.show"): OWNER,
    ("POST", "api.change"): OWNER,
    ("GET", "corpus.articles"): LEADERS,
    ("POST", "corpus.change_articles"): MANAGERS,
    ("GET", "corpus.copies"): LEADERS,
    ("POST", "corpus.find_copies"): MANAGERS,
    ("GET", "corpus.changes"): LEADERS_ABOUT_A_THING,
    ("GET", "corpus.article"): LEADERS_ABOUT_A_THING,
    ("GET", "sourcing.overview"): LEADERS,
    ("GET", "sourcing.file"): people(ASK, *[ABSENT] * 7),  # there is no file icon.svg
    ("GET", "sourcing.article"): LEADERS_ABOUT_A_THING,
    ("POST", "sourcing.say"): WHO_LEAD_ABOUT_A_THING,
    ("GET", "corpus.source"): LEADERS_ABOUT_A_THING,
    ("GET", "corpus.edit_article"): MANAGERS_ABOUT_A_THING,
    ("POST", "corpus.correct_article"): MANAGERS_ABOUT_A_THING,
    ("GET", "corpus.zones"): MANAGERS_ABOUT_A_THING,
    ("POST", "corpus.set_zone"): MANAGERS_ABOUT_A_THING,
    ("GET", "corpus.new_import"): MANAGERS,
    ("POST", "corpus.stage_import"): MANAGERS,
    ("GET", "corpus.staged_import"): MANAGERS_ABOUT_A_THING,
    ("POST", "corpus.settle_import"): MANAGERS_ABOUT_A_THING,
    ("GET", "corpus.reading"): MANAGERS_ABOUT_A_THING,
    ("POST", "corpus.correct_reading"): MANAGERS_ABOUT_A_THING,
    ("POST", "corpus.confirm_import"): MANAGERS_ABOUT_A_THING,
    ("POST", "corpus.discard_import"): MANAGERS_ABOUT_A_THING,
    ("GET", "ratings.mine"): MEMBERS,
    ("GET", "ratings.own"): OWNER,
    ("POST", "ratings.prior"): OWNER,
    ("POST", "ratings.save"): OWNER,
    ("POST", "ratings.take_back"): OWNER,
    ("GET", "ratings.overview"): LEADERS,
    ("GET", "ratings.outlet"): LEADERS_ABOUT_A_THING,
    ("GET", "ratings.new"): MANAGERS,
    ("POST", "ratings.make"): MANAGERS,
    ("GET", "ratings.session"): LEADERS_ABOUT_A_THING,
    ("POST", "ratings.act"): MANAGERS_ABOUT_A_THING,
    ("GET", "ratings.references"): LEADERS,
    ("POST", "ratings.add_reference"): MANAGERS,
    ("GET", "ratings.reference"): LEADERS_ABOUT_A_THING,
    ("POST", "ratings.withdraw_reference"): MANAGERS_ABOUT_A_THING,
    ("GET", "corpus.outlets"): LEADERS,
    ("POST", "corpus.add_outlet"): MANAGERS,
    ("GET", "corpus.outlet"): LEADERS_ABOUT_A_THING,
    ("POST", "corpus.describe_outlet"): MANAGERS_ABOUT_A_THING,
    ("GET", "corpus.events"): LEADERS,
    ("POST", "corpus.add_event"): MANAGERS,
    ("GET", "corpus.event"): LEADERS_ABOUT_A_THING,
    ("POST", "corpus.describe_event"): MANAGERS_ABOUT_A_THING,
    ("GET", "compare.texts"): LEADERS_ABOUT_A_THING,
    ("GET", "compare.words"): LEADERS_ABOUT_A_THING,
    ("GET", "compare.words_table"): LEADERS_ABOUT_A_THING,
    ("GET", "compare.words_rows"): LEADERS_ABOUT_A_THING,
    ("GET", "compare.voices"): LEADERS_ABOUT_A_THING,
    ("GET", "compare.card"): LEADERS_ABOUT_A_THING,
    ("GET", "compare.all_words"): LEADERS,
    ("GET", "compare.all_words_table"): LEADERS,
    ("GET", "compare.all_words_rows"): LEADERS,
    ("POST", "compare.count"): LEADERS_ABOUT_A_THING,
    ("POST", "compare.count_all"): LEADERS,
    ("GET", "rounds.listing"): LEADERS,
    ("GET", "round_changes.form"): MANAGERS_ABOUT_A_THING,
    ("POST", "round_changes.change"): MANAGERS_ABOUT_A_THING,
    ("GET", "rounds.new"): MANAGERS,
    ("POST", "rounds.make"): MANAGERS,
    ("GET", "rounds.board"): LEADERS_ABOUT_A_THING,
    ("GET", "live.figures"): LEADERS_ABOUT_A_THING,
    ("GET", "recoding.form"): MANAGERS_ABOUT_A_THING,
    ("POST", "recoding.make"): MANAGERS_ABOUT_A_THING,
    ("GET", "drift.page"): NOBODY_YET,
    ("GET", "drift.table"): NOBODY_YET,
    ("GET", "drift.picture"): NOBODY_YET,
    ("GET", "so_far.page"): NOBODY_YET,
    ("POST", "so_far.start"): NOBODY_YET,
    ("GET", "so_far.job"): NOBODY_YET,
    ("POST", "rounds.open_round"): MANAGERS_ABOUT_A_THING,
    ("POST", "rounds.close"): MANAGERS_ABOUT_A_THING,
    ("POST", "rounds.release"): MANAGERS_ABOUT_A_THING,
    ("POST", "rounds.reopen"): MANAGERS_ABOUT_A_THING,
    ("POST", "leases.release_left"): MANAGERS_ABOUT_A_THING,
    ("POST", "leases.release"): MANAGERS_ABOUT_A_THING,
    ("POST", "leases.take_back"): OWNER,
    ("GET", "adjudication.queue"): NOBODY_YET,
    ("POST", "adjudication.confirm"): NOBODY_YET,
    ("POST", "adjudication.undo"): NOBODY_YET,
    ("GET", "adjudication.article"): NOBODY_YET,
    ("POST", "adjudication.decide"): NOBODY_YET,
    ("GET", "adjudication.feedback"): NOBODY_YET,
    ("GET", "norming.agenda"): NOBODY_YET,
    ("POST", "norming.open_item"): NOBODY_YET,
    ("GET", "norming.item"): NOBODY_YET,
    ("GET", "norming.now"): NOBODY_YET,
    ("POST", "norming.vote"): NOBODY_YET,
    ("POST", "norming.count"): NOBODY_YET,
    ("POST", "norming.again"): NOBODY_YET,
    ("POST", "norming.settle"): NOBODY_YET,
    ("GET", "keys.listing"): WHO_LEAD,
    ("GET", "keys.show"): WHO_LEAD_ABOUT_A_THING,
    ("POST", "keys.take_over"): WHO_LEAD_ABOUT_A_THING,
    ("POST", "keys.make"): NOBODY_YET,
    ("POST", "keys.make_all"): NOBODY_YET,
    ("GET", "training.board"): NOBODY_YET,
    ("POST", "training.admit"): MANAGERS_ABOUT_A_THING,
    ("GET", "training.gold"): NOBODY_YET,
    ("GET", "training.feedback"): NOBODY_YET,
    ("GET", "agreement.page"): NOBODY_YET,
    ("GET", "agreement.rows"): NOBODY_YET,
    ("GET", "agreement.table"): NOBODY_YET,
    ("GET", "agreement.picture"): NOBODY_YET,
    ("GET", "agreement.pairs_picture"): NOBODY_YET,
    ("GET", "agreement.tables"): NOBODY_YET,
    ("GET", "agreement.labels"): NOBODY_YET,
    ("GET", "agreement.labels_file"): NOBODY_YET,
    ("GET", "agreement.latex"): NOBODY_YET,
    ("GET", "agreement.text_file"): NOBODY_YET,
    ("GET", "agreement.planning"): NOBODY_YET,
    ("GET", "agreement.scales"): NOBODY_YET,
    ("GET", "agreement.variable"): NOBODY_YET,
    ("GET", "agreement.text"): NOBODY_YET,
    ("POST", "agreement.start"): NOBODY_YET,
    ("GET", "agreement.job"): NOBODY_YET,
    ("POST", "agreement.cancel"): NOBODY_YET,
    ("GET", "talk.listing"): MEMBERS,
    ("GET", "talk.new"): SPEAKERS,
    ("POST", "talk.start"): SPEAKERS,
    ("GET", "talk.thread"): MEMBERS,
    ("POST", "talk.post"): SPEAKERS_ABOUT_A_THING,
    ("POST", "talk.seen"): MEMBERS,
    ("POST", "talk.settle"): MANAGERS_ABOUT_A_THING,
    ("GET", "masks.preview"): MANAGERS_ABOUT_A_THING,
    ("POST", "masks.unmask_round"): MANAGERS_ABOUT_A_THING,
    ("POST", "masks.unmask_article"): MANAGERS_ABOUT_A_THING,
    ("GET", "framing.page"): LEADERS,
    ("POST", "framing.start"): LEADERS,
    ("GET", "framing.job"): NOBODY_YET,
    ("GET", "framing.file"): NOBODY_YET_HERE,
    ("GET", "framing.picture"): NOBODY_YET_HERE,
    ("GET", "framing.outlet"): LEADERS_ABOUT_A_THING,
    ("GET", "framing.outlet_file"): NOBODY_YET,
    ("GET", "framing.outlet_picture"): NOBODY_YET,
    ("GET", "halo.page"): LEADERS,
    ("GET", "halo.table"): NOBODY_YET_HERE,
    ("GET", "halo.rows"): NOBODY_YET_HERE,
    ("GET", "exports.offer"): LEADERS,
    ("GET", "exports.bundle"): LEADERS,
    ("GET", "marks.files"): LEADERS,
    ("GET", "marks.new"): MANAGERS,
    ("GET", "terms.overview"): MANAGERS,
    ("POST", "terms.add"): MANAGERS,
    ("GET", "terms.download"): MANAGERS,
    ("POST", "terms.take"): MANAGERS,
    ("POST", "terms.set_rule"): MANAGERS,
    ("POST", "terms.look"): MANAGERS,
    ("POST", "terms.suggest"): MANAGERS,
    ("GET", "terms.one"): MANAGERS,
    ("POST", "terms.change"): MANAGERS,
    ("POST", "terms.judge"): MANAGERS,
    ("GET", "suggestions.overview"): MANAGERS,
    ("POST", "suggestions.take"): MANAGERS,
    ("POST", "marks.stage"): MANAGERS,
    ("GET", "marks.staged"): MANAGERS_ABOUT_A_THING,
    ("POST", "marks.settle"): MANAGERS_ABOUT_A_THING,
    ("POST", "marks.confirm"): MANAGERS_ABOUT_A_THING,
    ("POST", "marks.discard"): MANAGERS_ABOUT_A_THING,
    ("GET", "label_studio.page"): MANAGERS,
    ("POST", "label_studio.connect"): MANAGERS,
    ("POST", "label_studio.disconnect"): MANAGERS,
    ("POST", "label_studio.push"): MANAGERS_ABOUT_A_THING,
    ("POST", "label_studio.pull"): MANAGERS_ABOUT_A_THING,
    ("GET", "presets.tables"): LEADERS,
    ("GET", "presets.files"): LEADERS,
    ("GET", "file_agreement.ask"): SIGNED_IN,
    ("POST", "file_agreement.measure"): SIGNED_IN,
}


def routes(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def answered(response: TestResponse) -> str:
    status, target = response.status_code, response.headers.get("Location", "")
    if status == 401 or (status == 303 and "/sign-in" in target):
        return ASK
    return {403: NO, 404: ABSENT}.get(status, IN)


@pytest.fixture
def scene(app: Flask, database: Database, monkeypatch) -> stage.Stage:
    built = stage.build(app, database)
    # What a route changes is rolled back, so that every request meets the same stage.
    monkeypatch.setattr(Session, "commit", Session.rollback)
    return built


def test_no_route_is_missing_from_the_table(app: Flask):
    assert {(method, rule.endpoint) for method, rule in routes(app)} == set(EXPECTED)


@pytest.mark.parametrize("person", stage.PEOPLE)
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(scene: stage.Stage, app: Flask, person: str):
    visitor = scene.people[person]
    token = visitor.token()
    surprises = []
    ids = scene.ids_for(person)
    for method, rule in routes(app):
        with app.test_request_context():
            path = rule.build({name: ids[name] for name in rule.arguments})[1]  # type: ignore[index]
        if person != "visitor":
            visitor.come_back()
        response = visitor.client.open(path, method=method, headers={"X-CSRF-Token": token}, buffered=True)
        assert response.status_code < 500, (method, path, response.text)
        expected = EXPECTED[method, rule.endpoint][person]
        # A token or file that leads nowhere is absent for everybody; that is not about permission.
        leads_nowhere = response.status_code == 404 and rule.arguments & {"token", "filename"}
        if answered(response) != expected and not leads_nowhere:
            surprises.append((method, path, expected, answered(response), response.status_code))
    assert surprises == []


def test_a_request_without_the_form_token_changes_nothing(scene: stage.Stage, app: Flask):
    for method, rule in routes(app):
        if method == "GET":
            continue
        with app.test_request_context():
            path = rule.build({name: scene.ids_for("manager")[name] for name in rule.arguments})[1]  # type: ignore[index]
        for headers in ({}, {"X-CSRF-Token": "0" * 64}):
            response = scene.people["manager"].client.open(path, method=method, headers=headers)
            assert response.status_code == 403, (method, path, response.status_code)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_a_request_from_another_site_is_refused_even_with_the_token(
    scene: stage.Stage, headers: dict[str, str]
):
    visitor = scene.people["manager"]
    sent = visitor.client.post("/sign-out", headers={"X-CSRF-Token": visitor.token(), **headers})
    assert sent.status_code == 403
    assert visitor.get("/account").status_code == 200


def test_the_same_page_may_send_at_any_later_time(scene: stage.Stage):
    visitor = scene.people["manager"]
    assert visitor.token() == visitor.token()
    headers = {"X-CSRF-Token": visitor.token(), "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert visitor.client.post("/sign-out", headers=headers).status_code == 303


def test_every_answer_carries_the_protecting_headers(scene: stage.Stage):
    visitor = scene.people["manager"]
    for path in (
        "/",
        "/sign-in",
        "/no-such-page",
        "/static/css/app.css",
        "/projects/study",
        "/projects/other",
    ):
        headers = visitor.get(path, buffered=True).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        if not path.startswith("/static"):
            assert headers["Cache-Control"] == "no-store"
            assert "Cookie" in headers["Vary"]


def test_another_host_name_is_refused(scene: stage.Stage):
    response = scene.people["visitor"].get("/sign-in", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.text


def test_what_is_not_yours_and_what_is_not_there_look_the_same(scene: stage.Stage):
    visitor = scene.people["annotator"]
    theirs = visitor.get(f"/api/assignments/{scene.owned['colleague']}")
    missing = visitor.get("/api/assignments/999999")
    assert (theirs.status_code, theirs.data) == (missing.status_code, missing.data)
    page = f"/projects/study/annotate/{scene.owned['colleague']}"
    assert len(visitor.get(page).data) == len(visitor.get("/projects/study/annotate/999999").data)
