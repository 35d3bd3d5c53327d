"""The audit of sources: statements added, changed, taken back; what articles and events rest on; files."""

import csv
import io

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.models import Activity, SourcedStatement
from app.services import doctor_sourcing
from tests.app import framed_study
from tests.app.framed_study import CANARY, URL

LAMP_SAYS = "The old autocrat met a neutral actor today, officials said."


@pytest.fixture
def framed(app, database):
    study = framed_study.load(app, database)
    yield study
    study.close()


def say(framed, person: str, article: str, quote: str, entry: str = "0" * 16, **more: str):
    address = f"{URL}/articles/{framed.ids[article]}/sourcing"
    visitor = framed_study.Visitor(framed.app, framed.people[person])
    given = {f"kind_{number}": "readout" for number in range(1, 5)} | {"entry": entry, "quote": quote} | more
    return visitor.client.post(address, data=given, headers={"X-CSRF-Token": visitor.token()})


def rows(framed, name: str) -> list[dict[str, str]]:
    table = framed.get("viewer", f"/sourcing/files/{name}.csv")
    told = list(csv.DictReader(io.StringIO(table.text)))
    assert [list(row) for row in framed.get("viewer", f"/sourcing/files/{name}.json").json] == [
        list(row) for row in told
    ]
    return told


def test_a_statement_is_said_changed_and_taken_back(framed, database):
    said = {"speaker": "The President", "name_1": "Press service", "name_2": "Wire", "kind_2": "state_agency"}
    assert say(framed, "manager", "lamp", LAMP_SAYS, **said).status_code == 303
    assert say(framed, "manager", "lamp", LAMP_SAYS, **said).status_code == 303  # sent twice
    page = framed.get("manager", f"/articles/{framed.ids['lamp']}/sourcing")
    assert "1 statement, 1 with a named speaker, 1 independent origin" in page.text
    (row,) = rows(framed, "statements")
    assert row["chain"] == "The President via Press service via Wire"
    assert (row["origin"], row["quote"]) == ("Press service", LAMP_SAYS.replace(" old ", " old\n"))
    assert (
        "Change a statement"
        in framed.get("manager", page.request.path.removeprefix(URL) + "?entry=" + "0" * 16).text
    )
    old = say(framed, "manager", "lamp", LAMP_SAYS, speaker="Somebody else")
    assert (old.status_code, "changed or taken back meanwhile" in old.text) == (422, True)
    assert say(framed, "manager", "lamp", LAMP_SAYS, speaker="Nobody", based_on="1").status_code == 303
    assert say(framed, "manager", "lamp", "x", withdraw="0" * 16).status_code == 303
    assert say(framed, "manager", "lamp", "x", withdraw="0" * 16).status_code == 422
    assert [row["in_force"] for row in rows(framed, "statements")] == ["false"] * 3
    assert rows(framed, "articles") == []
    with database.reading() as session:
        verbs = session.scalars(select(Activity.verb).where(Activity.verb.like("statement.%"))).all()
        assert verbs == ["statement.sourced", "statement.sourced", "statement.withdrawn"]


def test_an_event_counts_origins_across_outlets(framed):
    say(framed, "manager", "lamp", LAMP_SAYS, speaker="One side", name_1="Press service")
    say(framed, "manager", "bell", "The statesman met", speaker="The other", name_1="the PRESS service")
    say(framed, "manager", "bell", "Another headline", entry="1" * 16)
    say(framed, "adjudicator", "bell", "Another headline", speaker="A villager")
    events = {row["auditor"]: row for row in rows(framed, "events")}
    mine = next(row for row in events.values() if row["articles"] == "2")
    assert (mine["statements"], mine["traced"], mine["origins"], mine["shared"]) == (
        "3",
        "2",
        "1",
        "Press service",
    )
    assert len(events) == 2
    overview = framed.get("viewer", "/sourcing?sort=-origins&search=bell")
    assert overview.text.count(f"/articles/{framed.ids['bell']}/sourcing?everybody=1") == 2
    assert "1 shared" in overview.text
    assert "No audited article has these words" in framed.get("viewer", "/sourcing?search=zzz").text


def test_who_audits_sees_others_only_when_asking(framed):
    say(framed, "adjudicator", "bell", "Another headline", speaker=CANARY)
    address = f"/articles/{framed.ids['bell']}/sourcing"
    alone = framed.get("manager", address)
    assert "1 other audited this article too" in alone.text
    assert f">{CANARY}</bdi>" not in alone.text
    assert f">{CANARY}</bdi>" in framed.get("manager", address + "?everybody=1").text
    shown = framed.get("viewer", address).text
    assert f">{CANARY}</bdi>" in shown
    assert "Add a statement" not in shown


BAD = [
    ("No such words", {}, "do not stand in the article"),
    ("More was said.", {}, "stand in 9 places"),
    ("", {}, "Copy the words"),
    ("neutral actor", {"kind_1": "rumour"}, "Not a valid choice"),
    ("neutral actor", {"entry": "'; --"}, "not one of ours"),
    ("neutral actor", {"start": "-1"}, "no place"),
    ("neutral actor", {"speaker": "x" * 201}, "This "),
    ("neutral actor", {"note": "a\0b"}, "This "),
]


def test_what_cannot_be_kept_is_explained_and_nothing_is_stored(framed, database):
    for quote, more, told in BAD:
        answer = say(framed, "manager", "lamp", quote, **more)
        assert (answer.status_code, told in answer.text) == (422, True), more
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SourcedStatement)) == 0


def test_the_doctor_names_statements_that_were_tampered_with(framed, database):
    say(framed, "manager", "bell", "Another headline", name_1="Wire")
    place = {"article_id": framed.ids["bell"], "auditor_id": framed.people["manager"], "start": 0, "stop": 7}
    rest = {"speaker": "", "note": "", "withdrawn": False, "at": now()}
    with database.writing() as session:
        assert list(doctor_sourcing.statements_are_sound(session)) == []
        for entry, quote, carriers in (("a", "another", []), ("b", "Another", [{"name": "Wire"}])):
            session.add(SourcedStatement(entry=entry, quote=quote, carriers=carriers, **place, **rest))
        session.flush()
        assert [one.check for one in doctor_sourcing.statements_are_sound(session)] == ["sourcing"] * 2


def test_a_place_that_was_selected_decides_between_equal_words(framed):
    second = framed_study.LAMP.index("More was said.", framed_study.LAMP.index("More was said.") + 1)
    assert say(framed, "manager", "lamp", "More was said.", start=str(second)).status_code == 303
    assert rows(framed, "statements")[0]["start"] == str(second)
