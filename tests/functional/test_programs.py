"""The client of Label Studio, unchanged, asks us: it gets what its owner may see and nothing else."""

import base64
import json
import re
import threading

import pytest
from flask import Flask
from label_studio_sdk import LabelStudio
from label_studio_sdk._legacy.client import Client
from label_studio_sdk.core.api_error import ApiError
from sqlalchemy import select, update
from werkzeug.serving import make_server

from app.models import ApiToken, Outlet, Round
from app.services import api_tokens
from exports.formats.marked import File
from exports.labelstudio.reading import read
from exports.labelstudio.sdk import checked
from tests.functional import stage
from tests.functional.programs import client, close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import CANARY, everything
from tests.functional.test_blindness import scene as scene
from tests.functional.test_routes import routes


def test_the_client_reads_a_project_whose_round_is_closed(app, database, scene, tokens):
    close(database)
    asks = client(app, tokens["manager"])
    assert asks.versions.get().edition == "Community"
    assert asks.users.whoami().id == scene.user_ids["manager"]
    assert len(asks.users.list()) == 5
    (project,) = asks.projects.list()
    assert checked(asks.projects.get(project.id).label_config).regions()[0].name == "framing"
    assert asks.projects.get(project.id).get_label_interface()._controls["framing"].tag == "Labels"
    seen = list(asks.tasks.list(project=project.id))
    assert [task.id for task in seen] == [scene.ids["task_id"], scene.ids["task_id"] + 1]
    (said,) = asks.annotations.list(id=seen[0].id)
    assert said.completed_by == scene.user_ids["colleague"]
    assert asks.annotations.get(id=said.id).result == said.result
    assert asks.tasks.get(id=str(seen[0].id)).annotations[0]["completed_by"]["first_name"] == "Colleague"
    assert list(asks.predictions.list()) == []


def test_what_the_client_exports_says_what_was_marked(app, database, scene, tokens):
    close(database)
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    assert {one["name"] for one in asks.projects.exports.list_formats(project)} == {
        "JSON",
        "JSON_MIN",
        "CSV",
        "TSV",
        "CONLL2003",
    }
    exported = asks.projects.exports.as_json(project)
    config = asks.projects.get(project).label_config
    found = read([File("a.json", json.dumps(exported).encode()), File("c.xml", config.encode())])
    assert found.troubles == []
    (reading,) = [one for one in found.readings if one.spans]
    assert [(span.start, span.end, span.label, span.note) for span in reading.spans] == [
        (6, 14, "HARSH", f"{CANARY} note")
    ]
    assert reading.answers == {"slant": 2, "doubt": f"{CANARY} answer"}
    tagged = b"".join(asks.projects.exports.download_sync(project, export_type="CONLL2003")).decode()
    assert CANARY not in tagged
    assert "minister -X- _ B-HARSH" in tagged
    frame = asks.projects.exports.as_pandas(project)
    assert len(frame) == 2
    assert frame["doubt"].dropna().tolist() == [f"{CANARY} answer"]
    (said,) = client(app, tokens["viewer"]).annotations.list(id=scene.ids["task_id"])
    assert said.completed_by < 0
    assert "Colleague" not in said.json()
    assert "example.org" not in said.json()


def test_no_token_leads_to_a_word_of_the_colleague_before_it_may(app, database, scene, tokens):
    assert {person for person, token in tokens.items() if leaks(app, scene, token)} == {"colleague"}
    close(database)
    leaders = {"manager", "adjudicator", "viewer", "admin"}
    assert {person for person, token in tokens.items() if leaks(app, scene, token)} == {"colleague", *leaders}


def leaks(app: Flask, scene: stage.Stage, token: str) -> list[str]:
    found, browser = [], app.test_client()
    for method, rule in routes(app):
        if not rule.endpoint.startswith("labelstudio.") or method not in ("GET", "POST"):
            continue
        with app.test_request_context():
            path = rule.build({name: scene.ids[name] for name in rule.arguments})[1]
        query = f"?project={scene.ids['project_id']}&download_all_tasks=true"
        response = browser.open(path + query, method=method, headers={"Authorization": f"Token {token}"})
        assert response.status_code < 500, (method, path)
        if CANARY in everything(response):
            found.append(f"{method} {path}")
    return found


def test_annotators_read_masked_articles_masked(app, database, scene, tokens):
    with database.writing() as session:
        session.execute(update(Round).values(outlet_masked=True))
        session.execute(update(Outlet).values(name="Brown"))  # a word of the text
    whole = json.dumps(client(app, tokens["annotator"]).tasks.get(id=str(scene.ids["task_id"])).data)
    assert "Brown" not in whole
    assert "Lamp" not in whole
    assert ".txt" not in whole
    assert "Brown" in json.dumps(client(app, tokens["manager"]).tasks.get(id=str(scene.ids["task_id"])).data)


def test_nobody_reads_a_project_they_have_no_part_in(app, scene, tokens):
    asks = client(app, tokens["stranger"])
    assert list(asks.projects.list()) == []
    assert [one.id for one in asks.users.list()] == [scene.user_ids["stranger"]]
    for ask in (
        lambda: asks.projects.get(scene.ids["project_id"]),
        lambda: list(asks.tasks.list(project=scene.ids["project_id"])),
        lambda: asks.tasks.get(id=str(scene.ids["task_id"])),
        lambda: asks.projects.exports.as_json(scene.ids["project_id"]),
    ):
        with pytest.raises(ApiError) as refused:
            ask()
        assert refused.value.status_code == 404


def test_a_token_counts_and_a_cookie_does_not(app, database, scene, tokens):
    signed_in, plain = scene.people["manager"].client, app.test_client()
    assert signed_in.get("/api/projects").status_code == 401
    assert plain.get("/api/projects", headers={"Authorization": "Token plx_wrong"}).status_code == 401
    for header in (f"Token {tokens['manager']}", f"Bearer {tokens['manager']}"):
        for path in ("/api/projects", "/api/projects/"):
            assert plain.get(path, headers={"Authorization": header}).status_code == 200
    assert plain.get("/projects", headers={"Authorization": f"Token {tokens['manager']}"}).status_code in (
        303,
        404,
    )
    # A token is no way around the form token of pages.
    sent = signed_in.post("/sign-out", headers={"Authorization": f"Token {tokens['manager']}"})
    assert sent.status_code == 403
    with database.writing() as session:
        token = session.scalars(select(ApiToken).where(ApiToken.name == "manager")).one()
        assert token.last_used_at is not None
        api_tokens.revoke(session, token.user, token.id)
    assert (
        plain.get("/api/projects", headers={"Authorization": f"Token {tokens['manager']}"}).status_code == 401
    )


@pytest.mark.filterwarnings("ignore:The `parse_obj` method")  # the client itself uses it
def test_a_client_with_a_personal_access_token_exchanges_it_for_short_ones(app, database, scene):
    browser, plain = scene.people["manager"], app.test_client()
    page = browser.post("/account/tokens", {"name": "New", "scope": "read", "kind": "exchanged"}).text
    token = re.search(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", page)[0]
    asks = client(app, token)
    assert asks.users.whoami().id == scene.user_ids["manager"]
    assert len(list(asks.projects.list())) == 1
    access = plain.post("/api/token/refresh", json={"refresh": token}).json["access"]
    head, body, signature = access.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    forged = [f"{head}.{body}.{signature[::-1]}", f"{unsigned}.{body}.", f"{head}.{body}"]
    for sent, status in ((access, 200), *((one, 401) for one in forged)):
        headers = {"Authorization": f"Bearer {sent}"}
        assert plain.get("/api/projects", headers=headers).status_code == status, sent
    for wrong in ({"refresh": access}, {"refresh": 7}, {}, {"refresh": "é"}):
        assert plain.post("/api/token/refresh/", json=wrong).status_code == 401
    assert plain.post("/api/token/refresh/", data={"refresh": token}).status_code == 403
    browser.post("/account/tokens/1/revoke")
    headers = {"Authorization": f"Bearer {access}"}
    assert plain.get("/api/projects", headers=headers).status_code == 401
    assert plain.post("/api/token/refresh/", json={"refresh": token}).status_code == 401


def test_a_labeling_config_is_tried_by_a_token_that_may(app, scene, tokens):
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    good = asks.projects.get(project).label_config
    asks.projects.validate_label_config(id=project, label_config=good)
    with pytest.raises(ApiError) as refused:
        asks.projects.validate_label_config(
            id=project, label_config="<View><Image name='a' value='$b'/></View>"
        )
    assert refused.value.status_code == 400
    assert "Image" in refused.value.body["validation_errors"]["label_config"][0]
    with pytest.raises(ApiError) as refused:
        client(app, tokens["annotator"]).projects.validate_label_config(id=project, label_config=good)
    assert refused.value.status_code == 403


def test_a_script_works_over_a_socket_as_well(app, database, scene, tokens):
    close(database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        asks = LabelStudio(base_url=f"http://127.0.0.1:{server.port}", api_key=tokens["manager"])
        assert len(asks.projects.exports.as_json(scene.ids["project_id"])) == 2
        old = Client(url=f"http://127.0.0.1:{server.port}", api_key=tokens["manager"])
        assert old.check_connection()["status"] == "UP"
        theirs = old.get_project(scene.ids["project_id"])
        assert len(theirs.get_tasks()) == 2
        assert theirs.get_labeled_tasks_ids() == [scene.ids["task_id"]]
        assert theirs.get_unlabeled_tasks_ids() == [scene.ids["task_id"] + 1]
        assert [one["id"] for one in theirs.get_tasks(selected_ids=[scene.ids["task_id"]])] == [
            scene.ids["task_id"]
        ]
        assert sum(len(task.annotations) for task in asks.tasks.list(project=scene.ids["project_id"])) == 1
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
