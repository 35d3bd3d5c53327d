"""While a round is open and blind, nothing about framing changes by what somebody marks in it."""

import pytest
from sqlalchemy import update

from app.clock import now
from app.models import Round
from tests.annotations.small_study import mark
from tests.functional import stage

ADDRESSES = ("framing", "framing?round=1", "outlets/1/framing", "framing/files/rates.json?by=all")


@pytest.fixture
def scene(app, database) -> stage.Stage:
    return stage.build(app, database)


def seen(scene: stage.Stage, person: str) -> list[tuple[int, str]]:
    visitor = scene.people[person]
    answers = (visitor.get(f"/projects/study/{address}") for address in ADDRESSES)
    # A page that says no names its request, which differs each time; so does the token of forms in a head.
    return [
        (answer.status_code, answer.text.partition("<main")[2] if answer.status_code == 200 else "")
        for answer in answers
    ]


def test_no_mark_of_a_blind_round_is_told_before_it_is_closed(scene, database):
    before = {person: seen(scene, person) for person in ("annotator", "viewer", "adjudicator", "manager")}
    said = [
        mark("one", 6, 14, attributes={"voice": "quote", "speaker": "she"}),
        {"op": "answer", "variable": "slant", "value": 1},
        {"op": "submit"},
    ]
    sent = {"base_version": 0, "key": "k", "client_time": "2026-01-01T00:00:00Z", "operations": said}
    saved = scene.people["colleague"].post_json(f"/api/assignments/{scene.owned['colleague']}/changes", sent)
    assert saved.status_code == 200, saved.text
    assert {person: seen(scene, person) for person in before} == before
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
    rows = scene.people["viewer"].get(f"/projects/study/{ADDRESSES[-1]}").json
    assert [row["marks"] for row in rows if row["label"] is None] == [1]
    assert [status for status, _ in seen(scene, "annotator")] == [403, 403, 404, 404]
