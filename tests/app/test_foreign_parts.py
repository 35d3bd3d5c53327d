"""What a file of Label Studio holds that has no place here stays beside the annotation and leaves again."""

import io
import json
import zipfile

from sqlalchemy import func, select

from app.models import Article, ChangeRow, ForeignPart, Round
from app.services import foreign_parts, marks_in, marks_out
from app.services.marks_in import Said
from exports.formats.marked import File, Losses
from exports.formats.packing import BESIDE, write_format
from exports.formats.registry import format_of
from tests import factories
from tests.app.label_studio import span

LINK = {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right", "labels": ["answers"]}
DRAWING = {"id": "z", "from_name": "drawing", "to_name": "text", "type": "brush", "value": {"rle": [1, 2]}}


def study(database) -> int:
    """Return the round of a project whose only article Ada owes."""
    with database.writing() as session:
        project = factories.add_project(session)
        ada = factories.add_member(session, project, "annotator", "Ada")
        article = factories.add_article(session, project, name="a.txt")
        return factories.add_round(session, factories.add_codebook(session, project), [article], [ada]).id


def bring(database, round_id: int) -> None:
    """Import a file of Ada's."""
    with database.writing() as session:
        text = session.scalars(select(Article.text)).one()
        first, *rest = span("r1", 6, 14, "minister", voice="outlet")
        more = span("r2", 32, 36, "town", "MILD", voice="outlet")
        results = [{**first, "score": 0.25}, *rest, *more, LINK, DRAWING]
        said = {"id": 4, "created_username": "Ada", "lead_time": 12.5, "result": results}
        task = {"id": 9, "data": {"text": text, "name": "a.txt", "desk": "north"}, "annotations": [said]}
        files = [File("theirs.json", json.dumps([task]).encode())]
        round_ = session.get_one(Round, round_id)
        found = marks_in.found_in("labelstudio", files)
        assert found.troubles == []
        plan = marks_in.plan(session, round_, found, Said())
        assert plan.refused == []
        marks_in.confirm(session, round_, plan, None, "labelstudio")


def leaving(database, round_id: int, code: str) -> dict[str, str]:
    """Return the files of a format."""
    out, losses = io.BytesIO(), Losses()
    with database.reading() as session:
        marked = marks_out.marked(session, session.get_one(Round, round_id), losses)
        write_format(out, format_of(code), marked, losses)
    with zipfile.ZipFile(out) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def test_what_came_along_leaves_for_label_studio_and_is_a_loss_elsewhere(database):
    round_id = study(database)
    bring(database, round_id)
    files = leaving(database, round_id, "labelstudio")
    assert '<Relation value="answers"/>' in files["label_config.xml"]
    (task,) = json.loads(files["tasks.json"])
    (said,) = task["annotations"]
    assert (task["data"]["desk"], said["lead_time"], said["id"]) == ("north", 12.5, 4)
    assert [one["score"] for one in said["result"] if one.get("id") == "r1" and "score" in one] == [0.25]
    assert said["result"][-2:] == [LINK, DRAWING]
    assert f"- {BESIDE}: 1 (first: N1)" in leaving(database, round_id, "spans")["README.md"]


def test_it_is_kept_once_and_only_ever_added(database):
    round_id = study(database)
    bring(database, round_id)
    with database.writing() as session:
        row = session.scalars(select(ForeignPart)).one()
        foreign_parts.keep(session, 1, "labelstudio", row.body)
        foreign_parts.keep(session, 1, "labelstudio", {})
        assert session.scalar(select(func.count()).select_from(ForeignPart)) == 1
        foreign_parts.keep(session, 1, "labelstudio", {"annotation": {"lead_time": 3}})
        assert foreign_parts.newest(session, [row.annotation_id]) == {
            row.annotation_id: {"annotation": {"lead_time": 3}}
        }
        assert session.scalar(select(func.count()).select_from(ChangeRow)) == 1
