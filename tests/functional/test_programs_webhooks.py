"""Other programs are told what happens in a project: signed, in order, and never what is still hidden."""

import hashlib
import hmac
import json
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from label_studio_sdk.core.api_error import ApiError
from sqlalchemy import func, select, update

from app.models import Activity, Member, Round, Webhook, WebhookEvent
from app.services import webhooks
from tests.functional.programs import client, close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import CANARY
from tests.functional.test_blindness import scene as scene

SLANT = {"id": "q", "from_name": "slant", "to_name": "text", "type": "number", "value": {"number": 2}}


class Quiet(WSGIRequestHandler):
    def log_message(self, *said):
        pass


class Listener:
    """A program that is told; it answers with its status."""

    def __init__(self):
        self.heard, self.status = [], "200 OK"

    def __call__(self, environ, start):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.heard.append((environ.get("HTTP_X_PARALLAX_SIGNATURE"), body))
        start(self.status, [("Content-Length", "0"), ("Location", "http://127.0.0.1/")])
        return [b""]

    def take(self):
        heard, self.heard = self.heard, []
        return heard


@pytest.fixture
def listener(monkeypatch):
    told = Listener()
    server = make_server("127.0.0.1", 0, told, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/hook?key=s"
    monkeypatch.setenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES", told.url.partition("/hook")[0])
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def actions(heard):
    return [json.loads(body)["action"] for _, body in heard]


def test_what_happens_is_told_signed_and_in_order(app, database, scene, tokens, listener):
    asks, project, task = client(app, tokens["manager"]), scene.ids["project_id"], scene.ids["task_id"]
    made = asks.webhooks.create(project=project, url=listener.url)
    assert "ANNOTATION_CREATED" in asks.webhooks.info().model_dump_json()
    asks.tasks.create(project=project, data={"name": "a.txt", "text": "First words."})
    two = asks.projects.import_tasks(
        id=project, request=[{"data": {"text": f"Words {n}."}} for n in range(2)], return_task_ids=True
    )
    asks.tasks.delete(id=str(two.task_ids[0]))
    asks.projects.update(id=project, title="Another")
    first = listener.heard[0]
    signed = hmac.new(made.secret.encode(), first[1], hashlib.sha256).hexdigest()
    assert first[0] == f"sha256={signed}"
    told = json.loads(first[1])
    assert (told["project"]["id"], told["tasks"][0]["data"]["text"]) == (project, "First words.")
    heard = listener.take()
    assert actions(heard) == ["TASKS_CREATED", "TASKS_CREATED", "TASKS_DELETED", "PROJECT_UPDATED"]
    assert json.loads(heard[2][1])["tasks"] == [{"id": two.task_ids[0]}]

    own = client(app, tokens["annotator"])
    with database.writing() as session:
        session.execute(update(Round).values(blind=False))
    said = own.annotations.create(id=task, result=[SLANT])
    asks.annotations.delete(id=said.id)
    own.annotations.update(id=said.id, result=[{**SLANT, "value": {"number": 1}}])
    heard = listener.take()
    assert actions(heard) == ["ANNOTATION_CREATED", "ANNOTATIONS_DELETED", "ANNOTATION_UPDATED"]
    assert json.loads(heard[0][1])["annotation"]["result"][0]["value"] == {"number": 2}
    assert json.loads(heard[0][1])["task"]["id"] == task
    assert json.loads(heard[1][1])["annotations"] == [{"id": said.id}]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WebhookEvent)) == 0
        recorded = [
            row.detail for row in session.scalars(select(Activity).where(Activity.verb == "webhook.made"))
        ]
    assert recorded == [{"to": listener.url.partition("/hook")[0]}]


def test_nothing_is_told_that_its_maker_may_not_read(app, database, scene, tokens, listener):
    asks, own = client(app, tokens["manager"]), client(app, tokens["annotator"])
    hook = asks.webhooks.create(project=scene.ids["project_id"], url=listener.url)
    said = own.annotations.create(id=scene.ids["task_id"], result=[SLANT])
    assert listener.take() == []  # the round is blind
    scene.people["manager"].post(
        f"/projects/{scene.ids['slug']}/rounds/{scene.ids['round_id']}"
        f"/assignments/{scene.owned['annotator']}/reopen",
        {"reason": "look again"},
    )
    own.annotations.update(id=said.id, result=[SLANT])
    assert listener.take() == []
    close(database)
    asks.webhooks.update(id=hook.id, url=listener.url, send_payload=False)
    asks.projects.update(id=scene.ids["project_id"], title="Known")
    assert [json.loads(body) for _, body in listener.take()] == [{"action": "PROJECT_UPDATED"}]
    with database.writing() as session:
        part = update(Member).where(Member.user_id == scene.user_ids["manager"])
        session.execute(part.values(role="viewer"))
    client(app, tokens["admin"]).projects.update(id=scene.ids["project_id"], title="Hidden")
    assert listener.take() == []
    assert CANARY not in str(listener.heard)


@pytest.mark.one_database
def test_what_does_not_arrive_waits_and_a_dead_address_is_switched_off(
    app, database, scene, tokens, listener, monkeypatch
):
    monkeypatch.setattr(webhooks, "MOST_FAILURES", 3)
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    hook = asks.webhooks.create(project=project, url=listener.url, actions=["PROJECT_UPDATED"])
    asks.tasks.create(project=project, data={"text": "Not asked for."})
    listener.status = "302 Found"  # not followed
    asks.projects.update(id=project, title="One")
    assert asks.webhooks.get(id=hook.id).consecutive_failures == 1
    listener.status = "200 OK"
    asks.projects.update(id=project, title="Two")
    assert actions(listener.take()) == ["PROJECT_UPDATED"] * 3  # the first was tried twice
    assert asks.webhooks.get(id=hook.id).consecutive_failures == 0
    monkeypatch.delenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES")
    for title in ("Three", "Four", "Five", "Six"):
        asks.projects.update(id=project, title=title)
    assert (listener.take(), asks.webhooks.get(id=hook.id).is_active) == ([], False)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WebhookEvent)) == 0
    asks.webhooks.delete(id=hook.id)
    assert asks.webhooks.list() == []


@pytest.mark.one_database
def test_webhooks_are_for_those_who_manage_and_lead_nowhere_else(app, database, scene, tokens, listener):
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    hook = asks.webhooks.create(project=project, url=listener.url, is_active=False)
    assert [one.id for one in asks.webhooks.list(project=str(project))] == [hook.id]
    assert "secret" not in asks.webhooks.get(id=hook.id).model_dump()
    for person, status in (("viewer", 403), ("annotator", 403), ("adjudicator", 403), ("stranger", 404)):
        theirs = client(app, tokens[person]).webhooks
        assert theirs.list() == []
        for ask in (
            lambda theirs=theirs: theirs.get(id=hook.id),
            lambda theirs=theirs: theirs.delete(id=hook.id),
            lambda theirs=theirs: theirs.create(project=project, url=listener.url),
            lambda theirs=theirs: theirs.update(id=hook.id, url=listener.url),
        ):
            assert refused(ask) == status
    for sent in (
        {"url": "http://127.0.0.1:1/"},
        {"url": "http://169.254.169.254/latest"},
        {"url": "ftp://example.org/"},
        {"url": listener.url, "headers": {"Authorization": "x"}},
        {"url": listener.url, "actions": ["REVIEW_CREATED"]},
        {"url": listener.url, "is_active": "yes"},
    ):
        assert refused(lambda sent=sent: asks.webhooks.create(project=project, **sent)) == 400
    assert refused(lambda: asks.webhooks.create(url=listener.url)) == 400
    with database.reading() as session:
        assert session.scalars(select(Webhook.id)).all() == [hook.id]


def refused(ask):
    with pytest.raises(ApiError) as error:
        ask()
    return error.value.status_code
