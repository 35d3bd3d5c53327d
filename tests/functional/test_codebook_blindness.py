"""Neither a change of the codebook nor a round that recodes tells what annotators say while it is open."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import now
from app.db import Database
from app.models import Assignment, CodebookVersion, Round, User
from app.services import codebook_editing, codebook_recoding, codebooks
from app.services.codebook_editing import changed_fields, perform
from tests.annotations.small_study import mark
from tests.functional import stage
from tests.functional.test_blindness import CANARY, crawl

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

CHANGED = {"include": "Jokes do not count."}


def say(scene: stage.Stage, person: str, *operations: dict, base: int = 0) -> None:
    change = {
        "base_version": base,
        "key": f"{person}-{base}-{scene.owned[person]}",
        "client_time": "2026-01-01T00:00:00Z",
        "operations": list(operations),
    }
    saved = scene.people[person].post_json(f"/api/assignments/{scene.owned[person]}/changes", change)
    assert saved.status_code == 200, saved.text


@pytest.fixture
def scene(app: Flask, database: Database) -> stage.Stage:
    """A draft of the codebook, and an open blind round in which both used the label HARSH."""
    built = stage.build(app, database)
    for person in ("annotator", "colleague"):
        harsh = mark("a", 6, 14, attributes={"voice": "outlet"})
        say(built, person, harsh, {"op": "answer", "variable": "slant", "value": 2}, {"op": "submit"})
    with database.writing() as session:
        round_ = session.get_one(Round, built.ids["round_id"])
        manager = session.get_one(User, built.user_ids["manager"])
        draft = codebook_editing.begin(session, round_.project, manager, round_.codebook, "2")
        acts = changed_fields(codebooks.parsed(draft), "framing/HARSH", CHANGED)
        perform(session, round_.project, manager, draft.sha256, *acts)
    return built


@pytest.mark.parametrize("page", ["retire", "merge", "split"])
def test_of_an_open_blind_round_the_previews_count_nothing(scene: stage.Stage, page: str):
    shown = scene.people["manager"].get(f"/projects/study/codebook/draft/{page}?entry=framing/HARSH").text
    assert "counted after the round is closed" in shown
    pseudonyms = [f"A{scene.user_ids[person]:02}" for person in ("annotator", "colleague")]
    assert not any(name in shown for name in pseudonyms)


def test_a_round_that_recodes_is_as_blind_as_the_one_it_recodes(
    scene: stage.Stage, app: Flask, database: Database
):
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
    with database.writing() as session:
        manager = session.get_one(User, scene.user_ids["manager"])
        source = session.get_one(Round, scene.ids["round_id"])
        newer = session.scalars(select(CodebookVersion).where(CodebookVersion.number == 2)).one()
        codebooks.freeze(session, newer, manager)
        plan = codebook_recoding.plan(session, source, newer, ["framing/HARSH"])
        made = codebook_recoding.make(session, source.project, plan, manager)
        scene.ids["round_id"] = made.id
        for person in ("annotator", "colleague"):
            mine = select(Assignment.id).where(
                Assignment.round_id == made.id, Assignment.annotator_id == scene.user_ids[person]
            )
            scene.owned[person] = session.scalars(mine).one()
        scene.ids["assignment_id"] = scene.owned["annotator"]
    say(scene, "colleague", {"op": "note", "note": f"{CANARY} note"}, {"op": "submit"}, base=1)
    for person in ("annotator", "manager"):
        assert crawl(scene, app, person) == [], person
