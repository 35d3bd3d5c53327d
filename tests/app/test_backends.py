"""A machine learning backend is asked for suggestions, and nothing that it answers is believed."""

import json
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import cli
from app.models import Suggestion
from tests import factories


class Quiet(WSGIRequestHandler):
    def log_message(self, *said):
        pass


class Backend:
    """Answers as the backends of Label Studio do, with what is set."""

    def __init__(self):
        self.seen, self.version, self.broken, self.end = [], "v1", "", 14

    def __call__(self, environ, start):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = json.loads(environ["wsgi.input"].read(length)) if length else {}
        path = environ["PATH_INFO"]
        self.seen.append((path, body))
        start("500 Broken" if path == self.broken else "200 OK", [("Content-Type", "application/json")])
        answers = {"/health": {"status": "UP"}, "/setup": {"model_version": self.version}}
        if path == "/predict":
            answers[path] = {"results": [self.predict(number) for number, _ in enumerate(body["tasks"])]}
        return [json.dumps(answers[path]).encode()]

    def predict(self, number):
        value = {"start": 6, "end": self.end if number else 14, "labels": ["HARSH"]}
        region = {"id": "r", "from_name": "framing", "to_name": "text", "type": "labels", "value": value}
        return {"result": [region], "score": 0.5}


@pytest.fixture
def backend():
    held = Backend()
    server = make_server("127.0.0.1", 0, held, handler_class=Quiet)
    held.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield held
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def run(database, database_url, backend, tmp_path, monkeypatch):
    with database.writing() as session:
        project = factories.add_project(session)
        factories.add_codebook(session, project)
        for name in "abc":
            factories.add_article(session, project, name=f"{name}.txt")
    monkeypatch.setenv("PARALLAX_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES", backend.url)

    def run(*arguments, code=0):
        result = CliRunner().invoke(cli, ["suggest", "study", backend.url, *arguments])
        assert result.exit_code == code, result.output
        return result.output

    return run


def kept(database):
    with database.reading() as session:
        return [(row.model, len(row.items)) for row in session.scalars(select(Suggestion))]


def test_each_article_is_asked_about_once_for_each_version(run, backend, database):
    assert "v1: 3 suggestions about 3 articles; 0 had them." in run()
    assert kept(database) == [("v1", 1)] * 3
    sent = dict(backend.seen)["/setup"]
    assert "<Labels" in sent["schema"]
    assert sent["access_token"] == ""
    assert "0 suggestions about 0 articles; 3 had them." in run()
    assert "about 3 articles" in run("--again")
    backend.version = "v2"
    assert "v2: 3 suggestions about 3 articles" in run()


def test_what_cannot_be_taken_is_told_and_the_rest_is_kept(run, backend, database):
    backend.end = 9_999
    told = run(code=1)
    assert "b.txt: Nothing was kept" in told
    assert "1 suggestions about 1 articles" in told
    assert len(kept(database)) == 1


@pytest.mark.parametrize("path", ["/health", "/setup", "/predict"])
def test_a_broken_backend_is_named_and_nothing_is_kept(run, backend, database, path):
    backend.broken = path
    assert f"{path} with 500" in run(code=1)
    assert kept(database) == []


def test_a_backend_in_the_own_network_is_not_asked_unless_allowed(run, backend, monkeypatch):
    monkeypatch.delenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES")
    assert "own network" in run(code=1)
    assert backend.seen == []
