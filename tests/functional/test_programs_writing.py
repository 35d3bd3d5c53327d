"""What scripts change for their owner: own annotations, articles and projects, checked like on the pages."""

import pytest
from label_studio_sdk.core.api_error import ApiError
from sqlalchemy import update

from app.models import AnnotationHead, Article, Project, Round, User
from app.services import annotate, api_tokens
from tests import factories
from tests.functional.programs import client, close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import scene as scene

SPAN = {"start": 6, "end": 14, "text": "Autocrat"}
REGION = {"id": "aB_-1", "from_name": "framing", "to_name": "text", "type": "labels"}


def test_an_annotator_writes_their_own_annotation_by_program(app, database, scene, tokens):
    asks, task = client(app, tokens["annotator"]), scene.ids["task_id"]
    text = asks.tasks.get(id=str(task)).data["text"]
    region = {**REGION, "value": {"start": 6, "end": 14, "text": text[6:14], "labels": ["HARSH"]}}
    voice = {**REGION, "from_name": "voice", "type": "choices", "value": {**SPAN, "choices": ["outlet"]}}
    slant = {"id": "q", "from_name": "slant", "to_name": "text", "type": "number", "value": {"number": 2}}
    for results, reason in (
        ([{**region, "value": {**region["value"], "end": 5000}}], "beyond the text"),
        ([{**region, "value": {**region["value"], "labels": ["NOPE"]}}], "no option"),
        ([{**region, "from_name": "nope"}], "no control"),
    ):
        with pytest.raises(ApiError) as error:
            asks.annotations.create(id=task, result=results)
        assert error.value.status_code == 400
        (told,) = error.value.body["validation_errors"]["result"]
        assert told["id"] == "aB_-1"
        assert reason in told["reason"]
    with pytest.raises(ApiError) as error:
        asks.annotations.create(id=task, result=[region, voice])
    assert error.value.body["validation_errors"]["missing"]
    made = asks.annotations.create(id=task, result=[voice, region, slant], unique_id="one-1")
    assert [one["value"].get("labels") for one in made.result] == [["HARSH"], None, None]
    assert made.result[0]["id"] == "aB_-1"
    again = asks.annotations.create(id=task, result=[voice, region, slant], unique_id="one-1")
    assert again.id == made.id
    with pytest.raises(ApiError) as error:
        asks.annotations.create(id=task, result=[region])
    assert "submitted this article" in error.value.body["detail"]
    for person, status in (("manager", 404), ("viewer", 404), ("stranger", 404)):
        with pytest.raises(ApiError) as error:
            client(app, tokens[person]).annotations.create(id=task, result=[region])
        assert error.value.status_code == status


def test_a_manager_begins_and_changes_a_project_by_program(app, database, scene, tokens):
    asks = client(app, tokens["manager"])
    config = asks.projects.get(scene.ids["project_id"]).label_config
    made = asks.projects.create(title="The study", label_config=config)
    assert (made.title, made.label_config) == ("The study", config)
    assert asks.projects.update(id=made.id, title="Another", label_config=config).title == "Another"
    changed = config.replace("Harsh", "Hard")
    assert asks.projects.update(id=made.id, label_config=changed).label_config == changed
    for sent in ({"title": "No config"}, {"title": "T", "label_config": "<View/>"}, {"label_config": config}):
        with pytest.raises(ApiError) as error:
            asks.projects.create(**sent)
        assert error.value.status_code == 400
    for person, status in (("annotator", 403), ("stranger", 404)):
        with pytest.raises(ApiError) as error:
            client(app, tokens[person]).projects.update(id=scene.ids["project_id"], title="Mine")
        assert error.value.status_code == status
    refused(lambda: asks.projects.delete(id=made.id), 400, "never deleted")


def test_a_manager_adds_articles_by_program_all_or_none(app, database, scene, tokens):
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    tasks = [{"data": {"name": f"{n}.txt", "text": f"A new text, number {n}."}} for n in ("x", "y")]
    done = asks.projects.import_tasks(id=project, request=tasks, return_task_ids=True)
    assert done.task_count == 2
    assert asks.tasks.get(id=str(done.task_ids[1])).data["text"] == "A new text, number y."
    one = asks.tasks.create(project=project, data={"name": "z.txt", "text": "One more text."})
    assert one.data["name"] == "z.txt"
    before = len(list(asks.tasks.list(project=project)))
    wrong = [
        {"data": {"name": "w.txt", "text": "Fresh words."}},
        {"data": {"name": "x.txt", "text": "Other."}},
    ]
    marked = [{"data": {"text": "Words."}, "annotations": [{"result": []}]}]
    for sent in (wrong, marked, tasks):
        with pytest.raises(ApiError) as error:
            asks.projects.import_tasks(id=project, request=sent)
        assert error.value.status_code == 400
    assert len(list(asks.tasks.list(project=project))) == before
    with pytest.raises(ApiError) as error:
        client(app, tokens["annotator"]).projects.import_tasks(id=project, request=tasks)
    assert error.value.status_code == 403
    with database.writing() as session:
        reads = api_tokens.make(session, session.get_one(User, scene.user_ids["manager"]), "r", "read")
    with pytest.raises(ApiError) as error:
        client(app, reads).projects.import_tasks(id=project, request=tasks)
    assert "may only read" in error.value.body["detail"]


def test_an_annotation_is_withdrawn_by_leaders_and_sent_again_by_its_annotator(app, database, scene, tokens):
    with database.writing() as session:
        session.execute(update(Round).values(blind=False))
    own, leads, task = client(app, tokens["annotator"]), client(app, tokens["manager"]), scene.ids["task_id"]
    text = own.tasks.get(id=str(task)).data["text"]
    region = {**REGION, "value": {"start": 6, "end": 14, "text": text[6:14], "labels": ["HARSH"]}}
    voice = {**REGION, "from_name": "voice", "type": "choices", "value": {**SPAN, "choices": ["outlet"]}}
    slants = [
        {"id": "q", "from_name": "slant", "to_name": "text", "type": "number", "value": {"number": number}}
        for number in (1, 2)
    ]
    made = own.annotations.create(id=task, result=[region, voice, slants[0]], unique_id="first")
    same = own.annotations.update(id=made.id, result=[region, voice, slants[0]])
    assert same.result == made.result
    for asks, status, reason in (
        (lambda: own.annotations.update(id=made.id, result=[slants[1]]), 400, "submitted this article"),
        (lambda: own.annotations.delete(id=made.id), 403, "ask them to reopen it"),
        (lambda: leads.annotations.update(id=made.id, result=[]), 403, "its own annotator"),
        (lambda: leads.annotations.delete(id=2**31), 404, "no"),
    ):
        refused(asks, status, reason)
    leads.annotations.delete(id=made.id)
    refused(lambda: leads.annotations.delete(id=made.id), 404, "no annotation")
    refused(lambda: own.annotations.get(id=made.id), 404, "no annotation")
    refused(
        lambda: own.annotations.create(id=task, result=[region], unique_id="first"), 400, "reopened since"
    )
    again = own.annotations.update(id=made.id, result=[slants[1]])
    assert (again.id, again.nothing_found) == (made.id, True)
    assert [one["value"] for one in again.result] == [{"number": 2}]
    leads.annotations.delete(id=made.id)
    with database.writing() as session:
        head = session.get_one(AnnotationHead, made.id)
        operations = [{"op": "note", "note": "going on"}]
        user = session.get_one(User, scene.user_ids["annotator"])
        annotate.save(
            session, user, head.assignment, head.version, "page", "2026-01-01T00:00:00Z", operations
        )
    refused(lambda: own.annotations.update(id=made.id, result=[slants[0]]), 400, "nothing is overwritten")
    refused(lambda: own.annotations.create(id=task, result=[slants[0]]), 400, "nothing is overwritten")
    close(database)
    refused(lambda: own.annotations.update(id=made.id, result=[slants[0]]), 400, "")


def test_a_task_is_corrected_and_taken_back_where_nobody_worked_with_it(app, database, scene, tokens):
    asks, project, used = client(app, tokens["manager"]), scene.ids["project_id"], scene.ids["task_id"]
    one = asks.tasks.create(project=project, data={"name": "a.txt", "text": "First words.", "title": "One"})
    two = asks.tasks.create(project=project, data={"name": "b.txt", "text": "Second words."})
    data = {**one.data, "title": "Two", "published": "2025-05-08", "outlet": "The Post"}
    again = asks.tasks.update(id=str(one.id), data=data)
    assert again.data == data
    assert asks.tasks.update(id=str(one.id), data={"language": "en"}).data == {**data, "language": "en"}
    for sent, reason in (
        ({"text": "Other words."}, "never changes"),
        ({"name": "c.txt"}, "never changes"),
        ({"published": "soon"}, "no date"),
        ({"title": 7}, "must be text"),
        ({"byline": "a\x00"}, "NUL"),
        ({"mood": "good"}, "not kept"),
    ):
        refused(lambda sent=sent: asks.tasks.update(id=str(one.id), data=sent), 400, reason)
    assert asks.tasks.get(id=str(one.id)).data == {**data, "language": "en"}
    refused(lambda: asks.tasks.delete(id=str(used)), 400, "in a round")
    refused(lambda: asks.tasks.delete(id=str(one.id)), 400, "corrected")
    for person, status in (("annotator", 403), ("viewer", 403), ("stranger", 404)):
        theirs = client(app, tokens[person])
        refused(lambda theirs=theirs: theirs.tasks.delete(id=str(two.id)), status, "")
        refused(lambda theirs=theirs: theirs.tasks.update(id=str(two.id), data={}), status, "")
    asks.tasks.delete(id=str(two.id))
    refused(lambda: asks.tasks.get(id=str(two.id)), 404, "")
    three = asks.tasks.create(project=project, data={"text": "Third."})
    with database.writing() as session:
        talked_of = session.get_one(Article, three.id)
        manager = session.get_one(User, scene.user_ids["manager"])
        factories.add_thread(session, session.get_one(Project, project), manager, article_id=talked_of.id)
        number = str(talked_of.id)
    refused(lambda: asks.tasks.delete(id=number), 400, "threads")


def refused(ask, status, reason):
    with pytest.raises(ApiError) as error:
        ask()
    assert (error.value.status_code, reason in error.value.body["detail"]) == (status, True), error.value
