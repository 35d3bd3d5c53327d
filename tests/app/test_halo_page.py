import csv
import io
import json

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import now
from app.db import Database
from app.models import Article, Assignment, Round
from app.services import unmaskings
from tests import factories
from tests.annotations.small_study import mark
from tests.visitor import Visitor


@pytest.fixture
def rounds(app: Flask, database: Database) -> dict[str, int]:
    """Two open rounds on the same three articles: one hides the outlet, and annotators differ in it."""
    with database.writing() as session:
        project = factories.add_project(session)
        ids = {"manager": factories.add_member(session, project, "manager", "Mara").id}
        ada = factories.add_member(session, project, "annotator", "Ada")
        ids["annotator"] = ada.id
        book = factories.add_codebook(session, project)
        outlet = factories.add_outlet(session, project, "=The Lamp")
        articles = [factories.add_article(session, project, outlet=outlet) for _ in range(3)]
        for name, is_masked in (("masked", True), ("open", False)):
            made = factories.add_round(session, book, articles, [ada], name=name)
            made.outlet_masked = is_masked
            ids[name] = made.id
        session.flush()
        owed = session.scalars(select(Assignment).order_by(Assignment.id)).all()
        work = [(one.id, one.round_id == ids["open"], one.position) for one in owed]
    ada_s = Visitor(app, ids["annotator"])
    for assignment, is_open, position in work:
        slant = {
            "op": "answer",
            "variable": "slant",
            "value": position - 2 + (position if is_open else 0) // 2,
        }
        done = (
            [{"op": "found_none", "value": True}] if not is_open else [mark(attributes={"voice": "outlet"})]
        )
        body = {"base_version": 0, "key": "k", "client_time": "2026-01-01T00:00:00Z"}
        body |= {"key": f"k{assignment}", "operations": [slant, *done, {"op": "submit"}]}
        assert ada_s.post_json(f"/api/assignments/{assignment}/changes", body).status_code == 200
    return ids


def close(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))


def test_before_the_rounds_are_closed_nothing_is_compared(app: Flask, database: Database, rounds):
    mara = Visitor(app, rounds["manager"])
    assert "No masked round is closed yet" in mara.get("/projects/study/halo").text
    assert mara.get(f"/projects/study/halo.csv?masked={rounds['masked']}").status_code == 404
    with database.writing() as session:
        session.execute(update(Round).where(Round.id == rounds["masked"]).values(closed_at=now()))
    assert "No open round to compare it with" in mara.get("/projects/study/halo").text
    other = mara.get(f"/projects/study/halo?masked={rounds['open']}")
    assert "This round cannot be compared yet" in other.text


def test_the_page_and_the_files_say_the_same(app: Flask, database: Database, rounds):
    close(database)
    mara = Visitor(app, rounds["manager"])
    page = mara.get("/projects/study/halo").text
    assert "paired t (Student 1908)" in page
    assert "3 articles, both ways; 1 annotator" in page
    told = json.loads(mara.get("/projects/study/halo.json").text)
    slant = next(row for row in told if row["code"] == "slant" and row["outlet"] is None)
    # Masked -1, 0, 1; open -1, 1, 2.
    assert slant["difference"] == pytest.approx(2 / 3)
    assert (slant["method"], slant["articles_open"], slant["annotators"]) == ("paired", 3, 1)
    assert (slant["low"], slant["high"]) == (
        pytest.approx(-0.7676, abs=1e-4),
        pytest.approx(2.1009, abs=1e-4),
    )
    table = mara.get("/projects/study/halo.csv")
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert len(rows) == len(told)
    assert {row["outlet"] for row in rows} == {"", "'=The Lamp"}
    assert float(rows[0]["difference"]) == told[0]["difference"]


def test_what_was_shown_in_the_masked_round_is_left_out(app: Flask, database: Database, rounds):
    with database.writing() as session:
        first, second = session.scalars(select(Article).order_by(Article.id).limit(2))
        round_ = session.get_one(Round, rounds["masked"])
        for article in (first, second):
            unmaskings.unmask(session, round_, article, None, "named in the headline")
    close(database)
    mara = Visitor(app, rounds["manager"])
    page = mara.get("/projects/study/halo").text
    assert "left out: shown in the masked round after all" in page
    assert "undefined" in page
    assert "Fewer than two articles were coded masked and fewer than two open." in page
    assert {row["left_out"] for row in json.loads(mara.get("/projects/study/halo.json").text)} == {2}


def test_annotators_do_not_see_it(app: Flask, database: Database, rounds):
    close(database)
    ada = Visitor(app, rounds["annotator"])
    assert [ada.get(f"/projects/study/halo{end}").status_code for end in ("", ".csv", ".json")] == [403] * 3
