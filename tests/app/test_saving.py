"""Saving: what is answered with "saved" is kept once, and nothing else is."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select

from annotations.changes import verify_chain
from app.models import AnnotationHead, Assignment, ChangeRow, Round, SpanRow
from app.services import frozen, saving
from tests.annotations.small_study import mark
from tests.app.saving_study import COMPLETE, Study, make_study
from tests.visitor import Visitor


@pytest.fixture
def study(app, database) -> Study:
    return make_study(app, database)


def count(database, table) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def close_round(database, study) -> None:
    with database.writing() as session:
        session.get_one(Round, study.round_id).closed_at = saving.now()


def test_a_first_change_is_saved_as_version_one(study):
    answer = study.save(mark())
    assert answer.status_code == 200, answer.text
    assert answer.json["version"] == 1
    stored = study.stored()
    assert stored["version"] == 1
    assert stored["hash"] == answer.json["hash"]
    assert [span["quote"] for span in stored["annotation"]["spans"]] == ["minister"]
    assert stored["missing"] == answer.json["missing"] != []


def test_only_the_rows_that_differ_are_written(study, database):
    study.save(mark("a"), mark("b", 20, 26))
    with database.reading() as session:
        ids = dict(session.execute(select(SpanRow.uid, SpanRow.id)).all())
    study.save({"op": "relabel", "span": "b", "label": "MILD"}, mark("c", 27, 30), base=1)
    study.save({"op": "remove", "span": "a"}, base=2)
    with database.reading() as session:
        rows = {row.uid: row for row in session.scalars(select(SpanRow))}
    assert set(rows) == {"b", "c"}
    assert rows["b"].id == ids["b"]
    assert rows["b"].label == "MILD"


def test_answers_are_given_changed_and_taken_back(study):
    study.save({"op": "answer", "variable": "slant", "value": 1})
    study.save({"op": "answer", "variable": "slant", "value": -2}, base=1)
    assert study.stored()["annotation"]["answers"] == {"slant": -2}
    study.save({"op": "answer", "variable": "slant", "value": None}, base=2)
    assert study.stored()["annotation"]["answers"] == {}


def test_the_same_change_again_is_answered_the_same_and_done_once(study, database):
    body = study.change(mark())
    first, second = study.send(body), study.send(body)
    assert first.status_code == second.status_code == 200
    assert first.json == second.json
    assert count(database, ChangeRow) == 1


def test_an_old_change_again_is_answered_as_it_was_then(study, database):
    body = study.change(mark())
    first = study.send(body)
    study.save(*COMPLETE, base=1)
    assert study.send(body).json == first.json
    assert count(database, ChangeRow) == 2


def test_a_change_sent_again_after_the_round_was_closed_is_still_answered(study, database):
    body = study.change(mark())
    first = study.send(body)
    close_round(database, study)
    assert study.send(body).json == first.json


@pytest.mark.parametrize(
    "other",
    [
        {"operations": [mark("z")]},
        {"base_version": 1},
        {"client_time": "2025-05-08T09:31:00.000Z"},
    ],
)
def test_the_same_key_with_another_change_is_refused(study, database, other):
    body = study.change(mark())
    study.send(body)
    answer = study.send(body | other)
    assert answer.status_code == 422
    assert answer.json["error"] == "invalid"
    assert count(database, ChangeRow) == 1


def test_a_key_used_on_another_assignment_is_refused(study, database):
    body = study.change(mark())
    study.send(body)
    assert study.send(body, to=study.second_id).status_code == 422
    assert count(database, AnnotationHead) == 1


def test_a_change_on_an_old_version_gets_the_stored_state_and_overwrites_nothing(study, database):
    study.save(mark("a"))
    answer = study.save(mark("b", 20, 26))
    assert answer.status_code == 409
    assert answer.json["version"] == 1
    assert answer.json["annotation"] == study.stored()["annotation"]
    assert count(database, ChangeRow) == 1


def test_a_version_that_never_was_is_a_conflict_too(study):
    assert study.save(mark(), base=7).status_code == 409


@pytest.mark.parametrize("base", [0, 1])
def test_of_sixteen_changes_at_once_on_one_version_one_is_saved(study, app, database, base):
    if base:
        study.save({"op": "note", "note": "first"})
    visitors = [Visitor(app, study.annotator_id) for _ in range(16)]
    tokens = [visitor.token() for visitor in visitors]
    bodies = [study.change(mark(f"span-{i}"), base=base) for i in range(16)]

    def send(i: int) -> int:
        path = f"/api/assignments/{study.assignment_id}/changes"
        headers = {"X-CSRF-Token": tokens[i]}
        return visitors[i].client.post(path, json=bodies[i], headers=headers).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(send, range(16)))
    assert statuses == [200] + [409] * 15
    assert count(database, ChangeRow) == base + 1
    assert len(study.stored()["annotation"]["spans"]) == 1


def test_the_same_change_sent_by_many_at_once_is_done_once_and_answered_alike(study, app, database):
    body = study.change(mark())
    visitors = [Visitor(app, study.annotator_id) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda visitor: study.send(body, visitor=visitor), visitors))
    assert {answer.status_code for answer in answers} == {200}
    assert len({json.dumps(answer.json, sort_keys=True) for answer in answers}) == 1
    assert count(database, ChangeRow) == 1


def test_a_complete_annotation_is_submitted_and_then_closed_to_its_annotator(study, database):
    answer = study.save(*COMPLETE, {"op": "submit"})
    assert answer.status_code == 200, answer.text
    assert answer.json["state"] == "submitted"
    assert answer.json["missing"] == []
    assert study.stored()["editable"] is False
    assert study.save({"op": "note", "note": "late"}, base=1).status_code == 422
    with database.reading() as session:
        head = session.scalars(select(AnnotationHead)).one()
        assert head.submitted_at is not None
        assert session.get_one(Assignment, study.assignment_id).done_at == head.submitted_at


def test_an_incomplete_annotation_is_not_submitted_and_says_what_is_missing(study):
    answer = study.save(mark(), {"op": "submit"})
    assert answer.status_code == 422
    assert answer.json["error"] == "incomplete"
    kinds = {(one["kind"], one["variable"]) for one in answer.json["missing"]}
    assert kinds == {("attribute", "voice"), ("attribute", "speaker"), ("answer", "slant")}
    assert study.stored()["version"] == 0


def test_a_refused_operation_is_named_and_takes_the_whole_change_with_it(study):
    answer = study.save(mark("a"), mark("b") | {"quote": "minsiter"})
    assert answer.status_code == 422
    assert answer.json["operation"] == 1
    assert "quote" in answer.json["message"]
    assert study.stored()["version"] == 0


@pytest.mark.parametrize(
    "operation", [{"op": "reopen", "reason": "mine"}, {"op": "submit", "imported": True}]
)
def test_annotators_cannot_do_what_is_not_theirs(study, operation):
    study.save(*COMPLETE, {"op": "submit"}) if operation["op"] == "reopen" else study.save(mark())
    answer = study.save(operation, base=1)
    assert answer.status_code == 422
    assert answer.json["operation"] == 0
    assert study.stored()["version"] == 1


def test_nothing_is_saved_in_a_closed_round_but_all_can_be_read(study, database):
    study.save(mark())
    close_round(database, study)
    answer = study.save(mark("b", 20, 26), base=1)
    assert answer.status_code == 403
    assert answer.json["error"] == "closed"
    stored = study.stored()
    assert stored["editable"] is False
    assert stored["version"] == 1


def test_somebody_elses_assignment_looks_like_none(study, app):
    absent = study.save(mark(), to=999_999)
    foreign = study.save(mark(), to=study.others_id)
    assert foreign.status_code == absent.status_code == 404
    assert foreign.json == absent.json
    assert study.visitor.get(f"/api/assignments/{study.others_id}").status_code == 404
    manager = Visitor(app, study.manager_id)
    assert manager.get(f"/api/assignments/{study.assignment_id}").status_code == 404
    assert study.save(mark(), visitor=manager).status_code == 404


def test_without_a_sign_in_the_answer_says_so_as_json(study, app):
    stranger = app.test_client()
    assert stranger.get(f"/api/assignments/{study.assignment_id}").status_code == 401
    study.visitor.client.delete_cookie("parallax-sign-in")
    answer = study.save(mark(), visitor=study.visitor)
    assert answer.status_code == 401
    assert answer.json["error"] == "signed-out"


def test_a_page_of_another_account_is_refused(study):
    path = f"/api/assignments/{study.assignment_id}/changes"
    headers = {"X-CSRF-Token": study.token, "X-Expected-User": str(study.other_id)}
    answer = study.visitor.client.post(path, json=study.change(mark()), headers=headers)
    assert answer.status_code == 403
    assert answer.json["error"] == "other-account"
    assert study.stored()["version"] == 0


def test_the_changes_form_a_chain_of_versions_without_gaps(study, database):
    for version in range(5):
        study.save({"op": "note", "note": f"note {version} 😀"}, base=version)
    with database.reading() as session:
        rows = session.scalars(select(ChangeRow).order_by(ChangeRow.version)).all()
    chain = [
        saving.hashed_row(
            row.annotation_id,
            row.version,
            row.actor_id,
            row.idempotency_key,
            row.operations,
            row.at,
            row.client_time,
        )
        | {"previous_hash": row.previous_hash, "hash": row.hash}
        for row in rows
    ]
    assert len(chain) == 5
    assert verify_chain(chain) is None
    assert study.stored()["hash"] == rows[-1].hash


def test_a_save_asks_the_database_a_fixed_number_of_things(study, database):
    study.save(*[mark(f"span-{i}", 6 + i, 14 + i) for i in range(20)])
    statements: list[str] = []

    def listen(connection, cursor, statement, parameters, context, executemany):
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        assert study.save(mark("one-more"), base=1).status_code == 200
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)
    written = [line for line in statements if line.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(written) == 3, written  # the change, the head, one span
    assert len([line for line in statements if not line.startswith("BEGIN")]) <= 16, statements


def test_the_rows_say_the_same_as_what_is_kept_in_memory(study, monkeypatch):
    study.save(*COMPLETE, mark("b", 22, 25))
    study.save({"op": "relabel", "span": "b", "label": "MILD"}, base=1)
    remembered = study.stored()
    monkeypatch.setattr(frozen, "state_after", lambda change_hash: None)
    assert study.stored() == remembered
    study.save({"op": "remove", "span": "b"}, base=2)
    assert [span["uid"] for span in study.stored()["annotation"]["spans"]] == ["whole"]


def test_one_key_for_two_articles_at_once_is_saved_for_one_of_them(study, app, database):
    body = study.change(mark())
    visitors = [Visitor(app, study.annotator_id) for _ in range(8)]
    targets = [study.assignment_id, study.second_id] * 4

    def send(place: int) -> int:
        return study.send(body, to=targets[place], visitor=visitors[place]).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(send, range(8)))
    assert statuses <= {200, 422, 503}
    assert 200 in statuses
    assert count(database, ChangeRow) == 1
