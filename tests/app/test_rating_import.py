"""Ratings from a CSV, all or nothing; and what the commands print."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.cli import cli
from app.models import OutletRating, RatingSession
from app.services import rating_import, rating_sessions
from tests.app import rating_study
from tests.app.rating_study import SESSION, RatingStudy

HEAD = "outlet,rater,variable,value,evidence_url,evidence_note,confidence,assessed_on,familiarity,trust"
LAMP = [
    f"The Lamp,A01,C{i},{value},https://lamp.example/{i},,2,2025-05-08,1,4"
    for i, value in enumerate((4, 3, 2, 1, 0, 4), 1)
] + ["The Lamp,A01,C7,yes,,masthead,3,2025-05-08,1,4"]


@pytest.fixture
def study(app, database) -> RatingStudy:
    return rating_study.build(app, database)


@pytest.fixture
def terminal(database, database_url, tmp_path):
    environment = {"DATABASE_URL": database_url, "PARALLAX_DATA": str(tmp_path)}

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, list(arguments), env=environment)
        known = result.exception is None or isinstance(result.exception, SystemExit)
        assert known
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    return run


def _file(tmp_path, *lines: str) -> str:
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return str(path)


def _count(database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(OutletRating.id))) or 0


def test_a_table_is_imported_scored_and_printed(study, database, terminal, tmp_path):
    said = terminal("outlet", "rate-import", "press", SESSION, _file(tmp_path, *LAMP))
    assert "Imported 7 answers; 1 outlets submitted." in said
    assert "shows no ratings yet" in terminal("credibility", "press", "--session", SESSION, code=1)
    assert "no rating session that shows" in terminal("credibility", "press", code=1)
    with database.writing() as session:
        rating_sessions.close_session(session, session.get_one(RatingSession, study.session_id), None)
    # (4+3+2+1+0+4) / 4 * 10 + 5 of 65
    score = 100 * (35 + 5) / 65
    table = terminal("credibility", "press")
    assert f"The Lamp: {score:.1f} (one rater)" in table
    assert "C2  7.5 of 10" in table
    [mean, own] = json.loads(terminal("credibility", "press", "--format", "json"))["scores"]
    assert mean["score"] == own["score"] == pytest.approx(score)
    rows = list(csv.DictReader(io.StringIO(terminal("credibility", "press", "--format", "csv"))))
    assert [row["rater"] for row in rows] == ["", "A01"]
    assert f"The Lamp\t{score:.1f}" in terminal("outlet", "list", "press")
    assert "The Wick\tnot rated" in terminal("outlet", "list", "press")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("The Moth,A01,C1,3,,,,,1,4", "there is no outlet 'The Moth'"),
        ("The Lamp,A99,C1,3,,,,,1,4", "there is no rater 'A99'"),
        ("The Lamp,A03,C1,3,,,,,1,4", "was not asked to rate"),
        ("The Wick,A01,C9,3,,,,,1,4", "is not an outlet question"),
        ("The Wick,A01,C1,9,,,,,1,4", "above 4"),
        ("The Wick,A01,C1,much,,,,,1,4", "no whole number"),
        ("The Wick,A01,C1,3,ftp://x,,,,1,4", "web address"),
        ("The Wick,A01,C1,3,,,9,,1,4", "steps 1 to 3"),
        ("The Wick,A01,C1,3,,,,,,", "familiarity must say"),
        ("The Lamp,A01,C1,2,,,,,1,4", "answered twice"),
    ],
)
def test_one_bad_row_refuses_the_file_and_is_named(study, database, terminal, tmp_path, line, said):
    output = terminal("outlet", "rate-import", "press", SESSION, _file(tmp_path, *LAMP, line), code=1)
    assert f"row {len(LAMP) + 2}: " in output
    assert said in output
    assert "Nothing was imported." in output
    assert _count(database) == 0


def test_a_workbook_with_a_column_for_each_question_comes_in(study, database, terminal, tmp_path):
    book = openpyxl.Workbook()
    head = ["outlet", "rater", "familiarity", "trust", "assessed_on", *(f"C{i}" for i in range(1, 8))]
    book.active.append([*head, "evidence_note", "C1.evidence_note", "confidence"])
    book.active.append(["The Lamp", "A01", 1, 4, date(2025, 5, 8), 4, 3, 2, 1, 0, 4, "yes", "all", "one", 2])
    book.active.append([None] * 3)
    book.active.append(["The Lamp", "A02", 2, 4, date(2025, 5, 8), 4, 9, 2, 1, 0, 4, "yes", "all", "", 2])
    book.save(tmp_path / "wide.xlsx")
    wide = str(tmp_path / "wide.xlsx")
    assert "row 4: 9 is above 4" in terminal("outlet", "rate-import", "press", SESSION, wide, code=1)
    book.active["G4"] = 3
    book.save(wide)
    told = terminal("outlet", "rate-import", "press", SESSION, wide)
    assert "Imported 14 answers; 2 outlets submitted." in told
    with database.reading() as session:
        kept = session.scalars(
            select(OutletRating).where(OutletRating.variable.in_(("C1", "C2"))).order_by(OutletRating.id)
        )
        notes = [(one.variable, one.value, one.evidence_note) for one in kept]
    assert notes == [("C1", 4, "one"), ("C2", 3, "all"), ("C1", 4, "all"), ("C2", 3, "all")]
    book.active["A1"] = "paper"
    book.save(wide)
    assert "column 'paper'" in terminal("outlet", "rate-import", "press", SESSION, wide, code=1)


def test_what_is_not_whole_stays_a_draft(study, database, terminal, tmp_path):
    output = terminal("outlet", "rate-import", "press", SESSION, _file(tmp_path, *LAMP[:3]))
    assert "stays a draft: A01, The Lamp: C4 needs an answer" in output
    assert _count(database) == 3
    again = terminal("outlet", "rate-import", "press", SESSION, _file(tmp_path, *LAMP[:3]))
    assert "Imported 0 answers" in again


def test_columns_are_checked(study, database):
    with database.reading() as session:
        row = session.get_one(RatingSession, study.session_id)
        for cells, said in (({"outlet": ""}, "lacks the column rater"), ({"mood": ""}, "lacks")):
            with pytest.raises(ValueError, match=said):
                rating_import.import_ratings(session, row, [cells])
