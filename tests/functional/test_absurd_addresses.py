"""Addresses that no page of ours ever holds: they are answered as absent, never by a failure."""

import pytest
from flask import Flask

from app.db import Database
from tests.functional import stage
from tests.functional.test_routes import routes

pytestmark = pytest.mark.slow

TOO_LARGE = 10**30


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    return stage.build(app, database)


def absurd_values(scene: stage.Stage, name: str) -> list[object]:
    return [TOO_LARGE, 2**63 - 1, 0] if isinstance(scene.ids[name], int) else ["a\0b", "%00", "’" * 300]


def test_an_id_that_no_table_can_hold_is_absent(scene: stage.Stage, app: Flask):
    manager, admin = scene.people["manager"], scene.people["admin"]
    scene.ids["sign_in_id"] = 0
    token = admin.token(), manager.token()
    surprises = []
    for method, rule in routes(app):
        if rule.endpoint.startswith(("labelstudio.", "v1.")):
            continue  # these ask for a token first: see test_programs and test_own_api
        for name in rule.arguments - {"filename", "token"}:
            for value in absurd_values(scene, name):
                with app.test_request_context():
                    path = rule.build({**scene.ids, name: value} | {"token": "x"})[1]  # type: ignore[index]
                for visitor, sent in zip((admin, manager), token, strict=True):
                    answer = visitor.client.open(path, method=method, headers={"X-CSRF-Token": sent})
                    if answer.status_code != 404:
                        surprises.append((method, path, answer.status_code))
    assert surprises == []
