"""A whole session through the pages: from an empty installation to the CSV bundle."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.services import setup
from tests.conftest import SECRET_KEY, SHARED
from tests.html_forms import form_to
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "app" / "data" / "sample"
CODEBOOK = SAMPLES.parent / "framing.toml"
PASSWORD = "seven quiet lanterns"
NAMES = ("Adaquill", "Benquill", "Cleoquill")


def articles() -> list[Path]:
    """The five seed articles where the reference material is there, else five of our own."""
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    return seeds or sorted(SAMPLES.glob("*.txt"))[:5]


class Person(Visitor):
    """A visitor who fills in the forms that the pages hold."""

    def open(self, path: str) -> str:
        response = self.get(path, follow_redirects=True)
        assert response.status_code == 200, (path, response.status_code, response.text[:500])
        self.path = response.request.path
        return response.text

    def send(self, page: str, ending: str, *, to: str = "", **values: Any) -> TestResponse:
        form = form_to(page, ending)
        response = self.client.post(
            to or form.action or self.path, data=form.filled(**values), follow_redirects=True
        )
        assert response.status_code < 300, (ending, response.status_code, response.text)
        self.path = response.request.path
        return response


def set_up(app: Flask) -> Person:
    """Make the first account and a project from the codebook file, frozen."""
    manager = Person(app)
    page = manager.open(f"/welcome/{setup.welcome_token(SECRET_KEY)}")
    manager.send(
        page, "", name="Mara", email="mara@example.org", password=PASSWORD, again=PASSWORD, start="empty"
    )
    form = form_to(manager.open("/projects/new"), "/projects/new")
    sent = form.filled(title="Great-power meetings", slug="meetings", codebook="file")
    sent["file"] = (io.BytesIO(CODEBOOK.read_bytes()), "framing.toml")  # type: ignore[assignment]
    made = manager.client.post("/projects/new", data=sent, follow_redirects=True)
    assert made.status_code == 200, made.text
    page = manager.open("/projects/meetings/codebook/1")
    manager.send(page, "/codebook/1/freeze", sure="y")
    return manager


def import_articles(manager: Person, files: list[Path]) -> None:
    token = form_to(manager.open("/projects/meetings/imports/new"), "/imports/new").filled()
    sent: dict[str, Any] = {**token, "files": [(io.BytesIO(file.read_bytes()), file.name) for file in files]}
    preview = manager.client.post("/projects/meetings/imports/new", data=sent, follow_redirects=True)
    assert "Import 5 articles" in preview.text, preview.text
    form = form_to(preview.text, "/settings")
    values = form.filled()
    said = {name: "The Lamp" for name in values if name.endswith("outlet") and values[name] == [""]}
    said |= {name: "Meetings" for name in values if name.endswith("event") and values[name] == [""]}
    confirm = form.action.removesuffix("settings") + "confirm"
    manager.send(preview.text, "/settings", to=confirm, **said)


def invite(app: Flask, manager: Person, name: str) -> Person:
    page = manager.open("/projects/meetings/team")
    shown = manager.send(page, "/team/invitations", role="annotator", email=f"{name.lower()}@example.org")
    link = re.search(r"/invitations/[A-Za-z0-9_-]+", shown.text)
    assert link, shown.text
    person = Person(app)
    page = person.open(link[0])
    person.send(page, link[0], name=name, password=PASSWORD, again=PASSWORD)
    return person


def plan_round(manager: Person) -> str:
    page = manager.open("/projects/meetings/rounds/new")
    everybody = [value for value, _id in form_to(page, "/rounds/new").labels["annotators"]]
    assert len(everybody) == 3
    preview = manager.send(page, "/rounds/new", name="Round 1", phase="reliability", annotators=everybody)
    assert preview.text.count(">5<") >= 3 or "5 articles" in preview.text
    made = manager.send(preview.text, "/rounds/new", step="make")
    board = made.request.path
    manager.send(made.text, "/open")
    return board


def answers_to(codebook: dict[str, Any]) -> list[dict[str, Any]]:
    """One answer to every required article question, of its own kind."""
    operations = []
    for question in codebook["article_questions"]:
        offered = [one["code"] for one in question["categories"] if one["codable"] and not one["retired"]]
        value: Any = {
            "choices": offered[:1],
            "scale": question["minimum"],
            "number": question["minimum"] or 0,
            "text": "said",
        }.get(question["kind"], offered[0] if offered else None)
        operations.append({"op": "answer", "variable": question["code"], "value": value})
    return operations


def code(person: Person, assignment: str, *, find_none: bool) -> None:
    """Code one article through the addresses that the page's script uses."""
    api = f"/api/assignments/{assignment}"
    state = person.get(api).json
    page = person.open(f"/projects/meetings/annotate/{assignment}")
    start = re.search(r'data-start="(\d+)" data-end="\d+" data-zone="body"', page)[1]  # type: ignore[index]
    text = re.search(rf'<p[^>]*data-start="{start}"[^>]*>([^<]*)<', page)[1]  # type: ignore[index]
    quote = re.match(r"\s*\w+\s\w+", text)[0].strip()  # type: ignore[index]
    first = int(start) + text.index(quote)
    mark = {
        "op": "mark",
        "span": "s1",
        "layer": "framing",
        "label": "DELEG",
        "start": first,
        "end": first + len(quote),
        "quote": quote,
        "attributes": {"target": "OTHER", "voice": "outlet", "valence": "neg"},
    }
    said = [{"op": "found_none", "value": True}] if find_none else [mark]
    body = {
        "base_version": 0,
        "key": f"key-{assignment}",
        "client_time": "2026-01-01T00:00:00Z",
        "operations": [*said, *answers_to(state["codebook"]), {"op": "submit"}],
    }
    saved = person.post_json(f"{api}/changes", body)
    assert saved.status_code == 200, saved.text
    assert saved.json["state"] == "submitted"


def work_through(person: Person, *, finds_none_first: bool) -> int:
    done = 0
    while (response := person.get("/projects/meetings/queue/next")).headers["Location"].count("/annotate/"):
        assignment = response.headers["Location"].rsplit("/", 1)[1]
        code(person, assignment, find_none=finds_none_first and done == 0)
        done += 1
    return done


@pytest.fixture
def closed_round(app: Flask) -> tuple[Person, list[Person], str]:
    manager = set_up(app)
    import_articles(manager, articles())
    people = [invite(app, manager, name) for name in NAMES]
    board = plan_round(manager)
    for person in people:
        assert "Round 1" in person.open("/projects/meetings/queue")
        assert work_through(person, finds_none_first=person is people[0]) == 5
    progress = manager.open(board)
    assert all(name in progress for name in NAMES)
    assert manager.get(f"{board}/agreement").status_code == 404
    manager.send(progress, "/close")
    return manager, people, board


def test_a_team_runs_a_session_and_hands_the_result_over(closed_round):
    manager, people, board = closed_round
    report = manager.open(f"{board}/agreement")
    assert "alpha" in report
    assert "jackknife over articles" in report
    assert people[0].get(f"{board}/agreement").status_code == 404
    manager.send(manager.open(board), "/release")
    assert people[0].get(f"{board}/agreement").status_code == 200

    sent = manager.get("/projects/meetings/exports/bundle.zip?flavour=verbatim", buffered=True)
    assert sent.status_code == 200
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            for name in ("spans.csv", "annotations.csv", "assignments.csv", "agreement.csv")
        }
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert len(tables["assignments.csv"]) == 15
    assert {row["state"] for row in tables["assignments.csv"]} == {"submitted"}
    assert sum(row["found_none"] in {"true", "TRUE", "1", "yes"} for row in tables["assignments.csv"]) == 1
    assert len(tables["spans.csv"]) == 14
    assert "@example.org" not in text
    assert not any(name in text for name in NAMES)


def test_after_closing_nothing_can_be_changed(closed_round):
    _manager, people, _board = closed_round
    queue = people[1].open("/projects/meetings/queue")
    assignment = re.search(r"/annotate/(\d+)", queue)[1]  # type: ignore[index]
    state = people[1].get(f"/api/assignments/{assignment}").json
    assert state["editable"] is False
    body = {
        "base_version": state["version"],
        "key": "late",
        "client_time": "2026-01-01T00:00:00Z",
        "operations": [{"op": "note", "note": "too late"}],
    }
    late = people[1].post_json(f"/api/assignments/{assignment}/changes", body)
    assert late.status_code in {403, 422}
    assert people[1].get(f"/api/assignments/{assignment}").json["version"] == state["version"]
