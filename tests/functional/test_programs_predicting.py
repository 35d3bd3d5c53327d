"""Predictions arrive by the client of Label Studio, are shown as suggestions, and stay apart from labels."""

import html
import json
import re

import pytest
from label_studio_sdk.core.api_error import ApiError
from sqlalchemy import select, update

from annotations.suggested import comes_without
from app.models import ChangeRow, Round, SpanRow, Suggestion
from tests.functional.programs import client
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import scene as scene
from tests.visitor import Visitor

REGION = {"id": "aB_-1", "from_name": "framing", "to_name": "text", "type": "labels"}
SLANT = {"id": "q", "from_name": "slant", "to_name": "text", "type": "number", "value": {"number": 2}}


def plan(database, **values):
    with database.writing() as session:
        session.execute(update(Round).values(**values))


def region(start=6, end=14, label="HARSH", **more):
    return {**REGION, "value": {"start": start, "end": end, "labels": [label]}, **more}


def suggested(page):
    """What the annotating page holds as suggestions."""
    found = re.search(r'data-suggested="([^"]*)"', page.text)
    return json.loads(html.unescape(found[1])) if found else []


def test_predictions_are_kept_listed_and_checked(app, database, scene, tokens):
    asks, task = client(app, tokens["manager"]), scene.ids["task_id"]
    made = asks.predictions.create(
        task=task, result=[region(score=0.5), SLANT], score=0.9, model_version="t 1"
    )
    assert (made.model_version, made.score, made.task) == ("t 1", 0.9, task)
    assert made.result[0]["value"]["labels"] == ["HARSH"]
    assert (made.result[0]["score"], made.result[0]["origin"]) == (0.5, "prediction")
    more = [{"task": task, "result": [region()], "model_version": "t 2"}]
    assert asks.projects.import_predictions(id=scene.ids["project_id"], request=more).created == 1
    assert [one.model_version for one in asks.predictions.list(task=task)] == ["t 1", "t 2"]
    assert len(asks.predictions.list(project=scene.ids["project_id"])) == len(asks.predictions.list()) == 2
    for wrong, reason in (
        ({"result": [region(end=5000)]}, "Prediction 1"),
        ({"result": [region(label="NOPE")]}, "Prediction 1"),
        ({"result": "none"}, "must be a list"),
        ({"result": [region()], "score": "high"}, "must be a number"),
        ({"result": [region()], "model_version": 7}, "The model must be text"),
    ):
        with pytest.raises(ApiError) as refused:
            asks.projects.import_predictions(
                id=scene.ids["project_id"], request=[*more, {"task": task, **wrong}]
            )
        assert refused.value.status_code == 400
        assert reason.replace("1", "2") in str(refused.value.body)
    assert len(asks.predictions.list()) == 2
    for person in ("annotator", "viewer"):
        told = client(app, tokens[person])
        assert told.predictions.list(task=task) == []
        with pytest.raises(ApiError) as refused:
            told.predictions.create(task=task, result=[region()])
        assert refused.value.status_code == 403


def test_an_annotator_is_shown_suggestions_where_the_round_shows_them(app, database, scene, tokens):
    asks, task = client(app, tokens["manager"]), scene.ids["task_id"]
    asks.predictions.create(task=task, result=[region(), SLANT], model_version="tagger")
    ada, place = Visitor(app, scene.user_ids["annotator"]), scene.owned["annotator"]
    url = f"/projects/{scene.ids['slug']}/annotate/{place}"
    plan(database, phase="reliability", blind=True, plan={})
    assert suggested(ada.get(url)) == []
    plan(database, phase="training")
    assert suggested(ada.get(url)) == []
    plan(database, phase="reliability", plan={"suggestions": True, "without_suggestions": 0})
    one, other = suggested(ada.get(url))
    assert (one["label"], one["model"], other["variable"], other["value"]) == ("HARSH", "tagger", "slant", 2)
    plan(database, plan={"suggestions": True, "without_suggestions": 100})
    assert suggested(ada.get(url)) == []
    plan(database, phase="main", plan={"suggestions": False})
    assert suggested(ada.get(url)) == []


def test_what_is_accepted_bears_the_name_of_the_suggestion_and_what_is_rejected_stays_so(
    app, database, scene, tokens
):
    asks, task = client(app, tokens["manager"]), scene.ids["task_id"]
    asks.predictions.create(task=task, result=[region(), SLANT], model_version="tagger")
    plan(database, phase="main", plan={"without_suggestions": 0})
    ada, place = Visitor(app, scene.user_ids["annotator"]), scene.owned["annotator"]
    page = ada.get(f"/projects/{scene.ids['slug']}/annotate/{place}")
    one, other = suggested(page)
    api = f"/api/assignments/{place}"
    quote = asks.tasks.get(id=str(task)).data["text"][6:14]
    said = {key: one[key] for key in ("layer", "label", "start", "end", "attributes")}
    operations = [
        {"op": "mark", "span": one["uid"], "quote": quote, **said},
        {"op": "reject", "suggestion": other["uid"], "value": True},
    ]
    change = {"base_version": 0, "key": "k", "client_time": "2025-05-08T09:30:00Z", "operations": operations}
    saved = ada.post_json(f"{api}/changes", change)
    assert saved.status_code == 200, saved.text
    state = ada.get(api).get_json()
    assert state["rejected"] == [other["uid"]]
    assert [span["uid"] for span in state["annotation"]["spans"]] == [one["uid"]]
    with database.reading() as session:
        row = session.scalars(select(Suggestion)).one()
        assert f"{row.uid}-1" in session.scalars(select(SpanRow.uid)).all()
        assert operations in session.scalars(select(ChangeRow.operations)).all()


def test_predictions_are_changed_under_their_number_and_withdrawn(app, database, scene, tokens):
    asks, task = client(app, tokens["manager"]), scene.ids["task_id"]
    first = asks.predictions.create(task=task, result=[region(score=0.5)], score=0.9, model_version="t 1")
    second = asks.predictions.create(task=task, result=[SLANT], model_version="t 2")
    said = asks.predictions.update(id=first.id, result=[region(label="MILD")], score=0.1)
    assert (said.id, said.score, said.model_version) == (first.id, 0.1, "t 1")
    again = asks.predictions.update(id=first.id, model_version="t 3")
    assert (again.id, again.result[0]["value"]["labels"]) == (first.id, ["MILD"])
    assert asks.predictions.get(id=first.id).model_version == "t 3"
    assert [one.id for one in asks.predictions.list(task=task)] == [second.id, first.id]
    for wrong in ({"task": task + 1}, {"result": [region(label="NOPE")]}, {"score": "high"}):
        with pytest.raises(ApiError) as refused:
            asks.predictions.update(id=first.id, **wrong)
        assert refused.value.status_code == 400
    told = asks.tasks.get(id=str(task))
    assert (told.total_predictions, [one.id for one in told.predictions]) == (2, [second.id, first.id])
    (listed,) = [one for one in asks.tasks.list(project=scene.ids["project_id"]) if one.id == task]
    assert listed.predictions[1].result[0]["origin"] == "prediction"
    asks.predictions.delete(id=first.id)
    for gone in (first.id, first.id + 2, 99):
        with pytest.raises(ApiError) as refused:
            asks.predictions.get(id=gone)
        assert refused.value.status_code == 404
    with pytest.raises(ApiError):
        asks.predictions.delete(id=first.id)
    assert [one.id for one in asks.predictions.list()] == [second.id]
    assert suggested_to_annotator(app, database, scene)[0]["variable"] == "slant"
    with database.reading() as session:
        assert len(session.scalars(select(Suggestion)).all()) == 4  # nothing is lost
    for person in ("annotator", "viewer"):
        theirs = client(app, tokens[person])
        assert [one.total_predictions for one in theirs.tasks.list(project=scene.ids["project_id"])] in (
            [0],
            [0, 0],
        )
        for call in (theirs.predictions.get, theirs.predictions.delete, theirs.predictions.update):
            with pytest.raises(ApiError) as refused:
                call(id=second.id)
            assert refused.value.status_code == 403


def suggested_to_annotator(app, database, scene):
    plan(database, phase="main", plan={"without_suggestions": 0})
    ada = Visitor(app, scene.user_ids["annotator"])
    return suggested(ada.get(f"/projects/{scene.ids['slug']}/annotate/{scene.owned['annotator']}"))


def test_tasks_bring_their_predictions_along(app, database, scene, tokens):
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    text = "The minister spoke and nobody listened to a word of it."
    said = {"result": [region(4, 12)], "model_version": "tagger", "score": 0.5}
    task = {"data": {"name": "new.txt", "text": text}, "predictions": [said, {**said, "result": []}]}
    made = asks.projects.import_tasks(id=project, request=[task], return_task_ids=True)
    assert made.prediction_count == 2
    assert asks.tasks.get(id=str(made.task_ids[0])).total_predictions == 2
    assert asks.projects.get(id=project).total_predictions_number == 2
    exported = asks.projects.exports.as_json(project)
    assert all(one["predictions"] == [] or one["id"] == made.task_ids[0] for one in exported)
    for wrong in ({**said, "result": [region(4, 5000)]}, 7):
        other = {"data": {"name": "other.txt", "text": text + " Not one."}, "predictions": [wrong]}
        with pytest.raises(ApiError) as refused:
            asks.projects.import_tasks(id=project, request=[other])
        assert refused.value.status_code == 400
    assert [one.data["name"] for one in asks.tasks.list(project=project)].count("other.txt") == 0


def test_what_is_accepted_leaves_with_its_origin(app, database, scene, tokens):
    asks, task = client(app, tokens["manager"]), scene.ids["task_id"]
    voice = {**region(), "from_name": "voice", "type": "choices"}
    voice["value"] = {"start": 6, "end": 14, "choices": ["quote"]}
    several = [region(), voice, region(20, 24, id="b"), region(30, 34, id="c")]
    made = asks.predictions.create(task=task, result=several, model_version="tagger")
    ada, place = Visitor(app, scene.user_ids["annotator"]), scene.owned["annotator"]
    first, second, _ = suggested_to_annotator(app, database, scene)
    text = asks.tasks.get(id=str(task)).data["text"]

    def marked(one, start, end, **more):
        said = {"layer": one["layer"], "label": one["label"], "start": start, "end": end}
        return {"op": "mark", "span": one["uid"], "quote": text[start:end], **said, **more}

    said = [
        marked(first, 6, 14, attributes={"voice": "outlet"}),
        marked(second, 20, 28, attributes={"voice": "outlet"}),
        marked({**first, "uid": "own"}, 40, 44, attributes={"voice": "outlet"}),
        {"op": "answer", "variable": "slant", "value": 2},
        {"op": "submit"},
    ]
    url, moment = f"/api/assignments/{place}/changes", "2025-05-08T09:30:00Z"
    sent = {"base_version": 0, "key": "k", "client_time": moment, "operations": said}
    answer = ada.post_json(url, sent)
    assert answer.status_code == 200, answer.text
    (told,) = client(app, tokens["annotator"]).annotations.list(id=task)
    found = {(one["id"], one["type"]): one["origin"] for one in told.result if one["type"] != "number"}
    assert found == {
        (first["uid"], "labels"): "prediction",
        (first["uid"], "choices"): "prediction-changed",
        (second["uid"], "labels"): "prediction-changed",
        (second["uid"], "choices"): "manual",
        ("own", "labels"): "manual",
        ("own", "choices"): "manual",
    }
    assert told.parent_prediction == made.id


def test_the_share_without_suggestions_is_drawn_by_the_seed():
    names = [f"{number}.txt" for number in range(2_000)]
    drawn = {name for name in names if comes_without(7, name, 0.1)}
    assert 140 < len(drawn) < 260
    assert drawn < {name for name in names if comes_without(7, name, 0.2)}
    assert drawn != {name for name in names if comes_without(8, name, 0.1)}
    assert not any(comes_without(7, name, 0) for name in names)
    assert all(comes_without(7, name, 1) for name in names)
