"""A small server of Label Studio on loopback, whose answers have the shapes of the real one."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

TOKEN = "a-plain-token"
JWT = "eyJ.refresh.token"


class LabelStudio:
    """What the server holds; `broken_after` is how many writing requests it still answers."""

    def __init__(self) -> None:
        self.projects: dict[int, dict[str, Any]] = {}
        self.tasks: dict[int, dict[str, Any]] = {}
        self.users = {1: "lead@elsewhere.example"}
        self.seen: list[str] = []
        self.broken_after: int | None = None
        self.url = ""

    def annotate(self, name: str, user: int, *results: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Add an annotation of the article of this name."""
        task = self.task(name)
        said = {
            "id": 100 * task["id"] + len(task["annotations"]) + 1,
            "completed_by": user,
            "result": list(results),
            "was_cancelled": False,
            "created_at": f"2026-01-01T00:00:0{len(task['annotations'])}Z",
        }
        task["annotations"].append(said | more)
        return task["annotations"][-1]

    def task(self, name: str) -> dict[str, Any]:
        """Return the task of the article of this name."""
        return next(one for one in self.tasks.values() if one["data"]["name"] == name)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Answer a request."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = json.loads(environ["wsgi.input"].read(length)) if length else None
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.seen.append(f"{method} {path}")
        if path == "/api/token/refresh/":
            status, said = (200, {"access": "short"}) if body == {"refresh": JWT} else (401, {})
        elif environ.get("HTTP_AUTHORIZATION") not in (f"Token {TOKEN}", "Bearer short"):
            status, said = 401, {"detail": "secret words of the other side"}
        elif method != "GET" and self._breaks():
            status, said = 502, {"detail": "secret words of the other side"}
        else:
            status, said = self._answer(method, path, query, body)
        start(f"{status} x", [("Content-Type", "application/json")])
        return [json.dumps(said).encode()]

    def _breaks(self) -> bool:
        if self.broken_after is None:
            return False
        self.broken_after -= 1
        return self.broken_after < 0

    def _answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if path == "/api/current-user/whoami":
            return 200, {"id": 1, "email": self.users[1]}
        if path == "/api/users/":
            return 200, [{"id": key, "email": email} for key, email in self.users.items()]
        if path == "/api/projects/":
            return self._projects(method, int(query.get("page", 1)), body)
        if path == "/api/tasks/":
            return self._page(query)
        if found := re.fullmatch(r"/api/(projects|tasks)/(\d+)/(import|import/predictions)?", path):
            kind, key, is_import = found[1], int(found[2]), found[3]
            held = getattr(self, kind).get(key)
            if held is None:
                return 404, {"detail": "Not found."}
            if is_import == "import/predictions":
                return self._predict(body)
            if is_import:
                return self._import(key, body)
            if method == "PATCH":
                held.update(body)
            mine = [one for one in self.tasks.values() if one["project"] == key]
            return 200, held | ({"task_number": len(mine)} if kind == "projects" else {})
        return 404, {}

    def _projects(self, method: str, page: int, body: Any) -> tuple[int, Any]:
        if method == "POST":
            key = len(self.projects) + 1
            self.projects[key] = {"id": key, **body}
            return 201, self.projects[key]
        return 200, {"count": len(self.projects), "next": None, "results": list(self.projects.values())}

    def _import(self, project: int, tasks: list[dict[str, Any]]) -> tuple[int, Any]:
        for one in tasks:
            key = len(self.tasks) + 1
            self.tasks[key] = {"id": key, "project": project, "annotations": [], "predictions": [], **one}
        return 201, {"task_count": len(tasks), "annotation_count": 0, "prediction_count": 0}

    def _predict(self, predictions: list[dict[str, Any]]) -> tuple[int, Any]:
        for one in predictions:
            self.tasks[one["task"]]["predictions"].append(one)
        return 201, {"created": len(predictions)}

    def _page(self, query: dict[str, str]) -> tuple[int, Any]:
        mine = [one for one in self.tasks.values() if one["project"] == int(query["project"])]
        size, page = min(int(query["page_size"]), 2), int(query["page"])  # a server may give fewer than asked
        shown = mine[size * (page - 1) : size * page]
        if not shown and page > 1:
            return 404, {"detail": "Invalid page."}
        if query.get("fields") != "all":
            shown = [{key: one[key] for key in ("id", "data", "meta", "project")} for one in shown]
        return 200, {"total": len(mine), "tasks": shown}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *said: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[LabelStudio]:
    """Serve an empty Label Studio."""
    held = LabelStudio()
    server = make_server("127.0.0.1", 0, held, handler_class=_Quiet)
    held.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def span(
    uid: str, start: int, end: int, text: str, label: str = "HARSH", **values: str
) -> list[dict[str, Any]]:
    """Return the results of one span, as the editor writes them."""
    place = {"start": start, "end": end, "text": text}
    shared = {"id": uid, "to_name": "text", "origin": "manual"}
    results = [
        {**shared, "from_name": "framing", "type": "labels", "value": {**place, "labels": [label]}},
    ]
    for name, value in values.items():
        is_text = name == "speaker"
        kind, said = ("textarea", {"text": [value]}) if is_text else ("choices", {"choices": [value]})
        results.append({**shared, "from_name": name, "type": kind, "value": {**place, **said}})
    return results
