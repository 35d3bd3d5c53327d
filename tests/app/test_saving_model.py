"""Any sequence of saves, retries, stale saves, reopenings and restarts leads where the pure domain leads."""

import json
import uuid

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.annotation import Annotation
from annotations.errors import InvalidOperation
from annotations.missing import missing
from annotations.operations import apply_all
from app.db import Database
from app.services import doctor
from tests.annotations.small_study import CODEBOOK, TEXT, mark
from tests.app.saving_study import Study, make_study
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

UIDS = st.sampled_from(["a", "b", "c"])
STARTS = st.integers(0, 40)
VALUES = st.sampled_from([-2, 0, 2, 7, None, "no"])
OPERATIONS = st.one_of(
    st.builds(lambda uid, start, size: mark(uid, start, start + size), UIDS, STARTS, st.integers(1, 20)),
    st.builds(lambda uid: mark(uid, 6, 14, attributes={"voice": "outlet"}), UIDS),
    st.builds(
        lambda uid, label: {"op": "relabel", "span": uid, "label": label},
        UIDS,
        st.sampled_from(["MILD", "OLD"]),
    ),
    st.builds(lambda uid: {"op": "attribute", "span": uid, "variable": "voice", "value": "outlet"}, UIDS),
    st.builds(lambda uid: {"op": "remove", "span": uid}, UIDS),
    st.builds(lambda value: {"op": "answer", "variable": "slant", "value": value}, VALUES),
    st.builds(lambda note: {"op": "note", "note": note}, st.text(max_size=5)),
    st.builds(lambda value: {"op": "found_none", "value": value}, st.booleans()),
    st.just({"op": "submit"}),
)
STEPS = st.one_of(
    st.tuples(st.just("save"), st.lists(OPERATIONS, min_size=1, max_size=3)),
    st.tuples(st.just("again"), st.integers(0, 3)),
    st.tuples(st.just("stale"), st.lists(OPERATIONS, min_size=1, max_size=2)),
    st.tuples(st.just("reopen"), st.just(None)),
    st.tuples(st.just("restart"), st.just(None)),
)


class Model:
    """What the pure domain says, beside what the site answers."""

    def __init__(self, study: Study, manager: Visitor) -> None:
        self.study, self.manager = study, manager
        self.annotation, self.version = Annotation(), 0
        self.answers: list[tuple[dict, dict]] = []

    def save(self, operations: list[dict]) -> None:
        body = self.study.change(*operations, base=self.version, key=uuid.uuid4().hex)
        answer = self.study.send(body, to=self.study.assignment_id)
        after, reason = self.outcome(operations)
        if after is None:
            assert answer.status_code == 422
            assert answer.json["message"] == reason
            return
        assert answer.status_code == 200, answer.text
        self.annotation, self.version = after, self.version + 1
        assert answer.json["version"] == self.version
        assert answer.json["missing"] == [one.to_dict() for one in missing(after, CODEBOOK)]
        self.answers.append((body, answer.json))

    def outcome(self, operations: list[dict]) -> tuple[Annotation | None, str]:
        try:
            return apply_all(self.annotation, operations, TEXT, CODEBOOK), ""
        except InvalidOperation as refusal:
            return None, str(refusal)

    def again(self, place: int) -> None:
        for body, answer in self.answers[place : place + 1]:
            assert self.study.send(body).json == answer

    def stale(self, operations: list[dict]) -> None:
        if self.version:
            answer = self.study.save(*operations, base=self.version - 1)
            assert answer.status_code == 409
            assert answer.json["version"] == self.version

    def reopen(self, _: None) -> None:
        study = self.study
        path = f"/projects/{study.slug}/rounds/{study.round_id}/assignments/{study.assignment_id}/reopen"
        answer = self.manager.post(path, {"reason": "look again"})
        if not self.annotation.submitted:
            assert answer.status_code == 422
            return
        assert answer.status_code == 303
        operation = {"op": "reopen", "reason": "look again"}
        self.annotation = apply_all(self.annotation, [operation], TEXT, CODEBOOK)
        self.version += 1

    def restart(self, _: None) -> None:
        self.study.visitor._app.extensions["parallax"].database.close()  # as if all connections were new


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_the_stored_state_is_what_the_domain_says(app: Flask, database: Database, steps):
    study = fresh_study(app, database)
    model = Model(study, Visitor(app, study.manager_id))
    for name, given_to_it in steps:
        getattr(model, name)(given_to_it)
        stored = study.stored()
        assert stored["version"] == model.version
        assert stored["annotation"] == json.loads(json.dumps(model.annotation.to_dict()))
        assert stored["editable"] is not model.annotation.submitted
    with database.reading() as session:
        assert doctor.check(session) == []


def fresh_study(app: Flask, database: Database) -> Study:
    """Return a study of its own for every example, in the same database."""
    return make_study(app, database, slug=f"study-{uuid.uuid4().hex[:12]}")
