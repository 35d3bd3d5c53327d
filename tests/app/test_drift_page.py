"""Drift: agreement of annotators with themselves, for those who lead and nobody else."""

import csv
import io
import zipfile

import pytest
from sqlalchemy import update

from app.clock import now
from app.models import Round
from tests.app.recoded_round import Recoded, make_recoded
from tests.app.saving_study import COMPLETE


@pytest.fixture
def recoded(app, database) -> Recoded:
    """Ada has coded her article again; both rounds are closed."""
    made = make_recoded(app, database)
    answer = made.desk.study.save(*COMPLETE, {"op": "submit"}, to=made.again_id)
    assert answer.status_code == 200, answer.text
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
    return made


def page(recoded: Recoded, ending: str = "") -> str:
    answer = recoded.desk.manager.get(f"{recoded.desk.round_path}/drift{ending}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_says_how_far_each_person_agrees_with_themselves(recoded):
    text = page(recoded)
    assert "1 annotation made twice" in text
    assert "(Ada)" in text
    assert "100.0 %" in text
    assert "<em>undefined</em>" in text
    assert "no variation" in text
    assert "never pooled" in text


def test_the_csv_has_a_row_for_each_figure_with_its_version(recoded):
    rows = list(csv.DictReader(io.StringIO(page(recoded, ".csv"), newline="")))
    assert {row["scope"] for row in rows} == {
        "overall",
        "annotator",
        "weeks apart",
        "week",
        "annotator and week",
    }
    assert (
        {row["codebook_version"] for row in rows} == {row["codebook_version_again"] for row in rows} != {""}
    )
    assert {row["weeks_apart"] for row in rows if row["scope"] == "weeks apart"} == {"2 to 3"}
    assert all(row["value"] or row["reason"] for row in rows)


def test_while_the_round_is_blind_no_figure_unless_the_plan_allows_it_and_then_no_value(recoded, database):
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=None))
    path = f"{recoded.desk.round_path}/drift"
    assert recoded.desk.manager.get(path).status_code == 404
    with database.writing() as session:
        session.execute(update(Round).where(Round.id == 1).values(shows_reliability=True))
    text = page(recoded)
    assert "1 annotation made twice" in text
    assert "every value is" not in text + page(recoded, ".csv")


def test_a_companion_that_is_still_blind_is_not_counted(recoded, database):
    with database.writing() as session:
        session.execute(update(Round).where(Round.id == recoded.companion_id).values(closed_at=None))
    assert "Nothing was submitted twice yet" in page(recoded)


def test_companions_stay_out_of_the_data_of_their_round(recoded):
    told = recoded.desk.manager.get(f"{recoded.desk.round_path}/agreement.json").json
    assert told["annotations"] == 1
    assert "already" not in recoded.desk.manager.get(f"{recoded.desk.round_path}/adjudication").text


def test_the_export_tells_what_was_coded_again_unseen(recoded):
    answer = recoded.desk.manager.get("/projects/study/exports/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("assignments.csv").decode(), newline="")))
    assert {(row["recodes"], row["recodes_unseen"]) for row in rows} == {("", "false"), ("Round 1", "true")}
