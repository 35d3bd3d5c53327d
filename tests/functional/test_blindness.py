"""While a blind round is open, nobody sees a word that another annotator wrote."""

import io
import zipfile

import pytest
from flask import Flask
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from app.clock import now
from app.db import Database
from app.models import PHASES, NormingItem, Round
from tests.annotations.small_study import mark
from tests.functional import stage
from tests.functional.test_routes import routes

pytestmark = pytest.mark.slow

CANARY = "zqcanaryqz"


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    built = stage.build(app, database)
    operations = [
        mark(
            f"{CANARY}-uid",
            6,
            14,
            attributes={"voice": "quote", "speaker": f"{CANARY} speaker"},
            note=f"{CANARY} note",
        ),
        {"op": "answer", "variable": "slant", "value": 2},
        {"op": "answer", "variable": "doubt", "value": f"{CANARY} answer"},
        {"op": "note", "note": f"{CANARY} on the article"},
        {"op": "submit"},
    ]
    saved = built.people["colleague"].post_json(
        f"/api/assignments/{built.owned['colleague']}/changes",
        {
            "base_version": 0,
            "key": f"{CANARY}-key",
            "client_time": "2026-01-01T00:00:00Z",
            "operations": operations,
        },
    )
    assert saved.status_code == 200, saved.text
    return built


def everything(response: TestResponse) -> str:
    """All text of an answer: headers, body, and what a ZIP holds."""
    parts = [str(response.headers)]
    if response.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
            parts += archive.namelist()
            parts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    else:
        parts.append(response.data.decode("utf-8", "replace"))
    return "\n".join(parts)


def crawl(scene: stage.Stage, app: Flask, person: str) -> list[str]:
    """Return every address whose answer holds the canary, asked with each id that could lead to it."""
    visitor = scene.people[person]
    token = visitor.token()
    leaks = []
    for method, rule in routes(app):
        about_one = "assignment_id" in rule.arguments
        for assignment_id in set(scene.owned.values()) if about_one else [scene.owned["colleague"]]:
            ids = {**scene.ids_for(person), "assignment_id": assignment_id}
            with app.test_request_context():
                path = rule.build({name: ids[name] for name in rule.arguments})[1]  # type: ignore[index]
            asked = "&question=characters&variable=framing&label=HARSH&marks=framing&form=xlsx&preset=long"
            asked += f"&of=round-{scene.ids['round_id']}"
            for query in ("", f"?search={CANARY[:4]}&sort=-changed&names=1&flavour=verbatim{asked}"):
                if rule.endpoint in {
                    "auth.sign_out",
                    "account.end_others",
                    "rounds.close",
                    "rounds.release",
                    "account.end_sign_in",
                }:
                    continue  # these end the sign-in, or what the rest of the walk needs of the round
                headers = {"X-CSRF-Token": token}
                response = visitor.client.open(path + query, method=method, headers=headers, buffered=True)
                assert response.status_code < 500, (method, path)
                if CANARY in everything(response):
                    leaks.append(f"{method} {path}{query}")
    return leaks


@pytest.mark.parametrize("person", [person for person in stage.PEOPLE if person != "colleague"])
def test_nobody_meets_a_word_of_the_colleague_while_the_round_is_open(
    scene: stage.Stage, app: Flask, person: str
):
    assert crawl(scene, app, person) == []


@pytest.mark.one_database
@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "reliability"])
def test_the_walk_finds_nothing_in_the_other_phases(
    scene: stage.Stage, app: Flask, database: Database, phase: str
):
    with database.writing() as session:
        session.execute(
            update(Round).values(phase=phase, shows_reliability=True, pass_marks={"span_f1": 0.5})
        )
    for person in ("annotator", "manager"):
        assert crawl(scene, app, person) == []


def test_the_colleague_meets_them_so_the_walk_can_fail(scene: stage.Stage, app: Flask):
    assert crawl(scene, app, "colleague") != []


def test_after_closing_the_leaders_meet_them_and_the_annotator_still_does_not(
    scene: stage.Stage, app: Flask, database: Database
):
    with database.writing() as session:
        session.execute(delete(NormingItem))  # what is on the screen is there to be seen
        session.execute(update(Round).values(closed_at=now()))
    leaks = crawl(scene, app, "manager")
    assert any("bundle.zip" in leak for leak in leaks)
    assert any("/exports/tables" in leak for leak in leaks)
    assert any("/agreement/articles/" in leak for leak in leaks)
    assert crawl(scene, app, "annotator") == []
