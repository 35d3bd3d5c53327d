"""Suggestions arrive by file, all or nothing, and what they do to annotators is measured."""

import io
import json

import pytest
from sqlalchemy import select

from annotations.pull import Marked, pull, share_met
from app.models import Assignment, Round, Suggestion, User
from app.services import saving
from app.services.saving import Change
from app.services.suggestions import held_back
from tests import factories
from tests.annotations.small_study import TEXT, mark
from tests.visitor import Visitor

URL = "/projects/study/suggestions"
TABLE = "article\tstart\tend\tquote\tlabel\tvoice\n"
GOOD = "a.txt\t6\t14\tminister\tHARSH\toutlet\n"


@pytest.fixture
def study(app, database):
    """A project whose manager is at the page, with articles and a main round of one annotator."""
    with database.writing() as session:
        project = factories.add_project(session)
        manager = factories.add_member(session, project, "manager", "Mia")
        ada = factories.add_member(session, project, "annotator", "Ada")
        articles = [factories.add_article(session, project, name=f"{name}.txt") for name in "abcdef"]
        book = factories.add_codebook(session, project)
        round_ = factories.add_round(session, book, articles, [ada], name="Main")
        round_.phase, round_.plan, round_.blind = "main", {"without_suggestions": 50}, False
        key = ada.id
    visitor = Visitor(app, manager.id)
    visitor.annotator = key
    return visitor


def send(study, code, *files, **fields):
    sent = [(io.BytesIO(raw.encode()), name) for name, raw in files]
    fields = {"format": code, "model": "tagger", "version": "3", "files": sent} | fields
    return study.post(URL, fields, content_type="multipart/form-data")


def kept(database):
    with database.reading() as session:
        rows = session.scalars(select(Suggestion).order_by(Suggestion.id)).all()
        return [(row.model, row.version, row.items) for row in rows]


def test_a_table_of_spans_becomes_suggestions(study, database):
    assert "No suggestions yet" in study.get(URL).text
    assert send(study, "spans", ("s.tsv", TABLE + GOOD)).status_code == 303
    ((model, version, (item,)),) = kept(database)
    assert (model, version, item["label"], item["start"]) == ("tagger", "3", "HARSH", 6)
    assert item["attributes"] == {"voice": "outlet"}
    page = study.get(URL).text
    assert "tagger" in page
    assert "Taken in: 1 suggestion about 1 article." in page


def test_predictions_of_a_file_become_suggestions(study, database):
    value = {"start": 6, "end": 14, "labels": ["HARSH"]}
    region = {"id": "r", "from_name": "framing", "to_name": "text", "type": "labels", "value": value}
    said = [{"result": [region], "score": 0.5, "model_version": "theirs"}, {"result": []}]
    task = {"data": {"name": "a.txt", "text": TEXT}, "predictions": said}
    assert send(study, "labelstudio", ("t.json", json.dumps([task]))).status_code == 303
    assert [(model, version, len(items)) for model, version, items in kept(database)] == [
        ("theirs", "", 1),
        ("tagger", "3", 0),
    ]


@pytest.mark.parametrize(
    ("code", "raw", "told"),
    [
        ("spans", TABLE + GOOD + GOOD.replace("HARSH", "NOPE"), "no label"),
        ("spans", TABLE + GOOD + GOOD.replace("minister", "mini"), "row 3"),
        ("spans", TABLE + GOOD + GOOD.replace("a.txt", "z.txt"), "z.txt"),
        ("spans", "", "Nothing"),
        ("labelstudio", '[{"data": {"name": "z.txt"}, "predictions": []}]', "no article"),
        ("labelstudio", '[{"data": {"name": "a.txt"}, "predictions": 7}]', "must be a list"),
        ("labelstudio", '[{"data": {"name": "a.txt"}, "predictions": [{"result": [1]}]}]', "result 1"),
        ("labelstudio", "[NaN]", "NaN"),
        ("labelstudio", "[]", "about 1 to"),
    ],
)
def test_a_file_with_something_wrong_changes_nothing(study, database, code, raw, told):
    answer = send(study, code, ("file.json" if code == "labelstudio" else "s.tsv", raw))
    assert answer.status_code == 422
    assert told in answer.text or told.lower() in answer.text
    assert kept(database) == []


def test_the_pull_is_measured_on_the_articles_without_suggestions(study, database):
    rows = "".join(GOOD.replace("a.txt", f"{name}.txt") for name in "abcdef")
    send(study, "spans", ("s.tsv", TABLE + rows))
    with database.writing() as session:
        round_ = session.scalars(select(Round)).one()
        round_.seed = next(
            seed
            for seed in range(100)
            for one in [Round(seed=seed, plan=round_.plan)]
            if sum(held_back(one, f"{name}.txt") for name in "abcdef") == 3
        )
        for owed in session.scalars(select(Assignment)):
            without = held_back(round_, owed.article.name)
            done = (
                [{"op": "found_none", "value": True}]
                if without
                else [mark("a", attributes={"voice": "outlet"})]
            )
            said = [*done, {"op": "answer", "variable": "slant", "value": 1}, {"op": "submit"}]
            change = Change(0, f"k{owed.id}", "2025-05-08T09:30:00.000Z", said)
            saving.append(session, session.get_one(User, study.annotator).id, owed.id, change)
    page = study.get(URL).text
    assert "<td>3</td><td>100 %</td>" in page
    assert "<td>3</td><td>0 %</td>" in page
    assert "+100" in page


def test_the_interval_is_that_of_welch():
    found = pull([1, 0.5, 0.75, 1, 0.5], [0.25, 0.5, 0, 0.5])
    assert found.difference == pytest.approx(0.4375)
    from scipy.stats import ttest_ind

    expected = ttest_ind([1, 0.5, 0.75, 1, 0.5], [0.25, 0.5, 0, 0.5], equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert pull([], [1.0]).difference is None
    one = Marked("framing", "HARSH", 0, 5)
    assert share_met([one], [Marked("framing", "HARSH", 4, 9)]) == 1
    assert share_met([one], [Marked("framing", "MILD", 0, 5)]) == 0
    assert share_met([], [one]) is None
