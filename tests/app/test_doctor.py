"""The doctor is silent about a sound database and names what was done to another one."""

import pytest
from sqlalchemy import text

from app.services import doctor
from tests.annotations.small_study import mark
from tests.app.saving_study import COMPLETE, Study, make_study

pytestmark = pytest.mark.slow


@pytest.fixture
def study(app, database) -> Study:
    study = make_study(app, database)
    assert study.save(*COMPLETE, {"op": "note", "note": "long day"}).status_code == 200
    assert study.save(mark("b", 22, 25), base=1).status_code == 200
    assert study.save({"op": "found_none", "value": True}, to=study.second_id).status_code == 200
    return study


def findings(database) -> list[doctor.Finding]:
    with database.reading() as session:
        return doctor.check(session)


def test_what_was_saved_by_the_site_is_sound(study, database):
    assert findings(database) == []


DAMAGE = {
    "a span moved": ("UPDATE span SET start = start + 1, stop = stop + 1 WHERE uid = 'b'", "quote replay"),
    "a quote reworded": ("UPDATE span SET quote = 'THE' WHERE uid = 'b'", "quote replay"),
    "a label that is none": ("UPDATE span SET label = 'NONE' WHERE uid = 'b'", "codebook replay"),
    "a label swapped": ("UPDATE span SET label = 'MILD' WHERE uid = 'b'", "replay"),
    "a value off the scale": ("UPDATE answer SET value = '9'", "codebook replay"),
    "a span lost": ("DELETE FROM span WHERE uid = 'b'", "replay"),
    "a note added": ("UPDATE annotation SET note = 'x' WHERE id = 1", "replay"),
    "a version skipped": ("UPDATE annotation SET version = 9 WHERE id = 1", "versions"),
    "another head": ("UPDATE annotation SET head_hash = 'x' WHERE id = 1", "chain"),
    "none found": ("UPDATE annotation SET found_none = :yes WHERE id = 1", "found-none replay"),
    "done without a save": (
        "UPDATE assignment SET done_at = (SELECT max(at) FROM change) WHERE id = 3",
        "state",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_the_state_is_named(study, database, damage):
    statement, names = DAMAGE[damage]
    values = {"yes": 1 if database.is_sqlite else True} if ":yes" in statement else {}
    with database.writing() as session:
        session.execute(text(statement), values)
    found = findings(database)
    assert {finding.check for finding in found} == set(names.split()), found


FROZEN = {
    "change_not_updated": ("change", "UPDATE change SET client_time = 'x' WHERE version = 1", "chain"),
    "change_not_deleted": ("change", "DELETE FROM change WHERE version = 2", "versions chain replay"),
    "article_text_frozen": ("article", "UPDATE article SET text = upper(text)", "text quote replay"),
    "codebook_frozen": ("codebook", "UPDATE codebook SET toml = replace(toml, 'Mild', 'Meek')", "codebook"),
}


@pytest.mark.parametrize("trigger", FROZEN)
def test_damage_to_what_is_frozen_is_refused_and_named_where_the_guard_was_removed(study, database, trigger):
    table, statement, names = FROZEN[trigger]
    on_table = "" if database.is_sqlite else f" ON {table}"
    with pytest.raises(Exception, match=r"only ever added|never changes"), database.writing() as session:
        session.execute(text(statement))
    with database.writing() as session:
        session.execute(text(f"DROP TRIGGER {trigger}{on_table}"))
        session.execute(text(statement))
    assert {finding.check for finding in findings(database)} == {*names.split(), "schema"}
