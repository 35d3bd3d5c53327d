"""Exports that a script has made and kept: for its owner alone, as they were, as long as it may read them."""

import pytest
from label_studio_sdk.core.api_error import ApiError
from sqlalchemy import select, update

from app.models import AnnotationHead, ExportSnapshot, Member, Project, User
from app.services import api_tokens, snapshots
from tests.functional.programs import client, close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import CANARY
from tests.functional.test_blindness import scene as scene


def download(kept, project, number, code):
    return b"".join(kept.download(id=project, export_pk=number, export_type=code)).decode()


def test_a_kept_export_stays_as_it_was_until_its_maker_lets_go(app, database, scene, tokens):
    close(database)
    asks, project = client(app, tokens["manager"]), scene.ids["project_id"]
    now = b"".join(asks.projects.exports.download_sync(project, export_type="CSV", download_all_tasks=True))
    kept = asks.projects.exports
    made = kept.create(id=project, title="Before", task_filter_options={"annotated": "only"})
    assert (made.status, made.title, made.counters) == ("completed", "Before", {"task_number": 1})
    every = kept.create(id=project)
    assert [one.id for one in kept.list(id=project)] == [every.id, made.id]
    with database.writing() as session:
        session.execute(update(AnnotationHead).values(note="changed since"))
    assert kept.convert(id=project, export_pk=every.id, export_type="CSV").export_type == "CSV"
    assert download(kept, project, every.id, "CSV") == now.decode()
    assert f"{CANARY} note" in download(kept, project, made.id, "JSON")
    assert "B-HARSH" in download(kept, project, made.id, "CONLL2003")
    assert "changed since" not in download(kept, project, made.id, "JSON_MIN")
    assert {one.export_type for one in kept.get(id=project, export_pk=made.id).converted_formats} >= {"TSV"}
    kept.delete(id=project, export_pk=made.id)
    gone(lambda: kept.get(id=project, export_pk=made.id), 404)
    gone(lambda: kept.create(id=project, task_filter_options={"view": 3}), 400)
    gone(lambda: kept.convert(id=project, export_pk=every.id, export_type="COCO"), 400)
    with database.writing() as session:
        user, row = (
            session.get_one(User, scene.user_ids["manager"]),
            session.scalars(select(ExportSnapshot)).one(),
        )
        reads = api_tokens.make(session, user, "reads", "read")
        row.body = row.finished_at = None
        for _ in range(snapshots.MOST - 1):
            snapshots.ask(session, session.get_one(Project, row.project_id), user, "", {})
    assert kept.get(id=project, export_pk=every.id).status == "failed"
    gone(lambda: download(kept, project, every.id, "JSON"), 400)
    gone(lambda: kept.create(id=project), 400)
    gone(lambda: client(app, reads).projects.exports.create(id=project), 403)


@pytest.mark.one_database
def test_only_who_made_an_export_reads_it_and_only_with_the_same_rights(app, database, scene, tokens):
    close(database)
    project = scene.ids["project_id"]
    made = client(app, tokens["manager"]).projects.exports.create(id=project)
    for person, status in (("viewer", 404), ("admin", 404), ("annotator", 403), ("stranger", 404)):
        theirs = client(app, tokens[person]).projects.exports
        gone(lambda kept=theirs: download(kept, project, made.id, "JSON"), status)
    gone(lambda: client(app, tokens["annotator"]).projects.exports.create(id=project), 403)
    theirs = client(app, tokens["viewer"]).projects.exports
    assert "Colleague" not in download(theirs, project, theirs.create(id=project).id, "JSON")
    with database.writing() as session:
        part = update(Member).where(Member.user_id == scene.user_ids["manager"])
        session.execute(part.values(role="viewer"))
    own = client(app, tokens["manager"]).projects.exports
    assert own.list(id=project) == []  # it holds names, which viewers do not read
    gone(lambda: download(own, project, made.id, "JSON"), 404)


def gone(ask, status):
    with pytest.raises(ApiError) as refused:
        ask()
    assert refused.value.status_code == status, refused.value
