"""Schemathesis tries our own API by its document: right, wrong and borderline calls of two people."""

from typing import Any

import pytest
from flask import Flask

from app.api.v1.calls import CALLS
from tests.functional import stage
from tests.functional.programs import close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import scene as scene
from tests.functional.test_own_api import headers


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.filterwarnings("ignore")  # the package has its own
def test_schemathesis_finds_nothing(app, database, scene, tokens, monkeypatch):
    own = {"own_queue", "own_annotation", "change_annotation", "annotations"}
    others = {one.name for one in CALLS} - own
    found = tried(app, scene, tokens["annotator"], monkeypatch, but=others)
    close(database)
    found += tried(app, scene, tokens["manager"], monkeypatch, but=own)
    assert found == []


def tried(
    app: Flask, scene: stage.Stage, token: str, monkeypatch: pytest.MonkeyPatch, *, but: set[str]
) -> list[str]:
    """Return what schemathesis finds wrong with calls in the name of somebody."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema
    from schemathesis.transport.wsgi import WSGITransport

    # What it says of sockets it says to the application as well, which takes no such words.
    send = WSGITransport.send

    def sent(self: Any, case: Any, **more: Any) -> Any:
        return send(
            self, case, **{k: v for k, v in more.items() if k not in {"max_redirects", "verify", "cert"}}
        )

    with monkeypatch.context() as patched:
        patched.setattr(WSGITransport, "send", sent)
        schema: Any = schemathesis.openapi.from_wsgi(
            "/api/v1/openapi.json", app, config=SchemathesisConfig.from_dict(asked(scene, token))
        )
        schema = schema.exclude(operation_id=sorted(but))
        found, calls = [], 0
        for event in from_schema(schema).execute():
            if isinstance(event, (events.NonFatalError, events.FatalError)):
                found.append(str(getattr(event, "info", event)))
            elif isinstance(event, events.ScenarioFinished):
                calls += len(event.recorder.interactions)
                found += [
                    f"{event.label} {check.name}: {check.failure_info.failure}"
                    for checks in event.recorder.checks.values()
                    for check in checks
                    if check.failure_info is not None
                ]
    assert calls > 100
    return found


def asked(scene: stage.Stage, token: str) -> dict[str, Any]:
    ids = {"slug": "study", "codebook_number": 1, "assignment_id": scene.owned["annotator"]}
    ids |= {name: scene.ids[name] for name in ("round_id", "article_id", "import_id", "marks_id")}
    # No schema can say whether an operation fits a text and its codebook.
    accepted = {"expected-statuses": ["2xx", "403", "404", "409", "422"]}
    return {
        "seed": 7,
        "headers": headers(token),
        "base-url": "http://localhost/api/v1",
        "generation": {"max-examples": 1, "deterministic": True, "database": "none"},
        "phases": {"stateful": {"enabled": False}},
        "parameters": {f"path.{name}": value for name, value in ids.items()},
        "checks": {"positive_data_acceptance": accepted},
    }
