"""Whatever breaks during a save: the change is kept whole or not at all, and sent again it is there once."""

import pytest
from sqlalchemy import event, inspect, text

from app.models import Member, Round, User
from app.services import doctor, saving, signing_in
from tests.annotations.small_study import mark
from tests.app.saving_study import COMPLETE, Study, make_study
from tests.visitor import Visitor


@pytest.fixture
def study(app, database) -> Study:
    return make_study(app, database)


class PowerFailure(RuntimeError):
    """What the tests let happen in the middle of a save."""


def dump(database, *, without: tuple[str, ...] = ()) -> dict[str, list]:
    """Return every row of every table."""
    with database.engine.connect() as connection:
        names = sorted(set(inspect(connection).get_table_names()) - set(without))
        return {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')).all()))
            for name in names
        }


def breaking(database, moment: str, place: int, action):
    """Run the action with a failure before or after its statement of that place."""
    seen = 0

    def listen(connection, cursor, statement, *rest):
        nonlocal seen
        seen += 1
        if seen == place:
            raise PowerFailure(statement)

    name = f"{moment}_cursor_execute"
    event.listen(database.engine, name, listen)
    try:
        return action()
    finally:
        event.remove(database.engine, name, listen)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_failure_at_any_statement_leaves_the_earlier_state_and_a_retry_works(study, database, moment):
    study.save(*COMPLETE)
    before, place, status = dump(database), 0, 500
    change = study.change(
        {"op": "remove", "span": "whole"},
        mark("new", 22, 25, attributes={"voice": "outlet"}),
        {"op": "answer", "variable": "slant", "value": -1},
        {"op": "submit"},
        base=1,
    )
    while status != 200:
        place += 1
        assert place < 60
        answer = breaking(database, moment, place, lambda: study.send(change))
        status = answer.status_code
        if status != 200:
            assert status >= 500, (place, answer.text)
            assert dump(database) == before
    assert place > 10
    assert study.stored()["version"] == 2
    with database.reading() as session:
        assert doctor.check(session) == []


def test_a_failing_commit_is_no_save(study, database):
    before = dump(database)
    body = study.change(mark())

    def fail(connection):
        raise PowerFailure("commit")

    event.listen(database.engine, "commit", fail)
    try:
        assert study.send(body).status_code == 500
    finally:
        event.remove(database.engine, "commit", fail)
    assert dump(database) == before
    assert study.send(body).json["version"] == 1


@pytest.mark.parametrize("ended", ["membership", "account", "sign-in", "round"])
def test_what_ended_before_a_save_refuses_it_whole(study, database, ended):
    study.save(mark())
    with database.writing() as session:
        if ended == "membership":
            session.query(Member).filter_by(user_id=study.annotator_id).one().left_at = saving.now()
        elif ended == "account":
            session.get_one(User, study.annotator_id).deactivated_at = saving.now()
        elif ended == "sign-in":
            signing_in.end_all(session, study.annotator_id)
        else:
            session.get_one(Round, study.round_id).closed_at = saving.now()
    before = dump(database)
    statuses = {"membership": 404, "account": 401, "sign-in": 401, "round": 403}
    answer = study.save(mark("b", 22, 25), base=1)
    assert answer.status_code == statuses[ended]
    assert answer.json["error"]
    assert dump(database) == before


def test_looking_changes_nothing_but_when_somebody_was_here(study, app, database):
    study.save(*COMPLETE, {"op": "submit"})
    people = [Visitor(app, number) for number in (study.annotator_id, study.other_id, study.manager_id)]
    before = dump(database, without=("sign_in",))
    paths = ["queue", "queue/next", "rounds", "rounds/new", f"rounds/{study.round_id}"]
    paths += [f"annotate/{number}" for number in (study.assignment_id, study.others_id)]
    paths = [f"/projects/study/{path}" for path in paths]
    paths += [f"/api/assignments/{number}" for number in (study.assignment_id, study.others_id)]
    for person in people:
        for path in paths:
            assert person.get(path).status_code < 500, path
            assert person.client.head(path).status_code < 500, path
            assert person.client.options(path).status_code < 500, path
    assert dump(database, without=("sign_in",)) == before


def test_every_pooled_connection_keeps_what_it_is_told(database):
    ask = "PRAGMA" if database.is_sqlite else "SHOW"
    wanted: dict[str, object] = {"fsync": "on", "synchronous_commit": "on"}
    if database.is_sqlite:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
            "trusted_schema": 0,
        }
    connections = [database.engine.connect() for _ in range(8)]
    try:
        for connection in connections:
            told = {name: connection.exec_driver_sql(f"{ask} {name}").scalar_one() for name in wanted}
            assert told == wanted
    finally:
        for connection in connections:
            connection.close()
