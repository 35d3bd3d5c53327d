"""Spans leave for other programs and come from them: looked at, told what they stand for, confirmed once."""

import io
import json
import zipfile

import pytest
from sqlalchemy import func, select

from app.models import (
    AnnotationHead,
    AnswerRow,
    Article,
    Assignment,
    ChangeRow,
    CodebookVersion,
    Round,
    SpanRow,
    StagedMarks,
    User,
)
from app.services import annotate_import, rounds
from exports.formats.registry import FORMATS
from tests import factories
from tests.annotations.small_study import TEXT, mark
from tests.html_forms import form_to
from tests.visitor import Visitor

URL = "/projects/study"
TABLE = "annotator\tarticle\tstart\tend\tquote\tlabel\tvoice\n"
GOOD = "Ada\ta.txt\t6\t14\tminister\tHARSH\toutlet\n"


class Study:
    """A project with an open round in which Ada and Bo owe two articles, and its manager's browser."""

    def __init__(self, app, database):
        self.database = database
        with database.writing() as session:
            project = factories.add_project(session)
            manager = factories.add_member(session, project, "manager", "Mia")
            self.people = [
                factories.add_member(session, project, "annotator", name).id for name in ("Ada", "Bo")
            ]
            self.articles = [
                factories.add_article(session, project, name=name).id for name in ("a.txt", "b.txt")
            ]
            self.book = factories.add_codebook(session, project).id
        self.round_id = self.open_round("Open")
        self.manager = Visitor(app, manager.id)

    def open_round(self, name):
        with self.database.writing() as session:
            articles = [session.get_one(Article, key) for key in self.articles]
            people = [session.get_one(User, key) for key in self.people]
            book = session.get_one(CodebookVersion, self.book)
            return factories.add_round(session, book, articles, people, name=name).id

    def send(self, code, *files, round_id=None):
        sent = [(io.BytesIO(raw if isinstance(raw, bytes) else raw.encode()), name) for name, raw in files]
        fields = {"round": str(round_id or self.round_id), "format": code, "files": sent}
        return self.manager.post(f"{URL}/spans/new", fields, content_type="multipart/form-data")

    def staged(self, code, *files, **more):
        answer = self.send(code, *files, **more)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def confirm(self, place, **fields):
        form = form_to(self.manager.get(place).text, "/names")
        return self.manager.post(f"{place}/confirm", form.filled(**fields))

    def said(self, round_id):
        """Return the spans and answers of a round, by annotator and article."""
        with self.database.reading() as session:
            head, row = AnnotationHead, SpanRow
            query = (
                select(
                    Assignment.annotator_id,
                    Assignment.article_id,
                    row.start,
                    row.stop,
                    row.label,
                    row.attributes,
                    row.note,
                )
                .join(head, head.assignment_id == Assignment.id)
                .join(row, row.annotation_id == head.id)
                .where(Assignment.round_id == round_id)
            )
            spans = sorted(map(list, session.execute(query)), key=repr)
            answers = (
                select(Assignment.annotator_id, Assignment.article_id, AnswerRow.variable, AnswerRow.value)
                .join(head, head.assignment_id == Assignment.id)
                .join(AnswerRow, AnswerRow.annotation_id == head.id)
                .where(Assignment.round_id == round_id)
            )
            return spans, sorted(map(list, session.execute(answers)), key=repr)

    def count(self, table):
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def study(app, database):
    return Study(app, database)


def code_something(study):
    """Let both annotators submit something, and close the round."""
    with study.database.writing() as session:
        owed = session.scalars(select(Assignment).where(Assignment.round_id == study.round_id)).all()
        for row in owed[:3]:
            said = [
                mark("one", 4, 18, attributes={"voice": "quote", "speaker": "a witness"}, note="see p. 2"),
                mark("two", 6, 14, label="MILD", attributes={"voice": "outlet"}),
                {"op": "answer", "variable": "slant", "value": -1},
            ]
            annotate_import.append_imported(session, row.annotator_id, row.id, said)
        rounds.close_round(session, session.get_one(Round, study.round_id), None)


def test_what_leaves_comes_back_into_another_round_in_every_format(study):
    code_something(study)
    spans, answers = study.said(study.round_id)
    for number, (code, one) in enumerate(FORMATS.items()):
        if not (one.write and one.read):
            continue
        apart = "&apart=1" if number % 2 else ""
        answer = study.manager.get(f"{URL}/exports/spans.zip?round={study.round_id}&format={code}{apart}")
        assert answer.status_code == 200, (code, answer.text)
        readme = zipfile.ZipFile(io.BytesIO(answer.data)).read("README.md").decode()
        again = study.open_round(code)
        place = study.staged(code, ("spans.zip", answer.data), round_id=again)
        assert study.confirm(place).status_code == 303
        spans_again, answers_again = study.said(again)
        assert [row[:5] for row in spans_again] == [row[:5] for row in spans] or "overlap" in readme, code
        assert [row[5:] for row in spans_again] == [
            row[5:] for row in spans
        ] or "attributes of spans" in readme, code
        assert answers_again == answers or "answers to questions" in readme, code


def test_nothing_is_stored_before_it_is_confirmed_and_then_once(study):
    place = study.staged("spans", ("s.tsv", TABLE + GOOD + GOOD.replace("minister", "minister!")))
    page = study.manager.get(place).text
    assert "Import 1 span<" in page
    assert "s.tsv" in page
    assert "row 3" in page
    assert "code points, end exclusive" in page
    assert (study.count(ChangeRow), study.count(StagedMarks)) == (0, 1)
    assert study.confirm(place).status_code == 303
    assert study.manager.post(f"{place}/confirm").status_code == 303
    assert study.count(ChangeRow) == 1
    assert [row[2:5] for row in study.said(study.round_id)[0]] == [[6, 14, "HARSH"]]
    report = study.manager.get(place).text
    assert "1 span in 1 annotation" in report
    assert "not &#39;minister!&#39;" in report


def test_names_of_files_stand_for_what_a_person_says(study):
    rows = (
        "coder one\ta.txt\t6\t14\tminister\tStrong\toutlet\ncoder two\ta.txt\t6\t14\tminister\tMILD\tquote\n"
    )
    place = study.staged("spans", ("s.tsv", TABLE + rows))
    assert "Import 0 spans" in study.manager.get(place).text
    said = {"a-name0": str(study.people[0]), "l-name1": "framing/HARSH"}
    assert (
        study.manager.post(f"{place}/names", {"csrf_token": study.manager.token(), **said}).status_code == 303
    )
    page = study.manager.get(place).text
    assert "Import 1 span<" in page
    assert "stands for no annotator here" in page
    same = study.confirm(place, **{"a-name1": str(study.people[0])})
    assert same.status_code == 303
    assert "both stand for Ada" in study.manager.get(place).text
    assert len(study.said(study.round_id)[0]) == 1


def test_a_file_that_counts_in_another_way_is_told_and_placed(study):
    start, end = TEXT.index("minister") + 1, TEXT.index("minister") + 8  # UTF-16, the last unit included
    place = study.staged("spans", ("s.tsv", TABLE + f"Ada\ta.txt\t{start}\t{end}\tminister\tHARSH\toutlet\n"))
    page = study.manager.get(place).text
    assert "UTF-16 units, end inclusive" in page
    study.confirm(place)
    assert [row[2:4] for row in study.said(study.round_id)[0]] == [[6, 14]]


def test_what_the_codebook_does_not_have_is_refused_or_noted(study):
    table = (
        TABLE.replace("voice", "voice\ttone")
        + GOOD.replace("outlet", "nobody\tsharp")
        + GOOD.replace("outlet", "outlet\tsharp")
    )
    page = study.manager.get(place := study.staged("spans", ("s.tsv", table))).text
    assert "not a category" in page
    study.confirm(place)
    assert [row[6] for row in study.said(study.round_id)[0]] == ["tone: sharp"]


def test_submitted_work_articles_not_given_and_closed_rounds_are_refused(study):
    study.confirm(study.staged("spans", ("s.tsv", TABLE + GOOD)))
    again = study.manager.get(
        study.staged("spans", ("s.tsv", TABLE + GOOD + GOOD.replace("a.txt", "c.txt")))
    ).text
    assert "is submitted. It must be reopened" in again
    assert "No article is called" in again
    place = study.staged("spans", ("s.tsv", TABLE + GOOD))
    with study.database.writing() as session:
        rounds.close_round(session, session.get_one(Round, study.round_id), None)
    assert "cannot go on" in study.manager.get(place).text
    assert study.manager.post(f"{place}/discard").status_code == 303
    assert "was discarded" in study.manager.get(place).text


def test_files_that_are_none_are_refused_and_not_kept(study):
    for code, name, raw, reason in (
        ("brat", "s.tsv", b"", "There is nothing to read as brat"),
        ("doccano", "s.jsonl", b"\xff\xfe", "is not UTF-8"),
        ("spans", "s.zip", b"PK\x03\x04", "damaged"),
        ("docx", "s.docx", b"", "Not a valid choice"),
        ("doccano", "bomb.zip", bomb(), "more than a hundred times its size"),
    ):
        answer = study.send(code, (name, raw))
        assert (answer.status_code, reason in answer.text) == (422, True), name
    assert "comes twice" in study.send("doccano", ("a.jsonl", "{}"), ("a.jsonl", "{}")).text
    assert study.count(StagedMarks) == 0


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/a.jsonl", json.dumps({"id": "a.txt", "note": "x" * 3_000_000}))
    return buffer.getvalue()


def test_only_rounds_that_show_results_leave_and_names_only_for_who_may_see_them(study):
    address = f"{URL}/exports/spans.zip?format=spans&round="
    assert "Choose a round that shows its results" in study.manager.get(f"{address}{study.round_id}").text
    code_something(study)
    answer = study.manager.get(f"{address}{study.round_id}&names=1")
    table = zipfile.ZipFile(io.BytesIO(answer.data)).read("spans.tsv").decode()
    assert table.splitlines()[1].startswith("Ada\t")
    assert (
        "Ada"
        not in zipfile.ZipFile(io.BytesIO(study.manager.get(f"{address}{study.round_id}").data))
        .read("spans.tsv")
        .decode()
    )
