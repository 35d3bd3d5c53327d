"""Spans that were made elsewhere arrive as ordinary changes, or not at all."""

import csv
import io

import pytest
from sqlalchemy import select

from annotations.codebook_csv import read_csv
from annotations.text import decode
from app.models import AnnotationHead, Article, Assignment, ChangeRow, Round, SpanRow, User
from app.services import annotate_import
from app.services.refused import Refused
from tests import factories
from tests.annotations.small_study import TEXT

ROW = {
    "article": "a.txt",
    "start": "6",
    "end": "14",
    "quote": "minister",
    "label": "HARSH",
    "voice": "outlet",
}


@pytest.fixture
def study(database) -> tuple[int, int]:
    with database.writing() as session:
        project = factories.add_project(session)
        ada = factories.add_member(session, project, "annotator", "Ada")
        articles = [factories.add_article(session, project, name=name) for name in ("a.txt", "b.txt")]
        made = factories.add_round(session, factories.add_codebook(session, project), articles, [ada])
        return made.id, ada.id


def run(database, study, *rows, **options):
    with database.writing() as session:
        round_, ada = session.get_one(Round, study[0]), session.get_one(User, study[1])
        return annotate_import.import_spans(session, round_, ada, rows, **options)


def test_rows_become_submitted_annotations_whose_log_says_where_they_came_from(database, study):
    report = run(
        database, study, ROW, ROW | {"article": "b.txt"}, ROW | {"start": "22", "end": "25", "quote": "the"}
    )
    assert (report.spans, report.articles, report.refused) == (3, 2, [])
    with database.reading() as session:
        assert {head.state for head in session.scalars(select(AnnotationHead))} == {"submitted"}
        first = session.scalars(select(ChangeRow).order_by(ChangeRow.id)).first()
        assert first.operations[-1] == {"op": "submit", "imported": True}
        assert [one.uid for one in session.scalars(select(SpanRow).order_by(SpanRow.id))] == [
            "row-2",
            "row-4",
            "row-3",
        ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"start": "7", "end": "15"}, "does not equal the text"),
        ({"start": "six"}, "whole number"),
        ({"label": "NONE"}, "no layer has"),
        ({"voice": "nobody"}, "not a category"),
        ({"article": "c.txt"}, "was not given an article named 'c.txt'"),
        ({"end": "999999"}, "ends after the last"),
        ({"zone": "footer"}, "no zone"),
    ],
)
def test_one_bad_row_is_named_by_its_number_and_stops_all(database, study, row, reason):
    columns = ROW | {"zone": "body"}
    report = run(database, study, columns, columns | row)
    assert [refused.row for refused in report.refused] == [3]
    assert reason in report.refused[0].reason
    with database.reading() as session:
        assert session.scalars(select(ChangeRow)).all() == []


def test_bad_rows_are_left_out_where_that_was_asked_for(database, study):
    report = run(database, study, ROW, ROW | {"start": "7", "end": "15"}, skip_refused=True)
    assert report.spans == 1
    assert [refused.row for refused in report.refused] == [3]


def test_a_column_that_is_no_attribute_goes_into_the_note(database, study):
    report = run(database, study, ROW | {"tone": "sharp", "note": "see p. 2"})
    assert report.noted == ("tone",)
    with database.reading() as session:
        assert session.scalars(select(SpanRow.note)).one() == "see p. 2\ntone: sharp"


def test_a_table_without_a_needed_column_is_refused(database, study):
    with pytest.raises(Refused, match="one column named start"):
        run(database, study, {name: cell for name, cell in ROW.items() if name != "start"})


def test_rows_for_a_submitted_annotation_are_refused(database, study):
    run(database, study, ROW)
    report = run(database, study, ROW | {"start": "22", "end": "25", "quote": "the"})
    assert "submitted" in report.refused[0].reason


def test_more_rows_than_one_change_holds_are_appended_in_parts(database, study):
    rows = [ROW | {"start": str(i), "end": str(i + 1), "quote": TEXT[i]} for i in range(6, 14)] * 80
    report = run(database, study, *rows)
    assert report.spans == 640
    with database.reading() as session:
        assert [len(change.operations) for change in session.scalars(select(ChangeRow))] == [500, 141]


def test_every_row_of_the_seed_file_is_imported_with_its_words(database, shared):
    table = decode((shared / "examples" / "seed_spans.csv").read_bytes()).text
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    names = sorted({row["seed_file"] for row in rows})
    with database.writing() as session:
        project = factories.add_project(session)
        ada = factories.add_member(session, project, "annotator", "Ada")
        book = read_csv((shared / "examples" / "codebook.csv").read_text(encoding="utf-8"))
        articles = [
            factories.add_article(session, project, decode((shared / "seeds" / name).read_bytes()).text, name)
            for name in names
        ]
        made = factories.add_round(session, factories.add_codebook(session, project, book), articles, [ada])
        study = made.id, ada.id
    shifted = [{**row, "start": str(int(row["start"]) + 1), "end": str(int(row["end"]) + 1)} for row in rows]
    report = run(database, study, *rows[:9], shifted[9], *rows[10:])
    assert [refused.row for refused in report.refused] == [11]
    report = run(database, study, *rows)
    assert (report.spans, report.articles, report.refused) == (47, 5, [])
    with database.reading() as session:
        stored = session.execute(
            select(Article.name, SpanRow.start, SpanRow.stop, SpanRow.quote)
            .join(Assignment, Assignment.article_id == Article.id)
            .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
            .join(SpanRow, SpanRow.annotation_id == AnnotationHead.id)
        ).all()
    wanted = [(row["seed_file"], int(row["start"]), int(row["end"]), row["surface"]) for row in rows]
    assert sorted(map(tuple, stored)) == sorted(wanted)
