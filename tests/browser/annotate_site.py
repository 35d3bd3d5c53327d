"""The annotating page on a small site of its own: its API on the real domain, with faults on demand.

Nothing is imitated that the domain decides: operations are applied, refused and found incomplete by
``annotations``. Only keeping is simple: a list in memory.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_bootstrap import Bootstrap5
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.serving import WSGIRequestHandler, make_server

from annotations.annotation import Annotation
from annotations.changes import change_hash
from annotations.codebook import Codebook
from annotations.errors import Incomplete, InvalidOperation
from annotations.missing import missing
from annotations.operations import apply_all
from annotations.quotations import quotations
from annotations.text import fingerprint
from annotations.zones import Zone, blocks
from app.views.security import POLICY

SCENE = SimpleNamespace(project=SimpleNamespace(slug="study"), article=SimpleNamespace(id=1))
LAYOUT = """<!doctype html>
<html lang="en" data-bs-theme="light">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="csrf-token" content="{{ token }}"><title>{% block title %}{% endblock %} · Parallax</title>
  <link rel="icon" href="data:,">
  <script src="{{ url_for('static', filename='js/theme.js') }}"></script>
  <link rel="stylesheet" href="{{ url_for('bootstrap.static', filename='css/bootstrap.min.css') }}">
  <link rel="stylesheet" href="{{ url_for('static', filename='css/app.css') }}">
  {% block head %}{% endblock %}
</head>
<body class="{% block body_class %}{% endblock %}">
  <header class="site-header"><div class="site-bar">
    <a class="brand" href="/queue"><span class="brand-mark" aria-hidden="true"></span>Parallax</a>
    <a class="site-project" href="/queue">Great-power meetings</a></div></header>
  <main id="content" class="{% block main_class %}page{% endblock %}" tabindex="-1">
    {% block content %}{% endblock %}
  </main>
  {% block scripts %}{% endblock %}
</body>
</html>"""
QUEUE = "<!doctype html><html lang=en><title>Queue</title><h1>My queue</h1>"

Fault = Callable[[], Response]


@dataclass
class Store:
    """One assignment: its text, its annotation, every accepted request, and the faults to come."""

    text: str
    codebook: Codebook
    zones: tuple[Zone, ...] = ()
    annotation: Annotation = field(default_factory=Annotation)
    version: int = 0
    hash: str = ""
    user: int = 3
    token: str = "token-1"
    language: str = "en"
    editable: bool = True
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lasting_fault: Fault | None = None
    answers_to_lose: int = 0
    suggestions: list[dict[str, Any]] = field(default_factory=list)

    def change(self, operations: list[dict[str, Any]]) -> None:
        """Accept operations that did not come from the page: another tab, another device."""
        self.annotation = apply_all(self.annotation, operations, self.text, self.codebook)
        self.version += 1
        self.hash = change_hash(self.hash, {"version": self.version, "operations": operations})

    def state(self) -> dict[str, Any]:
        return {
            "assignment": 12,
            "user": self.user,
            "editable": self.editable,
            "version": self.version,
            "hash": self.hash,
            "text": {"sha256": fingerprint(self.text), "length": len(self.text)},
            "annotation": self.annotation.to_dict(),
            "codebook": self.codebook.to_dict(),
            "zones": [zone.to_dict() for zone in self.zones],
            "missing": self.missing(),
            "next": None,
        }

    def missing(self) -> list[dict[str, Any]]:
        return [one.to_dict() for one in missing(self.annotation, self.codebook)]

    def save(self, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        if body["key"] in self.answers:
            return self.answers[body["key"]], 200
        if body["base_version"] != self.version:
            conflict = {"error": "conflict", "version": self.version, "hash": self.hash}
            return conflict | {"annotation": self.annotation.to_dict()}, 409
        try:
            self.change(body["operations"])
        except Incomplete as refusal:
            return {"error": "incomplete", "message": str(refusal), "missing": self.missing()}, 422
        except InvalidOperation as refusal:
            return {"error": "invalid", "message": str(refusal), "operation": refusal.index}, 422
        answer = {"key": body["key"], "version": self.version, "hash": self.hash, "saved_at": "now"}
        answer |= {"state": self.annotation.state, "missing": self.missing()}
        self.answers[body["key"]] = answer
        return answer, 200


def build_site(store: Store) -> Flask:
    site = Flask("app")
    Bootstrap5(site)
    site.config["BOOTSTRAP_SERVE_LOCAL"] = True
    # Nobody is there to talk to, and nothing to take back.
    alone = {"may": lambda name: False, "talk_count": lambda **about: 0, "scene": SCENE}
    site.jinja_env.globals.update(alone)
    site.jinja_loader = ChoiceLoader([DictLoader({"layout.html": LAYOUT}), site.jinja_loader])

    @site.get("/annotate")
    def page() -> str:
        return render_template("annotate/page.html", **page_context(store))

    @site.get("/api")
    def state() -> Response:
        return store.lasting_fault() if store.lasting_fault else jsonify(store.state())

    @site.post("/api/changes")
    def changes() -> Any:
        store.requests.append({"token": request.headers["X-CSRF-Token"], **request.get_json()})
        if fault := store.faults.pop(0) if store.faults else store.lasting_fault:
            return fault()
        answer = store.save(request.get_json())
        if store.answers_to_lose:
            store.answers_to_lose -= 1
            return Response('{"key": "', mimetype="application/json")  # saved, but the answer breaks off
        return answer

    @site.get("/queue")
    @site.get("/next")
    def queue() -> str:
        return QUEUE

    @site.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return site


def page_context(store: Store) -> dict[str, Any]:
    """What the view gives to the page."""
    return {
        "token": store.token,
        "assignment": 12,
        "article": {
            "title": store.text[:60].split("\n")[0],
            "outlet": "The Coast",
            "published": "9 May",
            "language": store.language,
        },
        "text": store.text,
        "quotations": [(one.start, one.end) for one in quotations(store.text)],
        "blocks": [
            (b.start, b.end, b.zone, store.text[b.start : b.end]) for b in blocks(store.text, store.zones)
        ],
        "codebook": store.codebook,
        "suggestions": store.suggestions,
        "progress": {"position": 2, "total": 6},
        "api_url": "/api",
        "changes_url": "/api/changes",
        "queue_url": "/queue",
        "codebook_url": "/codebook",
        "next_url": "/next",
    }


class Quiet(WSGIRequestHandler):
    """Forty requests per page would bury the message of a failing test."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Server:
    """The site on a port of this machine, in a thread."""

    def __init__(self, store: Store) -> None:
        self.server = make_server("127.0.0.1", 0, build_site(store), threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
